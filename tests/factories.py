"""Records for the tests: each is lawful (it passes its own `full_clean`), and gets to its state by the verbs that people use.

What a test does not say is filled in with something plain; what it says (`make_compromiso(plazo=hoy())`) goes to the record as it is.
"""

import datetime
import io
import itertools
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from base.avisos.enlaces import direccion
from base.avisos.models import Aviso, Carta, DiaNoLaborable, Envio, Preferencia, Tarea
from base.bitacora.gestos import gesto
from base.comun.archivos import revisar
from base.comun.fechas import ahora, hoy
from base.cuentas.factores import aplicacion
from base.cuentas.invitaciones import emitir
from base.cuentas.models import Invitacion, Usuario
from base.cuentas.roles import MUNICIPALES, Rol
from convenios import plan_de_trabajo as planes
from convenios.adendas.fusion import iniciar
from convenios.models import (
    Actividad,
    Adenda,
    Alcance,
    Avance,
    BorradorAdenda,
    Cierre,
    Clausula,
    Compromiso,
    Consulta,
    Convenio,
    Designacion,
    Ejecucion,
    Evidencia,
    EvidenciaEjecucion,
    Hito,
    Parte,
    PlanTrabajo,
    Traspaso,
)
from convenios.traspasos.acciones import traspasar
from convenios.traspasos.plan import Puesto, Solicitud, planear
from municipios.limites import ensayar
from municipios.models import (
    CargaDeLimites,
    Distrito,
    Dre,
    EnlaceMunicipal,
    EvidenciaProyecto,
    EvidenciaRiesgo,
    FichaRiesgo,
    FuenteProyecto,
    Gestion,
    Indicador,
    InstitucionEducativa,
    LocalEscolar,
    Matricula,
    Medicion,
    MiembroDre,
    MiembroUgel,
    Municipalidad,
    NudoCritico,
    ProyectoEducativo,
    Ugel,
)
from portal.importaciones import acciones as importar
from portal.importaciones.models import Importacion
from portal.tablero import acciones as tablero
from portal.tablero.informes.reunir import de_distrito
from portal.tablero.models import InformeEmitido, PlantillaInforme
from tests.comun.corpus_archivos import imagen, pdf
from tests.municipios.geojson import cuadro, geojson

CONTRASENA = "una-clave-de-pruebas"
serie = itertools.count(1)  # a number that no other record of the test has


def dias(cuantos: int) -> datetime.date:
    """The date that many days from today; negative is the past."""
    return hoy() + datetime.timedelta(days=cuantos)


def guardar(registro: Any) -> Any:
    """Write a record down as lawful, by nobody."""
    registro.full_clean(validate_unique=False, validate_constraints=False)  # those the database refuses by itself, when it is written
    with gesto(por=None, motivo="prueba"):
        registro.save()
    return registro


# ── Who and where ────────────────────────────────────────────────────────────────────────────────────────────────────────
def make_dre(**campos: Any) -> Dre:
    n = next(serie)
    return guardar(Dre(**{"codigo": f"97{n % 10_000:04d}", "nombre": f"DRE {n}"} | campos))


def make_ugel(**campos: Any) -> Ugel:
    n = next(serie)
    campos.setdefault("dre", None)
    campos["dre"] = campos["dre"] or make_dre()
    return guardar(Ugel(**{"codigo": f"97{n % 10_000:04d}", "nombre": f"UGEL {n}"} | campos))


def make_distrito(ugel: Ugel | None = None, **campos: Any) -> Distrito:
    n = next(serie)
    valores = {"ubigeo": f"98{n % 10_000:04d}", "nombre": f"Distrito {n}", "provincia": "Provincia", "departamento": "Departamento"}
    return guardar(Distrito(ugel=ugel or make_ugel(), **valores | campos))


def make_municipalidad(ugel: Ugel | None = None, *, distrito: Distrito | None = None, **campos: Any) -> Municipalidad:
    """The municipality of `distrito`, or of a new district of `ugel`."""
    return guardar(Municipalidad(distrito=distrito or make_distrito(ugel), **campos))


def make_indicador(**campos: Any) -> Indicador:
    """One of the portal's own, unless `ugel` is given."""
    n = next(serie)
    return guardar(Indicador(**{"codigo": f"IND-{n}", "nombre": f"Indicador {n}", "unidad": "%", "sentido": "creciente"} | campos))


