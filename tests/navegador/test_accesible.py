"""Every page, as a person who uses it, at 360 and at 1280 px: axe finds nothing, nothing overflows, everything can be pressed and seen.

The pages are computed from the routes: a new one is looked at without being written here. Pages that answer a mistake (an error in a
form, a conflict, an ended session) are looked at where they happen, in the errands.
"""

from collections.abc import Iterable

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import get_resolver, reverse

from municipios.models import MiembroUgel
from portal.publico.api.tablas import TABLAS
from tests.factories import make_baja, make_usuario
from tests.navegador.chromium import MESA, TELEFONO
from tests.navegador.lupa import faltas
from tests.test_casa import RUTAS

# Routes that show no page to a GET: they act and go elsewhere, hand out a file, or speak to machines
SIN_PAGINA = {
    *("importacion_decidir", "importacion_aplicar", "importacion_marcado"),
    *("inicio", "aviso_abrir", "avisos_leidos", "avance_enviar", "avance_retirar", "evidencia", "proyecto_evidencia", "convenio_documento"),
    *("riesgo_evidencia", "riesgo_descargar"),
    *("ejecucion_enviar", "ejecucion_retirar", "evidencia_ejecucion"),
    "asistencia_lista",
    *("lote_descargar", "traspaso_acta", "plan_pdf", "importar_plantilla", "importar_exportar"),
    *("agenda_mover", "punto_documento", "informe_pdf", "acta_pdf", "acta_docx", "acta_archivo"),
    *("convocatoria_oficios", "invitado_oficio", "informe_archivo", "plantilla_informe_archivo"),
    *("foto_expuesta", "calendario"),
    *("publico_novedades", "publico_mapa", "mapas", "robots"),
    "nacional",  # the page of `dre`, for whoever reads more than one of them
    *("api_openapi", "api_catalogo", "llave_anular", *(f"api_{de}{clave}" for de in ("", "privado_") for clave in TABLAS)),
    # of whoever has a second factor: test_segundo_factor.py looks at them
    *("segundo_paso", "segundo_factor_probar", "segundo_factor_codigos", "segundo_factor_quitar"),
    *(
        "compromisos_descargar",
        "salud_viva",
        "salud_lista",
        "salud_metricas",
        "persona_datos",
        "activar_enlace",
        "sesion_cerrar",
        "sesiones_cerrar_las_demas",
    ),
}
NUESTRAS = {patron.name for ruta, patron in RUTAS if not ruta.startswith("administracion/")}
# Django's own edit_inline/tabular.html heads two columns with nothing: the name of the row, and the one of "delete" where nobody may
DE_DJANGO = {"empty-table-header"}
# who is asked, in this order, whether the page is theirs
QUIENES = ("nadie", "coordinador", "alcalde_a", "especialista", "administrador", "de_la_instalacion")


