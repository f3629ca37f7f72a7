"""What strangers and insiders try on an encuentro: keys of other people's rows, fields that no page asks for, texts that write lines of their own."""

import io
import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse
from docx import Document

from base.bitacora.gestos import gesto
from base.comun.fechas import ahora
from encuentros.models import (
    Acta,
    Acuerdo,
    Asistencia,
    ComentarioActa,
    Encuentro,
    Invitado,
    Llave,
    LlaveDeCalendario,
    ProyectoExpuesto,
    PuntoAgenda,
)
from tests.ataques.test_correos import AJENOS, NUESTRAS, SALTOS
from tests.comun.corpus_archivos import CORPUS, SANOS
from tests.encuentros.test_en_vivo import hacer
from tests.factories import dias, make_convenio, make_institucion, make_local, make_proyecto, make_usuario
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
    make_participante,
    make_proyecto_expuesto,
    make_punto,
)
from tests.formularios import leer

# in the tests a warning is an error, and Pillow warns of an EXIF that it cannot read: to a visitor it is a sound photo
pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore::UserWarning:PIL.TiffImagePlugin")]
LINEAS = [salto for salto in SALTOS if salto not in ("\0", "%0d%0a", "=0A")]  # a form refuses the first one; the others are letters
VENENO = "".join(f"{salto}X-MALO:1" for salto in LINEAS)


def ir(encuentro: Encuentro, ruta: str, *mas: Any) -> str:
    return reverse(ruta, args=[encuentro.ugel.codigo, encuentro.numero, *mas])


def _con_de_todo(ugel: Any, municipalidad: Any, por: Any, mayor: Any) -> SimpleNamespace:
    """An encuentro that is convoked, one in course and one whose draft is commented, each with its rows."""
    with gesto(por=por):
        convocado = make_encuentro(ugel, numero=6, fecha=dias(9), convocado_por=por, convocado_en=ahora())
        en_curso = make_encuentro(ugel, numero=5, estado="en_curso", por=por)
        borrador = make_encuentro(ugel, numero=4, fecha=dias(-3), estado="en_curso", por=por)
        make_asistencia(borrador, municipalidad, quien="titular")
        llevar_encuentro(borrador, "acta_en_borrador", por=por)
    return SimpleNamespace(
        convocado=convocado,
        en_curso=en_curso,
        borrador=borrador,
        invitado=make_invitado(convocado, municipalidad, correo="alba@ejemplo.pe"),
        punto=make_punto(convocado),
        punto_vivo=make_punto(en_curso),
        acuerdo=make_acuerdo(en_curso),
        participante=make_participante(en_curso),
        institucion=make_invitado(en_curso, institucion="Institución"),
        asistencia=make_asistencia(en_curso, municipalidad, quien="titular"),
        expuesto=make_proyecto_expuesto(en_curso),
        comentario=make_comentario(borrador, municipalidad, por=mayor),
        convenio=make_convenio(ugel, partes=(municipalidad,)),
    )


@pytest.fixture
def m(ugel, municipalidad_a, coordinador, alcalde_a) -> SimpleNamespace:
    return _con_de_todo(ugel, municipalidad_a, coordinador, alcalde_a)


@pytest.fixture
def ajeno(otra_ugel, municipalidad_ajena) -> SimpleNamespace:
    """The same, of the UGEL of another region."""
    suyas = make_usuario("coordinador", ugel=otra_ugel), make_usuario("alcalde", municipalidad=municipalidad_ajena)
    return _con_de_todo(otra_ugel, municipalidad_ajena, *suyas)


# ── Lines of their own ───────────────────────────────────────────────────────────────────────────────────────────────────
def lineas(ics: bytes) -> list[str]:
    """As the most lenient reader takes them apart; what is folded is one line again."""
    return re.sub(r"\r\n[ \t]", "", ics.decode()).splitlines()