def make_medicion(indicador: Indicador | None = None, *, ubigeo: str = "06", **campos: Any) -> Medicion:
    """A value with its source."""
    valores = {"anio": 2024, "valor": 20, "fuente": "Informe de la prueba"}
    return guardar(Medicion(indicador=indicador or make_indicador(), ubigeo=ubigeo, **valores | campos))


def make_nudo(distrito: Distrito | None = None, *, estado: str = "abierto", por: Usuario | None = None, **campos: Any) -> NudoCritico:
    """An open one; with another state, decided by `por`."""
    n = next(serie)
    valores = {"codigo": f"NC-{n}", "texto": f"Nudo crítico {n}"}
    nudo = guardar(NudoCritico(distrito=distrito or make_distrito(), **valores | campos))
    if estado != "abierto":
        por = por or make_usuario(Rol.COORDINADOR)
        with gesto(por=por):
            {"atendido": nudo.atender, "descartado": nudo.descartar}[estado](por=por, motivo="Así se decidió")
    return nudo


def make_local(distrito: Distrito | None = None, **campos: Any) -> LocalEscolar:
    """A fictional building."""
    n = next(serie)
    valores = {"codigo_local": f"99{n % 10_000:04d}", "nombre": f"Local ficticio {n}"}
    return guardar(LocalEscolar(distrito=distrito or make_distrito(), **valores | campos))


def make_institucion(
    distrito: Distrito | None = None, *, local: LocalEscolar | None = None, estudiantes: int | None = None, anio: int = 2026, **campos: Any
) -> InstitucionEducativa:
    """A fictional service; in the building, and with the students of that year, where they are given."""
    n = next(serie)
    lugar = distrito or (local.distrito if local else make_distrito())
    valores = {"codigo_modular": f"99{n % 100_000:05d}", "nombre": f"I.E. ficticia {n}", "nivel": "primaria"}
    institucion = guardar(InstitucionEducativa(distrito=lugar, local=local, **valores | campos))
    if estudiantes is not None:
        guardar(Matricula(institucion=institucion, anio=anio, estudiantes=estudiantes))
    return institucion


def make_proyecto(
    institucion: InstitucionEducativa | None = None, *, fuentes: dict[str, Any] | None = None, **campos: Any
) -> ProyectoEducativo:
    """A productive project under way, of a fictional school; `fuentes` says who pays how much of it."""
    n = next(serie)
    valores = {"codigo": f"PE-{n}", "titulo": f"Proyecto ficticio {n}", "tipo": "productivo", "etapa": "en_ejecucion", "anio": 2026}
    proyecto = guardar(ProyectoEducativo(institucion=institucion or make_institucion(), **valores | campos))
    for clase, monto in (fuentes or {}).items():
        guardar(FuenteProyecto(proyecto=proyecto, clase=clase, monto=monto))
    return proyecto


def make_evidencia_proyecto(
    proyecto: ProyectoEducativo | None = None,
    *,
    archivo: SimpleUploadedFile | None = None,
    publica_por: Usuario | None = None,
    **campos: Any,
) -> EvidenciaProyecto:
    """A photo of a project (or `archivo`), kept for its own people unless `publica_por` showed it to everybody."""
    clase = "documento" if archivo is not None and archivo.content_type == "application/pdf" else "foto"
    campos.setdefault("subida_por", publica_por or make_usuario())
    evidencia = EvidenciaProyecto(proyecto=proyecto or make_proyecto(), clase=clase, **campos)
    evidencia.guardar_archivo(revisar(archivo or make_foto()))
    guardar(evidencia)
    if publica_por is not None:
        with gesto(por=publica_por):
            evidencia.publicar(por=publica_por, documento="Archivo de la I.E., folio 1")
    return evidencia


def make_ficha(local: LocalEscolar | None = None, **campos: Any) -> FichaRiesgo:
    """A sheet of a fictional building, seen today by the UGEL, with damage and nothing else evaluated."""
    valores = {"fecha": hoy(), "estructura": 3, "procedencia": "ugel"} | campos
    return guardar(FichaRiesgo(local=local or make_local(), **valores))


