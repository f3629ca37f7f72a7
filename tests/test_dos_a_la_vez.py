"""P1 and P2: no edition is lost in silence, and pressing twice does once. Real threads, each with its own connection, on both engines."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from base.avisos.models import Aviso
from base.bitacora import formularios, gestos
from base.bitacora.models import Lote
from convenios.models import Avance, Compromiso, Ejecucion, PlanTrabajo
from tests.carreras import a_la_vez
from tests.factories import (
    llevar_plan,
    make_actividad,
    make_adenda,
    make_avance,
    make_clausula,
    make_compromiso,
    make_designacion,
    make_ejecucion,
    make_pdf,
    make_plan,
    make_usuario,
)
from tests.factories_encuentros import make_acuerdo, make_encuentro, make_proyecto_expuesto, make_punto
from tests.formularios import leer

pytestmark = pytest.mark.django_db
de_verdad = pytest.mark.django_db(transaction=True)  # what other threads are to see has to be committed


@dataclass
class Edicion:
    """A record with a page where it is edited, and the text that both people change there."""

    registro: Model
    url: str
    campo: str


@pytest.fixture
def edicion_de(convenio, municipalidad_a, coordinador) -> Callable[[str], Edicion]:
    """The edition of each kind of record of `CUALES`; the record is made the first time that it is asked for."""
    base = [convenio.ugel.codigo, convenio.codigo]

    def compromiso() -> Edicion:
        registro = make_compromiso(convenio, distritos=(municipalidad_a.distrito,))
        return Edicion(registro, reverse("compromiso_editar", args=[*base, registro.codigo]), "responsable")

    def avance() -> Edicion:
        registro = make_avance(edicion("compromiso").registro, por=coordinador, distrito=municipalidad_a.distrito)
        return Edicion(registro, reverse("avance_editar", args=[base[0], registro.pk]), "descripcion")

    def adenda() -> Edicion:
        registro = make_adenda(convenio)
        return Edicion(registro, reverse("adenda_registro", args=[*base, registro.pk]), "objeto")

    def ejecucion() -> Edicion:
        plan = make_plan(municipalidad_a, convenio=convenio, estado="en_ejecucion", por=coordinador)
        registro = make_ejecucion(plan.actividades.get(), por=coordinador)
        return Edicion(registro, registro.direccion("editar"), "medio")

    def punto() -> Edicion:
        registro = make_punto(make_encuentro(convenio.ugel, numero=1))
        return Edicion(registro, reverse("punto_editar", args=[base[0], 1, registro.pk]), "titulo")

    def parte(clase: str, registro: Any, campo: str) -> Edicion:
        return Edicion(registro, reverse("convenio_parte_editar", args=[*base, clase, registro.pk]), campo)

    def del_encuentro(ruta: str, registro: Any, campo: str, *mas: str) -> Edicion:
        suyo = getattr(registro, "encuentro", registro)
        return Edicion(registro, reverse(ruta, args=[base[0], suyo.numero, *(getattr(registro, m) for m in mas)]), campo)

    hacer: dict[str, Callable[[], Edicion]] = {
        "convenio": lambda: Edicion(convenio, reverse("convenio_editar", args=base), "titulo"),
        "compromiso": compromiso,
        "avance": avance,
        "ejecucion": ejecucion,
        "parte": lambda: parte("partes", convenio.partes.first(), "firmante"),
        "clausula": lambda: parte("clausulas", make_clausula(convenio), "texto"),
        "adenda": adenda,
        "designacion": lambda: parte("designaciones", make_designacion(convenio), "cargo"),
        "punto": punto,
        "encuentro": lambda: del_encuentro("encuentro_editar", make_encuentro(convenio.ugel, numero=5), "lugar"),
        "acuerdo": lambda: del_encuentro(
            "acuerdo_editar", make_acuerdo(make_encuentro(convenio.ugel, numero=6, estado="en_curso")), "texto", "numero"
        ),
        "expuesto": lambda: del_encuentro("expuesto_editar", make_proyecto_expuesto(make_encuentro(convenio.ugel)), "titulo", "pk"),
    }

    @cache
    def edicion(cual: str) -> Edicion:
        return hacer[cual]()

    return edicion


CUALES = [
    "convenio",
    "compromiso",
    "avance",
    "ejecucion",
    "parte",
    "clausula",
    "adenda",
    "designacion",
    "encuentro",
    "acuerdo",
    "expuesto",
    "punto",
]


def entrar(usuario: Any) -> Client:
    cliente = Client()
    cliente.force_login(usuario)
    return cliente


def valor(edicion: Edicion) -> str:
    return getattr(type(edicion.registro)._base_manager.get(pk=edicion.registro.pk), edicion.campo)


@pytest.fixture
def dos(coordinador) -> tuple[Client, Client]:
    """Two sessions that may edit everything (one person in two places: the hardest case to tell apart)."""
    return entrar(coordinador), entrar(coordinador)


@pytest.mark.promesa("P1")
@pytest.mark.parametrize("cual", CUALES)
def test_the_second_to_save_is_shown_both_texts(edicion_de, dos, cual):
    edicion, (uno, otro) = edicion_de(cual), dos
    de_uno, de_otro = leer(uno.get(edicion.url)), leer(otro.get(edicion.url))

    assert uno.post(edicion.url, de_uno | {edicion.campo: "Texto del primero"}).status_code == 302
    respuesta = otro.post(edicion.url, de_otro | {edicion.campo: "Texto del segundo"})

    assert respuesta.status_code == 409
    assert "Texto del primero" in respuesta.content.decode()
    assert "Texto del segundo" in respuesta.content.decode()
    assert valor(edicion) == "Texto del primero"


@pytest.mark.promesa("P1")
@pytest.mark.parametrize("cual", CUALES)
@pytest.mark.parametrize("ficha", ["", "0", "la anterior", "-5", "abc", None])
def test_a_save_with_a_missing_or_old_token_writes_nothing(edicion_de, dos, cual, ficha):
    edicion, (uno, _) = edicion_de(cual), dos
    datos = leer(uno.get(edicion.url)) | {edicion.campo: "Sin haber visto"}
    vista = int(datos.pop("revision"))
    if ficha is not None:
        datos["revision"] = str(vista - 1) if ficha == "la anterior" else ficha
    antes = valor(edicion)
    assert uno.post(edicion.url, datos).status_code in (409, 422)
    assert valor(edicion) == antes


def test_from_the_conflict_page_the_second_text_can_still_be_saved(edicion_de, dos):
    edicion, (uno, otro) = edicion_de("compromiso"), dos
    de_uno, de_otro = leer(uno.get(edicion.url)), leer(otro.get(edicion.url))
    uno.post(edicion.url, de_uno | {"responsable": "Del primero", "descripcion": "La descripción del primero"})
    conflicto = otro.post(edicion.url, de_otro | {"responsable": "Del segundo"})
    conflicto.status_code = 200  # read its form as a browser does

    assert otro.post(edicion.url, leer(conflicto)).status_code == 302
    guardado = Compromiso.objects.get(pk=edicion.registro.pk)
    assert guardado.responsable == "Del segundo"
    assert guardado.descripcion == "La descripción del primero"  # what did not collide is merged


def correr(edicion: Edicion, dos: tuple[Client, Client], vuelta: int) -> tuple[list[Any], str]:
    """Both open, then both save at the same instant."""
    abiertos = [(cliente, leer(cliente.get(edicion.url))) for cliente in dos]
    textos = [f"Vuelta {vuelta}, el {quien}" for quien in ("primero", "segundo")]

    def guardar(cliente: Client, datos: dict[str, Any], texto: str) -> Callable[[], Any]:
        return lambda: cliente.post(edicion.url, datos | {edicion.campo: texto})

    respuestas = a_la_vez(*[guardar(c, d, t) for (c, d), t in zip(abiertos, textos, strict=True)])
    estados = [getattr(r, "status_code", r) for r in respuestas]
    assert valor(edicion) in textos
    return estados, valor(edicion)


@de_verdad
@pytest.mark.promesa("P1")
def test_at_the_same_instant_one_saves_and_the_other_is_told(edicion_de, dos, promesa):
    perdidas = vueltas = 0
    for vuelta in range(promesa.veces(3, 200)):
        edicion = edicion_de(CUALES[vuelta % len(CUALES)])
        estados, _ = correr(edicion, dos, vuelta)
        perdidas += sorted(estados, key=str) != [302, 409]
        vueltas += 1
    promesa.anotar("dos guardan el mismo registro a la vez", vueltas=vueltas, perdidas=perdidas)
    assert perdidas == 0


@pytest.mark.promesa("P1")
@pytest.mark.control
def test_without_the_revision_an_edition_is_lost(edicion_de, dos, monkeypatch):
    """Control: the race is real. With the comparison taken away both are told "saved", and one text is gone."""
    monkeypatch.setattr(formularios, "bloquear", lambda registro, revision: None)
    edicion, (uno, otro) = edicion_de("compromiso"), dos
    de_uno, de_otro = leer(uno.get(edicion.url)), leer(otro.get(edicion.url))
    assert uno.post(edicion.url, de_uno | {"responsable": "Del primero"}).status_code == 302
    assert otro.post(edicion.url, de_otro | {"responsable": "Del segundo"}).status_code == 302
    assert valor(edicion) == "Del segundo"


# ── P2 ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def reporte(convenio, municipalidad_a, especialista, coordinadora) -> Callable[[], tuple[Client, str, dict[str, Any]]]:
    """A page "Registrar avance" filled in, ready to be pressed: with a file, and sent."""
    compromiso = make_compromiso(convenio, codigo="C-DOBLE", distritos=(municipalidad_a.distrito,))
    url = reverse("avance_nuevo", args=[convenio.ugel.codigo, convenio.codigo, compromiso.codigo])
    cliente = entrar(especialista)

    def llenar() -> tuple[Client, str, dict[str, Any]]:
        datos = leer(cliente.get(url)) | {
            "descripcion": f"Avance {uuid.uuid4()}",
            "fecha": "2024-03-01",
            "distrito": municipalidad_a.distrito.pk,
        }
        return cliente, url, datos | {"accion": "enviar"}

    return llenar


def apretar(cliente: Client, url: str, datos: dict[str, Any]) -> Callable[[], Any]:
    return lambda: cliente.post(url, datos | {"archivos": make_pdf()})


@de_verdad
@pytest.mark.promesa("P2")
def test_pressing_twice_at_once_reports_once(reporte, promesa):
    vueltas = promesa.veces(3, 100)
    duplicados = distintas = 0
    for _ in range(vueltas):
        cliente, url, datos = reporte()
        respuestas = a_la_vez(*[apretar(cliente, url, datos)] * 2)
        hechos = Avance.objects.filter(descripcion=datos["descripcion"])
        duplicados += hechos.count() != 1
        distintas += {(r.status_code, r.get("Location")) for r in respuestas} != {(302, respuestas[0].get("Location"))}
        avance = hechos.get()
        assert avance.estado == "enviado"
        assert avance.evidencias.count() == 1
        assert avance.history.filter(history_type="+").count() == 1
        assert Aviso.objects.filter(clave__startswith=f"avance:{avance.pk}:").count() == 1
    promesa.anotar(
        "el mismo reporte, con archivo y envío, apretado dos veces a la vez", vueltas=vueltas, duplicados=duplicados, distintas=distintas
    )
    assert (duplicados, distintas) == (0, 0)


@de_verdad
@pytest.mark.promesa("P2")
def test_pressing_twice_at_once_creates_one_commitment(convenio, municipalidad_a, dos, promesa):
    url = reverse("compromiso_nuevo", args=[convenio.ugel.codigo, convenio.codigo])
    cliente, _ = dos
    vueltas, duplicados = promesa.veces(3, 100), 0
    for vuelta in range(vueltas):
        datos = leer(cliente.get(url)) | {
            "codigo": f"C-DOS-{vuelta}",
            "descripcion": "Una vez",
            "linea": "otros",
            "distritos": [municipalidad_a.distrito.pk],
        }
        respuestas = a_la_vez(*[lambda datos=datos: cliente.post(url, datos)] * 2)
        assert {r.status_code for r in respuestas} == {302}
        compromiso = Compromiso.objects.get(codigo=f"C-DOS-{vuelta}")
        duplicados += compromiso.history.count() != 1 or Lote.objects.filter(clave=datos["clave"]).count() != 1
    promesa.anotar("el mismo compromiso nuevo, apretado dos veces a la vez", vueltas=vueltas, duplicados=duplicados)
    assert duplicados == 0


@de_verdad
@pytest.mark.promesa("P2")
def test_verifying_an_execution_twice_at_once_writes_one_avance(convenio, municipalidad_a, coordinador, coordinadora, promesa):
    """Two coordinators press at the same instant, and one of them presses twice: it counts once on the commitment."""
    compromiso = make_compromiso(convenio, distritos=(municipalidad_a.distrito,), meta=400, unidad="talleres")
    vueltas, duplicados, otras = promesa.veces(3, 100), 0, 0
    for vuelta in range(vueltas):
        plan = make_plan(municipalidad_a, convenio=convenio, anio=2001 + vuelta % 20)
        actividad = make_actividad(plan, compromiso=compromiso)
        llevar_plan(plan, "en_ejecucion", por=coordinador)
        hecha = make_ejecucion(actividad, por=make_usuario("especialista", ugel=convenio.ugel), estado="enviado", fisica=3)
        url = hecha.direccion("verificar")
        pulsan = [(c, leer(c.get(url)) | {"accion": "verificar"}) for c in (entrar(coordinador), entrar(coordinadora))]
        pulsan.append(pulsan[0])
        respuestas = a_la_vez(*[lambda c=c, d=d, url=url: c.post(url, d) for c, d in pulsan])
        hechos = Avance.objects.filter(ejecucion=hecha)
        duplicados += hechos.count() != 1 or Aviso.objects.filter(clave__startswith=f"ejecucion:{hecha.pk}:verificado").count() != 1
        otras += not {getattr(r, "status_code", r) for r in respuestas} <= {302, 409, 422}
        assert hechos.get().cantidad == 3
        PlanTrabajo.objects.filter(pk=plan.pk).update(eliminado_en=hecha.creado_en, eliminado_por=coordinador)
    promesa.anotar("la misma ejecución, verificada tres veces a la vez", vueltas=vueltas, duplicados=duplicados, otras=otras)
    assert (duplicados, otras) == (0, 0)


@de_verdad
@pytest.mark.promesa("P2")
def test_beginning_the_report_of_a_quarter_twice_at_once_makes_one(convenio, municipalidad_a, especialista, enlace_a, coordinador, promesa):
    """The UGEL and the municipality report the same quarter at the same instant: one is saved, the other is told."""
    plan = make_plan(municipalidad_a, convenio=convenio, estado="en_ejecucion", por=coordinador)
    vueltas, dobles = promesa.veces(3, 100), 0
    for vuelta in range(vueltas):
        actividad = plan.actividades.get()
        trimestre = vuelta % 4 + 1
        url = reverse("ejecucion_editar", args=[municipalidad_a.distrito.ubigeo, plan.anio, actividad.pk, trimestre])
        escriben = [
            (c, leer(c.get(url)) | {"fisica": "3", "financiera": "0", "medio": quien, "sin_evidencia_motivo": "De palabra"})
            for c, quien in ((entrar(especialista), "la UGEL"), (entrar(enlace_a), "la municipalidad"))
        ]
        respuestas = a_la_vez(*[lambda c=c, d=d, url=url: c.post(url, d) for c, d in escriben])
        estados = sorted(getattr(r, "status_code", str(r)) for r in respuestas)
        dobles += estados not in ([302, 409], [302, 422]) or Ejecucion.objects.filter(actividad=actividad, trimestre=trimestre).count() != 1
        Ejecucion.objects.filter(actividad=actividad).update(eliminado_en=plan.aprobado_ugel_en, eliminado_por=coordinador)
    promesa.anotar("el mismo trimestre, empezado por dos a la vez", vueltas=vueltas, dobles=dobles)
    assert dobles == 0


@pytest.mark.promesa("P2")
@pytest.mark.control
def test_without_the_key_pressing_twice_reports_twice(reporte, monkeypatch):
    """Control: with the key of the form ignored, the second press makes a second avance."""
    abrir = gestos._abrir

    def sin_clave(lote: Lote) -> Lote:
        lote.clave = None
        return abrir(lote)

    monkeypatch.setattr(gestos, "_abrir", sin_clave)
    cliente, url, datos = reporte()
    for _ in range(2):
        assert apretar(cliente, url, datos)().status_code == 302
    assert Avance.objects.filter(descripcion=datos["descripcion"]).count() == 2


def test_a_form_without_its_key_is_not_taken(reporte):
    cliente, url, datos = reporte()
    assert cliente.post(url, {k: v for k, v in datos.items() if k != "clave"}).status_code == 422
