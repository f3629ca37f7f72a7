"""Encuentros for the tests, and what hangs on them: lawful, and brought to their state by the verbs that people use."""

import datetime
from typing import Any

from base.bitacora.gestos import gesto
from base.comun.archivos import revisar
from base.comun.fechas import ahora, hoy
from base.cuentas.models import Usuario
from base.cuentas.roles import Rol
from encuentros.acciones import registrar_firma
from encuentros.models import (
    Acta,
    Acuerdo,
    Asistencia,
    ComentarioActa,
    DocumentoPunto,
    Encuentro,
    FotoExpuesta,
    Invitado,
    Llave,
    Participante,
    ProyectoExpuesto,
    PuntoAgenda,
    RevisionAcuerdo,
)
from municipios.models import Municipalidad, Ugel
from tests.factories import guardar, make_foto, make_municipalidad, make_pdf, make_ugel, make_usuario, serie


def make_encuentro(ugel: Ugel | None = None, *, estado: str = "convocado", por: Usuario | None = None, **campos: Any) -> Encuentro:
    """Convoked unless said otherwise; one that has begun is of today."""
    n = next(serie) % 89 + 1
    encuentro = guardar(Encuentro(ugel=ugel or make_ugel(), **{"numero": n, "nombre": f"Encuentro {n}"} | campos))
    return llevar_encuentro(encuentro, estado, por=por) if estado != "convocado" else encuentro


def llevar_encuentro(encuentro: Encuentro, estado: str, *, por: Usuario | None = None) -> Encuentro:
    """As far as that state, by the verbs of whoever runs it; while it is a draft its acta may be commented for a day."""
    por = por or make_usuario(Rol.COORDINADOR)
    if estado == "informado":
        encuentro.resultado, encuentro.fuente = encuentro.resultado or "Se celebró.", encuentro.fuente or "Nota de prensa"
        encuentro.save()
        encuentro.informar(por=por)
        return encuentro
    if encuentro.estado == "convocado":
        encuentro.fecha = encuentro.fecha or hoy()
        encuentro.save()
        encuentro.iniciar(por=por)
    if estado in ("acta_en_borrador", "acta_firmada") and encuentro.estado == "en_curso":
        hasta = ahora() + datetime.timedelta(days=1) if estado == "acta_en_borrador" else None
        encuentro.terminar(por=por, comentarios_hasta=hasta)
    if estado == "acta_firmada":
        if not make_acta(encuentro).es_definitiva:
            make_acta(encuentro, definitiva=True, por=por)
        registrar_firma(encuentro, revisar(make_pdf()), por=por)
    return encuentro


def acta_por_firmar(encuentro: Encuentro | None = None, *, por: Usuario | None = None) -> Encuentro:
    """An encuentro whose acta is final and scanned: only the signature is left to be registered."""
    por = por or make_usuario(Rol.COORDINADOR)
    encuentro = llevar_encuentro(encuentro or make_encuentro(), "en_curso", por=por)
    encuentro.terminar(por=por, comentarios_hasta=None)
    make_acta(encuentro, definitiva=True, por=por).subir_escaneo(revisar(make_pdf()), por=por)
    return encuentro


def make_invitado(encuentro: Encuentro | None = None, municipalidad: Municipalidad | None = None, **campos: Any) -> Invitado:
    """A municipality through its mayor, unless an `institucion` is given."""
    encuentro = encuentro or make_encuentro()
    if not campos.get("institucion"):
        municipalidad = municipalidad or make_municipalidad(encuentro.ugel)
    return guardar(Invitado(encuentro=encuentro, municipalidad=municipalidad, **{"cargo": "Alcalde o alcaldesa"} | campos))


def make_llave(invitado: Invitado | None = None, clase: str = "confirmar", *, dias: int = 7) -> Llave:
    """A key that still opens."""
    return Llave.dar(invitado or make_invitado(), clase, vence_en=ahora() + datetime.timedelta(days=dias))


def make_asistencia(encuentro: Encuentro | None = None, municipalidad: Municipalidad | None = None, **campos: Any) -> Asistencia:
    encuentro = encuentro or make_encuentro()
    return guardar(Asistencia(encuentro=encuentro, municipalidad=municipalidad or make_municipalidad(encuentro.ugel), **campos))


