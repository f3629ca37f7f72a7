"""What touches several records at once: keyword-only, inside the caller's gesture, `por=`, no request."""

import datetime
from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.urls import reverse

from base.avisos.models import avisar
from base.bitacora.gestos import gesto
from base.bitacora.models import Lote
from base.bitacora.pasos import exigir
from base.comun.archivos import ArchivoRevisado, comprobar_cuota
from base.comun.fechas import ahora
from base.cuentas.models import Usuario
from base.cuentas.roles import QUIEN, UGEL, Permiso, Rol
from municipios.models import Distrito, EnlaceMunicipal, Gestion, MiembroUgel, Ugel

from .models import Alcance, Avance, Compromiso, Consulta, Evidencia, Hito
from .models.compromiso import comprobar_partes, comprobar_quien_debe
from .models.linea import comprobar_lineas
from .models.prueba import Prueba
from .models.reporte import Reporte


def verificadores(reporte: Reporte, ugel: int) -> Iterable[Usuario]:
    """Whoever may verify this report today: coordinators of its UGEL, never its own author."""
    cargos = MiembroUgel.objects.vigentes().filter(ugel=ugel)
    return (
        Usuario.objects.filter(pk__in=cargos.values("usuario"), rol__in=QUIEN[Permiso.VERIFICAR_AVANCES], is_active=True)
        .exclude(pk__in=[reporte.creado_por_id, reporte.enviado_por_id])
        .order_by("pk")
    )


def enviar_avance(avance: Avance, *, por: Usuario) -> Avance:
    """Send it, and tell its verifiers."""
    with gesto(por=por):
        avance.enviar(por=por)
        texto = f"{por} envió un avance de {avance.compromiso.codigo}: está por verificar."
        avisar(
            verificadores(avance, avance.compromiso.convenio.ugel_id),
            texto=texto,
            enlace=avance.get_absolute_url(),
            clave=clave_de_paso(avance, "enviado"),
        )
    return avance


def verificar_avance(avance: Avance, *, por: Usuario) -> Avance:
    """Verify it, and tell its author."""
    with gesto(por=por):
        avance.verificar(por=por)
        texto = f"{por} verificó el avance de {avance.compromiso.codigo}."
        avisar(autores(avance), texto=texto, enlace=avance.get_absolute_url(), clave=clave_de_paso(avance, "verificado"))
    return avance


def observar_avance(avance: Avance, *, por: Usuario, observacion: str) -> Avance:
    """Return it with the reason, and tell its author."""
    with gesto(por=por, motivo=observacion[:200]):
        avance.observar(por=por, observacion=observacion)
        texto = f"{por} observó el avance de {avance.compromiso.codigo}: {avance.observacion}"
        avisar(autores(avance), texto=texto, enlace=avance.get_absolute_url(), clave=clave_de_paso(avance, "observado"))
    return avance


def autores(reporte: Reporte) -> set[Usuario]:
    """Who registered it and who sent it: mostly the same person."""
    return {persona for persona in (reporte.creado_por, reporte.enviado_por) if persona is not None}


def clave_de_paso(reporte: Reporte, paso: str) -> str:
    """One notice for each time the step is taken, never two for the same."""
    return f"{reporte._meta.model_name}:{reporte.pk}:{paso}:{ahora():%Y%m%d%H%M%S%f}"


def guardar_avance(
    avance: Avance,
    *,
    por: Usuario,
    archivos: Iterable[ArchivoRevisado] = (),
    enlace: str = "",
    firmado: bool = False,
    quitar: Iterable[Evidencia] = (),
    enviar: bool = False,
) -> Avance:
    """Save what was done with its new evidence, drop the evidence that was taken off, and send it if asked. All or nothing."""
    with gesto(por=por):
        if avance.pk is None:
            avance.creado_por = por
        avance.full_clean()
        avance.save()
        for evidencia in quitar:
            evidencia.eliminar(por=por)
        adjuntar(avance, por=por, archivos=archivos, enlace=enlace, firmado=firmado)
        if enviar:
            enviar_avance(avance, por=por)
    return avance