@pytest.fixture
def envenenado(m, como, coordinador) -> SimpleNamespace:
    """Every text that reaches a mail, a calendar or an oficio, typed on its page with every break of line there is."""
    cliente = como(coordinador)
    for url, campos in (
        (ir(m.convocado, "encuentro_editar"), ("nombre", "lema", "lugar", "organizadores", "proposito")),
        (ir(m.convocado, "invitado_editar", m.invitado.pk), ("cargo", "nombre", "oficio")),
        (ir(m.convocado, "punto_editar", m.punto.pk), ("titulo", "presenta", "detalle")),
        (ir(m.convocado, "convocatoria_oficio"), ("oficio_texto",)),
    ):
        pagina = cliente.get(url)
        formulario = pagina.context["form"]
        for campo in campos:
            cabe = getattr(formulario.fields[campo], "max_length", None) or 500
            veneno = VENENO[: max(cabe - 40, 0)].rstrip() + " fin"
            datos = leer(cliente.get(url)) | {campo: f"Texto{veneno}"}
            assert cliente.post(url, datos).status_code in (302, 422), (url, campo)
    asunto = {"oficio_asunto": "{nombre} {cargo} {encuentro} {lema} {lugar} {oficio} {agenda}"}
    url = ir(m.convocado, "convocatoria_oficio")
    assert cliente.post(url, leer(cliente.get(url)) | asunto).status_code == 302
    return m


@pytest.mark.promesa("P32")
def test_no_field_of_the_pages_writes_a_line_in_a_mail_a_calendar_or_an_oficio(envenenado, como, coordinador, client, mailoutbox):
    m, cliente = envenenado, como(coordinador)
    assert "X-MALO" in Encuentro.objects.get(pk=m.convocado.pk).nombre  # control: the poison is there to be written
    url = ir(m.convocado, "convocatoria_enviar")
    assert cliente.post(url, leer(cliente.get(url))).status_code == 302
    (carta,) = mailoutbox
    assert carta.recipients() == [m.invitado.correo]
    for parte in carta.message().walk():
        assert {nombre.lower() for nombre in parte.keys()} <= NUESTRAS  # noqa: SIM118
    llave = LlaveDeCalendario.dar(coordinador)
    suscrito = client.get(reverse("calendario", args=[llave.secreto])).content
    for ics in (next(c for n, c, _ in carta.attachments if n == "encuentro.ics"), suscrito):
        leidas = lineas(ics if isinstance(ics, bytes) else ics.encode())
        assert any("X-MALO" in linea for linea in leidas)
        assert [linea for linea in leidas if linea.startswith("X-MALO") or not linea.isprintable()] == []
    assert cliente.get(ir(m.convocado, "invitado_oficio", m.invitado.pk, "pdf")).content.startswith(b"%PDF")
    word = Document(io.BytesIO(cliente.get(ir(m.convocado, "invitado_oficio", m.invitado.pk, "docx")).content))
    assert "X-MALO" in "".join(p.text for p in word.paragraphs)


@pytest.mark.promesa("P32")
def test_who_has_a_link_writes_no_line_either(m, client, coordinador, mailoutbox):
    delegado = {"respuesta": "delegara", "delegado_nombre": f"Ana{VENENO[:90]}", "delegado_cargo": f"Gerente{VENENO[:50]}"}
    url = reverse("convocatoria_responder", args=[make_llave(m.invitado).secreto])
    assert client.post(url, delegado).status_code in (302, 422)
    llave = make_llave(make_invitado(m.en_curso, m.convenio.partes.get().municipalidad), "presencia")
    presente = {"quien": "delegado", "representante": f"Ana{VENENO[:90]}", "cargo": "Gerente", "acreditacion": f"Carta{VENENO[:90]}"}
    client.post(reverse("presencia", args=[llave.secreto]), presente)
    for carta in mailoutbox:
        assert {nombre.lower() for parte in carta.message().walk() for nombre in parte.keys()} <= NUESTRAS  # noqa: SIM118