def make_evidencia_de_riesgo(ficha: FichaRiesgo | None = None, *, por: Usuario | None = None, **campos: Any) -> EvidenciaRiesgo:
    """A photo of a sheet, from before the works."""
    evidencia = EvidenciaRiesgo(ficha=ficha or make_ficha(), subida_por=por or make_usuario(), **campos)
    evidencia.guardar_archivo(revisar(make_foto()))
    return guardar(evidencia)


def make_ensayo_de_limites(distrito: Distrito, *, por: Usuario, archivo: str = "limites.geojson") -> CargaDeLimites:
    """A file with the boundary of that district, rehearsed and not loaded."""
    contenido = geojson((distrito.ubigeo, [cuadro(-78.8, -5.7)]))
    return ensayar(contenido, distritos=[distrito], archivo=archivo, fuente="Ficticia", licencia="Ninguna", por=por)


def make_gestion(municipalidad: Municipalidad | None = None, **campos: Any) -> Gestion:
    valores = {"alcalde": f"Alcalde {next(serie)}", "inicio": dias(-365)}
    return guardar(Gestion(municipalidad=municipalidad or make_municipalidad(), **valores | campos))


def make_usuario(
    rol: str = Rol.COORDINADOR,
    *,
    ugel: Ugel | None = None,
    municipalidad: Municipalidad | None = None,
    dre: Dre | None = None,
    **campos: Any,
) -> Usuario:
    """A person with a role, in charge today of the place that is named; with no place, an account that reaches nothing."""
    n = next(serie)
    valores = {"username": f"{rol}{n}", "nombre": f"Persona {n}", "password": CONTRASENA} | campos
    usuario = Usuario.objects.create_user(rol=rol, **valores)
    if ugel is not None:
        guardar(MiembroUgel(ugel=ugel, usuario=usuario, cargo=usuario.get_rol_display(), inicio=dias(-365)))
    if dre is not None:
        guardar(MiembroDre(dre=dre, usuario=usuario, inicio=dias(-365)))
    if municipalidad is not None and rol == Rol.ALCALDE:
        make_gestion(municipalidad, alcalde=usuario.nombre, usuario=usuario)
    elif municipalidad is not None and rol in MUNICIPALES:
        guardar(EnlaceMunicipal(municipalidad=municipalidad, usuario=usuario, inicio=dias(-365)))
    return usuario


SECRETO = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # of every application of the tests


def make_aplicacion(usuario: Usuario) -> Authenticator:
    """That person's application of codes, with `SECRETO` in it."""
    aplicacion.guardar(usuario, SECRETO, paso=0)
    return Authenticator.objects.get(user=usuario, type=Authenticator.Type.TOTP)


def make_sesion(usuario: Usuario, *, agente: str = "Mozilla/5.0 (Linux; Android 14) Chrome/120.0 Mobile Safari/537.36") -> UserSession:
    """A session of that person in some other device."""
    sesion = SessionStore()
    sesion["_auth_user_id"] = str(usuario.pk)
    sesion.create()
    return UserSession.objects.create(user=usuario, session_key=sesion.session_key, ip="192.0.2.7", user_agent=agente)


def make_invitacion(usuario: Usuario | None = None, *, clase: str = "codigo", por: Usuario | None = None) -> tuple[Invitacion, str]:
    """A key for that account, and its secret."""
    usuario = usuario or make_usuario(password=None)
    return emitir(usuario=usuario, clase=clase, por=por or usuario)


# ── What was promised ────────────────────────────────────────────────────────────────────────────────────────────────────
PASOS = {
    "borrador": (),
    "en_revision": ("enviar_a_revision",),
    "aprobado": ("enviar_a_revision", "aprobar"),
    "suscrito": ("enviar_a_revision", "aprobar", "suscribir"),
    "concluido": ("enviar_a_revision", "aprobar", "suscribir", "concluir"),
    "resuelto": ("enviar_a_revision", "aprobar", "suscribir", "resolver"),
    "anulado": ("anular",),
}