def adjuntar(reporte: Any, *, por: Usuario, archivos: Iterable[ArchivoRevisado] = (), enlace: str = "", firmado: bool = False) -> None:
    """Attach files and a link to a report that is still its author's, within the day's quota of who brings them."""
    archivos = list(archivos)
    if (archivos or enlace) and reporte.estado not in Reporte.Estado.editables():
        raise ValidationError("La evidencia de lo enviado o verificado no se cambia.", code="candado")
    comprobar_cuota(por, sum(archivo.tamano for archivo in archivos))
    pruebas = reporte.evidencias
    comun = {pruebas.field.name: reporte, "subida_por": por, "demostracion": reporte.demostracion}
    for archivo in archivos:
        prueba = pruebas.model(clase=_clase(archivo, firmado=firmado), **comun)
        prueba.guardar_archivo(archivo)
        prueba.full_clean()
        prueba.save()
    if enlace:
        prueba = pruebas.model(clase=Prueba.Clase.ENLACE, enlace=enlace, **comun)
        prueba.full_clean()
        prueba.save()


def _clase(archivo: ArchivoRevisado, *, firmado: bool) -> str:
    if archivo.tipo.startswith("image/"):
        return Prueba.Clase.FOTO
    return Prueba.Clase.DOCUMENTO_FIRMADO if firmado else Prueba.Clase.DOCUMENTO


def guardar_compromiso(
    compromiso: Compromiso,
    *,
    por: Usuario,
    distritos: dict[Distrito, Decimal | None],
    hitos: list[tuple[str, datetime.date | None]] | None = None,
) -> Compromiso:
    """Save a commitment with the districts it reaches (each with its share of the target, if any) and, when given, its milestones."""
    comprobar_quien_debe(compromiso, distritos)
    with gesto(por=por):
        compromiso.full_clean()
        compromiso.save()
        poner_alcances(compromiso, por=por, distritos=distritos)
        if hitos is not None:
            poner_hitos(compromiso, por=por, hitos=hitos)
    return compromiso


def avisar_de_plazos(compromisos: Collection[Compromiso], *, lote: Lote) -> None:
    """Tell each mayor in office, once, how many commitments of their district have a new due date."""
    alcances = Alcance.objects.filter(compromiso__in=[c.pk for c in compromisos]).order_by()
    cuantos = dict(alcances.values_list("distrito").annotate(Count("pk")))
    gestiones = Gestion.objects.vigentes().filter(municipalidad__distrito__in=list(cuantos), usuario__is_active=True)
    for gestion in gestiones.select_related("usuario", "municipalidad__distrito"):
        distrito = gestion.municipalidad.distrito
        n = cuantos[distrito.pk]
        texto = "Se reprogramó un compromiso de su distrito." if n == 1 else f"Se reprogramaron {n} compromisos de su distrito."
        enlace = reverse("compromisos", args=[lote.ambito], query={"distrito": distrito.ubigeo})
        avisar([gestion.usuario], texto=f"{texto} Motivo: {lote.motivo}", enlace=enlace, clave=f"plazos:{lote.pk}")


def poner_alcances(compromiso: Compromiso, *, por: Usuario, distritos: dict[Distrito, Decimal | None], fuente: str = "") -> None:
    """The districts it reaches, each with its share of the target: the ones that stay keep their row."""
    comprobar_partes(compromiso.meta, distritos.values())
    vigentes: dict[int, Any] = {alcance.distrito_id: alcance for alcance in compromiso.alcances.all()}
    for distrito, meta in distritos.items():
        alcance = vigentes.pop(distrito.pk, None) or Alcance(
            compromiso=compromiso, distrito=distrito, demostracion=compromiso.demostracion, fuente=fuente
        )
        if alcance.pk is None or alcance.meta != meta:
            alcance.meta = meta
            alcance.full_clean()
            alcance.save()
    for alcance in vigentes.values():
        alcance.eliminar(por=por)


def poner_hitos(compromiso: Compromiso, *, por: Usuario, hitos: list[tuple[str, datetime.date | None]], fuente: str = "") -> None:
    """Milestones in their order: the ones that stay keep their row, and with it what was reported on them."""
    vigentes: dict[str, Any] = {hito.descripcion: hito for hito in compromiso.hitos.all()}
    quedan = [(vigentes.pop(descripcion, None), descripcion, plazo) for descripcion, plazo in hitos]
    for hito in vigentes.values():
        hito.eliminar(por=por)
    for orden, (hito, descripcion, plazo) in enumerate(quedan, start=1):
        fila = hito or Hito(compromiso=compromiso, descripcion=descripcion, demostracion=compromiso.demostracion, fuente=fuente)
        if fila.pk is None or (fila.orden, fila.plazo) != (orden, plazo):
            fila.orden, fila.plazo = orden, plazo
            fila.full_clean()
            fila.save()