@pytest.mark.promesa("P32")
def test_a_poisoned_host_makes_no_link(m, como, coordinador, client):
    """Wherever a page makes an address whole: mails, the codes on paper, the calendar and what it says."""
    cliente, llave = como(coordinador), LlaveDeCalendario.dar(coordinador)
    make_invitado(m.en_curso, m.convenio.partes.get().municipalidad)
    direcciones = [
        (cliente.post, ir(m.convocado, "convocatoria_recordar")),
        (cliente.post, ir(m.convocado, "invitado_reintentar", m.invitado.pk)),
        (cliente.get, ir(m.en_curso, "asistencia_lista")),
        (cliente.get, ir(m.en_curso, "asistencia_codigo", m.convenio.partes.get().municipalidad.distrito.ubigeo)),
        (cliente.get, reverse("mi_calendario")),
        (client.get, reverse("calendario", args=[llave.secreto])),
    ]
    estados = {(url, pedir(url, **cabecera).status_code) for pedir, url in direcciones for cabecera in AJENOS[::3]}
    assert {estado for _, estado in estados} == {400}, estados


# ── Keys of other people's rows ──────────────────────────────────────────────────────────────────────────────────────────
def _con_lo_ajeno(m: SimpleNamespace, x: SimpleNamespace) -> list[tuple[str, dict[str, Any]]]:
    """Pages of one's own, and a key that is of another encuentro, another municipality or another UGEL."""
    proyecto = make_proyecto(make_institucion(local=make_local(x.convenio.partes.get().municipalidad.distrito)))
    municipalidad, distrito = x.convenio.partes.get().municipalidad_id, x.convenio.partes.get().municipalidad.distrito_id
    acuerdo, expuesto = ir(m.en_curso, "acuerdo_editar", m.acuerdo.numero), ir(m.en_curso, "expuesto_editar", m.expuesto.pk)
    return [
        *((acuerdo, {"punto": punto.pk}) for punto in (x.punto_vivo, m.punto)),
        (acuerdo, {"municipalidad": municipalidad, "obligado": "municipalidad"}),
        (acuerdo, {"distrito": distrito}),
        (expuesto, {"distrito": distrito}),
        (expuesto, {"proyecto": proyecto.pk}),
        (ir(m.en_curso, "acuerdo_compromiso", m.acuerdo.numero), {"convenio": x.convenio.pk}),
        (reverse("admin:encuentros_puntoagenda_add"), {"encuentro": x.convocado.pk, "orden": 9, "clase": "tema", "titulo": "Ajeno"}),
        (reverse("admin:encuentros_invitado_add"), {"encuentro": x.convocado.pk, "institucion": "I", "cargo": "C"}),
        (reverse("admin:encuentros_invitado_add"), {"encuentro": m.convocado.pk, "municipalidad": municipalidad, "cargo": "C"}),
        *(
            (
                reverse("admin:encuentros_encuentro_change", args=[m.en_curso.pk]),
                {f"asistencias-0-{campo}": valor, "asistencias-0-nota": "Ajena"},
            )
            for campo, valor in (("id", x.asistencia.pk), ("municipalidad", municipalidad))
        ),
    ]


@pytest.mark.promesa("P24")
def test_a_key_of_another_is_no_choice_of_any_form(m, ajeno, como, coordinador, huella_de_la_base):
    cliente = como(coordinador)
    lleno = [(url, leer(cliente.get(url)) | datos, datos) for url, datos in _con_lo_ajeno(m, ajeno)]
    antes = huella_de_la_base()
    estados = [(url, solo, cliente.post(url, datos).status_code) for url, datos, solo in lleno]
    assert [dicho for dicho in estados if dicho[2] not in (404, 409, 422)] == []
    assert huella_de_la_base() == antes


def ofrecidas(html: str, campo: str) -> set[str]:
    """What a list to choose from offers; nothing where the field is none."""
    lista = re.search(rf'<select name="{campo}".*?</select>', html, re.DOTALL)
    return set(re.findall(r'<option value="(\d+)"', lista[0])) if lista else set()


@pytest.mark.promesa("P24")
def test_and_no_list_to_choose_from_names_it(m, ajeno, como, coordinador):
    """The models refuse it too, so that only the list itself tells whether it named what is of others."""
    cliente, vistas = como(coordinador), 0
    for url, datos in _con_lo_ajeno(m, ajeno):
        for campo, valor in datos.items():
            if isinstance(valor, int) and campo not in ("orden",):
                opciones = ofrecidas(cliente.get(url).content.decode(), campo)
                vistas += bool(opciones)
                assert str(valor) not in opciones, (url, campo)
    assert vistas >= 6  # control: there were lists to look into


