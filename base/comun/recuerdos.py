"""What a process remembers of what it worked out, by all that it was worked out of: nothing of it grows old."""

from collections.abc import Hashable
from typing import Any


class Recuerdos:
    """So many of them. What changed has another key."""

    def __init__(self, *, caben: int = 2048) -> None:
        self._dicho: dict[Hashable, Any] = {}
        self._caben = caben

    def get(self, llave: Hashable) -> Any:
        """What was worked out of that, if it was."""
        return self._dicho.get(llave)

    def guardar(self, llave: Hashable, dicho: Any) -> Any:
        """Remember it; when there is no more room, begin again."""
        if len(self._dicho) >= self._caben:
            self._dicho.clear()
        self._dicho[llave] = dicho
        return dicho
