"""Demonstration encuentros: a fictional outcome of the II, and one in each state: acta en borrador, en curso, convocado.

They are told through the verbs themselves, each act by its person on its day: what was signed is locked as soon as it is signed.
"""

import datetime
from collections.abc import Iterable
from typing import Any, cast

from base.comun.fechas import ahora, hoy
from base.cuentas.models import Usuario
from convenios.models import Convenio
from encuentros import acciones, agenda
from encuentros.acta import contenido_de
from encuentros.convocar import convocar_municipalidades, guardar_encuentro
from encuentros.models import (
    Acuerdo,
    ComentarioActa,
    Comunicacion,
    Encuentro,
    Invitado,
    Participante,
    ProyectoExpuesto,
    PuntoAgenda,
)

from . import archivos
from .convenios import dia
from .cronica import instante, vivido
from .personas import Elenco

A = Acuerdo.Obligado
DELEGARON, FALTARON = {"060804", "060809"}, {"060810"}
ORGANIZAN = "UGEL Jaén y la municipalidad anfitriona (demostración)"
FICTICIO = "Lo que ocurrió es ficticio: dato de demostración"
DEL_SEGUNDO = datetime.date(2023, 10, 27)
# text, who owes it, district of the municipality that owes it (or of which it is), responsible, days until it is due, what became of it
Guion = tuple[str, str, str, str, int, str]
ACUERDOS_DEL_SEGUNDO: list[Guion] = [
    ("Remitir a la UGEL la relación de coordinadores municipales", A.TODAS, "", "Gerentes municipales", 30, "cumplido"),
    ("Entregar el diagnóstico de locales escolares del distrito", A.MUNICIPALIDAD, "060806", "Alcalde", 60, "no_cumplido"),
    ("Organizar una feria distrital de proyectos escolares", A.MUNICIPALIDAD, "060802", "Alcalde", 120, "sin_efecto"),
    ("Capacitar a los equipos municipales en la formulación de planes de trabajo", A.UGEL, "", "Jefe de Gestión Pedagógica", 150, ""),
    ("Publicar la relación de proyectos identificados en cada distrito", A.UGEL, "", "Coordinadores de la UGEL", 90, "cumplido"),
]
ACUERDOS_DEL_TERCERO: list[Guion] = [
    ("Revisar con cada distrito los compromisos vencidos", A.AMBAS, "", "Coordinadores de la UGEL", 20, "compromiso"),
    ("Destinar un espacio para los talleres de fin de año", A.MUNICIPALIDAD, "060806", "Alcalde", 10, ""),
]
TEMAS = ["Informe de cada municipalidad", "Planes de trabajo del año siguiente", "Asuntos varios"]


def crear(elenco: Elenco, convenio: Convenio) -> None:
    """All of them, in the order in which they were held. `convenio`, a signed one, is where an acuerdo becomes a commitment."""
    segundo = _segundo(elenco)
    _borrador(elenco, segundo, convenio)
    _de_hoy(elenco)
    _proximo(elenco)


# ── The II ───────────────────────────────────────────────────────────────────────────────────────────────────────────────
def _segundo(elenco: Elenco) -> Encuentro:
    """The one that was announced: marked as demonstration from here on, since what is told of it did not happen."""
    secretaria = elenco.coordinadora
    encuentro: Encuentro = Encuentro.objects.get(ugel=elenco.ugel, numero=2)
    with vivido(secretaria, instante(datetime.date(2023, 10, 16), 9), "Preparar el encuentro"):
        encuentro.demostracion = True
        encuentro.hora, encuentro.organizadores = datetime.time(9), ORGANIZAN
        encuentro.fuente = f"{encuentro.fuente} {FICTICIO}"[:300]
        guardar_encuentro(encuentro, por=secretaria)
        convocar_municipalidades(encuentro, por=secretaria)
        _agenda(encuentro, secretaria, ["Presentación del encuentro", *TEMAS])
        _en_papel(encuentro, secretaria)
    with vivido(secretaria, instante(DEL_SEGUNDO, 9, 10), "Iniciar el encuentro"):
        encuentro.iniciar(por=secretaria)
        _llegadas(encuentro, elenco, secretaria)
    with vivido(secretaria, instante(DEL_SEGUNDO, 11), "Anotar los acuerdos"):
        _notas(encuentro, secretaria)
        acuerdos = _acuerdos(encuentro, elenco, ACUERDOS_DEL_SEGUNDO, secretaria)
    with vivido(secretaria, instante(DEL_SEGUNDO, 12, 30), "Terminar el encuentro"):
        encuentro.terminar(por=secretaria, comentarios_hasta=None)
        acciones.acta_de(encuentro).dar_por_definitiva(contenido_de(encuentro), por=secretaria)
    with vivido(secretaria, instante(DEL_SEGUNDO, 13), "Registrar la firma del acta"):
        lineas = [f"Acta del {encuentro}", "Firmada por las delegaciones que asistieron"]
        acciones.registrar_firma(encuentro, archivos.documento("acta-firmada.pdf", lineas), por=secretaria)
    for acuerdo, (*_, fue) in zip(acuerdos, ACUERDOS_DEL_SEGUNDO, strict=True):
        _lo_que_fue(acuerdo, fue, elenco.coordinador)
    return encuentro