@pytest.mark.promesa("P24")
def test_nor_of_any_act_of_the_day(m, ajeno, como, coordinador, huella_de_la_base):
    """Of another UGEL, and of another encuentro of one's own."""
    actos = [
        ("participante", {"nombre": "Una", "invitado": ajeno.institucion.pk}),
        ("participante-quitar", {"participante": ajeno.participante.pk}),
        ("notas", {"punto": ajeno.punto_vivo.pk, "notas": "x", "visto-notas": ""}),
        ("notas", {"punto": m.punto.pk, "notas": "x", "visto-notas": ""}),
        ("tratado", {"punto": ajeno.punto_vivo.pk, "tratado": "1"}),
        ("acuerdo", {"texto": "x", "debe": "ugel", "punto": ajeno.punto_vivo.pk}),
        ("acuerdo", {"texto": "x", "debe": "ugel", "punto": m.punto.pk}),
        ("acuerdo", {"texto": "x", "debe": "ugel", "convenio": ajeno.convenio.pk}),
        ("acuerdo", {"texto": "x", "debe": "ugel", "distrito": ajeno.convenio.partes.get().municipalidad.distrito_id}),
        ("acuerdo-quitar", {"acuerdo": ajeno.acuerdo.pk}),
    ]
    cliente, antes = como(coordinador), huella_de_la_base()
    estados = [hacer(cliente, m.en_curso, que, **datos).status_code for que, datos in actos]
    assert [(que, estado) for (que, _), estado in zip(actos, estados, strict=True) if estado not in (404, 409, 422)] == []
    assert huella_de_la_base() == antes


@pytest.mark.promesa("P24")
def test_a_mayor_comments_for_nobody_else(m, como, alcalde_a, alcalde_b, municipalidad_b):
    url = ir(m.borrador, "acta")
    cliente = como(alcalde_a)
    datos = leer(cliente.get(url)) | {"texto": "En nombre de otro", "municipalidad": municipalidad_b.pk, "encuentro": m.convocado.pk}
    assert cliente.post(url, datos | {"atendido_en": "2024-01-01", "respuesta": "x", "hecho_por": alcalde_b.pk}).status_code == 302
    dicho = ComentarioActa.objects.get(texto="En nombre de otro")
    assert (dicho.municipalidad, dicho.encuentro, dicho.hecho_por, dicho.respuesta) == (
        m.comentario.municipalidad,
        m.borrador,
        alcalde_a,
        "",
    )
    assert como(alcalde_b).post(url, datos).status_code == 404


@pytest.mark.promesa("P24")
def test_who_reads_an_encuentro_writes_nothing_in_it(
    m, como, coordinador, alcalde_a, enlace_a, dre, especialista, director, huella_de_la_base
):
    """The forms of whoever runs it, posted whole by who only reads it."""
    paginas = [
        *((m.convocado, ruta, ()) for ruta in ("encuentro_editar", "punto_nuevo", "convocatoria_oficio", "convocatoria_enviar")),
        (m.convocado, "invitado_editar", (m.invitado.pk,)),
        (m.convocado, "invitado_respuesta", (m.invitado.pk,)),
        (m.en_curso, "acuerdo_editar", (m.acuerdo.numero,)),
        (m.en_curso, "expuesto_editar", (m.expuesto.pk,)),
        (m.borrador, "acta_comentario", (m.comentario.pk,)),
        (m.borrador, "acta_definitiva", ()),
    ]
    lleno = [(ir(e, ruta, *mas), leer(como(coordinador).get(ir(e, ruta, *mas)))) for e, ruta, mas in paginas]
    leen, antes = [como(persona) for persona in (alcalde_a, enlace_a, dre, especialista, director)], huella_de_la_base()
    for lector in leen:
        estados = {url: lector.post(url, datos).status_code for url, datos in lleno}
        estados["en vivo"] = hacer(lector, m.en_curso, "terminar").status_code
        assert {url: estado for url, estado in estados.items() if estado not in (403, 404)} == {}
    assert huella_de_la_base() == antes


