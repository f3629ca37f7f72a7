"""A Chromium for the pages. `pagina` is a phone, `escritorio` a desk; `entra` signs a page in; `pueblo` is what there is to see.

A page that fails, is refused something by the policy, or asks anything of another machine, fails the test that opened it.
The server of these tests speaks plain http on the loopback, which Chromium trusts as it trusts https: the cookies stay `Secure`.
"""

import datetime
from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client, override_settings
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from base.avisos.models import Envio
from base.bitacora.gestos import gesto
from base.comun.archivos import revisar
from base.comun.fechas import ahora
from convenios.adendas.redaccion import escribir
from convenios.plan_de_trabajo import guardar_actividad, guardar_ejecucion, rectificar
from convenios.traspasos.plan import Puesto
from encuentros.acta import contenido_de, dar_por_definitiva
from encuentros.convocatoria import anotar_respuesta, invitar
from encuentros.models import LlaveDeCalendario
from municipios.models.lista import sello
from municipios.priorizar import decidir_lista
from tests.factories import (
    dias,
    llevar_plan,
    make_actividad,
    make_adenda,
    make_avance,
    make_aviso,
    make_borrador_adenda,
    make_cierre,
    make_clausula,
    make_compromiso,
    make_consulta,
    make_designacion,
    make_ejecucion,
    make_envio,
    make_evidencia,
    make_evidencia_de_riesgo,
    make_evidencia_proyecto,
    make_ficha,
    make_foto,
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
    make_tarea,
    make_traspaso,
    make_usuario,
)
from tests.factories_encuentros import (
    llevar_encuentro,
    make_acuerdo,
    make_asistencia,
    make_comentario,
    make_documento_de_punto,
    make_encuentro,
    make_foto_expuesta,
    make_invitado,
    make_llave,
    make_participante,
    make_proyecto_expuesto,
    make_punto,
    make_revision,
)
from tests.navegador.chromium import MESA, TELEFONO, lanzar

ESPERA = 20_000  # milliseconds that something may take to appear: another browser works beside this one
expect.set_options(timeout=ESPERA)


def pytest_collection_modifyitems(items) -> None:
    for prueba in items:
        if "navegador" in prueba.path.parts:
            prueba.add_marker(pytest.mark.navegador)


@pytest.fixture(autouse=True, scope="session")
def _sin_https() -> Iterator[None]:
    with override_settings(SECURE_SSL_REDIRECT=False):
        yield


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        navegador = lanzar(playwright)
        yield navegador
        navegador.close()


@pytest.fixture
def abrir(chromium, live_server) -> Iterator[Callable[..., Page]]:
    """Opens a new browser, with nothing remembered: `abrir(ancho)`; `con_javascript=False` for one that runs no script."""
    contextos: list[BrowserContext] = []
    faltas: list[str] = []

    def abrir(tamanio: dict[str, int], *, con_javascript: bool = True) -> Page:
        contexto = chromium.new_context(
            base_url=live_server.url, viewport=tamanio, java_script_enabled=con_javascript, locale="es-PE", timezone_id="America/Lima"
        )
        contexto.set_default_timeout(ESPERA)
        contextos.append(contexto)
        contexto.on("weberror", lambda e: faltas.append(f"{e.page.url}: {e.error}"))
        contexto.on("response", lambda r: faltas.append(f"{r.status} {r.url}") if r.status >= 500 else None)
        contexto.on("console", lambda m: faltas.append(f"{m.page.url}: {m.text}") if "Content Security Policy" in m.text else None)
        dentro = (live_server.url, "data:", "blob:", "about:")
        contexto.on("request", lambda r: None if r.url.startswith(dentro) else faltas.append(f"salió del portal: {r.url}"))
        return contexto.new_page()

    yield abrir
    for contexto in contextos:
        contexto.close()
    assert not faltas


@pytest.fixture
def pagina(abrir) -> Page:
    return abrir(TELEFONO)


@pytest.fixture
def escritorio(abrir) -> Page:
    return abrir(MESA)


@pytest.fixture
def entra(live_server) -> Callable[[Page, object], Page]:
    """Gives the page the session of a person, without walking through the sign-in form."""

    def entra(pagina: Page, usuario) -> Page:
        cliente = Client()
        cliente.force_login(usuario, backend=settings.AUTHENTICATION_BACKENDS[0])
        nombre = settings.SESSION_COOKIE_NAME
        donde = live_server.url.replace("http:", "https:")  # a cookie named __Host- may only be handed over for https
        pagina.context.add_cookies([{"name": nombre, "value": cliente.cookies[nombre].value, "url": donde, "secure": True}])
        return pagina

    return entra


