"""Who sees what, who may do what: every route, every role, every method, decided in one table.

The routes come from the resolver, never from a list by hand: a route that is not in `TABLA` fails. The rows are real: district A's own
commitment, avance and evidence, asked for by people of district B, of the directorate, of another UGEL and by anyone.
"""

import uuid
from typing import Any

import pytest
from django.contrib.auth import SESSION_KEY
from django.core import checks
from django.forms.models import model_to_dict, modelform_factory
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, path, reverse

from base.bitacora.gestos import gesto
from base.bitacora.models import Lote
from base.comun.archivos import revisar
from base.cuentas import llaves
from base.cuentas.models import Usuario
from convenios.forms.compromiso import CompromisoForm
from convenios.models import Actividad, Avance, Compromiso, Ejecucion, PlanTrabajo
from convenios.models.avance import AvanceQuerySet
from convenios.models.ejecucion import EjecucionQuerySet
from convenios.plan_de_trabajo import guardar_ejecucion, observar_ejecucion
from convenios.traspasos.plan import Puesto
from convenios.views import compromisos
from encuentros.models import Comunicacion
from municipios.models import Distrito, EnlaceCompartido, MiembroUgel
from municipios.priorizar import decidir_lista
from portal.publico.api.tablas import TABLAS
from portal.urls import urlpatterns
from tests.factories import (
    dias,
    make_actividad,
    make_adenda,
    make_aplicacion,
    make_avance,
    make_aviso,
    make_baja,
    make_borrador_adenda,
    make_carta,
    make_cierre,
    make_clausula,
    make_compromiso,
    make_consulta,
    make_dia_no_laborable,
    make_ejecucion,
    make_ensayo_de_limites,
    make_envio,
    make_evidencia,
    make_evidencia_de_riesgo,
    make_evidencia_proyecto,
    make_ficha,
    make_importacion,
    make_indicador,
    make_informe,
    make_institucion,
    make_local,
    make_medicion,
    make_nudo,
    make_pdf,
    make_plan,
    make_plantilla,
    make_proyecto,
    make_sesion,
    make_tarea,
    make_traspaso,
    make_usuario,
)
from tests.factories_encuentros import (
    acta_por_firmar,
    llevar_encuentro,
    make_acuerdo,
    make_asistencia,
    make_comentario,
    make_documento_de_punto,
    make_encuentro,
    make_foto_expuesta,
    make_invitado,
    make_llave,
    make_proyecto_expuesto,
    make_punto,
)
from tests.formularios import leer
from tests.test_casa import RUTAS

# The columns: who asks.
QUIENES = ("anon", "alcalde_a", "alcalde_b", "especialista", "coordinador", "director", "administrador", "dre", "coordinador_otra_ugel")
TODOS_DENTRO = "302 200 200 200 200 200 200 200 404"  # every person of the UGEL's world reads it; a stranger finds nothing
EDITAN = "302 403 403 403 200 403 200 403 404"
DECIDE = "302 403 403 403 200 403 403 403 404"
PREPARAN = "302 200 200 200 200 200 200 404 404"  # what is being prepared: its UGEL and the parties
REDACTAN = "302 403 403 403 200 403 200 404 404"
CADA_UNO = "302 200 200 200 200 200 200 200 200"  # about oneself
ADMINISTRA = "302 403 403 403 403 403 200 403 403"
LA_INSTALACION = "302 403 403 403 403 403 403 403 403"  # for whoever runs all of it: the administrator of a UGEL does not
DE_UNA_CUENTA = "302 404 404 403 403 403 200 404 404"  # the account of the coordinator of the UGEL
DE_QUIEN_IMPORTA = "302 404 404 404 200 404 200 404 404"  # a file is a stranger to whoever may not bring one
EVALUAN = "302 403 403 200 200 200 200 403 404"  # whoever fills a sheet of risk
ESCUELAS = "302 403 403 200 200 403 200 403 404"  # whoever keeps the register of schools
POR_DENTRO = "302 404 404 200 200 200 200 404 404"  # the inner side of an encuentro: the staff of its UGEL
LO_LLEVAN = "302 404 404 403 200 403 200 404 404"  # whoever prepares and runs it
CONFIGURA = "302 403 403 403 403 403 200 403 404"  # what the UGEL has of its own
PUBLICA = "200 200 200 200 200 200 200 200 200"
SIN_LLAVE = "401 401 401 401 401 401 401 401 401"

