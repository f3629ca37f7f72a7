"""How a sheet reads as a mail: text and HTML, with the links that turn its kinds off."""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from . import hojas
from .enlaces import TODAS, direccion
from .models import Carta, Clase, Envio, Preferencia

POR_SU_CARGO = "tiene un cargo vigente en la UGEL, en su región o en una de sus municipalidades"
MOTIVOS = {Carta.Clase.RESUMEN: "Resumen de la semana", Carta.Clase.RECORDATORIO: "Avisos del día"}


def redactar(carta: Carta, preferencia: Preferencia, hoja: hojas.Hoja | None = None) -> dict[str, Any] | None:
    """The mail of a sheet (`hoja`: as it stands now), as `encolar` takes it; None when nothing of it is wanted."""
    hoja = hojas.de_las_clases(hoja or carta.contenido, preferencia.quiere)
    clases = hojas.clases_de(hoja)
    if not clases:
        return None
    bajas = {clase: direccion(preferencia, clase) for clase in clases}
    baja = bajas.get(Clase.RESUMEN) or (bajas[clases[0]] if len(clases) == 1 else direccion(preferencia, TODAS))
    secciones = [
        {**s, "mas": max(s["total"] - len(s["lineas"]), 0), "baja": bajas[s["clase"]], "de": Clase(s["clase"]).label}
        for s in hoja["secciones"]
    ]
    contexto = {
        "carta": carta,
        "hoja": hoja,
        "secciones": secciones,
        "baja_del_resumen": bajas.get(Clase.RESUMEN, ""),
        "razon": POR_SU_CARGO,
        "raiz": settings.PORTAL_URL,
        "PORTAL_NOMBRE": settings.PORTAL_NOMBRE,
    }
    return {
        "asunto": carta.asunto,
        "texto": render_to_string("avisos/correo/carta.txt", contexto),
        "html": render_to_string("avisos/correo/carta.html", contexto),
        "cabeceras": {"List-Unsubscribe": f"<{baja}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
    }


def poner_al_dia(envio: Envio) -> bool:
    """Before a mail leaves: write it as its sheet stands now. False: nothing is left to say, or its person no longer wants it.

    A mail that is of no sheet leaves as it is.
    """
    if not envio.clave.startswith("carta:"):
        return True
    _, clase, ambito, periodo, usuario = envio.clave.split(":")
    filas = Carta.objects.filter(clase=clase, ambito=ambito, periodo=periodo, usuario=int(usuario)).select_related("usuario")
    carta = filas.first()
    if carta is None or not carta.usuario.is_active or carta.usuario.email.lower() != envio.para.lower():
        return False
    dicho = redactar(carta, Preferencia.de(carta.usuario), hojas.al_dia(carta.contenido))
    if dicho is None:
        return False
    envio.texto, envio.html, envio.cabeceras = dicho["texto"], dicho["html"], dicho["cabeceras"]
    return True