def argumentos(pueblo, ruta: str) -> list[dict]:
    """The words of a route's address on the rows of `pueblo`: one set a page, several where one route serves several."""
    pk = {
        "avance_editar": pueblo.borrador.pk,
        "avance_verificar": pueblo.enviados[0].pk,
        "evidencia_publicar": pueblo.verificado.evidencias.get().pk,
        "restaurar": type(pueblo.talleres).todos.get(codigo="C-09").pk,
        "avance": pueblo.verificado.pk,
        "convenio_parte_editar": pueblo.clausula.pk,
        **dict.fromkeys(("correo", "correo_reenviar", "correo_anular"), pueblo.correo.pk),
        **dict.fromkeys(("tarea", "tarea_anular"), pueblo.tarea.pk),
        "carta": pueblo.carta.pk,
        "dia_no_laborable_quitar": pueblo.dia.pk,
        "consulta_responder": pueblo.consulta.pk,
        **dict.fromkeys(("lote", "lote_deshacer"), pueblo.lote.pk),
        "traspaso": pueblo.traspaso.pk,
        **dict.fromkeys(("local", "local_editar"), pueblo.escuela.local_id),
        **dict.fromkeys(("proyecto", "proyecto_editar", "proyecto_adjuntar"), pueblo.proyecto.pk),
        **dict.fromkeys(("proyecto_evidencia_publicar", "proyecto_evidencia_quitar"), pueblo.foto.pk),
        **dict.fromkeys(
            ("local", "local_editar", "local_riesgo", "local_visita", "ficha_riesgo_nueva", "riesgo_porque"), pueblo.escuela.local_id
        ),
        "ficha_riesgo_editar": pueblo.ficha.pk,
        **dict.fromkeys(("riesgo_lista", "publico_riesgo_lista"), pueblo.decidida.pk),
        **dict.fromkeys(("indicador", "indicador_editar", "medicion_nueva"), pueblo.medicion.indicador_id),
        "medicion_editar": pueblo.medicion.pk,
        **dict.fromkeys(("nudo", "nudo_editar", "nudo_decidir"), pueblo.nudo.pk),
        **dict.fromkeys(("importacion", "importacion_columnas", "importacion_fila"), pueblo.matriz.pk),
        "traspaso_nuevo": pueblo.municipalidad.pk,
        **dict.fromkeys(("actividad", "actividad_editar", "ejecucion", "ejecucion_verificar"), pueblo.ejecuciones.enviada.actividad_id),
        **dict.fromkeys(("ejecucion_editar", "rectificar"), pueblo.ejecuciones.borrador.actividad_id),
        "evidencia_ejecucion_publicar": pueblo.ejecuciones.con_foto.evidencias.get().pk,
        **dict.fromkeys(("punto_editar", "punto_quitar", "punto_documento_nuevo"), pueblo.actas.punto.pk),
        "punto_documento_quitar": pueblo.actas.documento.pk,
        "acta_comentario": pueblo.actas.comentario.pk,
        **dict.fromkeys(("expuesto_editar", "expuesto_quitar", "expuesto_fotos"), pueblo.foto_expuesta.proyecto_id),
        **dict.fromkeys(("foto_expuesta_publicar", "foto_expuesta_quitar"), pueblo.foto_expuesta.pk),
        "limites_ensayo": pueblo.ensayo.pk,
        "enlace_anular": pueblo.enlace.pk,
        "papelera_ver": type(pueblo.talleres).todos.get(codigo="C-09").pk,
        **{ruta: pueblo.invitado.pk for ruta in NUESTRAS if ruta.startswith("invitado")},
        "informe_emitido": pueblo.emitido.pk,
        **dict.fromkeys(("plantilla_informe", "plantilla_informe_retirar"), pueblo.plantilla.pk),
        "adenda_registro": pueblo.convenio.adendas.get(estado="suscrita").pk,
    }.get(ruta, pueblo.preparada.adenda_id if ruta.startswith("adenda") else pueblo.talleres.pk)
    cargo = MiembroUgel.objects.filter(ugel=pueblo.ugel).exclude(usuario__rol="administrador").first()
    if ruta.startswith(("cuenta", "persona")):
        pk = cargo.usuario_id
    todos = {
        "ugel": pueblo.ugel.codigo, "dre": pueblo.ugel.dre.codigo, "codigo": pueblo.convenio.codigo, "compromiso": pueblo.talleres.codigo, "pk": pk,
        "ubigeo": pueblo.distrito.ubigeo, "numero": 1, "paso": "concluir", "decision": "cumplir", "parte": "clausulas", "formato": "csv",
        "clave": "convenios.compromiso", "uidb36": "1", "key": "set-password", "lista": "compromisos",
        "clase": "clausulas", "llave": str(pueblo.clausula.pk), "acto": "quitar", "cargo": cargo.pk,
        "linea": pueblo.talleres.history.first().history_id, "padron": "compromisos",
        "anio": pueblo.plan.anio, "trimestre": 2, "lado": "ugel",
        "secreto": pueblo.invitado.llaves.get(clase="presencia" if ruta == "presencia" else "confirmar").secreto,
        "acuerdo": 1, "tabla": "compromisos", "cifra": "avance",
    }  # fmt: skip
    if ruta == "compartido":
        todos["secreto"] = pueblo.enlace.secreto
    if ruta in ("plan_editar", "plan_aprobar"):
        todos["anio"] += 1
    if ruta == "plan_pasar":
        todos["paso"] = "cerrar"
    if ruta in ("cierre", "publico_cierre", "rectificar"):
        todos["trimestre"] = 1
    if ruta in ("institucion", "institucion_editar"):
        todos["codigo"] = pueblo.escuela.codigo
    if ruta == "importacion_fila":
        todos["numero"] = 2
    if ruta.startswith(("agenda", "punto", "informe", "acta")):
        todos["numero"] = 3 if ruta in ("acta_borrador", "acta_escaneo", "acta_firmar") else 2
    if ruta.startswith("cuenta"):
        todos["clase"] = "ugel"
    if ruta == "traspaso_nuevo":
        todos["clase"] = "alcaldia"
    if ruta == "plan_pasar":
        todos["paso"] = "cerrar"
    if ruta == "adenda_pasar":
        todos["paso"] = "anular"
    if ruta == "avisos_baja":
        todos |= make_baja(pueblo.carta.usuario)
    base = {nombre: todos[nombre] for nombre in next(iter(get_resolver().reverse_dict.getlist(ruta)))[0][0][1]}
    otras = {
        "acta": [{"numero": 3}],
        "convenio_parte_nueva": [{"parte": parte} for parte in ("partes", "adendas", "designaciones")],
        "adenda_pieza": [{"clase": "compromisos", "llave": str(pueblo.talleres.pk)}],
        "avance": [{"pk": pueblo.observado.pk}, {"pk": pueblo.enviados[0].pk}],
        "compromiso": [{"compromiso": pueblo.de_a.codigo}],
        "ejecucion": [{"trimestre": 1}, {"trimestre": 3}, {"trimestre": 4}],
        "ejecucion_verificar": [{"pk": pueblo.ejecuciones.con_foto.actividad_id, "trimestre": 3}],
        "importar_columnas": [{"padron": "partes"}],
    }
    if ruta == "cuenta_decidir":
        base["decision"] = "cerrar"
    if ruta == "nudo_decidir":
        base["decision"] = "reabrir"
    return [base, *(base | otra for otra in otras.get(ruta, []))]