def make_convenio(
    ugel: Ugel | None = None, *, estado: str = "suscrito", partes: tuple[Municipalidad, ...] = (), por: Usuario | None = None, **campos: Any
) -> Convenio:
    """A convenio in force for a year and for two more, with a signed `Parte` for each of `partes`."""
    n = next(serie)
    valores = {"codigo": f"CM-{n}", "titulo": f"Convenio {n}", "inicio": dias(-365)} | campos
    if "fin" not in campos and not campos.get("sin_fin"):
        valores["fin"] = dias(730)
    convenio = guardar(Convenio(ugel=ugel or (partes[0].distrito.ugel if partes else make_ugel()), **valores))
    for municipalidad in partes:
        make_parte(convenio, municipalidad)
    por = por or (make_usuario() if PASOS[estado] else None)
    for paso in PASOS[estado]:
        with gesto(por=por):
            getattr(convenio, paso)(por=por)
    return convenio


def make_parte(convenio: Convenio | None = None, municipalidad: Municipalidad | None = None, **campos: Any) -> Parte:
    convenio = convenio or make_convenio()
    campos = {"firmado_el": convenio.inicio} | campos
    return guardar(Parte(convenio=convenio, municipalidad=municipalidad or make_municipalidad(convenio.ugel), **campos))


def make_clausula(convenio: Convenio | None = None, **campos: Any) -> Clausula:
    n = next(serie)
    return guardar(Clausula(convenio=convenio or make_convenio(), **{"orden": n, "titulo": f"Cláusula {n}"} | campos))


def make_adenda(convenio: Convenio | None = None, **campos: Any) -> Adenda:
    n = next(serie)
    return guardar(Adenda(convenio=convenio or make_convenio(), **{"numero": n, "objeto": "Amplía la vigencia"} | campos))


PASOS_DE_ADENDA = {"borrador": (), "en_revision": ("enviar_a_revision",), "anulada": ("anular",)}


def make_borrador_adenda(convenio: Convenio | None = None, *, estado: str = "borrador", por: Usuario | None = None) -> BorradorAdenda:
    """The draft of an adenda of a signed convenio, in the state asked; nothing is changed in it yet."""
    por = por or make_usuario()
    adenda = iniciar(convenio or make_convenio(), por=por, objeto="Amplía la vigencia")
    for paso in PASOS_DE_ADENDA[estado]:
        with gesto(por=por):
            getattr(adenda, paso)(por=por)
    return adenda.borrador


def make_designacion(convenio: Convenio | None = None, **campos: Any) -> Designacion:
    return guardar(Designacion(convenio=convenio or make_convenio(), **{"nombre": f"Persona {next(serie)}"} | campos))


def make_compromiso(
    convenio: Convenio | None = None,
    *,
    distritos: tuple[Distrito, ...] = (),
    hitos: int = 0,
    estado: str = "abierto",
    por: Usuario | None = None,
    **campos: Any,
) -> Compromiso:
    """A commitment of the UGEL that reaches `distritos`, with as many milestones as asked, in the state asked."""
    n = next(serie)
    convenio = convenio or make_convenio(distritos[0].ugel if distritos else None)
    if campos.get("meta"):
        campos.setdefault("unidad", "talleres")
    compromiso = guardar(Compromiso(convenio=convenio, **{"codigo": f"C-{n}", "descripcion": f"Compromiso {n}"} | campos))
    for distrito in distritos:
        make_alcance(compromiso, distrito)
    for orden in range(1, hitos + 1):
        make_hito(compromiso, orden=orden)
    verbo = {"abierto": None, "cumplido": "cumplir", "no_cumplido": "no_cumplir", "suspendido": "suspender"}[estado]
    if verbo:
        por = por or make_usuario()
        with gesto(por=por):
            getattr(compromiso, verbo)(por=por, motivo="Así lo pide la prueba")
    return compromiso


def make_alcance(compromiso: Compromiso | None = None, distrito: Distrito | None = None, **campos: Any) -> Alcance:
    compromiso = compromiso or make_compromiso()
    return guardar(Alcance(compromiso=compromiso, distrito=distrito or make_distrito(compromiso.convenio.ugel), **campos))


def make_hito(compromiso: Compromiso | None = None, **campos: Any) -> Hito:
    n = next(serie)
    return guardar(Hito(compromiso=compromiso or make_compromiso(), **{"orden": n, "descripcion": f"Hito {n}"} | campos))


