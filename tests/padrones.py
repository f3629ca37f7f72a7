"""`make padrones`: docs/padrones.md, written from the declarations; a test holds the file to them."""

import importlib
import os
from pathlib import Path
from typing import Any

PAGINA = Path(__file__).resolve().parent.parent / "docs" / "padrones.md"
CABEZA = """# Padrones

Las tablas que entran al portal y salen de él. Esta página se escribe sola desde las declaraciones (`make padrones`): no se edita a mano.

- Cada padrón tiene su página en **Importaciones**, con esto mismo, la plantilla de Excel y lo que hay en el portal. Con órdenes:
  `manage.py importar PADRON ARCHIVO` y `manage.py exportar PADRON SALIDA` (ver *Operación*).
- Los títulos se reconocen sin importar mayúsculas, tildes, espacios ni lo que va entre paréntesis, y en cualquier orden, entre las primeras 15 filas.
- La **llave** dice de qué registro es la fila. Una celda vacía deja como está lo que ya existe; una obligatoria no puede quedar vacía en un registro nuevo.
- Una columna que dice «se comprueba» puede venir para contrastarla con otra; no se guarda ni sale.
- Un archivo que el portal devuelve marcado trae al final ESTADO y MOTIVO (o ESTADO DE LA FILA y MOTIVO DE LA FILA): al volver a importarlo no se toman.
"""


def texto() -> str:
    """The whole page."""
    from portal.importaciones.catalogo import PADRONES

    return "\n".join([CABEZA, *(_de_uno(padron) for padron in PADRONES.values())])


def _de_uno(padron: Any) -> str:
    from base.cuentas.roles import QUIEN, Rol
    from portal.importaciones.fichas import fichas_de, que_hace_una_fila

    roles = [rol.label for rol in Rol if rol in QUIEN[padron.crear] | QUIEN[padron.cambiar]]
    quien = "solo quien administra toda la instalación" if padron.de_la_instalacion else ", ".join(roles)
    lineas = [
        f"## {padron.nombre} (`{padron.clave}`)",
        f"{padron.descripcion} {que_hace_una_fila(padron)}",
        "",
        f"Lo carga: {quien}.{' Es de un convenio: se dice cuál.' if padron.de_un_convenio else ''}",
        "",
        "| columna | obligatoria | llave | qué se acepta | otros títulos | ejemplo |",
        "|---|---|---|---|---|---|",
    ]
    for f in fichas_de(padron):
        obligatoria = "se comprueba" if f.auxiliar else f.obligatoria
        celdas = [
            f"`{f.nombre}`",
            obligatoria,
            "sí" if f.llave else "no",
            f"{f.tipo.capitalize()}. {f.dicho}",
            ", ".join(f.sinonimos),
            f"`{f.ejemplo}`",
        ]
        lineas.append(f"| {' | '.join(celda.replace('|', chr(92) + '|') for celda in celdas)} |")
    return "\n".join([*lineas, ""])


if __name__ == "__main__":
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    importlib.import_module("tests.entorno")  # the settings of the tests: nothing of this machine is read
    django.setup()
    PAGINA.write_text(texto(), encoding="utf-8")
    print(PAGINA)
