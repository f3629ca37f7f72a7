"""GeoJSON of the tests: squares around a point, and a collection of them."""

import json
from typing import Any


def cuadro(x: float, y: float, lado: float = 0.1) -> list[list[float]]:
    """A closed square around a point."""
    a, b, c, d = x - lado / 2, y - lado / 2, x + lado / 2, y + lado / 2
    return [[a, b], [c, b], [c, d], [a, d], [a, b]]


def figura(ubigeo: Any, anillos: Any, **propiedades: Any) -> dict[str, Any]:
    """One feature; without rings, one without a shape."""
    forma = None if anillos is None else {"type": "Polygon", "coordinates": anillos}
    return {"type": "Feature", "properties": {"ubigeo": ubigeo, **propiedades}, "geometry": forma}


def geojson(*figuras: Any, **otros: Any) -> bytes:
    """A collection of pairs (ubigeo, rings) or of whole features."""
    hechas = [f if isinstance(f, dict) else figura(*f) for f in figuras]
    return json.dumps({"type": "FeatureCollection", "features": hechas, **otros}).encode()