# GET of each route on a row of district A. What a POST without the form's fields answers stands in `POSTS`.
TABLA: dict[str, str] = {
    # public
    "inicio": "200 302 302 302 302 302 302 302 302",
    "publico": PUBLICA,
    "publico_convenio": PUBLICA,
    "publico_proyectos": PUBLICA,
    "publico_planes": PUBLICA,
    "publico_plan": PUBLICA,
    "publico_cierre": PUBLICA,
    "publico_comprobar": PUBLICA,
    "publico_buscar": PUBLICA,
    "publico_bitacora": PUBLICA,
    "salud_viva": PUBLICA,
    "salud_lista": PUBLICA,
    "salud_metricas": "404 404 404 404 404 404 404 404 404",
    # own account
    "account_login": "200 302 302 302 302 302 302 302 302",
    "account_inactive": PUBLICA,
    "account_logout": CADA_UNO,
    "account_change_password": CADA_UNO,
    "account_reauthenticate": CADA_UNO,
    "account_reset_password": "200 200 200 200 200 200 200 200 200",
    "account_reset_password_done": PUBLICA,
    "account_reset_password_from_key": PUBLICA,
    "account_reset_password_from_key_done": PUBLICA,
    "mis_sesiones": CADA_UNO,
    "sesion_cerrar": "302 404 404 404 405 404 404 404 404",  # the session is the coordinator's
    "sesiones_cerrar_las_demas": "302 405 405 405 405 405 405 405 405",
    # the second factor: nobody has one but the coordinator, whose application it is
    **dict.fromkeys(("segundo_factor", "segundo_factor_aplicacion", "segundo_factor_llave"), CADA_UNO),
    **dict.fromkeys(("segundo_paso", "segundo_factor_probar"), "302 302 302 302 302 302 302 302 302"),
    "segundo_factor_codigos": "302 302 302 302 200 302 302 302 302",
    "segundo_factor_quitar": "302 404 404 404 200 404 404 404 404",
    "mis_llaves": CADA_UNO,
    "llave_nueva": CADA_UNO,
    "llave_anular": "302 404 404 404 405 404 404 404 404",  # the key is the coordinator's
    # open data: the same for everybody; what wants a key is opened by no session
    **dict.fromkeys(("api", "api_openapi", "api_catalogo", "publico_datos", "publico_datos_tabla"), PUBLICA),
    **{f"api_{clave}": PUBLICA for clave in TABLAS},
    **{f"api_privado_{clave}": SIN_LLAVE for clave in TABLAS},
    # entering for the first time
    "activar": PUBLICA,
    "activar_enlace": "302 302 302 302 302 302 302 302 302",
    "activar_clave": PUBLICA,
    # the history and the personal data
    "bitacora_sellos": ADMINISTRA,
    "lecturas": ADMINISTRA,
    **dict.fromkeys(("respaldos", "respaldo_hacer", "respaldo_ensayar"), LA_INSTALACION),
    **dict.fromkeys(("persona", "persona_datos", "persona_olvidar"), DE_UNA_CUENTA),
    # accounts
    "cuentas": ADMINISTRA,
    "cuenta_invitar": ADMINISTRA,
    "cuenta": DE_UNA_CUENTA,
    "cuenta_editar": DE_UNA_CUENTA,
    "cuenta_invitacion": DE_UNA_CUENTA,
    "cuenta_rol": DE_UNA_CUENTA,
    "cuenta_cargo_nuevo": DE_UNA_CUENTA,
    "cuenta_cargo": DE_UNA_CUENTA,
    "cuenta_decidir": DE_UNA_CUENTA,
    # boards
    "bandeja": CADA_UNO,
    "buscar": CADA_UNO,
    "mi_municipio": CADA_UNO,
    "distritos": CADA_UNO,
    "distrito": TODOS_DENTRO,
    "provincia": CADA_UNO,
    "provincia_ugel": TODOS_DENTRO,
    "dre": TODOS_DENTRO,
    "nacional": "302 404 404 404 404 404 404 404 404",  # for whoever reads more than one DRE
    "avisos": CADA_UNO,
    "avisos_leidos": "302 405 405 405 405 405 405 405 405",
    "aviso_abrir": "302 405 404 404 404 404 404 404 404",  # the notice is the mayor of A's
    # what comes at its hour: a sheet of the mayor of A, a day that the UGEL decreed, the switch of the mails
    "mis_avisos": CADA_UNO,
    "avisos_baja": PUBLICA,  # with its key
    "carta": "302 200 404 404 200 404 200 404 404",
    "dias_no_laborables": "302 403 403 403 200 200 200 403 200",
    "dia_no_laborable_quitar": "302 404 404 403 403 403 200 404 404",
    "avisos_por_enviar": "302 404 404 403 200 403 200 404 404",
    # mails and jobs: a mail to the mayor of A, a job that the specialist asked for
    "correos": "302 403 403 403 403 403 200 403 403",
    "correo": "302 404 404 404 404 404 200 404 404",
    "correo_reenviar": "302 404 404 404 404 404 200 404 404",
    "correo_anular": "302 404 404 404 404 404 200 404 404",
    "tareas": CADA_UNO,
    "tarea": "302 404 404 200 404 404 200 404 404",
    "tarea_anular": "302 404 404 200 404 404 200 404 404",
    # records
    "papelera": "302 403 403 403 200 403 200 403 200",
    "restaurar": "302 403 403 403 200 403 200 403 404",
    "eliminar": "302 403 403 403 200 403 200 403 404",
    "historia": "302 403 403 200 200 200 200 403 404",
    # lotes: the coordinator's, over commitments of A
    "lotes": "302 403 403 200 200 200 200 403 200",
    "lote": "302 404 404 200 200 200 200 404 404",
    "lote_descargar": "302 404 404 200 200 200 200 404 404",
    "lote_deshacer": "302 404 404 403 200 403 200 404 404",
    "registro_al": "302 403 403 200 200 200 200 403 404",
    "volver_a": "302 403 403 403 200 403 200 403 404",
    "papelera_ver": "302 403 403 403 200 403 200 403 404",
    "papelera_depurar": "302 403 403 403 403 403 200 403 403",
    # many at once
    "masiva": EDITAN,
    "masiva_ensayo": EDITAN,
    "configuracion": "302 403 403 403 200 200 200 403 404",
    # tables in and out: the commitments, which are of a convenio, so that without one there is nothing to export yet
    "importar_columnas": "302 403 403 403 200 403 200 403 200",
    "importar_plantilla": "302 403 403 403 200 403 200 403 200",
    "importar_exportar": "302 403 403 403 302 403 302 403 302",
    # schools: a building of A and the service in it
    "instituciones": TODOS_DENTRO,
    "institucion": TODOS_DENTRO,
    "institucion_nueva": ESCUELAS,
    "institucion_editar": ESCUELAS,
    "locales": TODOS_DENTRO,
    "local": TODOS_DENTRO,
    "local_nuevo": ESCUELAS,
    "local_editar": ESCUELAS,
    # educational projects: one of the school of A, with a private photo
    "proyectos": TODOS_DENTRO,
    "proyecto": TODOS_DENTRO,
    "proyecto_nuevo": ESCUELAS,
    "proyecto_editar": ESCUELAS,
    "proyecto_adjuntar": ESCUELAS,
    "proyecto_evidencia": "404 200 404 200 200 200 200 404 404",
    "proyecto_evidencia_publicar": "302 403 404 200 200 403 200 404 404",
    "proyecto_evidencia_quitar": "302 403 404 200 200 403 200 404 404",
    # risk: the sheet of a building of A with its photo, and a list that was decided
    "riesgo": TODOS_DENTRO,
    "riesgo_descargar": TODOS_DENTRO,
    "riesgo_pautas": TODOS_DENTRO,
    "riesgo_pauta_nueva": EDITAN,
    "riesgo_decidir": EDITAN,
    "riesgo_lista": TODOS_DENTRO,
    "riesgo_porque": TODOS_DENTRO,
    "local_riesgo": TODOS_DENTRO,
    "local_visita": TODOS_DENTRO,
    "ficha_riesgo_nueva": EVALUAN,
    "ficha_riesgo_editar": EVALUAN,
    "riesgo_evidencia": "302 200 404 200 200 200 200 404 404",
    "publico_riesgo": PUBLICA,
    "publico_riesgo_lista": PUBLICA,
    # diagnosis: a nudo crítico of A, and a value of A in an indicator of its UGEL
    "diagnosticos": TODOS_DENTRO,
    "diagnostico": TODOS_DENTRO,
    "indicadores": TODOS_DENTRO,
    "indicador": TODOS_DENTRO,
    "indicador_nuevo": ESCUELAS,
    "indicador_editar": ESCUELAS,
    "medicion_nueva": ESCUELAS,
    "medicion_editar": ESCUELAS,
    "nudo": TODOS_DENTRO,
    "nudo_nuevo": ESCUELAS,
    "nudo_editar": ESCUELAS,
    "nudo_decidir": ESCUELAS,
    "publico_diagnostico": PUBLICA,
    # files: a matrix that the coordinator brought
    "importaciones": "302 403 403 403 200 403 200 403 200",
    "importacion": DE_QUIEN_IMPORTA,
    "importacion_columnas": DE_QUIEN_IMPORTA,
    "importacion_marcado": DE_QUIEN_IMPORTA,
    "importacion_fila": DE_QUIEN_IMPORTA,
    "importacion_decidir": "302 404 404 404 405 404 405 404 404",
    "importacion_aplicar": "302 404 404 404 405 404 405 404 404",
    # encuentros
    "encuentros": TODOS_DENTRO,
    "encuentro": TODOS_DENTRO,
    # agenda, informe and acta: the I has a point with its document, the II a draft that A may comment, the III a final acta, scanned
    **dict.fromkeys(("agenda", "punto_documento", "informe", "informe_pdf"), TODOS_DENTRO),
    **dict.fromkeys(("agenda_preparar", "punto_nuevo", "punto_editar", "punto_quitar"), EDITAN),
    **dict.fromkeys(("punto_documento_nuevo", "punto_documento_quitar"), EDITAN),
    "agenda_mover": "302 403 403 403 405 403 405 403 404",
    **dict.fromkeys(("acta", "acta_pdf", "acta_docx"), "302 200 404 200 200 200 200 404 404"),
    "acta_comentario": "302 403 404 403 200 403 200 404 404",
    **dict.fromkeys(("acta_definitiva", "acta_borrador", "acta_escaneo", "acta_firmar"), EDITAN),
    "acta_archivo": "302 404 404 200 200 200 200 404 404",  # until the signature is registered
    # the day itself: A is convoked, and has its code
    "en_vivo": EDITAN,
    "encuentro_asistencia": TODOS_DENTRO,
    "asistencia_lista": EDITAN,
    "asistencia_codigo": EDITAN,
    "presencia": PUBLICA,  # the code is the permission
    # its convocatoria: the guest is the municipality of A, with a mail that failed
    **dict.fromkeys(("convocatoria", "convocatoria_sin_correo", "convocatoria_oficios", "invitado", "invitado_oficio"), POR_DENTRO),
    **dict.fromkeys(("convocatoria_institucion", "convocatoria_municipalidades", "convocatoria_numerar", "convocatoria_oficio"), LO_LLEVAN),
    **dict.fromkeys(("convocatoria_enviar", "convocatoria_recordar", "convocatoria_cambio"), LO_LLEVAN),
    **dict.fromkeys(("invitado_editar", "invitado_respuesta", "invitado_papel", "invitado_reintentar"), LO_LLEVAN),
    "convocatoria_responder": PUBLICA,  # with its key
    # the encuentro itself, an acuerdo of it that A owes, what a school of A showed with its private photo, and each person's calendar
    "encuentro_nuevo": EDITAN,
    "encuentro_editar": EDITAN,
    "encuentro_informar": EDITAN,
    "encuentro_seguimiento": TODOS_DENTRO,
    "acuerdos": TODOS_DENTRO,
    "acuerdo": TODOS_DENTRO,
    "acuerdo_editar": EDITAN,
    "acuerdo_compromiso": EDITAN,
    "acuerdo_decidir": EDITAN,
    "expuesto_nuevo": EDITAN,
    "expuesto_editar": EDITAN,
    "expuesto_quitar": EDITAN,
    "expuesto_fotos": EDITAN,
    "foto_expuesta": "404 200 404 200 200 200 200 404 404",
    "foto_expuesta_publicar": "302 403 404 403 200 403 200 404 404",
    "foto_expuesta_quitar": "302 403 404 403 200 403 200 404 404",
    "mi_calendario": CADA_UNO,
    "calendario": "404 404 404 404 404 404 404 404 404",  # a key that was never one
    "publico_encuentros": PUBLICA,
    "publico_encuentro": PUBLICA,
    **dict.fromkeys(("publico_ugel", "publico_distritos", "publico_distrito", "publico_compromisos", "publico_compromiso"), PUBLICA),
    **dict.fromkeys(("publico_calculo", "publico_calculo_cifra", "publico_novedades", "publico_mapa", "mapas", "robots"), PUBLICA),
    **dict.fromkeys(("publico_privacidad", "publico_accesibilidad"), PUBLICA),
    # convenios
    "convenios": TODOS_DENTRO,
    "convenio_nuevo": EDITAN,
    "convenio": TODOS_DENTRO,
    "convenio_editar": EDITAN,
    "convenio_pasar": EDITAN,
    "convenio_documento": TODOS_DENTRO,
    "convenio_parte_nueva": EDITAN,
    "convenio_parte_editar": EDITAN,
    # an adenda in draft of the convenio to which A and B are parties
    "adenda_nueva": EDITAN,
    "adenda": PREPARAN,
    "adenda_comparar": PREPARAN,
    "adenda_anexo": PREPARAN,
    "adenda_registro": EDITAN,  # one that was signed outside
    "adenda_editar": REDACTAN,
    "adenda_actualizar": REDACTAN,
    "adenda_firmar": REDACTAN,
    "adenda_pasar": REDACTAN,
    "adenda_terminos": REDACTAN,
    "adenda_plazos": REDACTAN,
    "adenda_pieza_nueva": REDACTAN,
    "adenda_pieza": REDACTAN,
    "adenda_pieza_acto": REDACTAN,
    "compromiso_nuevo": EDITAN,
    "compromiso": TODOS_DENTRO,
    "compromiso_editar": EDITAN,
    "compromiso_reprogramar": EDITAN,
    "compromiso_decidir": DECIDE,
    "compromisos": TODOS_DENTRO,
    "compromisos_descargar": TODOS_DENTRO,
    # changes of authorities: the municipality of A
    "traspasos": TODOS_DENTRO,
    "traspaso_nuevo": EDITAN,
    "traspaso": "302 200 404 200 200 200 200 404 404",
    "traspaso_acta": "302 200 404 200 200 200 200 404 404",
    # closed quarters of plans: the first one of A is closed, and the second has something to verify
    "planes_todas": CADA_UNO,
    "planes_tablero": TODOS_DENTRO,  # who does not see what is being written finds an empty board
    "planes_reportes": TODOS_DENTRO,
    "planes_cerrar": DECIDE,
    "plan_cerrar": DECIDE,
    "rectificar": DECIDE,
    "cierre_comprobar": CADA_UNO,
    "plan_cadena": TODOS_DENTRO,
    "plan_pdf": TODOS_DENTRO,
    # questions: one that the liaison of A asked the UGEL
    "consultas": "302 200 404 200 200 200 200 404 404",
    "consulta_responder": "302 403 404 200 200 403 200 404 404",
    # avances: a sent one of district A
    "avance_nuevo": "302 200 403 200 200 403 200 403 404",  # the commitment reaches A only
    "avance": "302 200 404 200 200 200 200 404 404",
    "avance_editar": "302 403 404 403 403 403 403 404 404",  # sent: nobody rewrites it
    "avance_enviar": "302 405 404 405 405 405 405 404 404",
    "avance_retirar": "302 405 404 405 405 405 405 404 404",
    "avance_verificar": "302 403 404 403 200 403 403 404 404",
    "evidencia": "404 200 404 200 200 200 200 404 404",
    "evidencia_publicar": "302 403 404 403 200 403 403 404 404",
    # plans of work: one of A in execution, with a closed quarter, a sent report and a returned one; and a draft of another year
    "planes": TODOS_DENTRO,
    "plan": TODOS_DENTRO,
    "plan_nuevo": ESCUELAS,
    "plan_editar": "302 403 404 200 200 403 200 404 404",  # the draft: nobody outside knows of it
    "plan_copiar": ESCUELAS,
    "plan_pasar": DECIDE,  # to close it
    "plan_aprobar": "302 200 403 403 200 200 403 403 404",  # for the municipality
    "actividad": TODOS_DENTRO,
    "actividad_nueva": ESCUELAS,
    "actividad_editar": ESCUELAS,
    "cierre": TODOS_DENTRO,
    "ejecucion": TODOS_DENTRO,  # who may not read the report reads that there is none verified
    "ejecucion_editar": "302 403 403 403 403 403 403 403 404",  # sent: nobody rewrites it
    "ejecucion_enviar": "302 405 404 405 405 405 405 404 404",
    "ejecucion_retirar": "302 405 404 405 405 405 405 404 404",
    "ejecucion_verificar": "302 403 404 403 200 403 403 404 404",
    "evidencia_ejecucion": "404 200 404 200 200 200 200 404 404",
    "evidencia_ejecucion_publicar": "302 403 404 403 200 403 403 404 404",
    # reports: of A, of its convenio, of its province; one that the coordinator issued, and a template of the office
    "informes": CADA_UNO,
    **dict.fromkeys(("informe_distrito", "informe_convenio", "informe_provincia"), TODOS_DENTRO),
    **dict.fromkeys(("informe_emitido", "informe_archivo"), POR_DENTRO),
    **dict.fromkeys(("plantillas_informe", "plantilla_informe", "plantilla_informe_archivo"), CONFIGURA),
    "plantilla_informe_retirar": CONFIGURA,
    # boundaries that the administrator rehearsed, what each person has seen, and a link that the mayor of A shared
    "limites": ADMINISTRA,
    "limites_ensayo": "302 404 404 404 404 404 200 404 404",
    "limites_retirar": ADMINISTRA,
    "que_cambio": CADA_UNO,
    "enlaces": "302 200 200 404 404 404 404 404 404",
    "enlace_anular": "302 200 404 404 404 404 404 404 404",
    "compartido": "404 404 404 404 404 404 404 404 404",  # a key that was never one
    "plan_cuadricula": TODOS_DENTRO,  # of a plan in execution: who types in it is decided by its form
}