def entrar(request, quien: str) -> Client:
    cliente = Client()
    if quien != "nadie":
        cliente.force_login(request.getfixturevalue(quien))
    return cliente


def es_pagina(cliente: Client, direccion: str) -> bool:
    respuesta = cliente.get(direccion)
    return respuesta.status_code == 200 and respuesta["Content-Type"].startswith("text/html")


@pytest.fixture
def de_la_instalacion(administrador):
    """Who runs all of it, also its backups: after the town's own people, whose pages these are not."""
    return make_usuario("administrador", is_superuser=True)


@pytest.fixture
def del_portal(pueblo, request) -> dict[str, list[str]]:
    """Person → addresses: each page is told once, under the first person who can open it; none is missing."""
    paginas: dict[str, list[str]] = {quien: [] for quien in QUIENES}
    faltan = NUESTRAS - SIN_PAGINA
    for quien in QUIENES:
        cliente = entrar(request, quien)
        for ruta in sorted(faltan):
            suyas = [d for d in (reverse(ruta, kwargs=k) for k in argumentos(pueblo, ruta)) if es_pagina(cliente, d)]
            paginas[quien] += suyas
            faltan -= {ruta} if suyas else set()
    assert faltan == set()
    return paginas


def recorrer(navegador, direcciones: Iterable[str], *, tamanios=(TELEFONO, MESA), **opciones) -> list[str]:
    """What is wrong, page by page and size by size."""
    hallado = []
    for direccion in direcciones:
        navegador.set_viewport_size(tamanios[0])
        navegador.goto(direccion)
        for tamanio in tamanios:
            navegador.set_viewport_size(tamanio)
            hallado += [f"{direccion} a {tamanio['width']} px: {falta}" for falta in faltas(navegador, **opciones)]
    return hallado


def test_the_magnifying_glass_sees_what_is_wrong(pagina):
    """Control: a page with every fault."""
    pagina.set_content(
        "<html lang=en><title>Mala</title><main><h1>Una</h1><h1>Otra</h1><p style='color:#666'>Gris</p><input>"
        "<button style='outline:none;height:20px'>x</button><div style='width:500px'>Ancho</div></main>"
    )
    vistas = " ".join(faltas(pagina))
    for falta in ("idioma", "2 h1", "se desborda", "pequeño", "no se ve el foco", "color-contrast-enhanced", "axe label"):
        assert falta in vistas


@pytest.mark.parametrize("mitad", [0, 1])
def test_every_page_of_the_portal_can_be_read_and_used_by_all(del_portal, request, abrir, entra, mitad):
    """Every other page, and the pages between them: two workers share the walk."""
    hallado = []
    for quien, direcciones in ((quien, todas[mitad::2]) for quien, todas in del_portal.items()):
        navegador = abrir(TELEFONO)
        if quien != "nadie":
            entra(navegador, request.getfixturevalue(quien))
        hallado += recorrer(navegador, direcciones)
    assert hallado == []


def test_a_mayor_reads_every_page_of_theirs_on_the_phone(del_portal, request, abrir, entra, alcalde_a):
    suyas = [d for d in del_portal["coordinador"] if es_pagina(entrar(request, "alcalde_a"), d)]
    assert recorrer(entra(abrir(TELEFONO), alcalde_a), suyas, tamanios=[TELEFONO]) == []


def test_the_first_screen_of_everybody_else_is_as_good(pueblo, request, abrir, entra):
    hallado = []
    for quien in ("especialista", "director", "dre", "administrador"):
        hallado += recorrer(entra(abrir(MESA), request.getfixturevalue(quien)), ["/"])
    assert hallado == []


def test_every_page_of_the_administration_can_be_read_by_all(pueblo, request, administrador, abrir, entra):
    cliente = entrar(request, "administrador")
    posibles = [reverse("admin:index"), *(reverse("admin:app_list", args=[a]) for a in {m._meta.app_label for m in admin.site._registry})]
    for modelo in admin.site._registry:
        nombre = f"admin:{modelo._meta.app_label}_{modelo._meta.model_name}"
        posibles += [reverse(f"{nombre}_changelist"), reverse(f"{nombre}_add")]
        if (fila := modelo._default_manager.order_by("pk").first()) is not None:
            posibles += [reverse(f"{nombre}_{cual}", args=[fila.pk]) for cual in ("change", "delete", "history")]
    paginas = [d for d in posibles if es_pagina(cliente, d)]
    assert len(paginas) > 3 * len(admin.site._registry)
    navegador = entra(abrir(TELEFONO), administrador)
    en_el_telefono = recorrer(navegador, paginas, tamanios=[TELEFONO], dedo=False, salvo=DE_DJANGO)
    en_la_mesa = recorrer(navegador, paginas, tamanios=[MESA], dedo=False, axe=False)  # Django's pages differ in nothing that axe reads
    assert en_el_telefono + en_la_mesa == []
