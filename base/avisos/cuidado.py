"""Backups as an installation lives with them: made, read back, copied elsewhere, noted down, and told when one fails."""

import datetime
import logging
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.urls import reverse
from django.utils.dateparse import parse_datetime

from base.comun import respaldo
from base.comun.fechas import ahora, hoy
from base.comun.respaldo import ErrorDeRespaldo
from base.comun.respaldo.guardas import Consulta
from base.comun.respaldo.hacer import Avance, en_silencio
from base.cuentas.models import Usuario

from .models import Operacion, avisar
from .models.operacion import RESTAURADO

logger = logging.getLogger(__name__)
Clase = Operacion.Clase

SIN_RESPALDO = "sin respaldo"
SIN_REVISAR = "sin revisar"
SIN_ENSAYAR = "sin ensayar"


# ── Made and noted down ──────────────────────────────────────────────────────────────────────────────────────────────────
def hacer_respaldo(destino: Path, *, verificar: bool, copia: Path | None = None, avance: Avance = en_silencio) -> dict[str, Any]:
    """Make one in `destino`; read it back and copy it if asked. What came out. Whatever fails is noted, told, and raised."""
    hecho = _noto(Clase.RESPALDO, lambda: respaldo.respaldar(destino, avance=avance))
    dicho = {
        "archivo": str(hecho.ruta),
        "bytes": hecho.bytes,
        "sha256": hecho.sha256,
        "hecho_en": hecho.cabeza["hecho_en"],
        "tablas": len(hecho.cabeza["tablas"]),
        "filas": sum(hecho.cabeza["tablas"].values()),
        "archivos": hecho.archivos,
        "faltan": hecho.faltan[:100],
        "alterados": hecho.alterados[:100],
    }
    anotar(Clase.RESPALDO, bien=True, **dicho)
    if not hecho.completo:
        alarmar(
            "respaldo_incompleto", f"El respaldo se hizo, pero faltan o no coinciden archivos: {_algunos(hecho.faltan + hecho.alterados)}"
        )
    if verificar:
        verificar_respaldo(hecho.ruta, avance=avance)
    if copia is not None:
        _noto(Clase.COPIA, lambda: respaldo.copiar(hecho, copia))
        anotar(Clase.COPIA, bien=True, sha256=hecho.sha256, hecho_en=dicho["hecho_en"], donde=str(copia))
    return dicho | {"verificado": verificar, "copia": str(copia) if copia else None, "completo": hecho.completo}


def verificar_respaldo(ruta: Path, *, avance: Avance = en_silencio) -> dict[str, Any]:
    """Read one back from its first byte to its last, and note it down."""
    leido = _noto(Clase.VERIFICACION, lambda: respaldo.verificar(ruta, avance=avance))
    anotar(Clase.VERIFICACION, bien=True, sha256=leido["sha256"], hecho_en=leido["hecho_en"])
    return leido


def anotar_copia(cual: str, *, donde: str) -> Operacion:
    """That a backup was put elsewhere by other means: `cual` is the copy itself, or its SHA-256 as worked out over there."""
    suyo = _el_de(cual)
    return anotar(Clase.COPIA, bien=True, sha256=suyo.datos["sha256"], hecho_en=suyo.datos["hecho_en"], donde=donde[:200]) or suyo


def anotar_ensayo(cual: str, *, donde: str) -> Operacion:
    """That a person brought that backup (the answer) back on another machine, where the private key is: what no drill of this one can do."""
    suyo = _el_de(cual)
    cuenta = {clave: suyo.datos[clave] for clave in ("filas", "archivos", "sha256", "bytes")}
    datos = {"alcance": RESTAURADO, "respaldo_de": suyo.datos["hecho_en"], "archivo": Path(suyo.datos["archivo"]).name, "mal": []}
    anotar(Clase.ENSAYO, bien=True, donde=donde[:200], **cuenta, **datos)
    return suyo


def _el_de(cual: str) -> Operacion:
    suma = cual.lower() if len(cual) == 64 and not Path(cual).exists() else respaldo.sha256_de(Path(cual))
    suyo = Operacion.objects.filter(clase=Clase.RESPALDO, bien=True, datos__sha256=suma).first()
    if suyo is None:
        raise ErrorDeRespaldo("Esa copia no es igual a ningún respaldo que este portal haya anotado: su SHA-256 es otro. No se anotó.")
    return suyo


def _noto(clase: Clase, hacer: Any) -> Any:
    try:
        return hacer()
    except ErrorDeRespaldo as error:
        anotar(clase, bien=False, error=str(error)[:500])
        alarmar(f"{clase}_fallido", f"{clase.label}: {error}")
        raise


def anotar(clase: Clase, *, bien: bool, **datos: Any) -> Operacion | None:
    """Write down what was done. A database that cannot be written in, or of before this table, keeps nobody from making a backup."""
    try:
        if Operacion._meta.db_table in connection.introspection.table_names():
            return Operacion.objects.create(clase=clase, bien=bien, datos=datos)
        logger.warning("operacion_sin_anotar", extra={"datos": {"clase": str(clase), "por": "falta su tabla"}})
    except DatabaseError:
        logger.exception("operacion_sin_anotar", extra={"datos": {"clase": str(clase)}})
    return None