@pytest.fixture
def mundo(db, client, request, convenio, municipalidad_a, municipalidad_b, especialista) -> dict[str, Any]:
    """Rows of district A, private but for what the table says; and everybody."""
    gente = {nombre: request.getfixturevalue(nombre) for nombre in QUIENES if nombre != "anon"}
    enlace = request.getfixturevalue("enlace_a")
    convenio.guardar_archivo(revisar(make_pdf()))
    convenio.save()
    distrito = municipalidad_a.distrito
    compromiso = make_compromiso(convenio, codigo="C-A", distritos=(distrito,), descripcion="Compromiso de A")
    avance = make_avance(
        compromiso, por=enlace, distrito=distrito, descripcion="CANARIO avance de A", con_evidencia=True, expediente="CANARIO-001"
    )
    with gesto(por=enlace):
        avance.enviar(por=enlace)
    eliminado = make_compromiso(convenio, codigo="C-ELIMINADO", distritos=(distrito,))
    eliminado.eliminar(por=gente["coordinador"])
    clausula = make_clausula(convenio)
    encuentro = make_encuentro(convenio.ugel, numero=1)
    de_actas = _actas(encuentro, municipalidad_a, enlace, gente["coordinador"])
    invitado = make_invitado(encuentro, municipalidad_a, nombre="CANARIO alcaldesa", correo="CANARIO@ejemplo.pe", oficio="CANARIO-12")
    fallido = make_envio(asunto="CANARIO invitación", estado="fallido", ultimo_error="CANARIO rebote")
    Comunicacion.objects.create(invitado=invitado, clase="invitacion", envio=fallido)
    llave_de_presencia = make_llave(invitado, "presencia")
    acuerdo = make_acuerdo(encuentro, obligado="municipalidad", municipalidad=municipalidad_a)
    expuesto = make_proyecto_expuesto(encuentro, distrito=distrito)
    foto_expuesta = make_foto_expuesta(expuesto, pie="CANARIO foto expuesta", subida_por=especialista)
    preparada = make_borrador_adenda(convenio, por=gente["coordinador"])
    registrada = make_adenda(convenio)
    aviso = make_aviso(gente["alcalde_a"], texto="CANARIO aviso")
    correo = make_envio(gente["alcalde_a"], asunto="CANARIO correo", estado="fallido", ultimo_error="CANARIO error")
    tarea = make_tarea(especialista, ambito=convenio.ugel.codigo, texto="CANARIO tarea")
    borrador = make_avance(compromiso, por=enlace, distrito=distrito, descripcion="CANARIO borrador de A")
    make_evidencia(borrador)
    with gesto(por=gente["coordinador"], tipo=Lote.Tipo.MASIVA, motivo="CANARIO lote", ambito=convenio.ugel.codigo) as lote:
        compromiso.responsable = "Responsable de A"
        compromiso.save()
    consulta = make_consulta(compromiso, por=enlace, pregunta="CANARIO consulta")
    traspaso = make_traspaso(
        Puesto(clase="alcaldia", ugel=convenio.ugel, municipalidad=municipalidad_a),
        make_usuario("alcalde"),
        por=gente["administrador"],
        desde=dias(30),
    )
    local = make_local(distrito)
    escuela = make_institucion(local=local)
    proyecto = make_proyecto(escuela, asesor="CANARIO asesor")
    foto = make_evidencia_proyecto(proyecto, pie="CANARIO foto", subida_por=especialista)
    ficha = make_ficha(local, nota="CANARIO nota de la ficha")
    prueba_de_riesgo = make_evidencia_de_riesgo(ficha, por=especialista)
    decidida = decidir_lista(ugel=convenio.ugel, por=gente["coordinador"], titulo="Lista de la prueba", motivo="Acta 1")
    indicador = make_indicador(ugel=convenio.ugel)
    medicion = make_medicion(indicador, ubigeo=distrito.ubigeo)
    nudo = make_nudo(distrito, estado="descartado", por=gente["coordinador"], indicador=indicador)
    plan, preparado, prueba_del_plan = _planes(convenio, municipalidad_a, enlace, gente["coordinador"])
    emitido = make_informe(distrito, por=gente["coordinador"])
    plantilla = make_plantilla(convenio.ugel, por=gente["administrador"])
    matriz = make_importacion(convenio, por=gente["coordinador"], filas=["I-1,TODOS,CANARIO matriz,30/11/2027"])
    return {
        "gente": gente,
        "kwargs": {
            "ugel": convenio.ugel.codigo,
            "dre": convenio.ugel.dre.codigo,
            "codigo": convenio.codigo,
            "compromiso": compromiso.codigo,
            "ubigeo": distrito.ubigeo,
            "numero": encuentro.numero,
            "acuerdo": acuerdo.numero,
            "secreto": "1-inventado",
            "paso": "concluir",
            "clase": "clausulas",
            "llave": str(clausula.pk),
            "acto": "quitar",
            "decision": "suspender",
            "parte": "clausulas",
            "formato": "csv",
            "uidb36": "1",
            "key": "set-password",
            "lista": "compromisos",
            "padron": "compromisos",
            "anio": plan.anio,
            "cifra": "avance",
            "trimestre": 2,
            "lado": "municipalidad",
            "tabla": "compromisos",
        },
        "por_ruta": {
            **de_actas,
            **{ruta: {"pk": plan.actividades.get().pk} for ruta in TABLA if ruta.startswith(("actividad", "ejecucion"))},
            "acuerdo_decidir": {"decision": "cumplir"},
            "limites_ensayo": {"pk": make_ensayo_de_limites(distrito, por=gente["administrador"], archivo="CANARIO.geojson").pk},
            "enlace_anular": {"pk": EnlaceCompartido.hacer(municipalidad_a, por=gente["alcalde_a"], dias=7).pk},
            **{ruta: {"pk": expuesto.pk} for ruta in TABLA if ruta.startswith("expuesto_")},
            **{ruta: {"pk": foto_expuesta.pk} for ruta in TABLA if ruta.startswith("foto_expuesta")},
            "plan_editar": {"anio": preparado.anio},
            "plan_pasar": {"paso": "cerrar"},
            "cierre": {"trimestre": 1},
            **dict.fromkeys(("evidencia_ejecucion", "evidencia_ejecucion_publicar"), {"pk": prueba_del_plan.pk}),
            "rectificar": {"trimestre": 1, "pk": plan.actividades.get().pk},
            "publico_cierre": {"trimestre": 1},
            "restaurar": {"clave": "convenios.compromiso", "pk": eliminado.pk},
            "eliminar": {"clave": "convenios.compromiso", "pk": compromiso.pk},
            "historia": {"clave": "convenios.compromiso", "pk": compromiso.pk},
            "lote": {"pk": lote.pk},
            "lote_descargar": {"pk": lote.pk},
            "lote_deshacer": {"pk": lote.pk},
            "registro_al": {"clave": "convenios.compromiso", "pk": compromiso.pk},
            "volver_a": {"clave": "convenios.compromiso", "pk": compromiso.pk, "linea": compromiso.history.first().history_id},
            "papelera_ver": {"clave": "convenios.compromiso", "pk": eliminado.pk},
            "aviso_abrir": {"pk": aviso.pk},
            "avisos_baja": make_baja(gente["alcalde_a"]),
            "carta": {"pk": make_carta(gente["alcalde_a"], ambito=convenio.ugel.codigo, asunto="CANARIO hoja").pk},
            "dia_no_laborable_quitar": {"pk": make_dia_no_laborable(ambito=convenio.ugel.codigo, nombre="CANARIO día").pk},
            **dict.fromkeys(("correo", "correo_reenviar", "correo_anular"), {"pk": correo.pk}),
            **dict.fromkeys(("tarea", "tarea_anular"), {"pk": tarea.pk}),
            "consulta_responder": {"pk": consulta.pk},
            **dict.fromkeys(("informe_emitido", "informe_archivo"), {"pk": emitido.pk, "formato": "json"}),
            **{ruta: {"pk": plantilla.pk} for ruta in TABLA if ruta.startswith("plantilla_informe")},
            **{ruta: {"pk": matriz.pk, "numero": 2} for ruta in TABLA if ruta.startswith("importacion_") or ruta == "importacion"},
            **dict.fromkeys(("institucion", "institucion_editar"), {"codigo": escuela.codigo}),
            **dict.fromkeys(("local", "local_editar"), {"pk": local.pk}),
            **dict.fromkeys(("proyecto", "proyecto_editar", "proyecto_adjuntar"), {"pk": proyecto.pk}),
            **{ruta: {"pk": foto.pk} for ruta in TABLA if ruta.startswith("proyecto_evidencia")},
            **dict.fromkeys(
                ("local", "local_editar", "local_riesgo", "local_visita", "ficha_riesgo_nueva", "riesgo_porque"), {"pk": local.pk}
            ),
            "ficha_riesgo_editar": {"pk": ficha.pk},
            "riesgo_evidencia": {"pk": prueba_de_riesgo.pk},
            **dict.fromkeys(("indicador", "indicador_editar", "medicion_nueva"), {"pk": indicador.pk}),
            "medicion_editar": {"pk": medicion.pk},
            **dict.fromkeys(("nudo", "nudo_editar"), {"pk": nudo.pk}),
            "nudo_decidir": {"pk": nudo.pk, "decision": "reabrir"},
            **dict.fromkeys(("riesgo_lista", "publico_riesgo_lista"), {"pk": decidida.pk}),
            "traspaso": {"pk": traspaso.pk},
            "traspaso_acta": {"pk": traspaso.pk},
            "traspaso_nuevo": {"pk": municipalidad_a.pk, "clase": "alcaldia"},
            "sesion_cerrar": {"pk": make_sesion(gente["coordinador"]).pk},
            "segundo_factor_quitar": {"pk": make_aplicacion(gente["coordinador"]).pk},
            "llave_anular": {"pk": llaves.crear(gente["coordinador"], nombre="CANARIO llave", dias=30)[0].pk},
            **{ruta: {"pk": gente["coordinador"].pk} for ruta in TABLA if ruta.startswith(("cuenta_", "persona")) or ruta == "cuenta"},
            "cuenta_cargo": {
                "pk": gente["coordinador"].pk,
                "clase": "ugel",
                "cargo": MiembroUgel.objects.get(usuario=gente["coordinador"]).pk,
            },
            "activar_enlace": {"llave": "inventada"},
            "presencia": {"secreto": llave_de_presencia.secreto},
            "cuenta_decidir": {"pk": gente["coordinador"].pk, "decision": "cerrar"},
            "convenio_parte_editar": {"pk": clausula.pk},
            **{ruta: {"pk": invitado.pk, "formato": "pdf"} for ruta in TABLA if ruta.startswith("invitado")},
            "convocatoria_responder": {"secreto": make_llave(invitado).secreto},
            **{ruta: {"pk": preparada.adenda_id} for ruta in TABLA if ruta.startswith("adenda")},
            "adenda_pasar": {"pk": preparada.adenda_id, "paso": "anular"},
            "adenda_registro": {"pk": registrada.pk},
            "evidencia": {"pk": avance.evidencias.get().pk},
            "evidencia_publicar": {"pk": avance.evidencias.get().pk},
        },
        "avance": avance.pk,
    }


