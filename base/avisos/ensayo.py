"""The drill: once a week the newest backup is brought back in a throw-away place, by the same command that a bad day would use.

How far it gets is written down with what it found (`alcance`), and only a backup that was brought back counts as a drill that succeeded:
    restaurado   brought back, compared, and counted again from outside
    leido        opened from its first byte to its last; PostgreSQL gives this account no room to bring it back
    huella       still the file that was made, here and in its copy: the private key is not on this server, and nobody here can open it
"""

import datetime
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse

from base.comun import respaldo
from base.comun.fechas import ahora, hoy
from base.comun.respaldo import ErrorDeRespaldo, claves
from base.comun.respaldo.aparte import Lugar, SinBaseAparte, aparte
from base.comun.respaldo.hacer import Avance
from base.comun.respaldo.programas import esperar

from .cuidado import Clase, alarmar, anotar
from .models import Operacion
from .models.operacion import HUELLA, LEIDO, RESTAURADO
from .tareas import Contexto, ErrorDeTarea, encolar_tarea, tarea

ENSAYAR, RESPALDAR = "avisos.ensayar", "avisos.respaldar"
DOMINGO_A_LAS_CINCO = 6 * 24 + 5  # hours after the week began, on Monday: a restore asks for disk and processor
SIN_PRIVADA = (
    "En este servidor solo está la clave pública de los respaldos: aquí nadie puede abrirlos, y el ensayo solo comprobó que el archivo "
    "sigue igual. Ensaye la restauración en otro equipo, con la privada, y anótelo con manage.py respaldar --anotar-ensayo."
)
NO_ESTA = "El último respaldo que se anotó ({}) ya no está en su carpeta: alguien lo borró o lo movió, o el disco no está conectado."
NADA = "Todavía no hay ninguna copia que ensayar."
NINGUNO = "No hay ningún respaldo en {}: se borraron, o el disco no está conectado."


# ── Its hour ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
@tarea("avisos.pedir_ensayo", titulo="Pedir el ensayo de restauración", repetible=True, cada="semana", a_las=DOMINGO_A_LAS_CINCO)
def pedir(contexto: Contexto) -> dict[str, Any]:
    """By the same key as whoever presses the button: while one waits or runs, the database lets no other in."""
    return {"tarea": encolar_tarea(ENSAYAR, {}, por=None, clave=ENSAYAR).pk}


@tarea(ENSAYAR, titulo="Ensayar la restauración", repetible=True)
def ensayar_el_ultimo(contexto: Contexto) -> dict[str, Any]:
    """The newest backup there is."""
    hecho = ensayar(contexto.avanzar)
    if hecho is None:
        return {"ensayo": NADA}
    if not hecho.bien:
        raise ErrorDeTarea(" ".join(hecho.datos["mal"]))
    return {"url": reverse("respaldos"), "alcance": hecho.datos["alcance"]}


@tarea("avisos.vigilar_ensayo", titulo="Mirar si la restauración se ensaya", repetible=True, cada="dia", a_las=6)
def vigilar(contexto: Contexto) -> dict[str, Any]:
    """Told once a week, for as long as it lasts: also where the drill does not run at all, or never gets to the end."""
    desde = desde_cuando()
    dias = (ahora() - desde).days if desde else 0
    if dias > settings.DIAS_SIN_ENSAYO:
        ultimo = Operacion.objects.filter(clase=Clase.ENSAYO).first()
        texto = f"Hace {dias} días que ningún ensayo de restauración sale bien. {porque_no(ultimo)}"
        alarmar("ensayo_atrasado", texto, clave=f"operacion:ensayo_atrasado:{hoy():%G-S%V}")
    return {"dias": dias}


def desde_cuando() -> datetime.datetime | None:
    """When a drill last brought a backup back; before the first one, since when there are backups."""
    logrado = Operacion.objects.ensayos_logrados().first()
    primero = logrado or Operacion.objects.filter(clase=Clase.RESPALDO, bien=True).last()
    return primero.en if primero else None


def porque_no(ultimo: Operacion | None) -> str:
    """Why the last one does not count."""
    if ultimo is None:
        return "No se ha hecho ninguno: revise que el trabajador del portal esté encendido."
    return " ".join(ultimo.datos.get("mal") or [ultimo.datos.get("porque", "")])


# ── The drill ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def ensayar(avance: Avance) -> Operacion | None:
    """Try the newest one and note down what came out; None where there is none yet."""
    anotado = Operacion.objects.filter(clase=Clase.RESPALDO, bien=True).first()
    carpeta = Path(settings.RESPALDO_EN) if settings.RESPALDO_EN else None
    if anotado is None and not (carpeta and respaldo.respaldos_en(carpeta)):
        return None
    empezo, datos, mal = time.monotonic(), dict[str, Any](alcance=HUELLA), list[str]()
    try:
        ruta = _el_ultimo(carpeta, anotado, mal)
        datos["archivo"] = ruta.name
        suyo = _anotado_de(ruta)
        mal += _por_fuera(ruta, suyo, datos, avance)
        mal += _por_dentro(ruta, suyo, datos, avance)
    except (ErrorDeRespaldo, OSError, ValueError) as error:
        mal.append(str(error))
    datos |= {"mal": [uno[:300] for uno in mal[:50]], "segundos": round(time.monotonic() - empezo, 1)}
    if mal:
        alarmar("ensayo_fallido", f"El ensayo de restauración encontró una falla: {' '.join(mal)}")
    return anotar(Clase.ENSAYO, bien=not mal, **datos)