# ── What was done ────────────────────────────────────────────────────────────────────────────────────────────────────────
def make_avance(
    compromiso: Compromiso | None = None,
    *,
    estado: str = "borrador",
    por: Usuario | None = None,
    verificador: Usuario | None = None,
    con_evidencia: bool = False,
    **campos: Any,
) -> Avance:
    """An avance of `por` in the state asked; `verificador` is who verified or returned it. `con_evidencia` adds a signed PDF."""
    compromiso = compromiso or make_compromiso()
    por = por or make_usuario(Rol.ESPECIALISTA)
    valores = {"fecha": hoy(), "descripcion": f"Avance {next(serie)}"} | campos
    if not con_evidencia:
        valores.setdefault("sin_evidencia_motivo", "Se hizo de palabra")
    avance = guardar(Avance(compromiso=compromiso, creado_por=por, **valores))
    if con_evidencia:
        make_evidencia(avance)
    if estado != "borrador":
        with gesto(por=por):
            avance.enviar(por=por)
    if estado in ("verificado", "observado"):
        verificador = verificador or make_usuario()
        with gesto(por=verificador):
            if estado == "verificado":
                avance.verificar(por=verificador)
            else:
                avance.observar(por=verificador, observacion="Falta la lista de asistencia")
    return avance


# ── What was planned ─────────────────────────────────────────────────────────────────────────────────────────────────────
HASTA_PLAN = ("borrador", "propuesto", "aprobado", "en_ejecucion")


def make_plan(
    municipalidad: Municipalidad | None = None,
    *,
    convenio: Convenio | None = None,
    estado: str = "borrador",
    por: Usuario | None = None,
    **campos: Any,
) -> PlanTrabajo:
    """The plan of last year of a municipality, in the state asked. Beyond the draft it has one activity, with ten of something a quarter."""
    convenio = convenio or make_convenio(partes=(municipalidad or make_municipalidad(),))
    municipalidad = municipalidad or convenio.partes.get().municipalidad
    plan = guardar(PlanTrabajo(convenio=convenio, municipalidad=municipalidad, **{"anio": hoy().year - 1} | campos))
    if estado != "borrador":
        make_actividad(plan)
        llevar_plan(plan, estado, por=por)
    return plan


def llevar_plan(plan: PlanTrabajo, estado: str, *, por: Usuario | None = None) -> PlanTrabajo:
    """A draft that has its activities, taken to the state asked by a coordinator."""
    por = por or make_usuario()
    for paso in HASTA_PLAN[1 : HASTA_PLAN.index(estado) + 1]:
        with gesto(por=por):
            if paso == "propuesto":
                plan.proponer(por=por)
            elif paso == "aprobado":
                for lado in PlanTrabajo.Lado.values:
                    planes.aprobar_plan(plan, lado, por=por, documento=f"Documento de la prueba, {lado}")
            else:
                plan.iniciar(por=por)
    return plan


def make_actividad(plan: PlanTrabajo | None = None, *, metas: dict[int, tuple[Any, Any]] | None = None, **campos: Any) -> Actividad:
    """An activity of a plan that is still a draft; with ten of something, and S/ 100, each quarter, unless `metas` says otherwise."""
    n = next(serie)
    valores = {"codigo": f"A-{n}", "nombre": f"Actividad {n}", "unidad": "talleres"} | campos
    actividad = Actividad(plan=plan or make_plan(), **valores)
    por_trimestre = dict.fromkeys((1, 2, 3, 4), (10, 100)) if metas is None else metas
    exactas = {t: (Decimal(fisica), Decimal(soles)) for t, (fisica, soles) in por_trimestre.items()}
    return planes.guardar_actividad(actividad, por=make_usuario(), metas=exactas)


def make_ejecucion(
    actividad: Actividad | None = None,
    *,
    trimestre: int = 1,
    estado: str = "borrador",
    por: Usuario | None = None,
    verificador: Usuario | None = None,
    **campos: Any,
) -> Ejecucion:
    """What was done in a quarter of an activity of a plan in execution, in the state asked."""
    actividad = actividad or make_plan(estado="en_ejecucion").actividades.get()
    por = por or make_usuario(Rol.ESPECIALISTA, ugel=actividad.plan.convenio.ugel)
    valores = {"fisica": Decimal(10), "financiera": Decimal(100), "sin_evidencia_motivo": "Se hizo de palabra"} | campos
    ejecucion = planes.guardar_ejecucion(
        Ejecucion(actividad=actividad, trimestre=trimestre, **valores), por=por, enviar=estado != "borrador"
    )
    if estado in ("verificado", "observado"):
        verificador = verificador or make_usuario()
        if estado == "verificado":
            planes.verificar_ejecucion(ejecucion, por=verificador)
        else:
            planes.observar_ejecucion(ejecucion, por=verificador, observacion="Falta la lista de asistencia")
    return ejecucion