def _actas(encuentro: Any, municipalidad: Any, enlace: Usuario, coordinador: Usuario) -> dict[str, dict[str, Any]]:
    """A point with its document; the draft of an acta that A comments on; and a final acta that waits for its signature."""
    punto = make_punto(encuentro)
    documento = make_documento_de_punto(punto)
    segundo = make_encuentro(encuentro.ugel, numero=2, estado="en_curso", por=coordinador)
    make_asistencia(segundo, municipalidad, quien="titular")
    make_punto(segundo, titulo="Tema del II", notas="CANARIO notas del II")
    llevar_encuentro(segundo, "acta_en_borrador", por=coordinador)
    comentario = make_comentario(segundo, municipalidad, por=enlace, texto="CANARIO comentario")
    acta_por_firmar(make_encuentro(encuentro.ugel, numero=3), por=coordinador)
    del_tercero = ("acta_definitiva", "acta_borrador", "acta_escaneo", "acta_firmar", "acta_archivo")
    return {
        **dict.fromkeys(("punto_editar", "punto_quitar", "punto_documento_nuevo"), {"pk": punto.pk}),
        **dict.fromkeys(("punto_documento", "punto_documento_quitar"), {"pk": documento.pk}),
        **dict.fromkeys(("acta", "acta_pdf", "acta_docx"), {"numero": 2}),
        "acta_comentario": {"numero": 2, "pk": comentario.pk},
        **dict.fromkeys(del_tercero, {"numero": 3}),
    }