# ── Fields that no page asks for ─────────────────────────────────────────────────────────────────────────────────────────
DE_MAS: dict[str, tuple[Any, Callable[[SimpleNamespace], str], dict[str, str]]] = {
    "punto": (PuntoAgenda, lambda m: ir(m.convocado, "punto_editar", m.punto.pk), {"titulo": "Solo esto"}),
    "acuerdo": (Acuerdo, lambda m: ir(m.en_curso, "acuerdo_editar", m.acuerdo.numero), {"texto": "Solo esto"}),
    "expuesto": (ProyectoExpuesto, lambda m: ir(m.en_curso, "expuesto_editar", m.expuesto.pk), {"titulo": "Solo esto"}),
    "oficio": (Encuentro, lambda m: ir(m.convocado, "convocatoria_oficio"), {"oficio_texto": "Solo esto"}),
}


@pytest.mark.promesa("P25")
def test_a_page_takes_only_what_it_asks_for(m, como, coordinador):
    cliente = como(coordinador)
    for modelo, donde, escrito in DE_MAS.values():
        url = donde(m)
        pide = leer(cliente.get(url))
        columnas = {c.name for c in modelo._meta.fields} | {c.attname for c in modelo._meta.fields}
        prohibido = dict.fromkeys(columnas - pide.keys(), "1")
        antes = list(modelo.todos.order_by("pk").values())
        assert cliente.post(url, prohibido | pide | escrito).status_code == 302
        despues = list(modelo.todos.order_by("pk").values())
        cambian = {c for a, d in zip(antes, despues, strict=True) for c in a if a[c] != d[c]}
        assert cambian - {"oficio_asunto"} == set(escrito)  # the text of the portal is written down with the first correction


@pytest.mark.promesa("P25")
def test_a_link_answers_only_for_its_guest_and_only_what_it_asks(m, client, coordinador, municipalidad_b):
    otro = make_invitado(m.convocado, municipalidad_b)
    de_mas = {
        "invitado": otro.pk,
        "pk": otro.pk,
        "municipalidad": municipalidad_b.pk,
        "encuentro": m.en_curso.pk,
        "oficio": "X",
        "correo": "x@x.pe",
    }
    antes = Invitado.objects.values().get(pk=m.invitado.pk)
    url = reverse("convocatoria_responder", args=[make_llave(m.invitado).secreto])
    assert client.post(url, de_mas | {"respuesta": "asistira", "anotada_por": coordinador.pk}).status_code == 302
    despues = Invitado.objects.values().get(pk=m.invitado.pk)
    assert {c for c in antes if antes[c] != despues[c]} == {"respuesta", "respondido_en"}
    otro.refresh_from_db()
    assert otro.respuesta == "sin_respuesta"

    en_sala = make_invitado(m.en_curso, municipalidad_b)
    url = reverse("presencia", args=[make_llave(en_sala, "presencia").secreto])
    client.post(url, de_mas | {"quien": "titular", "hora_llegada": "00:01", "municipalidad": m.asistencia.municipalidad_id, "nota": "X"})
    (nueva,) = Asistencia.objects.filter(encuentro=m.en_curso).exclude(pk=m.asistencia.pk)
    assert (nueva.municipalidad, nueva.nota, f"{nueva.hora_llegada}" == "00:01:00") == (municipalidad_b, "", False)


# ── Files ────────────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.promesa("P33")
def test_only_sound_scans_of_the_acta_get_in(ugel, coordinador, como, promesa):
    with gesto(por=coordinador):
        uno = acta_por_firmar(make_encuentro(ugel), por=coordinador)
    cliente, faltas, admitidas = como(coordinador), [], 0
    casos = CORPUS[:: promesa.veces(9, 1)] + SANOS[:: promesa.veces(9, 1)]
    for caso in casos:
        url = ir(uno, "acta_escaneo")
        antes = Acta.objects.get(encuentro=uno).archivo.name
        estado = cliente.post(url, leer(cliente.get(url)) | {"archivo": caso.subida()}).status_code
        cambio = Acta.objects.get(encuentro=uno).archivo.name != antes
        admitidas += cambio
        if (estado, cambio) != ((302, True) if caso.espera is None else (422, False)):
            faltas.append((caso.titulo, estado))
    assert faltas == []
    respuesta = cliente.get(ir(uno, "acta_archivo"))
    assert respuesta.getvalue()
    assert (respuesta["Content-Security-Policy"], respuesta["X-Content-Type-Options"]) == ("default-src 'none'; sandbox", "nosniff")
    promesa.anotar("el corpus por el formulario: acta escaneada", subidas=len(casos), admitidas=admitidas)


