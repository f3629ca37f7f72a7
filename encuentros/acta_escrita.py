"""The acta in words: its content as blocks, the same for the page, the PDF and the Word file."""

import datetime
from typing import Any

from base.comun import bloques as b
from base.comun.bloques import Bloque
from base.comun.letras import fecha_en_letras, hora_en_letras
from base.comun.templatetags.comun import fecha

from .models.acuerdo import SITUACIONES

NO_ES_FIRMA_DIGITAL = (
    "Esta acta se firma a mano, en papel. El portal guarda su escaneo y la huella de ese archivo; no es una firma digital en el sentido de la "
    "Ley N.° 27269."
)


def titulo_de(contenido: dict[str, Any]) -> str:
    """How the document is called."""
    return f"Acta del {contenido['encuentro']['ordinal']} Encuentro de Alcaldes"


def bloques_de(contenido: dict[str, Any]) -> list[Bloque]:
    """The acta, from its heading to the boxes where people sign."""
    dicho = contenido["encuentro"]
    return [
        b.parrafo(dicho["nombre"] + (f" «{dicho['lema']}»" if dicho["lema"] else ""), fuerte=True),
        b.parrafo(_apertura(dicho)),
        b.ficha([("Organizan", dicho["organizadores"]), ("Propósito", dicho["proposito"])]),
        *_asistencia(contenido),
        *_agenda(contenido["agenda"]),
        *_revision(contenido["revision"]),
        b.titulo("Acuerdos"),
        b.numerada([_acuerdo(a) for a in contenido["acuerdos"]], vacia="No se registraron acuerdos."),
        *_expuestos(contenido["expuestos"]),
        b.titulo("Cierre y firmas"),
        b.parrafo(_cierre(dicho)),
        b.firmas([(f["por"], f["nombre"], f["cargo"]) for f in contenido["firmas"]]),
        b.parrafo(NO_ES_FIRMA_DIGITAL),
    ]


def _dia(texto: str) -> datetime.date | None:
    return datetime.date.fromisoformat(texto) if texto else None


def _hora(texto: str) -> datetime.time | None:
    return datetime.time.fromisoformat(texto) if texto else None


def _corta(texto: str) -> str:
    """A day as the portal writes it; empty stays empty, and is drawn as "sin dato"."""
    return str(fecha(_dia(texto))) if texto else ""


def _apertura(dicho: dict[str, Any]) -> str:
    """Where, at what hour and on which day, in words; what nobody recorded is said to be so."""
    donde = f"En el distrito de {dicho['distrito']}" if dicho["distrito"] else "En el distrito anfitrión (sin dato)"
    donde += f", en {dicho['lugar']}" if dicho["lugar"] else ""
    hora, dia = _hora(dicho["hora"]), _dia(dicho["fecha"])
    cuando = f"siendo {hora_en_letras(hora)}" if hora is not None else "a una hora de la que no hay dato"
    en_que = fecha_en_letras(dia) if dia is not None else "en un día del que no hay dato"
    quien = (
        f"se reunieron, por invitación de la {dicho['ugel']},"
        if dicho["ugel"].startswith("UGEL")
        else f"se reunieron, por invitación de {dicho['ugel']},"
    )
    return f"{donde}, {cuando}, {en_que}, {quien} las autoridades e instituciones que se nombran en esta acta, en el {dicho['ordinal']} Encuentro de Alcaldes."


def _cierre(dicho: dict[str, Any]) -> str:
    hora, dia = _hora(dicho["cierre_hora"]), _dia(dicho["cierre_fecha"])
    if hora is None or dia is None:
        return "El encuentro no se ha dado por terminado: no hay hora de cierre."
    mismo_dia = dicho["cierre_fecha"] == dicho["fecha"]
    cuando = "del mismo día" if mismo_dia else fecha_en_letras(dia)
    return f"Siendo {hora_en_letras(hora)} {cuando}, se dio por terminado el encuentro. En señal de conformidad, firman:"