def _planes(convenio: Any, municipalidad: Any, enlace: Usuario, coordinador: Usuario) -> tuple[Any, Any, Any]:
    """The plan of A that is carried out, the one that is being prepared, and the private proof of a report that waits to be verified."""
    plan = make_plan(municipalidad, convenio=convenio, estado="en_ejecucion", por=coordinador)
    actividad = plan.actividades.get()
    make_cierre(plan, por=coordinador)
    dicho = {"por": enlace, "medio": "CANARIO medio", "sin_evidencia_motivo": "CANARIO sin evidencia"}
    enviada = make_ejecucion(actividad, trimestre=2, **dicho)
    guardar_ejecucion(enviada, por=enlace, archivos=[revisar(make_pdf("CANARIO.pdf"))], enviar=True)
    otra = make_ejecucion(actividad, trimestre=3, estado="enviado", **dicho)
    observar_ejecucion(otra, por=coordinador, observacion="CANARIO observación")
    make_ejecucion(actividad, trimestre=4, **dicho)
    preparado = make_plan(municipalidad, convenio=convenio, anio=plan.anio + 1, objetivo="CANARIO objetivo")
    make_actividad(preparado, nombre="CANARIO actividad")
    return plan, preparado, enviada.evidencias.get()


def nuestras() -> list[str]:
    """Names of every route, the administration aside (tests/administracion decides it as a whole)."""
    return sorted({patron.name for ruta, patron in RUTAS if not ruta.startswith("administracion/") and patron.name})