def _lo_que_fue(acuerdo: Acuerdo, fue: str, por: Usuario) -> None:
    """What became of it, a week after it was due."""
    if not fue:
        return
    plazo: Any = acuerdo.plazo
    with vivido(por, instante(plazo + datetime.timedelta(days=7), 10), "Seguimiento de los acuerdos"):
        match fue:
            case "cumplido":
                acuerdo.cumplir(por=por, motivo="Oficios de las doce municipalidades (demostración)")
            case "no_cumplido":
                acuerdo.no_cumplir(por=por, motivo="No llegó en su plazo ni en el que se amplió (demostración)")
            case "sin_efecto":
                acuerdo.dejar_sin_efecto(por=por, motivo="La reemplaza la feria provincial (demostración)")


# ── The others ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def _borrador(elenco: Elenco, anterior: Encuentro, convenio: Convenio) -> None:
    """The III, three days ago: its acta waits for what the municipalities say of it."""
    quien = elenco.coordinador
    encuentro = _nuevo(elenco, 3, fecha=dia(-3), distrito="060802", por=quien, en=instante(dia(-30), 9))
    with vivido(quien, instante(dia(-3), 9, 5), "Iniciar el encuentro"):
        encuentro.iniciar(por=quien)
        _llegadas(encuentro, elenco, quien)
        for acuerdo in Acuerdo.objects.filter(encuentro=anterior).order_by("numero"):
            acciones.revisar_acuerdo(acuerdo, encuentro=encuentro, por=quien, nota="Se dio cuenta en la mesa.")
        _notas(encuentro, quien)
        _acuerdos(encuentro, elenco, ACUERDOS_DEL_TERCERO, quien, convenio)
        expuesto = ProyectoExpuesto(
            encuentro=encuentro, institucion="I.E. ficticia 99001 (demostración)", distrito=elenco.distritos["060802"],
            titulo="Biohuerto y compostaje", tipo="productivo", estudiantes=18,
        )  # fmt: skip
        acciones.guardar_del_encuentro(expuesto, por=quien)
    with vivido(quien, instante(dia(-3), 13), "Terminar el encuentro"):
        encuentro.terminar(por=quien, comentarios_hasta=ahora() + datetime.timedelta(days=10))
    alcalde, municipalidad = elenco.alcaldes["060806"], elenco.municipalidades["060806"]
    with vivido(alcalde, instante(dia(-2), 10), "Comentar el borrador del acta"):
        comentario = ComentarioActa(
            encuentro=encuentro, municipalidad=municipalidad, hecho_por=alcalde, demostracion=True,
            texto="En el acuerdo 2 el plazo que se dijo fue de quince días.",
        )  # fmt: skip
        comentario.full_clean()
        comentario.save()


def _de_hoy(elenco: Elenco) -> None:
    """The IV, which is being held: half of the municipalities have arrived."""
    quien = elenco.coordinadora
    encuentro = _nuevo(elenco, 4, fecha=hoy(), distrito="060806", por=quien, en=instante(dia(-20), 9))
    with vivido(quien, ahora(), "Iniciar el encuentro"):
        encuentro.iniciar(por=quien)
        _llegadas(encuentro, elenco, quien, cuantas=6)


def _proximo(elenco: Elenco) -> None:
    """The V, in four weeks: some have answered."""
    quien = elenco.coordinadora
    encuentro = _nuevo(elenco, 5, fecha=dia(28), distrito="060801", por=quien, en=instante(dia(-2), 9))
    respuestas = ["asistira", "asistira", "delegara", "no_asistira", "asistira"]
    invitados = Invitado.objects.filter(encuentro=encuentro).select_related("encuentro").order_by("municipalidad__distrito__ubigeo")
    with vivido(quien, instante(dia(-1), 11), "Anotar las respuestas"):
        for invitado, respuesta in zip(invitados, respuestas, strict=False):
            delegado = "Gerente municipal (demostración)" if respuesta == "delegara" else ""
            invitado.responder(respuesta, por=quien, delegado=delegado)


