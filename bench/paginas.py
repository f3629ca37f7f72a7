"""The pages that are measured: every named route that shows a page, as the person it was made for, with what it may ask of the database."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import admin
from django.urls import get_resolver, reverse

from base.avisos.enlaces import direccion
from base.avisos.models import Carta, DiaNoLaborable, Envio, Preferencia, Tarea
from base.bitacora.lecturas import muestra_personas
from base.bitacora.models import Lote
from base.comun.fechas import hoy
from base.cuentas.models import Usuario
from bench.datos import DRE, UBIGEO, UGEL
from bench.encuentros import BORRADOR, DEFINITIVA
from convenios.models import Actividad, Adenda, Avance, Clausula, Compromiso
from encuentros.models import ComentarioActa, DocumentoPunto, Encuentro, FotoExpuesta, Invitado, Llave, ProyectoExpuesto, PuntoAgenda
from encuentros.presencia import llaves_de_presencia
from municipios.models import (
    CargaDeLimites,
    EnlaceCompartido,
    EvidenciaProyecto,
    FichaRiesgo,
    InstitucionEducativa,
    ListaPriorizada,
    LocalEscolar,
    Medicion,
    MiembroUgel,
    Municipalidad,
    NudoCritico,
    ProyectoEducativo,
)
from portal.importaciones.models import Importacion
from portal.publico.api.tablas import TABLAS
from portal.tablero.models import InformeEmitido, PlantillaInforme

MAXIMO_PAGINA, MAXIMO_LISTA = 12, 8
FILTROS = {
    "sin filtro": {},
    "distrito": {"distrito": UBIGEO.format(6)},
    "situación vencido": {"situacion": "vencido"},
    "situación en proceso": {"situacion": "en_proceso"},
    "línea": {"linea": "proyectos"},
    "texto": {"texto": "capacitacion docentes"},
}
BUSCADO = {
    "una palabra": "capacitacion",
    "dos palabras": "docentes primaria",
    "un código": "C-00345",
    "con una errata": "capasitacion",
    "nada": "zzzqqq",
}
TODOS = {"cuales": "todos", "filtro": ""}
PLAZO = {"plazo": "2031-12-31", "documento": "Oficio 12", "motivo": "Lluvias"}
PERSONAL, MUNICIPAL, NADIE = "coordinador", "alcalde", ""


@dataclass(frozen=True)
class Pagina:
    """One route as one person (the name of an account of `bench.datos`; empty: nobody signed in) asks for it."""

    ruta: str
    quien: str = PERSONAL
    lista: bool = False
    kwargs: dict[str, Any] = field(default_factory=dict)
    consulta: dict[str, str] = field(default_factory=dict)
    tope: int = 0  # of a page that is known to ask more than the house's rule, until it asks less: it may not grow

    @property
    def maximo(self) -> int:
        """Queries it may take; a page with personal data writes also down who opened it."""
        return (self.tope or (MAXIMO_LISTA if self.lista else MAXIMO_PAGINA)) + muestra_personas(self.ruta)

    @property
    def clave(self) -> str:
        """How it is called in a table: route, person, what else tells it from its neighbours."""
        return " ".join([self.ruta, self.quien or "nadie", *(f"{k}={v}" for k, v in {**self.kwargs, **self.consulta}.items())])

    def direccion(self) -> str:
        """Its address on the rows of `bench.datos`; what the table does not say is the first commitment and what belongs to it."""
        return reverse(self.ruta, kwargs=_argumentos(self.ruta, self.kwargs), query=self.consulta)


PAGINAS = [
    # anyone
    *(
        Pagina(ruta, NADIE)
        for ruta in ("inicio", "publico", "publico_convenio", "publico_proyectos", "account_login", "account_reset_password")
    ),
    *(Pagina(ruta, NADIE) for ruta in ("publico_datos", "api", "publico_privacidad", "publico_accesibilidad")),
    Pagina("publico_bitacora", NADIE, lista=True),
    Pagina("publico_datos_tabla", NADIE, kwargs={"tabla": "compromisos"}),
    # the staff of the UGEL
    Pagina("mis_llaves", lista=True),
    *(Pagina(ruta, "administrador") for ruta in ("bitacora_sellos", "lecturas", "persona", "persona_olvidar")),
    Pagina("llave_nueva"),
    *(Pagina(ruta) for ruta in ("segundo_factor", "segundo_factor_aplicacion", "segundo_factor_llave")),
    Pagina("bandeja"),
    Pagina("buscar"),
    Pagina("buscar", consulta={"q": "docentes"}),
    Pagina("buscar", MUNICIPAL, consulta={"q": "docentes", "tipo": "compromiso", "pagina": "2"}),
    Pagina("buscar", "administrador", consulta={"q": "C-00001"}),
    Pagina("buscar", consulta={"q": "doscentes"}),
    Pagina("publico_buscar", NADIE, consulta={"q": "docentes"}),
    Pagina("distritos", lista=True),
    Pagina("distrito"),
    *(Pagina("provincia", quien) for quien in (PERSONAL, MUNICIPAL, "dre")),
    *(Pagina(ruta, "dre") for ruta in ("provincia_ugel", "dre")),
    Pagina("convenios", lista=True),
    Pagina("convenio"),
    *(Pagina("compromisos", lista=True, consulta=filtro) for filtro in FILTROS.values()),
    Pagina("compromisos", lista=True, consulta={"orden": "-plazo", "pagina": "2"}),
    Pagina("compromiso"),
    Pagina("consultas"),
    Pagina("avance"),
    Pagina("encuentros", lista=True),
    Pagina("encuentro"),
    *(Pagina(ruta, quien, kwargs={"numero": BORRADOR}) for ruta in ("agenda", "informe", "acta") for quien in (PERSONAL, MUNICIPAL)),
    Pagina("agenda_preparar", kwargs={"numero": BORRADOR}),
    *(Pagina(f"punto_{cual}", kwargs={"numero": BORRADOR}) for cual in ("nuevo", "editar", "quitar", "documento_nuevo")),
    Pagina("punto_documento_quitar"),
    *(Pagina(f"acta_{cual}", kwargs={"numero": BORRADOR}) for cual in ("definitiva", "comentario")),
    *(Pagina(f"acta{cual}", kwargs={"numero": DEFINITIVA}) for cual in ("", "_borrador", "_escaneo", "_firmar")),
    # the day itself
    Pagina("en_vivo"),
    *(Pagina("encuentro_asistencia", quien) for quien in (PERSONAL, MUNICIPAL)),
    Pagina("asistencia_codigo"),
    Pagina("presencia", NADIE),
    # its convocatoria
    *(
        Pagina(f"convocatoria{que}")
        for que in ("", "_institucion", "_municipalidades", "_numerar", "_oficio", "_enviar", "_recordar", "_cambio")
    ),
    Pagina("convocatoria", consulta={"respuesta": "sin_respuesta"}),
    Pagina("convocatoria_sin_correo", lista=True),
    *(Pagina(f"invitado{que}") for que in ("", "_editar", "_respuesta", "_papel", "_reintentar")),
    Pagina("convocatoria_responder", NADIE),
    # an encuentro, its acuerdos and what was shown there
    *(Pagina(ruta) for ruta in ("encuentro_nuevo", "encuentro_editar", "encuentro_informar", "encuentro_seguimiento")),
    *(Pagina("acuerdos", quien, lista=True) for quien in (PERSONAL, MUNICIPAL)),
    Pagina(
        "acuerdos",
        lista=True,
        consulta={"situacion": "pendientes", "distrito": UBIGEO.format(1), "texto": "acuerdo", "orden": "-situacion"},
    ),
    *(Pagina(ruta) for ruta in ("acuerdo", "acuerdo_editar", "acuerdo_compromiso", "mi_calendario")),
    Pagina("acuerdo_decidir", kwargs={"decision": "cumplir"}),
    *(Pagina(f"expuesto_{acto}") for acto in ("nuevo", "editar", "quitar", "fotos")),
    *(Pagina(f"foto_expuesta_{acto}") for acto in ("publicar", "quitar")),
    *(Pagina(ruta, MUNICIPAL) for ruta in ("acuerdo", "encuentro_seguimiento")),
    Pagina("publico_encuentros", NADIE, lista=True),
    Pagina("publico_encuentro", NADIE),
    *(Pagina(f"publico_{que}", NADIE) for que in ("ugel", "distritos", "distrito", "compromiso", "calculo", "calculo_cifra", "novedades")),
    *(Pagina("publico_compromisos", NADIE, lista=True, consulta=c) for c in ({}, {"distrito": UBIGEO.format(1), "situacion": "vencido"})),
    # reports, and the templates of the office
    *(Pagina("informes", quien, lista=True) for quien in (PERSONAL, MUNICIPAL)),
    Pagina("informes", lista=True, consulta={"clase": "distrito", "texto": "informe"}),
    *(Pagina(f"informe_{cual}", quien) for cual in ("distrito", "convenio", "provincia") for quien in (PERSONAL, MUNICIPAL)),
    Pagina("informe_emitido"),
    *(Pagina(ruta, "administrador") for ruta in ("plantillas_informe", "plantilla_informe", "plantilla_informe_retirar")),
    Pagina("avisos", lista=True),
    *(Pagina(ruta) for ruta in ("mis_avisos", "carta", "dias_no_laborables", "avisos_por_enviar")),
    Pagina("mis_avisos", MUNICIPAL),
    Pagina("dia_no_laborable_quitar", "administrador"),
    Pagina("avisos_baja", NADIE),
    Pagina("papelera", lista=True),
    Pagina("papelera", lista=True, consulta={"texto": "repetido", "clase": "convenios.compromiso"}),
    Pagina("papelera_ver"),
    Pagina("papelera_depurar", "administrador", lista=True),
    Pagina("historia"),
    Pagina("historia", consulta={"que": "convenios.compromiso.descripcion"}),
    Pagina("registro_al", consulta={"al": f"{hoy():%Y-%m-%d}"}),
    Pagina("lotes", lista=True),
    Pagina("lote", tope=15),
    Pagina("lote_deshacer", tope=18),
    *(Pagina("masiva", consulta={"operacion": operacion, **TODOS}) for operacion in ("plazo", "distritos-agregar")),
    Pagina("masiva_ensayo", consulta={"operacion": "plazo", **PLAZO, **TODOS}),
    Pagina("masiva_ensayo", consulta={"operacion": "distritos-quitar", "distritos": UBIGEO.format(6), "motivo": "Oficio 7", **TODOS}),
    Pagina("instituciones", lista=True),
    Pagina("instituciones", lista=True, consulta={"texto": "ficticia 7", "nivel": "primaria"}),
    Pagina("locales", lista=True),
    *(Pagina(ruta) for ruta in ("institucion", "institucion_nueva", "institucion_editar", "local", "local_nuevo", "local_editar")),
    Pagina("proyectos", lista=True),
    Pagina("proyectos", lista=True, consulta={"texto": "ficticio 7", "tipo": "innovacion", "anio": "2024"}),
    Pagina("proyectos", lista=True, consulta={"vista": "galeria"}),
    *(Pagina(ruta) for ruta in ("proyecto", "proyecto_nuevo", "proyecto_editar", "proyecto_adjuntar")),
    *(Pagina(f"proyecto_evidencia_{acto}") for acto in ("publicar", "quitar")),
    Pagina("proyecto", MUNICIPAL),
    Pagina("riesgo", lista=True, tope=9),
    *(Pagina("riesgo", lista=True, tope=10, consulta=c) for c in ({"nivel": "alto"}, {"texto": "ficticio 7", "orden": "-estudiantes"})),
    Pagina("riesgo", lista=True, tope=10, consulta={"peso_estructura": "25", "peso_peligro": "30"}),
    Pagina("riesgo", MUNICIPAL, lista=True, tope=9),
    *(Pagina(ruta) for ruta in ("riesgo_porque", "riesgo_pautas", "riesgo_pauta_nueva", "riesgo_decidir", "riesgo_lista")),
    *(Pagina(ruta) for ruta in ("local_riesgo", "local_visita", "ficha_riesgo_nueva", "ficha_riesgo_editar")),
    *(Pagina(ruta, NADIE) for ruta in ("publico_riesgo", "publico_riesgo_lista", "publico_diagnostico")),
    *(Pagina(ruta, lista=True) for ruta in ("diagnosticos", "indicadores")),
    *(Pagina(ruta) for ruta in ("diagnostico", "nudo", "nudo_nuevo", "nudo_editar")),
    Pagina("nudo_decidir", kwargs={"decision": "atender"}),
    *(Pagina(ruta) for ruta in ("indicador", "indicador_nuevo", "indicador_editar", "medicion_nueva", "medicion_editar")),
    Pagina("diagnostico", MUNICIPAL),
    Pagina("importaciones", lista=True),
    *(Pagina("importacion", consulta=filtro) for filtro in ({}, {"ver": "error"}, {"texto": "talleres"})),
    Pagina("importacion_columnas"),
    Pagina("importacion_fila", kwargs={"numero": 2}),
    Pagina("planes", lista=True),
    *(Pagina(ruta, quien) for ruta in ("plan", "actividad", "ejecucion") for quien in (PERSONAL, MUNICIPAL)),
    *(Pagina(ruta) for ruta in ("plan_nuevo", "plan_copiar", "actividad_nueva", "actividad_editar")),
    Pagina("plan_editar", kwargs={"anio": hoy().year + 1}),
    Pagina("plan_pasar", kwargs={"paso": "cerrar"}),
    Pagina("plan_aprobar", kwargs={"lado": "ugel"}),
    Pagina("cierre", kwargs={"ubigeo": UBIGEO.format(2)}),
    Pagina("ejecucion_editar", "especialista", kwargs={"trimestre": 4}),
    Pagina("ejecucion_verificar", kwargs={"trimestre": 2}),
    Pagina("planes", lista=True, consulta={"anio": f"{hoy().year - 1}", "estado": "sin_plan"}),
    *(Pagina("planes_todas", lista=True, tope=11, consulta=c) for c in ({}, {"texto": "jaen"})),
    Pagina("planes_tablero", lista=True, kwargs={"anio": hoy().year - 1}),
    Pagina("planes_reportes", lista=True, tope=11, kwargs={"anio": hoy().year - 1}),
    Pagina("planes_reportes", lista=True, tope=11, kwargs={"anio": hoy().year - 1}, consulta={"clase": "enviado", "formato": ""}),
    Pagina("planes_cerrar"),
    Pagina("plan_cerrar", kwargs={"trimestre": 2}),
    Pagina("rectificar", kwargs={"ubigeo": UBIGEO.format(2)}),
    *(Pagina("plan_cadena", quien, consulta={"trimestre": "4"}) for quien in (PERSONAL, MUNICIPAL)),
    *(Pagina("cierre_comprobar", consulta=c) for c in ({}, {"codigo": "0000-0000-0000"})),
    *(Pagina(ruta, NADIE) for ruta in ("publico_planes", "publico_plan", "publico_comprobar")),
    Pagina("publico_cierre", NADIE, kwargs={"ubigeo": UBIGEO.format(2)}),
    *(Pagina("plan_cuadricula", quien, consulta=c, tope=10) for quien in (PERSONAL, MUNICIPAL) for c in ({}, {"modo": "metas"})),
    Pagina("plan_cuadricula", consulta={"modo": "reprogramar"}, tope=10),
    Pagina("traspasos", lista=True, tope=9),
    Pagina("traspaso_nuevo", kwargs={"clase": "alcaldia"}),
    *(Pagina(ruta) for ruta in ("convenio_nuevo", "convenio_editar", "compromiso_nuevo", "compromiso_editar", "compromiso_reprogramar")),
    *(Pagina("convenio_parte_nueva", kwargs={"parte": parte}) for parte in ("partes", "clausulas", "adendas", "designaciones")),
    Pagina("convenio_parte_editar", kwargs={"parte": "clausulas"}),
    *(
        Pagina(f"adenda_{cual}")
        for cual in ("nueva", "registro", "editar", "comparar", "anexo", "actualizar", "firmar", "terminos", "plazos")
    ),
    *(Pagina(ruta) for ruta in ("adenda", "adenda_pieza", "adenda_pieza_nueva", "adenda_pieza_acto")),
    Pagina("adenda_pasar", kwargs={"paso": "anular"}),
    *(Pagina("compromiso_decidir", kwargs={"decision": decision}) for decision in ("cumplir", "suspender")),
    Pagina("convenio_pasar", kwargs={"paso": "concluir"}),
    *(Pagina(ruta) for ruta in ("avance_nuevo", "avance_verificar", "eliminar", "account_change_password", "account_reauthenticate")),
    Pagina("mis_sesiones", lista=True),
    # the accounts, as an administrator of the UGEL
    Pagina("cuentas", "administrador", lista=True),
    Pagina("cuentas", "administrador", lista=True, consulta={"texto": "persona", "situacion": "sin_cargo"}),
    *(
        Pagina(ruta, "administrador")
        for ruta in ("cuenta", "cuenta_invitar", "cuenta_editar", "cuenta_invitacion", "cuenta_rol", "cuenta_cargo_nuevo", "cuenta_cargo")
    ),
    Pagina("cuenta_decidir", "administrador", kwargs={"decision": "cerrar"}),
    Pagina("activar", NADIE),
    Pagina("activar_clave", NADIE),
    Pagina("avance_editar", "especialista"),
    Pagina("bandeja", "especialista"),
    Pagina("bandeja", "director"),
    Pagina("importar_columnas"),
    # who administers
    Pagina("importar_columnas", "administrador", kwargs={"padron": "autoridades"}),
    Pagina("configuracion", "administrador"),
    Pagina("correos", "administrador", lista=True),
    Pagina("correos", "administrador", lista=True, consulta={"estado": "fallido"}),
    *(Pagina(ruta, "administrador") for ruta in ("correo", "correo_reenviar", "correo_anular")),
    Pagina("tareas", "administrador", lista=True),
    Pagina("tareas", lista=True),
    *(Pagina(ruta) for ruta in ("tarea", "tarea_anular")),
    # a mayor, and who reads from above
    Pagina("mi_municipio", MUNICIPAL),
    Pagina("distrito", MUNICIPAL),
    Pagina("convenios", MUNICIPAL, lista=True),
    Pagina("convenio", MUNICIPAL),
    Pagina("compromisos", MUNICIPAL, lista=True),
    *(Pagina(ruta, MUNICIPAL) for ruta in ("compromiso", "avance_nuevo", "avance", "encuentro")),
    Pagina("avisos", MUNICIPAL, lista=True),
    *(Pagina(ruta, MUNICIPAL) for ruta in ("enlaces", "enlace_anular", "que_cambio")),
    *(Pagina("que_cambio", quien, consulta=c) for quien, c in ((PERSONAL, {}), ("dre", {"desde": "semana"}))),
    Pagina("compartido", NADIE),
    *(Pagina(ruta, "administrador") for ruta in ("limites", "limites_ensayo", "limites_retirar")),
    Pagina("distritos", "dre", lista=True),
    Pagina("compromisos", "dre", lista=True),
    Pagina("compromiso", "dre"),
    # last: what was read until here
    Pagina("lecturas", "administrador", consulta={"cuenta": PERSONAL, "desde": "2026-01-01T00:00", "hasta": "2099-12-31T00:00"}),
]

# Routes that show no page of their own: they act and go elsewhere, hand out a file, or stand in the middle of an errand
SIN_PAGINA = {
    "nacional",  # asks for more than one DRE: tests/portal/test_provincia.py counts it, bench/tableros.py measures it
    # of whoever administers the whole installation: tests/avisos/test_paginas_respaldos.py counts it
    *("respaldos", "respaldo_hacer", "respaldo_ensayar"),
    *("account_logout", "account_inactive", "account_reset_password_done", "account_reset_password_from_key"),
    *("account_reset_password_from_key_done", "aviso_abrir", "avisos_leidos", "avance_enviar", "avance_retirar", "restaurar", "volver_a"),
    *("ejecucion_enviar", "ejecucion_retirar", "evidencia_ejecucion", "evidencia_ejecucion_publicar"),
    *(
        "compromisos_descargar",
        "informe_archivo",
        "plantilla_informe_archivo",
        "importar_plantilla",
        "importar_exportar",
        "lote_descargar",
        "consulta_responder",
        "convenio_documento",
        "traspaso",
        "traspaso_acta",
        "plan_pdf",
        "evidencia",
        "riesgo_evidencia",
        "riesgo_descargar",
        "evidencia_publicar",
        "proyecto_evidencia",
        "salud_viva",
        "salud_lista",
        "salud_metricas",
        "persona_datos",
    ),
    *("agenda_mover", "punto_documento", "informe_pdf", "acta_pdf", "acta_docx", "acta_archivo"),
    "asistencia_lista",
    *("foto_expuesta", "calendario"),
    *("publico_mapa", "mapas", "robots"),
    *("importacion_decidir", "importacion_aplicar", "importacion_marcado"),
    *("convocatoria_oficios", "invitado_oficio"),
    *("api_openapi", "api_catalogo", "llave_anular"),
    *(f"api_{de}{clave}" for de in ("", "privado_") for clave in TABLAS),  # tests/api counts what each asks
    *("activar_enlace", "sesion_cerrar", "sesiones_cerrar_las_demas"),
    # of whoever has a second factor: tests/cuentas asks them
    *("segundo_paso", "segundo_factor_probar", "segundo_factor_codigos", "segundo_factor_quitar"),
}


def _argumentos(ruta: str, dados: dict[str, Any]) -> dict[str, Any]:
    fijos = {"ugel": UGEL, "codigo": "CM-1", "compromiso": "C-00001", "ubigeo": UBIGEO.format(1), "numero": 1}
    fijos |= {"anio": hoy().year - 1, "trimestre": 1, "acuerdo": 1, "dre": DRE, "cifra": "avance"}
    fijos |= {"clase": "compromisos", "llave": str(_pk("compromiso")), "acto": "quitar"}
    pide = next(iter(get_resolver().reverse_dict.getlist(ruta)))[0][0][1]
    if ruta in ("institucion", "institucion_editar"):
        fijos["codigo"] = InstitucionEducativa.objects.values_list("codigo_modular", flat=True)[0]
    todos = fijos | {"clave": "convenios.compromiso", "lista": "compromisos", "padron": "compromisos"} | dados
    if ruta == "presencia":
        todos["secreto"] = llaves_de_presencia(Encuentro.objects.get(ugel__codigo=UGEL, numero=1)).popitem()[1].secreto
    if ruta == "avisos_baja":
        quien = Usuario.objects.get(username=PERSONAL)
        todos |= dict(
            zip(("cual", "dia", "secreto"), direccion(Preferencia.de(quien), "resumen").rstrip("/").rsplit("/", 3)[1:], strict=True)
        )
    if "cargo" in pide:
        todos |= {"clase": "ugel", "cargo": MiembroUgel.objects.get(usuario__username=PERSONAL).pk}
    return {parametro: todos[parametro] if parametro in todos else _pk(ruta) for parametro in pide}


def _pk(ruta: str) -> Any:
    """The row of a route that wants one by its number: an avance of the first commitment in the state that the route deals with."""
    if ruta == "carta":
        return Carta.objects.order_by("-pk").values_list("pk", flat=True)[0]
    if ruta == "dia_no_laborable_quitar":
        return DiaNoLaborable.objects.exclude(ambito="").values_list("pk", flat=True)[0]
    if ruta.startswith(("correo", "tarea")):
        propias = (
            Envio.objects.filter(usuario__username=PERSONAL)
            if ruta.startswith("correo")
            else Tarea.objects.filter(pedida_por__username=PERSONAL)
        )
        return propias.order_by("pk").values_list("pk", flat=True)[0]
    if ruta == "informe_emitido":
        return InformeEmitido.objects.filter(por__username=PERSONAL).order_by("pk").values_list("pk", flat=True)[0]
    if ruta.startswith("plantilla_informe"):
        return PlantillaInforme.objects.order_by("pk").values_list("pk", flat=True)[0]
    if ruta.startswith("invitado"):
        return Invitado.objects.order_by("pk").values_list("pk", flat=True)[0]
    if ruta == "convocatoria_responder":
        return Llave.objects.filter(clase="confirmar").order_by("pk")[0].secreto
    if ruta in ("compartido", "enlace_anular"):
        enlace = EnlaceCompartido.objects.order_by("pk")[0]
        return enlace.secreto if ruta == "compartido" else enlace.pk
    if ruta == "limites_ensayo":
        return CargaDeLimites.objects.values_list("pk", flat=True)[0]
    if ruta in ("riesgo_lista", "publico_riesgo_lista"):
        return ListaPriorizada.objects.order_by("pk").values_list("pk", flat=True)[0]
    if ruta == "ficha_riesgo_editar":
        return FichaRiesgo.objects.order_by("pk").values_list("pk", flat=True)[0]
    if ruta in ("local", "local_editar", "local_riesgo", "local_visita", "ficha_riesgo_nueva", "riesgo_porque"):
        return LocalEscolar.objects.values_list("pk", flat=True)[0]
    if ruta.startswith("foto_expuesta"):
        return FotoExpuesta.objects.order_by("pk").values_list("pk", flat=True)[0]
    if ruta.startswith("expuesto_"):
        return ProyectoExpuesto.objects.filter(encuentro__numero=1).order_by("pk").values_list("pk", flat=True)[0]
    if ruta.startswith("proyecto_evidencia"):
        return EvidenciaProyecto.objects.values_list("pk", flat=True)[0]
    if ruta.startswith("proyecto"):
        return ProyectoEducativo.objects.order_by("pk").values_list("pk", flat=True)[0]
    if ruta.startswith("nudo"):
        return NudoCritico.objects.filter(distrito__ubigeo=UBIGEO.format(1)).order_by("pk").values_list("pk", flat=True)[0]
    if ruta.startswith(("indicador", "medicion")):
        medida = Medicion.objects.filter(ubigeo=UBIGEO.format(1)).order_by("pk")
        return medida.values_list("pk" if ruta == "medicion_editar" else "indicador", flat=True)[0]
    if ruta.startswith("importacion"):
        return Importacion.objects.filter(estado="ensayo").values_list("pk", flat=True)[0]
    if ruta.startswith(("punto", "acta")):
        suyos = DocumentoPunto if ruta == "punto_documento_quitar" else ComentarioActa if ruta == "acta_comentario" else PuntoAgenda
        return suyos.objects.filter(encuentro__numero=BORRADOR).order_by("pk").values_list("pk", flat=True)[0]
    if ruta == "rectificar":
        return Actividad.objects.filter(plan__cierres__trimestre=1).order_by("pk").values_list("pk", flat=True)[0]
    if ruta.startswith(("actividad", "ejecucion")):
        suyas = Actividad.objects.filter(plan__municipalidad__distrito__ubigeo=UBIGEO.format(1), plan__anio=hoy().year - 1)
        return suyas.order_by("pk").values_list("pk", flat=True)[0]
    if ruta.startswith("lote"):
        return Lote.objects.deliberados().exclude(cambiados=0).values_list("pk", flat=True)[0]
    if ruta == "traspaso_nuevo":
        return Municipalidad.objects.filter(distrito__ubigeo=UBIGEO.format(1)).values_list("pk", flat=True)[0]
    if ruta.startswith(("cuenta", "persona")):
        return Usuario.objects.values_list("pk", flat=True).get(username=PERSONAL)
    estado = {"avance_editar": "borrador", "avance_verificar": "enviado", "avance": "verificado"}.get(ruta)
    primera = Compromiso.objects.filter(convenio__codigo="CM-1", codigo="C-00001")
    if ruta == "papelera_ver":
        filas: Any = Compromiso.todos.filter(convenio__codigo="CM-1").eliminados()
    elif ruta.startswith("adenda"):
        filas = Adenda.objects.filter(convenio__codigo="CM-1", estado="suscrita" if ruta == "adenda_registro" else "borrador")
    elif estado:
        filas = Avance.objects.filter(compromiso__in=primera, estado=estado)
    else:
        filas = Clausula.objects.filter(convenio__codigo="CM-1") if ruta == "convenio_parte_editar" else primera
    return filas.order_by("pk").values_list("pk", flat=True)[0]


def listas_de_la_administracion() -> list[str]:
    """Addresses of the lists of the administration."""
    return [reverse(f"admin:{m._meta.app_label}_{m._meta.model_name}_changelist") for m in admin.site._registry]
