"""The oficio that convokes: one text for everybody, in which fields are replaced by their name.

    rellenar("Señor(a) {nombre}, {cargo} de la {municipalidad}", valores_de(invitado))

Nothing in it is a language: a field is looked up once, what it says is put there as it is, and a name that is no field is told to whoever
wrote it.
"""

import datetime
import re
from typing import Any

from django.core.exceptions import ValidationError

from base.comun import bloques as b
from base.comun.bloques import Bloque
from base.comun.fechas import ahora
from base.comun.letras import fecha_larga

from .models import Encuentro, Invitado

POR_CONFIRMAR = "por confirmar"
PARA_FIRMAR = "\n\n\n______________________________\nFirma, nombre y cargo"
CAMPOS = {
    "municipalidad": "la municipalidad o institución a la que va",
    "cargo": "el cargo de quien se invita",
    "nombre": "su nombre, si se conoce",
    "encuentro": "el nombre del encuentro",
    "fecha": "el día",
    "hora": "la hora",
    "lugar": "el lugar",
    "distrito": "el distrito anfitrión",
    "lema": "el lema",
    "agenda": "los puntos de la agenda, uno por línea",
    "oficio": "el número del oficio",
}
ASUNTO_DEL_PORTAL = "Invitación al {encuentro}"
TEXTO_DEL_PORTAL = """\
De mi consideración:

Me dirijo a usted para invitarle al {encuentro}.

Día: {fecha}
Hora: {hora}
Lugar: {lugar}, distrito de {distrito}

Puntos por tratar:
{agenda}

Le agradeceré confirmar si asistirá o si enviará a un delegado con el documento que lo acredite.

Atentamente,"""
_CAMPO = re.compile(r"\{([^{}\n]*)\}")


def comprobar_campos(texto: str) -> None:
    """Raise `ValidationError` that names what is no field, or says that a brace was left open."""
    ajenos = list(dict.fromkeys(nombre for nombre in _CAMPO.findall(texto) if nombre.strip() not in CAMPOS))
    if ajenos:
        cuales = ", ".join(f"{{{nombre}}}" for nombre in ajenos[:5])
        conocidos = ", ".join(f"{{{nombre}}}" for nombre in CAMPOS)
        quejas = "no es un campo del oficio" if len(ajenos) == 1 else "no son campos del oficio"
        raise ValidationError(f"{cuales} {quejas}. Los que hay: {conocidos}.", code="campo")
    if re.search(r"[{}]", _CAMPO.sub("", texto)):
        raise ValidationError("Hay una llave «{» o «}» suelta: cada campo va entre las dos, por ejemplo {municipalidad}.", code="campo")


def rellenar(texto: str, valores: dict[str, str]) -> str:
    """The text with each field replaced by what it says for one guest. What a field says is not looked into again."""
    comprobar_campos(texto)
    return _CAMPO.sub(lambda campo: valores[campo[1].strip()], texto)


def puntos_de(encuentro: Encuentro) -> list[str]:
    """The titles of its agenda, in order."""
    return list(encuentro.puntos.order_by("orden", "pk").values_list("titulo", flat=True))


def valores_de(invitado: Invitado, puntos: list[str]) -> dict[str, str]:
    """What each field says for one guest; what is not known yet says so."""
    encuentro = invitado.encuentro
    return {
        "municipalidad": str(invitado),
        "cargo": invitado.cargo,
        "nombre": invitado.nombre,
        "encuentro": encuentro.nombre,
        "fecha": fecha_larga(encuentro.fecha) if encuentro.fecha else POR_CONFIRMAR,
        "hora": f"{encuentro.hora:%H:%M}" if encuentro.hora else POR_CONFIRMAR,
        "lugar": encuentro.lugar or POR_CONFIRMAR,
        "distrito": encuentro.distrito.nombre if encuentro.distrito else POR_CONFIRMAR,
        "lema": encuentro.lema,
        "agenda": "\n".join(f"{n}. {titulo}" for n, titulo in enumerate(puntos, 1)) or POR_CONFIRMAR,
        "oficio": invitado.oficio or "sin número",
    }


def asunto_y_texto(invitado: Invitado, puntos: list[str]) -> tuple[str, str]:
    """What the oficio of one guest is about, and what it says."""
    encuentro, valores = invitado.encuentro, valores_de(invitado, puntos)
    asunto = rellenar(encuentro.oficio_asunto or ASUNTO_DEL_PORTAL, valores)
    return " ".join(asunto.split()), rellenar(encuentro.oficio_texto or TEXTO_DEL_PORTAL, valores)


def datos_de(invitado: Invitado, puntos: list[str], *, dia: datetime.datetime | None = None) -> dict[str, Any]:
    """The oficio of one guest as it is drawn, in PDF and in DOCX. `dia`: when it was sent; today if it was not."""
    asunto, texto = asunto_y_texto(invitado, puntos)
    return {
        "numero": f"Oficio N.º {invitado.oficio}" if invitado.oficio else "Oficio sin número",
        "fecha": fecha_larga(dia or ahora()),
        "destinatario": [linea for linea in (invitado.nombre, invitado.cargo, str(invitado)) if linea],
        "asunto": asunto,
        "texto": texto,
    }


def bloques_de(datos: dict[str, Any]) -> list[Bloque]:
    """The same as blocks, for the Word file: who it is for, what it is about, what it says, and where it is signed."""
    return [
        b.parrafo("\n".join(["Señor(a):", *datos["destinatario"]])),
        b.ficha([("Asunto", datos["asunto"])]),
        *(b.parrafo(parrafo) for parrafo in datos["texto"].split("\n\n")),
        b.parrafo(PARA_FIRMAR),
    ]