def _plan(convenio, municipalidad, compromiso, escuela, coordinador, coordinadora, especialista, alcalde):
    """Plans of two years: a draft, and one carried out, with a report in each state and a closed quarter."""
    nudo = make_nudo(municipalidad.distrito, texto="La mitad de los estudiantes no lee lo que su grado pide")
    plan = make_plan(municipalidad, convenio=convenio, objetivo="Que cada escuela lea")
    talleres = make_actividad(
        plan, codigo="A-01", nombre="Talleres de lectura para docentes", unidad="talleres", compromiso=compromiso, nudo=nudo,
        medio="Lista de asistencia",
    )  # fmt: skip
    guardar_actividad(talleres, por=coordinador, escuelas=[escuela])
    libros = make_actividad(
        plan, codigo="A-02", nombre="Libros para la biblioteca de aula", unidad="libros", metas={1: (100, 900), 3: (50, 0)}
    )
    llevar_plan(plan, "en_ejecucion", por=coordinador)
    make_ejecucion(talleres, por=especialista, estado="verificado", verificador=coordinador, fisica=2)
    cierre = make_cierre(plan, por=coordinadora)
    rectificar(cierre, libros, por=coordinadora, fisica=60, financiera=500, motivo="Llegaron en marzo", documento="Informe 9-2026")
    dicho = {"sin_evidencia_motivo": "La lista se firmó en papel", "medio": "Lista de asistencia"}
    hechas = {
        2: make_ejecucion(talleres, trimestre=2, por=especialista, estado="enviado", fisica=3, **dicho),
        3: make_ejecucion(talleres, trimestre=3, por=alcalde, estado="observado", verificador=coordinador, **dicho),
        4: make_ejecucion(libros, trimestre=2, por=alcalde, fisica=40),
    }
    prueba = make_ejecucion(libros, trimestre=3, por=especialista)
    guardar_ejecucion(prueba, por=especialista, archivos=[revisar(make_foto())], enviar=True)
    make_actividad(make_plan(municipalidad, convenio=convenio, anio=plan.anio + 1))
    return plan, SimpleNamespace(enviada=hechas[2], observada=hechas[3], borrador=hechas[4], con_foto=prueba)


def _actas(primero, municipalidad_a, municipalidad_b, coordinador, alcalde_a) -> SimpleNamespace:
    """The II with its agenda and the draft of its acta, which A comments on; the III with a final acta that waits for its signature."""
    segundo = make_encuentro(
        primero.ugel, numero=2, estado="en_curso", por=coordinador, hora=datetime.time(9, 30), nombre="II Encuentro de Alcaldes",
        lema="por la Educación al 2026", distrito=municipalidad_a.distrito, lugar="Auditorio municipal",
    )  # fmt: skip
    make_invitado(segundo, municipalidad_b)
    make_asistencia(segundo, municipalidad_a, quien="titular", hora_llegada=datetime.time(9, 20))
    make_participante(segundo, cargo="Especialista de la DRE")
    for orden, clase in enumerate(("acuerdos", "vencidos", "informe", "tema"), start=1):
        punto = make_punto(
            segundo, orden=orden, clase=clase, minutos=20, notas="Se leyó y se preguntó.", presenta="Jefa de gestión pedagógica"
        )
    documento = make_documento_de_punto(punto, por=coordinador)
    make_revision(
        make_acuerdo(primero, texto="Enviar la lista de locales en riesgo", plazo=dias(60)), segundo, nota="Falta la de un distrito"
    )
    make_acuerdo(segundo, punto=punto, texto="Aprobar los planes de trabajo", responsable="Jefe de planificación", plazo=dias(30))
    make_proyecto_expuesto(segundo, estudiantes=12)
    llevar_encuentro(segundo, "acta_en_borrador", por=coordinador)
    comentario = make_comentario(segundo, municipalidad_a, por=alcalde_a, texto="Falta la hora de salida")
    tercero = llevar_encuentro(make_encuentro(primero.ugel, numero=3), "en_curso", por=coordinador)
    tercero.terminar(por=coordinador, comentarios_hasta=None)
    definitiva = dar_por_definitiva(tercero, mostrado=sello(contenido_de(tercero)), por=coordinador)
    definitiva.subir_escaneo(revisar(make_pdf()), por=coordinador)
    return SimpleNamespace(punto=punto, documento=documento, comentario=comentario)