def _el_ultimo(carpeta: Path | None, anotado: Operacion | None, mal: list[str]) -> Path:
    """The newest of its folder; where it is not the last that was noted down there, that is a finding too."""
    hay = respaldo.respaldos_en(carpeta) if carpeta else []
    esperado = Path(anotado.datos["archivo"]) if anotado else None
    if esperado is not None and esperado.parent == carpeta and esperado not in hay:
        mal.append(NO_ESTA.format(esperado.name))
    elif esperado is not None and not carpeta and esperado.is_file():
        hay = [esperado]
    if not hay:
        raise ErrorDeRespaldo(NINGUNO.format(carpeta or (esperado and esperado.parent)))
    return hay[-1]


def _anotado_de(ruta: Path) -> dict[str, Any] | None:
    """What was written down when that file was made."""
    suyo = Operacion.objects.filter(clase=Clase.RESPALDO, bien=True, datos__archivo__endswith=ruta.name).first()
    return suyo.datos if suyo else None


def _por_fuera(ruta: Path, suyo: dict[str, Any] | None, datos: dict[str, Any], avance: Avance) -> list[str]:
    """What can be asked of it without opening it: that it is the file that was made, and that its copy elsewhere is the same."""
    suma = respaldo.sha256_de(ruta, avance=avance)
    datos |= {"bytes": ruta.stat().st_size, "sha256": suma, "respaldo_de": suyo["hecho_en"] if suyo else None}
    hecho, mal = suyo["sha256"] if suyo else suma, []
    if suma != hecho:
        mal.append("El archivo cambió después de hacerse: su SHA-256 ya no es el que se anotó.")
    if settings.RESPALDO_COPIA_EN:
        copia = Path(settings.RESPALDO_COPIA_EN) / ruta.name
        datos["copia"] = _como_esta(copia, hecho, avance)
        if datos["copia"] != "igual":
            mal.append(f"Su copia en {copia.parent} {datos['copia']}.")
        elif mal:
            mal.append(f"La copia que está en {copia.parent} sí es la que se hizo: guárdela.")
    return mal


def _como_esta(copia: Path, hecho: str, avance: Avance) -> str:
    """Whether the copy elsewhere is what was made, in words."""
    if not copia.is_file():
        return "no está"
    return "igual" if respaldo.sha256_de(copia, avance=avance) == hecho else "no es la que se hizo: revise ese disco"


def _por_dentro(ruta: Path, suyo: dict[str, Any] | None, datos: dict[str, Any], avance: Avance) -> list[str]:
    """As far as the keys and the database of this server allow."""
    if not claves.hay_privada():
        datos["porque"] = SIN_PRIVADA
        return []
    try:
        with aparte(ruta) as lugar:
            return _restaurar(ruta, lugar, suyo, datos, avance)
    except SinBaseAparte as error:
        leido = respaldo.verificar(ruta, avance=avance)
        datos |= {"alcance": LEIDO, "filas": sum(leido["tablas"].values()), "archivos": leido["archivos"]}
        datos["porque"] = f"{error} Se abrió de principio a fin y es lo que dice su manifiesto."
        return []


def _restaurar(ruta: Path, lugar: Lugar, suyo: dict[str, Any] | None, datos: dict[str, Any], avance: Avance) -> list[str]:
    """The command itself, in a process that knows no other place; then what is there is counted from here."""
    dicho = ordenar_restauracion(ruta, lugar, avance)
    if "filas" not in dicho:
        return [str(dicho.get("motivo") or "La restauración no dijo qué hizo.")]
    datos |= {"alcance": RESTAURADO} | {clave: dicho[clave] for clave in ("filas", "tablas", "archivos")}
    datos["cadena"] = "por sus filas y su último sello" if dicho["migraciones_pendientes"] else "entera"
    return [*dicho["distintas"], *_desde_fuera(dicho, lugar, suyo)]


def ordenar_restauracion(ruta: Path, lugar: Lugar, avance: Avance) -> dict[str, Any]:
    """`manage.py restaurar`, as a person would."""
    orden = [sys.executable, str(settings.RAIZ / "manage.py"), "restaurar", str(ruta.resolve()), "--json"]
    como: dict[str, Any] = {"env": lugar.entorno, "stdin": subprocess.DEVNULL, "text": True, "encoding": "utf-8"}
    with subprocess.Popen(orden, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **como) as proceso:  # noqa: S603 -- our own command
        salida, quejas = esperar(proceso, lambda: avance(0, 0, "Restaurando en un lugar aparte"))
    if not salida.strip():
        raise ErrorDeRespaldo(f"La restauración no terminó: {quejas.strip()[-300:]}")
    dicho: dict[str, Any] = json.loads(salida.strip().splitlines()[-1])
    return dicho


def _desde_fuera(dicho: dict[str, Any], lugar: Lugar, suyo: dict[str, Any] | None) -> list[str]:
    """A command that said that it brought everything back, and did not, is found out here. It leaves one row of its own: that it was done."""
    hay = lugar.contar()
    filas, archivos = sum(hay.values()), lugar.archivos()
    mal = []
    if filas - int(dicho["filas"]) not in {0, 1} or not filas:
        mal.append(f"La restauración dijo {dicho['filas']} filas y en la base restaurada hay {filas}.")
    if archivos != dicho["archivos"]:
        mal.append(f"La restauración dijo {dicho['archivos']} archivos y en su carpeta hay {archivos}.")
    if suyo and (suyo["filas"], suyo["archivos"]) != (dicho["filas"], dicho["archivos"]):
        mal.append(
            f"Al hacerse se anotaron {suyo['filas']} filas y {suyo['archivos']} archivos, y volvieron {dicho['filas']} y {dicho['archivos']}."
        )
    return mal