def direccion(mundo: dict[str, Any], nombre: str, *, otra: bool = False) -> str:
    """Address of a route on the rows of A; `otra` = the same with a row that does not exist."""
    resolver = get_resolver()
    parametros = next(iter(resolver.reverse_dict.getlist(nombre)))[0][0][1]
    disponibles = {"pk": mundo["avance"], **mundo["kwargs"], **mundo["por_ruta"].get(nombre, {})}
    kwargs = {p: disponibles[p] for p in parametros}
    if otra:
        if "pk" in kwargs:
            kwargs["pk"] = "00000000-0000-4000-8000-000000000000" if isinstance(kwargs["pk"], uuid.UUID) else 99999999
        elif "compromiso" in kwargs:
            kwargs["compromiso"] = "NO-EXISTE"
        elif "acuerdo" in kwargs:
            kwargs["acuerdo"] = 99
        elif "codigo" in kwargs:
            kwargs["codigo"] = "NO-EXISTE"
        elif "numero" in kwargs:
            kwargs["numero"] = 99
        elif "ubigeo" in kwargs:
            kwargs["ubigeo"] = "999999"
        elif "ugel" in kwargs or "dre" in kwargs:
            kwargs[next(iter(kwargs.keys() & {"ugel", "dre"}))] = "999999"
    return reverse(nombre, kwargs=kwargs)


def quien(mundo: dict[str, Any], nombre: str) -> Client:
    cliente = Client()
    if nombre != "anon":
        cliente.force_login(mundo["gente"][nombre])
    return cliente