def make_cierre(plan: PlanTrabajo | None = None, *, trimestre: int = 1, por: Usuario | None = None, **campos: Any) -> Cierre:
    """A closed quarter; those before it are closed too."""
    plan = plan or make_plan(estado="en_ejecucion")
    por = por or make_usuario()
    for anterior in range(1, trimestre):
        if not plan.cierres.filter(trimestre=anterior).exists():
            planes.cerrar_trimestre(plan, anterior, por=por)
    return planes.cerrar_trimestre(plan, trimestre, por=por, **campos)


def make_consulta(
    compromiso: Compromiso | None = None,
    *,
    por: Usuario | None = None,
    respondida_por: Usuario | None = None,
    dirigida_a: str = "ugel",
    **campos: Any,
) -> Consulta:
    """A question about the first district that the commitment reaches, with its answer when somebody gave one."""
    compromiso = compromiso or make_compromiso(distritos=(make_distrito(make_ugel()),))
    por = por or make_usuario(Rol.ENLACE if dirigida_a == "ugel" else Rol.ESPECIALISTA)
    alcance = compromiso.alcances.select_related("distrito").first()
    valores = {"pregunta": f"Pregunta {next(serie)}", "distrito": alcance.distrito if alcance else None} | campos
    consulta = guardar(Consulta(compromiso=compromiso, hecha_por=por, dirigida_a=dirigida_a, **valores))
    if respondida_por is not None:
        with gesto(por=respondida_por):
            consulta.responder(por=respondida_por, respuesta="Así lo responde la prueba")
    return consulta


def make_pdf(nombre: str = "acta.pdf") -> SimpleUploadedFile:
    """A sound PDF of one page, as a browser sends it."""
    return SimpleUploadedFile(nombre, pdf(), content_type="application/pdf")


def make_foto(nombre: str = "foto.jpg") -> SimpleUploadedFile:
    """A small photograph, as a browser sends it."""
    return SimpleUploadedFile(nombre, imagen("JPEG"), content_type="image/jpeg")


def make_evidencia(avance: Avance | None = None, *, archivo: SimpleUploadedFile | None = None, **campos: Any) -> Evidencia:
    """Proof of an avance: a link when `enlace` is given, else `archivo`, else a signed PDF."""
    avance = avance or make_avance()
    clase = Evidencia.Clase.ENLACE if campos.get("enlace") else Evidencia.Clase.DOCUMENTO_FIRMADO
    evidencia = Evidencia(avance=avance, **{"clase": clase, "subida_por": avance.creado_por} | campos)
    if not evidencia.enlace:
        evidencia.guardar_archivo(revisar(archivo or make_pdf()))
    return guardar(evidencia)


def make_evidencia_de_plan(ejecucion: Ejecucion, **campos: Any) -> EvidenciaEjecucion:
    """A link that proves what a plan did."""
    valores = {"clase": "enlace", "enlace": f"https://ejemplo.pe/{next(serie)}", "subida_por": ejecucion.creado_por} | campos
    return guardar(EvidenciaEjecucion(ejecucion=ejecucion, **valores))


# ── Who handed what to whom ──────────────────────────────────────────────────────────────────────────────────────────────
def make_traspaso(puesto: Puesto, sucesor: Usuario, *, por: Usuario | None = None, **campos: Any) -> Traspaso:
    """A charge handed over to `sucesor` (an account with a role and without a charge) from today, for good unless said otherwise."""
    por = por or make_usuario(Rol.ADMINISTRADOR)
    valores = {"modalidad": "traspaso", "desde": dias(0), "documento": "Resolución 1-2026"} | campos
    solicitud = Solicitud(puesto=puesto, sucesor=sucesor, **valores)
    return traspasar(solicitud, por=por, huella=planear(solicitud, por=por).huella, motivo="Cambio de autoridades")