def _convocatoria(encuentro, municipalidad_a, municipalidad_b, coordinador):
    """One whose mail failed and who may still answer, one that sends a delegate, one without mail and one that waits for its invitation."""
    invitado = make_invitado(encuentro, municipalidad_a, nombre="Alba Alcaldesa", correo="alcaldia@ejemplo.pe", oficio="12-2026-UGEL")
    otro = make_invitado(encuentro, municipalidad_b, correo="alcaldia.b@ejemplo.pe", oficio="13-2026-UGEL")
    invitar(encuentro, por=coordinador, raiz="https://testserver")
    Envio.objects.filter(para=invitado.correo).update(estado="fallido", ultimo_error="550 5.1.1 El buzón no existe en ese servidor.")
    anotar_respuesta(otro, por=coordinador, respuesta="delegara", delegado="Rosa Delegada, Gerente municipal")
    make_invitado(encuentro, institucion="Institución de prueba", cargo="Dirección")
    make_invitado(encuentro, institucion="Otra institución", cargo="Dirección", correo="direccion@ejemplo.pe")
    return invitado


@pytest.fixture
def pueblo(
    live_server, convenio, municipalidad_a, municipalidad_b, coordinador, coordinadora, especialista, alcalde_a
) -> Iterator[SimpleNamespace]:
    """A convenio with something of every kind on its pages, as seen by who works on it."""
    call_command("createcachetable", verbosity=0)
    a, b = municipalidad_a.distrito, municipalidad_b.distrito
    convenio.guardar_archivo(revisar(make_pdf("convenio.pdf")))
    convenio.save()
    clausula = make_clausula(convenio, titulo="De los compromisos", texto="Las partes se obligan a lo que sigue.")
    make_adenda(convenio, numero=9)
    make_designacion(convenio, cargo="Especialista de gestión", resolucion="R. D. 12-2026", inicio=dias(-100))

    talleres = make_compromiso(
        convenio, codigo="C-01", distritos=(a, b), meta=10, unidad="talleres", plazo=dias(15), clausula=clausula, inicio=dias(-200),
        descripcion="Dar diez talleres de lectura a los docentes", responsable="Jefa de gestión pedagógica",
    )  # fmt: skip
    de_a = make_compromiso(
        convenio, codigo="C-02", distritos=(a,), obligada=convenio.partes.get(municipalidad=municipalidad_a), hitos=3, plazo=dias(-20),
        descripcion="Techar tres aulas",
    )  # fmt: skip
    make_compromiso(convenio, codigo="C-03", distritos=(b,), estado="suspendido")
    make_compromiso(convenio, codigo="C-04", distritos=(a,), estado="no_cumplido", plazo=dias(-50))
    with gesto(por=coordinador):
        talleres.reprogramar(por=coordinador, plazo=dias(20), motivo="Llovió todo el mes", documento="Oficio 33-2026")
    verificado = make_avance(
        talleres, estado="verificado", por=especialista, verificador=coordinador, distrito=a, cantidad=3, con_evidencia=True
    )
    enviados = [
        make_avance(talleres, estado="enviado", por=especialista, distrito=d, cantidad=1, con_evidencia=True, descripcion=f"Taller en {d}")
        for d in (a, b)
    ]
    make_evidencia(borrador := make_avance(de_a, por=alcalde_a, distrito=a, descripcion="Se techó la primera"), archivo=make_foto())
    observado = make_avance(de_a, estado="observado", por=alcalde_a, verificador=coordinador, distrito=a, descripcion="Se techó la segunda")
    make_compromiso(convenio, codigo="C-09").eliminar(por=coordinador)

    consulta = make_consulta(talleres, por=alcalde_a, distrito=a, pregunta="¿Quién paga el local del taller?")
    make_consulta(talleres, por=alcalde_a, respondida_por=coordinador, distrito=a, pregunta="¿Desde qué día cuenta el plazo?")
    preparada = make_borrador_adenda(convenio, por=coordinador)
    escribir(preparada, por=coordinador, clase="clausulas", llave=str(clausula.pk), valores={"texto": "Las partes cumplirán lo que sigue."})
    encuentro = make_encuentro(convenio.ugel, numero=1, fecha=dias(30), lugar="Auditorio", distrito=a)
    make_asistencia(encuentro, municipalidad_a)
    make_participante(encuentro)
    actas = _actas(encuentro, municipalidad_a, municipalidad_b, coordinador, alcalde_a)
    invitado = _convocatoria(encuentro, municipalidad_a, municipalidad_b, coordinador)
    make_llave(invitado, "presencia")
    foto_expuesta = make_foto_expuesta(make_proyecto_expuesto(encuentro, titulo="Biohuerto", estudiantes=12), subida_por=coordinador)
    acuerdo = make_acuerdo(encuentro, obligado="municipalidad", municipalidad=municipalidad_a, plazo=dias(60), responsable="Gerencia")
    make_revision(acuerdo, make_encuentro(convenio.ugel, numero=4), nota="La obra está en licitación")
    LlaveDeCalendario.dar(coordinador)
    aviso = make_aviso(alcalde_a, texto="Le observaron un avance")
    make_aviso(coordinador, texto="Llegó un avance")
    correo = make_envio(alcalde_a, estado="fallido", intentos=6, ultimo_error="El servidor de correo no contestó, o cortó la conexión.")
    tarea = make_tarea(coordinador, estado="en_curso", empezada_en=ahora(), latido_en=ahora(), hecho=40, total=100, texto="Leyendo")
    with gesto(por=coordinador, tipo="masiva", motivo="Oficio 40-2026", ambito=convenio.ugel.codigo) as lote:
        de_a.responsable = "Gerencia municipal"
        de_a.save()
        lote.contar(cambiados=1)
    traspaso = make_traspaso(
        Puesto(clase="alcaldia", ugel=convenio.ugel, municipalidad=municipalidad_b),
        make_usuario("alcalde"),
        por=coordinador,
        desde=dias(30),
    )
    matriz = make_importacion(
        convenio,
        por=coordinador,
        filas=["I-1,TODOS,Elaborar el plan,30/11/2027", "I-2,990109,Capacitar,31/04/2027", "C-01,990101,Otra cosa,30/11/2027"],
    )
    escuela = make_institucion(local=make_local(a, saneamiento="no_saneado"), estudiantes=84)
    proyecto = make_proyecto(
        escuela, codigo="PE-1", titulo="Yogur ficticio", estudiantes=24, concurso="crea_y_emprende", etapa_concurso="ugel",
        resultado="Segundo puesto", presupuesto=1500, fuentes={"fondep": 900, "familias": 100},
    )  # fmt: skip
    foto = make_evidencia_proyecto(proyecto, subida_por=especialista, pie="La feria")
    make_evidencia_proyecto(proyecto, publica_por=coordinador)
    make_evidencia_proyecto(proyecto, archivo=make_pdf("acta.pdf"), subida_por=especialista)
    ficha = make_ficha(escuela.local, peligro=3, servicios=2, inspeccion="muy_alto", nota="Grietas en el aula de tercero")
    make_ficha(make_local(a), estructura=1)
    make_evidencia_de_riesgo(ficha, por=coordinador)
    decidida = decidir_lista(ugel=convenio.ugel, por=coordinador, titulo="Lista priorizada de la prueba", motivo="Acta 1")
    indicador = make_indicador(
        ugel=convenio.ugel, nombre="Estudiantes que dejan la escuela", sentido="decreciente", definicion="De cada cien"
    )
    medicion = make_medicion(indicador, ubigeo=a.ubigeo, anio=2025, valor=4)
    make_medicion(indicador, ubigeo=a.ubigeo, anio=2024, valor=6)
    make_medicion(make_indicador(nivel="region"), ubigeo=a.ubigeo[:2])
    make_nudo(a, indicador=indicador, prioridad="alta", causas="Lejanía\nCosecha de café")
    nudo = make_nudo(a, estado="atendido", por=coordinador, origen="encuentro", indicador=indicador)
    plan, ejecuciones = _plan(convenio, municipalidad_a, de_a, escuela, coordinador, coordinadora, especialista, alcalde_a)
    emitido = make_informe(a, por=coordinador, formatos=("xlsx",))
    plantilla = make_plantilla(convenio.ugel, por=coordinador, nombre="Matriz de la oficina")
    cache.clear()
    return SimpleNamespace(
        ugel=convenio.ugel, convenio=convenio, clausula=clausula, talleres=talleres, de_a=de_a, verificado=verificado,
        enviados=enviados, borrador=borrador, observado=observado, encuentro=encuentro, actas=actas, invitado=invitado, aviso=aviso, distrito=a,
        preparada=preparada,
        correo=correo, tarea=tarea, consulta=consulta, lote=lote, traspaso=traspaso, municipalidad=municipalidad_a, matriz=matriz, escuela=escuela,
        proyecto=proyecto, foto=foto, foto_expuesta=foto_expuesta,
        ficha=ficha, decidida=decidida, medicion=medicion, nudo=nudo, plan=plan, ejecuciones=ejecuciones, emitido=emitido, plantilla=plantilla,
    )  # fmt: skip
