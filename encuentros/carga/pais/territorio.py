"""Who and where: DRE, UGEL, districts, municipalities with who governs them, the people of each UGEL, and its convenio."""

import datetime
from dataclasses import dataclass
from itertools import accumulate

from django.contrib.auth.hashers import make_password

from base.bitacora.bloque import crear_en_bloque
from base.bitacora.volcado import volcar
from base.comun.fechas import ahora, hoy
from base.cuentas.models import Usuario
from base.cuentas.roles import Rol
from convenios.models import Convenio, Parte
from municipios.models import Distrito, Dre, Gestion, MiembroUgel, Municipalidad, Ugel

DRES = 26
CODIGO_DRE, CODIGO_UGEL, UBIGEO = "70{:04d}", "80{:04d}", "9{:05d}"
DESDE = 400  # days since all of it began
MARCA = {"demostracion": True, "fuente": "Generado para mediciones: no existe"}


@dataclass(frozen=True)
class Lugar:
    """A UGEL as what is written next needs it: keys of its convenio, districts, parties (by district), and of two of its people."""

    convenio: int
    distritos: range
    partes: range
    especialista: int
    coordinador: int


def poblar(*, ugeles: int, distritos: int) -> list[Lugar]:
    """Each UGEL has its share of the districts, one at least; each of its municipalities has signed its convenio."""
    dres = volcar(
        Dre, ["codigo", "nombre"], [(CODIGO_DRE.format(n), f"DRE demostración {n:02d}") for n in range(1, min(DRES, ugeles) + 1)], **MARCA
    )
    las_ugeles = volcar(
        Ugel,
        ["codigo", "nombre", "dre_id"],
        [(CODIGO_UGEL.format(n + 1), f"UGEL demostración {n + 1:03d}", dres[n % len(dres)]) for n in range(ugeles)],
        **MARCA,
    )
    de = [n * ugeles // distritos for n in range(distritos)]  # of which UGEL each district is
    lugares = volcar(
        Distrito,
        ["ubigeo", "nombre", "provincia", "ugel_id", "latitud", "longitud"],
        [(UBIGEO.format(n + 1), f"Distrito demostración {n + 1:04d}", f"Provincia demostración {u + 1:03d}", las_ugeles[u], *_sitio(n)) for n, u in enumerate(de)],
        departamento="Departamento demostración",
        **MARCA,
    )  # fmt: skip
    municipalidades = volcar(Municipalidad, ["distrito_id"], [(d,) for d in lugares], **MARCA)
    inicio = hoy() - datetime.timedelta(days=DESDE)
    volcar(
        Gestion, ["municipalidad_id", "alcalde"], [(m, f"Alcaldía demostración {n:04d}") for n, m in enumerate(municipalidades, 1)], inicio=inicio, **MARCA
    )  # fmt: skip
    gente = _gente(las_ugeles, inicio)
    convenios = volcar(
        Convenio,
        ["ugel_id", "codigo", "titulo", "estado_por_id"],
        [(u, f"CM-DEMO-{n:03d}", f"Convenio de demostración {n:03d}", gente[2 * n - 1]) for n, u in enumerate(las_ugeles, 1)],
        objeto="Medir el portal.",
        inicio=inicio,
        suscrito_el=inicio,
        fin=inicio + datetime.timedelta(days=3 * DESDE),
        estado="suscrito",
        estado_en=ahora(),
        **MARCA,
    )
    partes = volcar(
        Parte, ["convenio_id", "municipalidad_id"], [(convenios[u], m) for u, m in zip(de, municipalidades, strict=True)], firmado_el=inicio, **MARCA
    )  # fmt: skip
    hasta = list(accumulate(de.count(u) for u in range(ugeles)))
    return [
        Lugar(convenios[u], lugares[desde:fin], partes[desde:fin], gente[2 * u], gente[2 * u + 1])
        for u, (desde, fin) in enumerate(zip([0, *hasta], hasta, strict=False))
    ]


def _sitio(n: int) -> tuple[str, str]:
    """Where a capital would stand, so that the map has something to draw: on a grid, in the sea."""
    return f"{-3 - n % 40 / 4:.6f}", f"{-95 + n // 40 / 10:.6f}"


def _gente(ugeles: range, inicio: datetime.date) -> list[int]:
    """Somebody who reports and somebody who verifies in each UGEL; neither account has a password. Their keys, in that order."""
    oficios = ((Rol.ESPECIALISTA, "especialista"), (Rol.COORDINADOR, "coordinador"))
    cerrada = make_password(None)
    personas = crear_en_bloque(
        Usuario,
        [
            Usuario(
                username=f"{oficio}.{CODIGO_UGEL.format(n)}", nombre=f"Persona demostración {n:03d}, {oficio}", rol=rol, password=cerrada, demostracion=True
            )
            for n in range(1, len(ugeles) + 1)
            for rol, oficio in oficios
        ],
    )  # fmt: skip
    llaves = [persona.pk for persona in personas]
    cargos = [(llave, ugeles[n // 2], personas[n].get_rol_display()) for n, llave in enumerate(llaves)]
    volcar(MiembroUgel, ["usuario_id", "ugel_id", "cargo"], cargos, inicio=inicio, **MARCA)
    return llaves