def make_participante(encuentro: Encuentro | None = None, **campos: Any) -> Participante:
    return guardar(Participante(encuentro=encuentro or make_encuentro(), **{"nombre": f"Persona {next(serie)}"} | campos))


def make_proyecto_expuesto(encuentro: Encuentro | None = None, **campos: Any) -> ProyectoExpuesto:
    return guardar(ProyectoExpuesto(encuentro=encuentro or make_encuentro(), **{"institucion": f"I.E. de prueba {next(serie)}"} | campos))


def make_foto_expuesta(proyecto: ProyectoExpuesto | None = None, *, publica_por: Usuario | None = None, **campos: Any) -> FotoExpuesta:
    """A photo of what a school showed, kept for its own people unless `publica_por` showed it to everybody."""
    proyecto = proyecto or make_proyecto_expuesto()
    campos.setdefault("subida_por", publica_por or make_usuario())
    foto = FotoExpuesta(proyecto=proyecto, encuentro=proyecto.encuentro, **campos)
    foto.guardar_archivo(revisar(make_foto()))
    guardar(foto)
    if publica_por is not None:
        with gesto(por=publica_por):
            foto.publicar(por=publica_por, documento="Archivo de la I.E., folio 1")
    return foto


def make_punto(encuentro: Encuentro | None = None, **campos: Any) -> PuntoAgenda:
    n = next(serie)
    return guardar(PuntoAgenda(encuentro=encuentro or make_encuentro(), **{"orden": n, "titulo": f"Punto {n}"} | campos))


def make_documento_de_punto(punto: PuntoAgenda | None = None, **campos: Any) -> DocumentoPunto:
    punto = punto or make_punto()
    documento = DocumentoPunto(punto=punto, encuentro=punto.encuentro, **{"subida_por": campos.pop("por", None) or make_usuario()} | campos)
    documento.guardar_archivo(revisar(make_pdf()))
    return guardar(documento)


def make_acuerdo(encuentro: Encuentro | None = None, **campos: Any) -> Acuerdo:
    """Of an encuentro that has begun; an action of its own unless a `compromiso` is given."""
    encuentro = encuentro or make_encuentro(estado="en_curso")
    n = encuentro.acuerdos.count() + 1
    return guardar(Acuerdo(encuentro=encuentro, **{"numero": n, "texto": f"Acuerdo de prueba {n}"} | campos))


def make_revision(acuerdo: Acuerdo | None = None, encuentro: Encuentro | None = None, **campos: Any) -> RevisionAcuerdo:
    """How an acuerdo stood in the next encuentro."""
    acuerdo = acuerdo or make_acuerdo()
    encuentro = encuentro or make_encuentro(acuerdo.encuentro.ugel, numero=acuerdo.encuentro.numero + 1)
    return guardar(RevisionAcuerdo(encuentro=encuentro, acuerdo=acuerdo, **{"situacion": "abierto"} | campos))


def make_acta(encuentro: Encuentro | None = None, *, definitiva: bool = False, por: Usuario | None = None) -> Acta:
    encuentro = encuentro or make_encuentro(estado="acta_en_borrador")
    acta = Acta.objects.filter(encuentro=encuentro).first() or guardar(Acta(encuentro=encuentro))
    if definitiva:
        acta.dar_por_definitiva({"encuentro": str(encuentro)}, por=por or make_usuario(Rol.COORDINADOR))
    return acta


def make_comentario(encuentro: Encuentro | None = None, municipalidad: Municipalidad | None = None, **campos: Any) -> ComentarioActa:
    """Of a municipality that came, while the draft is open."""
    encuentro = encuentro or make_encuentro(estado="acta_en_borrador")
    municipalidad = municipalidad or make_municipalidad(encuentro.ugel)
    if not encuentro.asistencias.filter(municipalidad=municipalidad).exists():
        make_asistencia(encuentro, municipalidad, quien="titular")
    valores = {"texto": "Falta un nombre.", "hecho_por": campos.pop("por", None) or make_usuario(Rol.ALCALDE)}
    return guardar(ComentarioActa(encuentro=encuentro, municipalidad=municipalidad, **valores | campos))