def _nuevo(elenco: Elenco, numero: int, *, fecha: datetime.date, distrito: str, por: Usuario, en: datetime.datetime) -> Encuentro:
    """One that was convoked that day, on paper."""
    encuentro = Encuentro(
        ugel=elenco.ugel, numero=numero, fecha=fecha, hora=datetime.time(9), distrito=elenco.distritos[distrito], demostracion=True,
        lugar="Auditorio municipal (demostración)", organizadores=ORGANIZAN, lema="por la Educación al 2026",
        proposito="Revisar cómo van los compromisos y los planes de trabajo de la demostración.",
    )  # fmt: skip
    encuentro.nombre = f"{encuentro.ordinal} Encuentro de Alcaldes (demostración)"
    with vivido(por, en, "Convocar el encuentro"):
        guardar_encuentro(encuentro, por=por)
        _agenda(encuentro, por, TEMAS)
        _en_papel(encuentro, por)
    return encuentro


# ── What each has ────────────────────────────────────────────────────────────────────────────────────────────────────────
def _agenda(encuentro: Encuentro, por: Usuario, temas: Iterable[str]) -> None:
    """After what opens it, each theme; every point with its minutes and who presents it."""
    agenda.preparar(encuentro, por=por)
    for tema in temas:
        agenda.guardar_punto(PuntoAgenda(encuentro=encuentro, titulo=tema), por=por)
    for punto in encuentro.puntos.all():
        punto.minutos, punto.presenta = 20, "Coordinadores de la UGEL"
        acciones.guardar_del_encuentro(punto, por=por)


def _en_papel(encuentro: Encuentro, por: Usuario) -> None:
    """The oficios were handed over by hand: the demonstration sends no mail."""
    filas = Invitado.objects.filter(encuentro=encuentro).order_by("municipalidad__distrito__ubigeo")
    for numero, invitado in enumerate(filas, start=1):
        invitado.oficio = f"{numero:03}-{encuentro.ordinal} (demostración)"
        acciones.guardar_del_encuentro(invitado, por=por)
        Comunicacion.objects.create(invitado=invitado, clase=Comunicacion.Clase.PAPEL, en=ahora(), por=por)


def _llegadas(encuentro: Encuentro, elenco: Elenco, por: Usuario, *, cuantas: int = 12) -> None:
    """Who came, minute by minute; one sent nobody, and two a delegate."""
    for minuto, (ubigeo, municipalidad) in enumerate(sorted(elenco.municipalidades.items())[:cuantas]):
        quien = "no_asistio" if ubigeo in FALTARON else "delegado" if ubigeo in DELEGARON else "titular"
        datos: dict[str, Any] = {}
        if quien == "delegado":
            datos = {"cargo": "Gerente municipal", "acreditacion": "Carta de acreditación (demostración)"}
        hora = datetime.time(8, 40 + minuto)
        acciones.anotar_asistencia(encuentro, municipalidad, por=por, quien=quien, hora_llegada=hora, **datos)
    de_la_dre = Participante(encuentro=encuentro, nombre="Irma Solano (demostración)", cargo="Representante de la DRE")
    acciones.guardar_del_encuentro(de_la_dre, por=por)


def _notas(encuentro: Encuentro, por: Usuario) -> None:
    for punto in encuentro.puntos.all():
        punto.notas = f"Se trató «{punto.titulo.lower()}» y las delegaciones dieron su parecer (texto ficticio)."
        punto.tratado_en, punto.tratado_por = ahora(), por
        acciones.guardar_del_encuentro(punto, por=por)


def _acuerdos(encuentro: Encuentro, elenco: Elenco, guiones: list[Guion], por: Usuario, convenio: Convenio | None = None) -> list[Acuerdo]:
    punto = encuentro.puntos.order_by("-orden").first()
    hechos, del_encuentro = [], cast(datetime.date, encuentro.fecha)
    for texto, obligado, ubigeo, responsable, dias, fue in guiones:
        acuerdo = Acuerdo(
            encuentro=encuentro, punto=punto, texto=f"{texto} (demostración)", obligado=obligado, responsable=responsable,
            municipalidad=elenco.municipalidades[ubigeo] if obligado == A.MUNICIPALIDAD else None,
            distrito=elenco.distritos.get(ubigeo), plazo=del_encuentro + datetime.timedelta(days=dias),
        )  # fmt: skip
        hechos.append(acciones.guardar_acuerdo(acuerdo, por=por, convenio=convenio if fue == "compromiso" else None))
    return hechos
