"""What a final acta says is what stays recorded, by whatever door somebody comes; and every door takes its locks in one order."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from base.bitacora.deshacer import ensayar
from base.bitacora.gestos import gesto
from base.bitacora.models import Lote
from base.bitacora.volver import volver, vueltas
from base.comun.archivos import revisar
from encuentros import acta, agenda, exponer
from encuentros.acciones import (
    anotar_asistencia,
    guardar_acuerdo,
    guardar_del_encuentro,
    revisar_acuerdo,
    volver_compromiso,
)
from encuentros.convocar import guardar_encuentro
from encuentros.models import Acuerdo, ComentarioActa, Encuentro, Participante
from municipios.models.lista import sello
from tests.factories import dias, make_compromiso, make_foto, make_municipalidad, make_pdf
from tests.factories_encuentros import (
    llevar_encuentro,
    make_acuerdo,
    make_asistencia,
    make_comentario,
    make_encuentro,
    make_invitado,
    make_proyecto_expuesto,
    make_punto,
)
from tests.formularios import leer

pytestmark = pytest.mark.django_db


@pytest.fixture
def e(ugel, municipalidad_a, coordinador, alcalde_a) -> SimpleNamespace:
    """The III, ended, with something of everything and a comment that nobody has answered; its acta is a draft."""
    antes = make_acuerdo(make_encuentro(ugel, numero=2, fecha=dias(-30), estado="en_curso", por=coordinador))
    uno = make_encuentro(ugel, numero=3, estado="en_curso", por=coordinador)
    filas = SimpleNamespace(
        encuentro=uno,
        antes=antes,
        invitado=make_invitado(uno, municipalidad_a),
        asistencia=make_asistencia(uno, municipalidad_a, quien="titular"),
        punto=make_punto(uno, orden=1),
        otro_punto=make_punto(uno, orden=2),
        acuerdo=make_acuerdo(uno, texto="Dice el papel"),
        ido=make_acuerdo(uno, texto="Quitado"),
        expuesto=make_proyecto_expuesto(uno),
    )
    filas.acuerdo.texto = "Dice otra cosa"
    filas.acuerdo.save()
    filas.ido.eliminar(por=coordinador)
    llevar_encuentro(uno, "acta_en_borrador", por=coordinador)
    filas.comentario = make_comentario(uno, municipalidad_a, por=alcalde_a)
    Encuentro.objects.filter(pk=uno.pk).update(comentarios_hasta=None)
    uno.refresh_from_db()
    return filas


def dar(e: SimpleNamespace, por: Any) -> None:
    acta.dar_por_definitiva(e.encuentro, mostrado=sello(acta.contenido_de(e.encuentro)), por=por)


def con(fila: Any, **campos: Any) -> Any:
    """The row as it is now, with what a person typed."""
    fila = type(fila).todos.get(pk=fila.pk)
    for campo, valor in campos.items():
        setattr(fila, campo, valor)
    return fila


def volver_atras(fila: Any, por: Any) -> None:
    fila = con(fila)
    volver(fila, vueltas(fila, fila.history.first()), por=por)


PUERTAS: dict[str, Callable[[SimpleNamespace, Any], Any]] = {
    "el encuentro": lambda e, por: guardar_encuentro(con(e.encuentro, lugar="Otro"), por=por),
    "el encuentro, a la papelera": lambda e, por: con(e.encuentro).eliminar(por=por),
    "un acuerdo": lambda e, por: guardar_acuerdo(con(e.acuerdo, texto="Otro"), por=por),
    "un acuerdo nuevo": lambda e, por: guardar_acuerdo(Acuerdo(encuentro=e.encuentro, texto="Uno más"), por=por),
    "un acuerdo, a la papelera": lambda e, por: con(e.acuerdo).eliminar(por=por),
    "un acuerdo, de la papelera": lambda e, por: con(e.ido).restaurar(),
    "un acuerdo, a lo que decía": lambda e, por: volver_atras(e.acuerdo, por),
    "quién vino": lambda e, por: anotar_asistencia(e.encuentro, make_municipalidad(e.encuentro.ugel), por=por, quien="titular"),
    "un participante": lambda e, por: guardar_del_encuentro(Participante(encuentro=e.encuentro, nombre="Uno"), por=por),
    "un punto": lambda e, por: guardar_del_encuentro(con(e.punto, titulo="Otro"), por=por),
    "el orden": lambda e, por: agenda.mover(e.encuentro, e.punto.pk, 1, por=por),
    "un punto, fuera": lambda e, por: agenda.quitar_punto(con(e.otro_punto), por=por),
    "lo que se expuso": lambda e, por: guardar_del_encuentro(con(e.expuesto, titulo="Otro"), por=por),
    "lo que se expuso, fuera": lambda e, por: exponer.quitar_expuesto(con(e.expuesto), por=por),
    "una revisión": lambda e, por: revisar_acuerdo(con(e.antes), encuentro=e.encuentro, por=por, nota="Otra"),
    "a quién se convocó": lambda e, por: con(e.invitado).eliminar(por=por),
}


@pytest.mark.parametrize("puerta", PUERTAS)
def test_nothing_that_a_final_acta_tells_changes(e, puerta, coordinador):
    dar(e, coordinador)
    with pytest.raises(ValidationError, match="ya es definitiva"), gesto(por=coordinador):
        PUERTAS[puerta](e, coordinador)
    assert sello(acta.contenido_de(con(e.encuentro))) == e.encuentro.acta.sha256
    acta.volver_a_borrador(e.encuentro, por=coordinador)
    with gesto(por=coordinador):
        PUERTAS[puerta](e, coordinador)  # control: it is the final acta that refused


def test_no_undo_leads_past_a_final_acta(e, coordinador):
    """The rehearsal says it, before the database has to."""
    otra = make_municipalidad(e.encuentro.ugel)
    with gesto(por=coordinador, tipo=Lote.Tipo.MASIVA, motivo="Llegó tarde") as lote:
        anotar_asistencia(e.encuentro, otra, por=coordinador, quien="titular")
    assert not ensayar(lote, por=coordinador).dejados
    dar(e, coordinador)
    assert "ya es definitiva" in str(ensayar(lote, por=coordinador).dejados)


def test_what_a_final_acta_does_not_tell_goes_on(e, coordinador):
    dar(e, coordinador)
    exponer.adjuntar_fotos(e.expuesto, por=coordinador, archivos=[revisar(make_foto())])
    acta.atender_comentario(e.comentario, respuesta="Se leyó.", por=coordinador)
    with gesto(por=coordinador):
        e.acuerdo.cumplir(por=coordinador, motivo="Oficio 1")
    assert ComentarioActa.objects.get().atendido_por == coordinador


def test_the_page_and_the_administration_say_so(e, coordinador, como):
    cliente, uno = como(coordinador), e.encuentro
    urls = {
        reverse("acuerdo_editar", args=[uno.ugel.codigo, uno.numero, e.acuerdo.numero]): "texto",
        reverse("admin:encuentros_acuerdo_change", args=[e.acuerdo.pk]): "texto",
        reverse("admin:encuentros_puntoagenda_add"): "titulo",
    }
    abiertas = {url: leer(cliente.get(url)) | {campo: "Después"} for url, campo in urls.items()}
    abiertas[reverse("admin:encuentros_puntoagenda_add")] |= {"encuentro": uno.pk, "orden": 9}
    dar(e, coordinador)
    for url, datos in abiertas.items():
        respuesta = cliente.post(url, datos)
        assert respuesta.status_code == 422
        assert "ya es definitiva" in respuesta.text
    assert not uno.puntos.filter(titulo="Después").exists()
    assert con(e.acuerdo).texto == "Dice otra cosa"


CAMBIAN = (
    "/editar/",
    "/quitar/",
    "agenda/nuevo/",
    "expuestos/nuevo/",
    "/eliminar/",
    "/mover/",
    "/preparar/",
    "/codigo/",
    'data-junta="',
    'name="que" value="acuerdo"',
)


def test_no_page_offers_what_a_final_acta_refuses_and_each_says_why(e, coordinador, alcalde_a, como):
    """Whoever runs it reads the reason in one line, and the way back; a mayor is told of no button that is not there."""
    uno, cliente, alcaldia = e.encuentro, como(coordinador), como(alcalde_a)
    paginas = [uno.url_de(ruta) for ruta in ("encuentro", "agenda", "en_vivo", "encuentro_asistencia")] + [e.acuerdo.get_absolute_url()]
    borrador = uno.url_de("acta_borrador")

    def ofrece(url: str) -> list[str]:
        cuerpo = cliente.get(url).text.partition("<main")[2]
        return [que for que in CAMBIAN if que in cuerpo]

    con_botones = [url for url in paginas if ofrece(url)]
    assert len(con_botones) == 4  # the list of who came has none of its own once the encuentro ended
    dar(e, coordinador)
    for url in paginas:
        pagina = cliente.get(url).text
        assert (ofrece(url), pagina.count("ya es definitiva"), borrador in pagina) == ([], 1, True), url
    for url in (pagina for pagina in paginas if "vivo" not in pagina):
        assert borrador not in alcaldia.get(url).text
    uno.acta.subir_escaneo(revisar(make_pdf()), por=coordinador)
    Encuentro.objects.get(pk=uno.pk).firmar(por=coordinador)
    for url in paginas:
        pagina = cliente.get(url).text
        assert (ofrece(url), "ya se firmó" in pagina, borrador in pagina) == ([], True, False), url


def test_an_acuerdo_that_is_a_commitment_is_not_taken_away_by_any_door(convenio, coordinador, como, ugel):
    encuentro = make_encuentro(convenio.ugel, estado="en_curso", por=coordinador)
    acuerdo = make_acuerdo(encuentro, compromiso=make_compromiso(convenio))
    url = reverse("eliminar", args=[acuerdo.clave_de_registro, acuerdo.pk])
    cliente = como(coordinador)
    respuesta = cliente.post(url, leer(cliente.get(url)) | {"motivo": "Sobra"})
    assert respuesta.status_code == 422
    assert "no se quita" in respuesta.text
    assert "anúlelo" not in respuesta.text  # a commitment has no such act
    assert url not in cliente.get(acuerdo.get_absolute_url()).text
    assert Acuerdo.objects.filter(pk=acuerdo.pk).exists()


def test_an_acuerdo_that_was_taken_away_meanwhile_becomes_no_commitment(convenio, coordinador):
    acuerdo = make_acuerdo(make_encuentro(convenio.ugel, estado="en_curso", por=coordinador))
    con(acuerdo).eliminar(por=coordinador)  # somebody else; this page has it as it was
    with pytest.raises(ValidationError, match="papelera"):
        volver_compromiso(acuerdo, convenio=convenio, por=coordinador)


def test_who_came_is_of_the_same_ugel(e, otra_ugel):
    with pytest.raises(ValidationError, match="otra UGEL"):
        con(e.asistencia, municipalidad=make_municipalidad(otra_ugel)).full_clean()
    with pytest.raises(ValidationError, match="otra UGEL"):
        con(e.encuentro, distrito=make_municipalidad(otra_ugel).distrito).full_clean()


# ── In one order ─────────────────────────────────────────────────────────────────────────────────────────────────────────
POR_PAGINA: dict[str, Callable[[SimpleNamespace], tuple[str, dict[str, Any]]]] = {
    "acuerdo": lambda e: (reverse("acuerdo_editar", args=[*e.donde, e.acuerdo.numero]), {"texto": "Otro"}),
    "punto": lambda e: (reverse("punto_editar", args=[*e.donde, e.punto.pk]), {"titulo": "Otro"}),
    "quitar un punto": lambda e: (reverse("punto_quitar", args=[*e.donde, e.punto.pk]), {}),
    "expuesto": lambda e: (reverse("expuesto_editar", args=[*e.donde, e.expuesto.pk]), {"titulo": "Otro"}),
    "comentario": lambda e: (reverse("acta_comentario", args=[*e.donde, e.comentario.pk]), {"respuesta": "Visto"}),
    "invitado": lambda e: (reverse("invitado_editar", args=[*e.donde, e.invitado.pk]), {"cargo": "Otro"}),
    "papelera": lambda e: (reverse("eliminar", args=[e.acuerdo.clave_de_registro, e.acuerdo.pk]), {"motivo": "Sobra"}),
    "restaurar": lambda e: (reverse("restaurar", args=[e.ido.clave_de_registro, e.ido.pk]), {}),
    "volver": lambda e: (
        reverse("volver_a", args=[e.acuerdo.clave_de_registro, e.acuerdo.pk, e.acuerdo.history.first().pk]),
        {"motivo": "Como estaba"},
    ),
    "administración": lambda e: (reverse("admin:encuentros_acuerdo_change", args=[e.acuerdo.pk]), {"texto": "Otro"}),
}


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite no bloquea filas")
@pytest.mark.parametrize("cual", POR_PAGINA)
def test_the_encuentro_is_held_before_its_row(e, cual, coordinador, como):
    """Who holds a row and then waits for its encuentro would wait for ever for who holds the encuentro and wants the row."""
    e.donde = [e.encuentro.ugel.codigo, e.encuentro.numero]
    url, escrito = POR_PAGINA[cual](e)
    cliente = como(coordinador)
    datos = leer(cliente.get(url)) | escrito
    with CaptureQueriesContext(connection) as consultas:
        assert cliente.post(url, datos).status_code == 302
    tomadas = [c["sql"] for c in consultas.captured_queries if " FOR UPDATE" in c["sql"] or " FOR NO KEY UPDATE" in c["sql"]]
    de_encuentros = [sql for sql in tomadas if 'FROM "encuentros_' in sql]
    assert de_encuentros
    assert 'FROM "encuentros_encuentro"' in de_encuentros[0]