def test_every_route_is_in_the_table_and_nothing_else_is():
    assert set(nuestras()) == set(TABLA)
    assert all(patron.name for ruta, patron in RUTAS if not ruta.startswith("administracion/"))


@pytest.mark.promesa("P22")
@pytest.mark.parametrize("persona", QUIENES)
def test_each_role_gets_the_answer_of_the_table(mundo, persona):
    columna = QUIENES.index(persona)
    esperado = {nombre: fila.split()[columna] for nombre, fila in TABLA.items()}
    visto, cliente = {}, quien(mundo, persona)
    for nombre in TABLA:
        respuesta = cliente.get(direccion(mundo, nombre))
        if respuesta.streaming:
            respuesta.getvalue()  # a file is read to its end, or it stays open
        visto[nombre] = str(respuesta.status_code)
    assert {n: (visto[n], "y la tabla dice", esperado[n]) for n in TABLA if visto[n] != esperado[n]} == {}


METODOS = ("get", "head", "post", "put", "patch", "delete", "options")
JUNTAS = 12  # routes between two looks at every row of the database, which cost more than the routes
PREGUNTA = "texto=CANARIO&orden=-plazo&pagina=1"


def intentar(mundo: dict[str, Any], cliente: Client, nombre: str) -> list[str]:
    """Every method on A's own row: what is wrong with the answers."""
    faltas = []
    for metodo in METODOS:
        respuesta: Any = getattr(cliente, metodo)(direccion(mundo, nombre), QUERY_STRING=PREGUNTA)
        cuerpo = b"".join(respuesta.streaming_content) if respuesta.streaming else respuesta.content
        propio = (
            cuerpo.replace(PREGUNTA.replace("&", "&amp;").encode(), b"")
            .replace(b"texto=CANARIO", b"")
            .replace(b'value="CANARIO"', b"")
            .replace(b"<strong>CANARIO</strong>", b"")  # what was asked, told back as a filter that is on
        )
        if b"CANARIO" in propio:
            faltas.append(f"{nombre}: {metodo} dice algo de A")
        if respuesta.status_code >= 500:
            faltas.append(f"{nombre}: {metodo} falla con {respuesta.status_code}")
        if respuesta.status_code == 404 and metodo == "get":
            ausente = cliente.get(direccion(mundo, nombre, otra=True))
            if (ausente.status_code, ausente.content) != (404, cuerpo):
                faltas.append(f"{nombre}: su 404 no es el de una fila que no existe")
    return faltas


@pytest.mark.promesa("P24")
@pytest.mark.parametrize("persona", ["anon", "alcalde_b", "dre", "coordinador_otra_ugel"])
def test_a_stranger_learns_nothing_and_changes_nothing(mundo, persona, huella_de_la_base, promesa):
    """No canary in any answer, no row changed, and a 404 is the 404 of a row that does not exist."""
    faltas, rutas = [], sorted(set(TABLA) - {"account_logout"})
    cliente = quien(mundo, persona)
    antes = huella_de_la_base()
    for desde in range(0, len(rutas), JUNTAS):
        for nombre in rutas[desde : desde + JUNTAS]:
            faltas += intentar(mundo, cliente, nombre)
            sesion = cliente.session
            if (SESSION_KEY in sesion) == (persona == "anon"):
                faltas.append(f"{nombre}: cambió quién pregunta")
            if sesion.pop("_messages", None):  # what one route had to say is no answer of the next
                sesion.save()
        despues = huella_de_la_base()
        if despues != antes:
            faltas.append(f"alguna de {rutas[desde : desde + JUNTAS]}: cambió la base")
        antes = despues
    promesa.anotar(f"{persona} pide lo de otro distrito", rutas=len(rutas), metodos=len(METODOS), faltas=len(faltas))
    assert faltas == []


@pytest.mark.promesa("P24")
@pytest.mark.control
def test_the_scope_is_what_hides_an_execution(mundo, monkeypatch):
    """Control: with the scope of executions opened, the mayor of B reads what A has not seen verified."""
    url = direccion(mundo, "ejecucion")
    assert b"CANARIO" not in quien(mundo, "alcalde_b").get(url).content
    monkeypatch.setattr(EjecucionQuerySet, "for_user", lambda self, user: self)
    assert b"CANARIO" in quien(mundo, "alcalde_b").get(url).content


@pytest.mark.promesa("P24")
def test_a_posted_key_of_another_district_is_refused(mundo, como):
    """B's mayor may report on what reaches B; a district of A in the body is no choice of that form."""
    gente = mundo["gente"]
    compromiso = Compromiso.objects.get(codigo="C-A")
    distrito_a = compromiso.alcances.get().distrito
    distrito_b = Distrito.objects.get(nombre="Distrito B")
    de_b = make_compromiso(compromiso.convenio, codigo="C-B", distritos=(distrito_a, distrito_b))
    url = reverse("avance_nuevo", args=[compromiso.convenio.ugel.codigo, compromiso.convenio.codigo, "C-B"])
    cliente = como(gente["alcalde_b"])
    datos = leer(cliente.get(url)) | {
        "descripcion": "Algo",
        "fecha": "2024-01-10",
        "distrito": distrito_a.pk,
        "sin_evidencia_motivo": "No hay",
    }
    assert cliente.post(url, datos).status_code == 422
    assert not Avance.objects.filter(compromiso=de_b).exists()


@pytest.mark.promesa("P22")
@pytest.mark.control
def test_the_guard_is_what_refuses(mundo, monkeypatch):
    """Control: with the role left unasked, a mayor does open the edition of a commitment."""
    url = direccion(mundo, "compromiso_editar")
    assert quien(mundo, "alcalde_b").get(url).status_code == 403
    monkeypatch.setattr(Usuario, "puede", lambda self, permiso: True)
    assert quien(mundo, "alcalde_b").get(url).status_code == 200


@pytest.mark.promesa("P24")
@pytest.mark.control
def test_the_scope_is_what_hides(mundo, monkeypatch):
    """Control: with the scope of avances opened, the mayor of B reads A's unverified avance, canary and all."""
    url = direccion(mundo, "avance")
    assert quien(mundo, "alcalde_b").get(url).status_code == 404
    monkeypatch.setattr(AvanceQuerySet, "for_user", lambda self, user: self)
    assert b"CANARIO" in quien(mundo, "alcalde_b").get(url).content


@pytest.fixture
def ruta_sin_regla(settings) -> str:
    """An address whose view forgot to say who may use it."""
    settings.ROOT_URLCONF = (*urlpatterns, path("sin-regla/", lambda request: HttpResponse("CANARIO")))
    return "/sin-regla/"