# ── Who came ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def _asistencia(contenido: dict[str, Any]) -> list[Bloque]:
    quorum = contenido["quorum"]
    vinieron, faltaron, otros = contenido["asistieron"], contenido["no_asistieron"], contenido["participantes"]
    partes = [
        b.titulo("Asistencia"),
        b.tabla(
            ["Municipalidad", "Asistió por ella", "Llegó"],
            [[a["municipalidad"], _quien(a), a["hora"]] for a in vinieron],
            rotulo="Municipalidades que asistieron",
            vacia="No se registró la asistencia de ninguna municipalidad.",
        ),
        b.parrafo(
            f"Quórum: asistieron {quorum['presentes']} de {quorum['convocadas']} municipalidades convocadas; se necesitaban "
            f"{quorum['necesarias']}. {'Hubo quórum.' if quorum['hubo'] else 'No hubo quórum.'}"
        ),
    ]
    if faltaron:
        partes.append(b.parrafo("No asistieron, o no hay dato:"))
        partes.append(
            b.tabla(
                ["Municipalidad", "Se registró"],
                [[a["municipalidad"], a["quien"]] for a in faltaron],
                rotulo="Municipalidades que no asistieron, o de las que no hay dato",
            )
        )
    if otros:
        partes.append(b.parrafo("Participaron por otras instituciones:"))
        partes.append(
            b.tabla(
                ["Persona", "Cargo", "Llegó"],
                [[p["nombre"], p["cargo"], p["hora"]] for p in otros],
                rotulo="Participantes de otras instituciones",
            )
        )
    return partes


def _quien(asistio: dict[str, Any]) -> str:
    cargo = asistio["cargo"] if asistio["cargo"] and asistio["cargo"] != asistio["quien"] else ""
    lineas = [asistio["quien"] + (f": {asistio['representante']}" if asistio["representante"] else ""), cargo]
    if asistio["acreditacion"]:
        lineas.append(f"Acreditación: {asistio['acreditacion']}")
    return "\n".join(linea for linea in lineas if linea)


# ── What was dealt with ──────────────────────────────────────────────────────────────────────────────────────────────────
def _agenda(puntos: list[dict[str, Any]]) -> list[Bloque]:
    filas = [(numero, punto["titulo"], _detalle_de(punto)) for numero, punto in enumerate(puntos, start=1)]
    return [b.titulo("Agenda"), b.numerada(filas, vacia="No se registró la agenda.")]


def _detalle_de(punto: dict[str, Any]) -> str:
    presenta = f"Presentó: {punto['presenta']}" if punto["presenta"] else ""
    return "\n".join(linea for linea in (presenta, punto["notas"], "" if punto["tratado"] else "No consta que se tratara.") if linea)


def _revision(revisados: list[dict[str, Any]]) -> list[Bloque]:
    if not revisados:
        return []
    filas = [[r["acuerdo"], r["texto"], dict(SITUACIONES)[r["situacion"]], r["nota"] or "Nada se anotó."] for r in revisados]
    titulos = ["Acuerdo", "Qué se acordó", "Cómo estaba", "Qué se dijo"]
    return [b.titulo("Revisión de los acuerdos anteriores"), b.tabla(titulos, filas, rotulo="Acuerdos de encuentros anteriores")]


def _acuerdo(acuerdo: dict[str, Any]) -> tuple[int, str, str]:
    partes = [
        f"Lo debe: {acuerdo['obligado']}",
        f"Responsable: {acuerdo['responsable'] or 'sin dato'}",
        f"Plazo: {_corta(acuerdo['plazo']) or 'sin dato'}",
        f"Distrito: {acuerdo['distrito'] or 'todos'}",
    ]
    if acuerdo.get("compromiso"):  # those that were frozen before it was told have none
        partes.append(f"Queda como compromiso {acuerdo['compromiso']}")
    return acuerdo["numero"], acuerdo["texto"], ". ".join(partes) + "."


def _expuestos(expuestos: list[dict[str, Any]]) -> list[Bloque]:
    if not expuestos:
        return []
    filas = [
        [e["institucion"], e["distrito"], e["titulo"], e["tipo"], "" if e["estudiantes"] is None else str(e["estudiantes"])]
        for e in expuestos
    ]
    titulos = ["Institución educativa", "Distrito", "Qué expuso", "Tipo", "Estudiantes"]
    return [b.titulo("Proyectos expuestos"), b.tabla(titulos, filas, rotulo="Proyectos que se expusieron")]