def alarmar(suceso: str, texto: str, *, clave: str = "") -> None:
    """To the log as an error, and to whoever runs the installation, once a day (or once for each `clave`)."""
    logger.error(suceso, extra={"datos": {"que": texto[:1000]}})
    try:
        if Operacion._meta.db_table in connection.introspection.table_names():
            quienes = Usuario.objects.filter(is_active=True, is_superuser=True)
            avisar(quienes, texto=texto, enlace=reverse("respaldos"), clave=clave or f"operacion:{suceso}:{hoy()}")
    except DatabaseError:
        logger.exception("aviso_sin_dar", extra={"datos": {"suceso": suceso}})


def _algunos(nombres: list[str]) -> str:
    return "; ".join(nombres[:3]) + (f" y {len(nombres) - 3} más" if len(nombres) > 3 else "")


# ── How it stands ────────────────────────────────────────────────────────────────────────────────────────────────────────
def estado_del_respaldo() -> Any:
    """For whoever watches: hours since the last backup was made, the last that was read back, the last that has a copy elsewhere (None: none);
    whether the last try went well. «sin respaldo» where there has been none.
    """
    bien, mal = _ultimas()
    if Clase.RESPALDO not in bien and Clase.RESPALDO not in mal:
        return SIN_RESPALDO
    return {
        "hace_h": _horas(bien.get(Clase.RESPALDO)),
        "verificado_h": _horas(bien.get(Clase.VERIFICACION)),
        "copia_h": _horas(bien.get(Clase.COPIA)),
        "bien": all(una.pk < bien[clase].pk if clase in bien else False for clase, una in mal.items() if clase in DE_RESPALDO),
    }


def estado_de_los_archivos() -> Any:
    """Whether the last look found each file as its row says, and hours since; «sin revisar» where nobody has looked."""
    bien, mal = _ultimas()
    vistas = [una for una in (bien.get(Clase.COTEJO), mal.get(Clase.COTEJO)) if una is not None]
    if not vistas:
        return SIN_REVISAR
    ultima = max(vistas, key=lambda una: una.pk)
    return {"hace_h": _horas(ultima), "bien": ultima.bien}


def estado_del_ensayo() -> Any:
    """Of the drill: hours since one brought a backup back (None: none did), whether that is within `DIAS_SIN_ENSAYO`, whether the last found
    nothing wrong and whether it got as far as bringing it back, with how long it took and how many rows. «sin ensayar»: none was made.
    """
    ultimo = Operacion.objects.filter(clase=Clase.ENSAYO).first()
    if ultimo is None:
        return SIN_ENSAYAR
    hace = _horas(Operacion.objects.ensayos_logrados().first())
    return {
        "hace_h": hace,
        "al_dia": hace is not None and hace <= settings.DIAS_SIN_ENSAYO * 24,
        "bien": ultimo.bien,
        "restaurado": ultimo.restaurado,
        "segundos": ultimo.datos.get("segundos"),
        "filas": ultimo.datos.get("filas"),
    }


DE_RESPALDO = {Clase.RESPALDO, Clase.VERIFICACION, Clase.COPIA}


def _ultimas() -> tuple[dict[str, Operacion], dict[str, Operacion]]:
    todas = list(Operacion.objects.ultimas())
    return {una.clase: una for una in todas if una.bien}, {una.clase: una for una in todas if not una.bien}


def _horas(una: Operacion | None) -> float | None:
    if una is None:
        return None
    instante = una.instante if isinstance(una.instante, datetime.datetime) else parse_datetime(una.instante)
    return round((ahora() - (instante or una.en)).total_seconds() / 3600, 1)


def cabeza_de_la_cadena(consultar: Consulta, tablas: set[str]) -> str | None:
    """What the seals of the history vouch for: the last of them. The same before a backup and after its return."""
    if "bitacora_sello" not in tablas:
        return None
    ultimo = consultar("SELECT numero, cabeza FROM bitacora_sello ORDER BY numero DESC LIMIT 1")
    return f"{ultimo[0][0]}:{ultimo[0][1]}" if ultimo else ""


def respaldo_de_la_noche(avance: Avance) -> dict[str, Any]:
    """As the settings say: where, with a copy or without, read back where the private key is at hand; what is old goes."""
    carpeta, copia = Path(settings.RESPALDO_EN), Path(settings.RESPALDO_COPIA_EN) if settings.RESPALDO_COPIA_EN else None
    dicho = hacer_respaldo(carpeta, verificar=respaldo.claves.hay_privada(), copia=copia, avance=avance)
    for lugar in filter(None, (carpeta, copia)):
        respaldo.olvidar_viejos(lugar, settings.DIAS_DE_RESPALDOS)
    return dicho