@pytest.mark.promesa("P23")
def test_a_view_without_a_rule_opens_for_nobody_and_a_check_names_it(mundo, ruta_sin_regla):
    respuestas = {nombre: quien(mundo, nombre).get(ruta_sin_regla) for nombre in QUIENES}
    assert {nombre: r.status_code for nombre, r in respuestas.items()} == {n: 302 if n == "anon" else 403 for n in QUIENES}
    assert not any(b"CANARIO" in r.content for r in respuestas.values())
    errores = [e for e in checks.run_checks(tags=[checks.Tags.security]) if e.id == "cuentas.E001"]
    assert ["sin-regla/" in e.msg for e in errores] == [True]


@pytest.mark.promesa("P23")
@pytest.mark.control
def test_what_refuses_a_view_without_a_rule_is_the_rule(mundo, ruta_sin_regla, settings):
    """Control: with only the sign-in asked for, whoever signed in opens it."""
    settings.MIDDLEWARE = [m for m in settings.MIDDLEWARE if not m.endswith("SinReglaMiddleware")]
    assert b"CANARIO" in quien(mundo, "alcalde_b").get(ruta_sin_regla).content


# P25: what each form must never take, whoever posts it. Field → a value that would change something.
PROHIBIDO = {
    "estado": "cumplido",
    "estado_motivo": "porque sí",
    "estado_por": "1",
    "meta": "1",
    "meta_financiera": "1",
    "plazo": "2040-01-01",
    "obligada": "1",
    "convenio": "1",
    "linea": "otros",
    "version": "1",
    "pk": "1",
    "id": "1",
    "ugel": "1",
    "origen": "carga_inicial",
    "porcentaje": "100",
    "creado_por": "1",
    "verificado_por": "1",
    "verificado_en": "2024-01-01",
    "demostracion": "on",
    "eliminado_en": "2024-01-01",
    "publica": "on",
    "is_superuser": "on",
    "rol": "administrador",
}


@pytest.mark.promesa("P25")
@pytest.mark.parametrize("persona", ["alcalde_a", "especialista", "coordinador", "administrador"])
def test_reporting_redefines_nothing(mundo, persona):
    """Whoever reports an avance with every forbidden field beside it gets a plain draft, and the commitment is as it was."""
    compromiso = Compromiso.objects.get(codigo="C-A")
    antes = model_to_dict(compromiso)
    cliente = quien(mundo, persona)
    url = direccion(mundo, "avance_nuevo")
    distrito = compromiso.alcances.get().distrito_id
    datos = leer(cliente.get(url)) | {
        "descripcion": "Con campos de más",
        "fecha": "2024-01-10",
        "distrito": distrito,
        "sin_evidencia_motivo": "No hay",
    }
    respuesta = cliente.post(url, PROHIBIDO | datos)
    assert respuesta.status_code == 302, respuesta.content.decode()[-3000:]

    avance = Avance.objects.get(descripcion="Con campos de más")
    assert avance.estado in ("borrador", "enviado")
    assert (avance.origen, avance.porcentaje, avance.verificado_por, avance.demostracion) == ("reporte", None, None, False)
    assert avance.creado_por == mundo["gente"][persona]
    assert model_to_dict(Compromiso.objects.get(pk=compromiso.pk)) == antes


@pytest.mark.promesa("P25")
@pytest.mark.control
def test_the_fields_of_the_form_are_what_refuses(mundo, monkeypatch):
    """Control: with the mark of demonstration let into the form of a commitment, what is posted is taken."""
    monkeypatch.setattr(Compromiso._meta.get_field("demostracion"), "editable", True)
    monkeypatch.setattr(
        compromisos,
        "CompromisoForm",
        modelform_factory(Compromiso, form=CompromisoForm, fields=[*CompromisoForm._meta.fields, "demostracion"]),
    )
    cliente, url = quien(mundo, "coordinador"), direccion(mundo, "compromiso_editar")
    assert cliente.post(url, leer(cliente.get(url)) | {"demostracion": PROHIBIDO["demostracion"]}).status_code == 302
    assert Compromiso.objects.get(codigo="C-A").demostracion


@pytest.mark.promesa("P25")
def test_an_edition_of_a_commitment_takes_neither_state_nor_due_date(mundo):
    compromiso = Compromiso.objects.get(codigo="C-A")
    Compromiso.objects.filter(pk=compromiso.pk).update(plazo=dias(40))
    cliente = quien(mundo, "coordinador")
    url = direccion(mundo, "compromiso_editar")
    datos = leer(cliente.get(url)) | {
        k: PROHIBIDO[k] for k in ("estado", "estado_por", "estado_motivo", "demostracion", "pk", "convenio", "plazo")
    }
    cliente.post(url, datos)
    despues = Compromiso.objects.get(pk=compromiso.pk)
    assert (despues.estado, despues.estado_por, despues.plazo, despues.demostracion) == ("abierto", None, dias(40), False)
    assert despues.convenio_id == compromiso.convenio_id


# P25 for plans: every column that the page does not ask for, posted beside what it asks
DEL_PLAN = {
    "plan_editar": (PlanTrabajo, "coordinador", {"objetivo": "Con campos de más"}),
    "actividad_editar": (Actividad, "especialista", {"nombre": "Con campos de más"}),
    "ejecucion_editar": (Ejecucion, "alcalde_a", {"medio": "Con campos de más"}),
}


@pytest.mark.promesa("P25")
@pytest.mark.parametrize("ruta", DEL_PLAN)
def test_a_page_of_the_plan_takes_only_what_it_asks_for(mundo, ruta):
    modelo, persona, escrito = DEL_PLAN[ruta]
    mundo["por_ruta"]["ejecucion_editar"] |= {"trimestre": 4}  # the draft of the liaison
    cliente, url = quien(mundo, persona), direccion(mundo, ruta)
    pide = leer(cliente.get(url))
    pide.pop("escuelas", None)  # a list with nothing chosen is not posted
    (campo,) = escrito
    columnas = {c.name for c in modelo._meta.fields} | {c.attname for c in modelo._meta.fields}
    prohibido = {c: PROHIBIDO.get(c, "1") for c in columnas if c not in pide}
    assert len(prohibido) >= 8
    antes = list(modelo.todos.order_by("pk").values())
    assert cliente.post(url, prohibido | pide | escrito).status_code == 302
    despues = list(modelo.todos.order_by("pk").values())
    cambian = [(a["id"], c) for a, d in zip(antes, despues, strict=True) for c in a if a[c] != d[c]]
    assert [c for _, c in cambian] == [campo]