# ── Questions and answers ────────────────────────────────────────────────────────────────────────────────────────────────
def preguntar(compromiso: Compromiso, *, por: Usuario, distrito: Distrito, pregunta: str) -> Consulta:
    """Ask the other side about a commitment, and tell whoever there may answer."""
    exigir(por, Permiso.CONSULTAR, "Su rol no hace consultas.")
    lado = Consulta.Lado.UGEL if por.es_municipal else Consulta.Lado.MUNICIPALIDAD
    consulta = Consulta(compromiso=compromiso, distrito=distrito, hecha_por=por, pregunta=pregunta, dirigida_a=lado)
    consulta.demostracion = compromiso.demostracion
    with gesto(por=por):
        consulta.full_clean()
        consulta.save()
        texto = f"{por} ({distrito}) pregunta sobre {compromiso.codigo}: {consulta.pregunta}"
        avisar(_de_un_lado(consulta, lado), texto=texto, enlace=consulta.get_absolute_url(), clave=f"consulta:{consulta.pk}:hecha")
    return consulta


def responder_consulta(consulta: Consulta, *, por: Usuario, respuesta: str) -> Consulta:
    """Answer it, and tell the side that asked."""
    with gesto(por=por):
        consulta.responder(por=por, respuesta=respuesta)
        lado = Consulta.Lado.MUNICIPALIDAD if consulta.dirigida_a == Consulta.Lado.UGEL else Consulta.Lado.UGEL
        texto = f"{por} ({consulta.distrito}) respondió sobre {consulta.compromiso.codigo}: {consulta.respuesta}"
        avisar(_de_un_lado(consulta, lado), texto=texto, enlace=consulta.get_absolute_url(), clave=f"consulta:{consulta.pk}:respondida")
    return consulta


def _de_un_lado(consulta: Consulta, lado: str) -> Iterable[Usuario]:
    """Whoever is in office today on one side of the question: the mayor and the liaisons, or the staff of the UGEL that answers."""
    if lado == Consulta.Lado.UGEL:
        cargos: Any = MiembroUgel.objects.vigentes().filter(ugel=consulta.compromiso.convenio.ugel_id).values("usuario")
        return Usuario.objects.filter(pk__in=cargos, rol__in=QUIEN[Permiso.CONSULTAR] & UGEL, is_active=True).order_by("pk")
    aqui = {"municipalidad__distrito": consulta.distrito_id}
    alcaldes = Gestion.objects.vigentes().filter(**aqui).exclude(usuario=None).values("usuario")
    enlaces = EnlaceMunicipal.objects.vigentes().filter(**aqui).values("usuario")
    quienes = Q(pk__in=alcaldes, rol=Rol.ALCALDE) | Q(pk__in=enlaces, rol=Rol.ENLACE)
    return Usuario.objects.filter(quienes, is_active=True).order_by("pk")


# ── Back to a value of before ────────────────────────────────────────────────────────────────────────────────────────────
def volver_compromiso(compromiso: Compromiso, *, por: Usuario) -> None:
    """Save a commitment that was given an earlier value, with the districts it has: their shares and who owes it must still agree."""
    alcances = compromiso.alcances.select_related("distrito")
    guardar_compromiso(compromiso, por=por, distritos={alcance.distrito: alcance.meta for alcance in alcances})


def volver_alcance(alcance: Alcance, *, por: Usuario) -> None:
    """Save the share of a district that was given back: with the other shares it must still add up to the target."""
    otras = alcance.compromiso.alcances.exclude(pk=alcance.pk).values_list("meta", flat=True)
    comprobar_partes(alcance.compromiso.meta, [*otras, alcance.meta])
    with gesto(por=por):
        alcance.full_clean()
        alcance.save()


def guardar_configuracion(ugel: Ugel, *, por: Usuario) -> None:
    """Save what a UGEL sets for itself; no line of work that a commitment still has is put away."""
    exigir(por, Permiso.CONFIGURAR, "Solo un administrador cambia la configuración de la UGEL.")
    ugel.full_clean()
    comprobar_lineas(ugel)
    with gesto(por=por):
        ugel.save()