@pytest.mark.promesa("P34")
def test_what_hangs_on_an_encuentro_in_the_papelera_opens_for_nobody(m, como, coordinador, alcalde_a, client):
    """A document, a photo that was public, a link, a code: each opened until it was taken away."""
    documento = make_documento_de_punto(m.punto_vivo)
    foto = make_foto_expuesta(m.expuesto, publica_por=coordinador)
    llave = make_llave(make_invitado(m.en_curso, m.asistencia.municipalidad), "presencia")
    calendario = LlaveDeCalendario.dar(alcalde_a)
    pedidos = [
        (como(alcalde_a), documento.url_del_archivo()),
        (client, foto.get_absolute_url()),
        (client, reverse("presencia", args=[llave.secreto])),
        (client, reverse("convocatoria_responder", args=[make_llave(m.invitado).secreto])),
        (client, reverse("publico_encuentro", args=[m.en_curso.ugel.codigo, m.en_curso.numero])),
    ]

    def estados() -> list[int]:
        respuestas = [cliente.get(url) for cliente, url in pedidos]
        return [r.status_code for r in respuestas if not r.streaming or r.getvalue()]

    assert estados() == [200] * 5
    evento = f"encuentro-{m.convocado.ugel.codigo}-{m.convocado.numero}@"
    donde = reverse("calendario", args=[calendario.secreto])
    assert evento in client.get(donde).text
    Encuentro.objects.filter(pk__in=[m.en_curso.pk, m.convocado.pk]).update(eliminado_en=ahora(), eliminado_por=coordinador)
    assert estados() == [404] * 5
    assert evento not in client.get(donde).text


@pytest.mark.promesa("P34")
def test_a_scan_that_was_taken_back_opens_for_nobody(ugel, coordinador, alcalde_a, como, client):
    with gesto(por=coordinador):
        uno = acta_por_firmar(make_encuentro(ugel), por=coordinador)
    guardado, cliente = Acta.objects.get(encuentro=uno).archivo.name, como(coordinador)
    assert cliente.get(ir(uno, "acta_archivo")).getvalue()
    url = ir(uno, "acta_borrador")
    assert cliente.post(url, leer(cliente.get(url))).status_code == 302
    assert [c.get(ir(uno, "acta_archivo")).status_code for c in (cliente, como(alcalde_a))] == [404, 404]
    for prefijo in ("/media/", "/var/media/", "/static/", "/"):
        assert client.get(f"{prefijo}{guardado}").status_code in (302, 404)


# ── Keys ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────
ODDS = [
    "{pk}-{firma}x",
    "{pk}-{firma_mayuscula}",
    "0{pk}-{firma}",
    "+{pk}-{firma}",
    " {pk}-{firma}",
    "{pk}-{firma}%0A",
    "{pk}-",
    "{pk}-é{firma}",
]


@pytest.mark.promesa("P34")
def test_a_key_that_is_almost_the_one_opens_nothing(m, client, coordinador):
    confirmar, presencia = make_llave(m.invitado), make_llave(make_invitado(m.en_curso, m.asistencia.municipalidad), "presencia")
    for ruta, llave in (
        ("convocatoria_responder", confirmar),
        ("presencia", presencia),
        ("calendario", LlaveDeCalendario.dar(coordinador)),
    ):
        pk, _, firma = llave.secreto.partition("-")
        dichas = {"pk": pk, "firma": firma, "firma_mayuscula": firma.upper() if firma.upper() != firma else firma + "A"}
        base = reverse(ruta, args=[llave.secreto])
        for forma in ODDS:
            url = base.replace(llave.secreto, forma.format(**dichas))
            for pedir in (client.get, client.post):
                assert pedir(url, {"respuesta": "asistira", "quien": "titular"}).status_code in (302, 404, 405), (ruta, forma)
    assert not Llave.objects.exclude(usada_en=None).exists()