# ── What people are told ──────────────────────────────────────────────────────────────────────────────────
def make_aviso(usuario: Usuario | None = None, **campos: Any) -> Aviso:
    valores = {"texto": "Hay algo que ver", "enlace": "/", "clave": f"prueba-{next(serie)}"}
    return Aviso.objects.create(usuario=usuario or make_usuario(), **valores | campos)


def make_envio(usuario: Usuario | None = None, **campos: Any) -> Envio:
    """A mail in the outbox, to the address of `usuario` where one is given."""
    n = next(serie)
    valores = {"para": f"persona{n}@ejemplo.pe", "asunto": f"Asunto {n}", "texto": "Texto", "clave": f"prueba-{n}", "usuario": usuario}
    return Envio.objects.create(**valores | campos)


def make_carta(usuario: Usuario | None = None, **campos: Any) -> Carta:
    """A sheet that was handed over."""
    n = next(serie)
    linea = {"texto": f"Cosa {n}", "url": "/", "cosa": ""}
    seccion = {"titulo": "Título", "clase": "resumen", "lineas": [linea], "total": 1, "url": "/", "razon": "", "espera": True}
    valores = {
        "ambito": "990001",
        "clase": "resumen",
        "periodo": f"2026-S{n}",
        "asunto": f"Hoja {n}",
        "entrega": "correo",
        "dada_en": ahora(),
    }
    valores |= {"contenido": {"entrada": "Buenos días.", "secciones": [seccion]}, "esperan": 1}
    return Carta.objects.create(usuario=usuario or make_usuario(), **valores | campos)


def make_dia_no_laborable(**campos: Any) -> DiaNoLaborable:
    """A day of the country, unless `ambito` is given."""
    n = next(serie)
    return guardar(DiaNoLaborable(**{"fecha": dias(n), "nombre": f"Día {n}", "norma": f"Decreto ficticio {n}"} | campos))


def make_baja(usuario: Usuario, cual: str = "resumen") -> dict[str, str]:
    """The parts of the link that turns a kind of notice off for that person."""
    _, dia, secreto = direccion(Preferencia.de(usuario), cual).rstrip("/").rsplit("/", 2)
    return {"cual": cual, "dia": dia, "secreto": secreto}


def make_tarea(por: Usuario | None = None, **campos: Any) -> Tarea:
    """A job that waits."""
    valores = {"nombre": "prueba", "clave": f"prueba-{next(serie)}", "pedida_por": por}
    return Tarea.objects.create(**valores | campos)


def make_importacion(convenio: Convenio, *, por: Usuario, filas: Iterable[str] = (), **campos: Any) -> Importacion:
    """A matrix of commitments brought to the portal and rehearsed: each row is `codigo,ubigeo,descripcion,fecha_limite`."""
    lineas = "\n".join(["codigo,distrito,descripcion,fecha_limite", *(filas or ["I-1,TODOS,Elaborar el plan,30/11/2027"])])
    return importar.recibir(
        por=por, nombre="matriz.csv", contenido=lineas.encode(), padron="compromisos", ugel=convenio.ugel, convenio=convenio, **campos
    )


# ── Reports ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
def make_informe(distrito: Distrito, *, por: Usuario, corte: str = "hoy", formatos: Iterable[str] = (), **campos: Any) -> InformeEmitido:
    """A report of a district; with no more than its sealed figures, unless `formatos` says otherwise."""
    return tablero.pedir(de_distrito(distrito), corte=corte, formatos=list(formatos), por=por, **campos)


def make_plantilla(ugel: Ugel, *, por: Usuario, contenido: bytes | None = None, **campos: Any) -> PlantillaInforme:
    """A workbook of the office with one field."""
    if contenido is None:
        libro = Workbook()
        libro.active["A1"] = "{{distrito}}"
        salida = io.BytesIO()
        libro.save(salida)
        contenido = salida.getvalue()
    valores = {"nombre": f"Plantilla {next(serie)}", "archivo_nombre": "matriz.xlsx"} | campos
    return tablero.subir_plantilla(ugel=ugel, contenido=contenido, por=por, **valores)
