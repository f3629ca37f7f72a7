"""Search: what is found of each kind, by whom, and that what is written in bulk, undone or thrown away is found or gone at once."""

import pytest
from django.db import connection, transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from base.bitacora.bloque import cambiar_en_bloque, crear_en_bloque
from base.bitacora.deshacer import deshacer
from base.bitacora.gestos import gesto
from base.bitacora.models import Lote
from base.comun.buscador import escritas, indices, motor
from base.comun.buscador.declaracion import hallables
from base.comun.buscador.resultado import responder
from base.comun.preparadas import PERSONA
from base.cuentas.models import Usuario
from base.cuentas.preparadas import lector
from convenios.models import Compromiso
from encuentros.acta import contenido_de, dar_por_definitiva
from municipios.models import ProyectoEducativo
from municipios.models.lista import sello
from tests.factories import (
    make_actividad,
    make_adenda,
    make_avance,
    make_borrador_adenda,
    make_compromiso,
    make_convenio,
    make_ejecucion,
    make_ficha,
    make_indicador,
    make_institucion,
    make_local,
    make_nudo,
    make_plan,
    make_proyecto,
    make_usuario,
)
from tests.factories_encuentros import make_acuerdo, make_encuentro, make_punto
from tests.formularios import leer

pytestmark = pytest.mark.django_db
PALABRA = "Quinchíu"  # written with an accent and a capital in every record, and looked for without


def hallar(usuario, texto, **opciones):
    """What this person finds: the result that the page tells."""
    return responder(texto, hallables(), lector(usuario), direccion=lambda h, dicho: h.clave, **opciones)


def principal(respuesta):
    """What a page says between its head and its foot, which tells the minute."""
    return respuesta.content.decode().partition("<main")[2].partition("</main")[0]


def claves(resultado):
    return {grupo.hallable.clave: grupo.cuantos for grupo in resultado.grupos}


@pytest.fixture
def de_todo(convenio, municipalidad_a, coordinador, enlace_a, ugel):
    """One record of each kind that says the word, all of them read by whoever administers the UGEL."""
    distrito = municipalidad_a.distrito
    distrito.capital = PALABRA
    distrito.save()
    make_convenio(ugel, codigo="CM-2", objeto=f"Objeto en {PALABRA}", partes=(municipalidad_a,))
    make_adenda(convenio, objeto=f"Cambia {PALABRA}")
    compromiso = make_compromiso(convenio, codigo="C-7", distritos=(distrito,), descripcion=f"Talleres en {PALABRA}")
    make_avance(compromiso, distrito=distrito, descripcion=f"Se hizo en {PALABRA}", estado="verificado")
    plan = make_plan(municipalidad_a, convenio=convenio, estado="en_ejecucion", por=coordinador, objetivo=f"Mejorar {PALABRA}")
    preparado = make_plan(municipalidad_a, convenio=convenio, anio=plan.anio + 1)
    make_actividad(preparado, nombre=f"Actividad en {PALABRA}")
    make_ejecucion(plan.actividades.get(), medio=f"Acta de {PALABRA}", por=enlace_a, estado="verificado")
    local = make_local(distrito, nombre=f"Local {PALABRA}", codigo_local="123456")
    make_ficha(local)
    escuela = make_institucion(local=local, nombre=f"I.E. {PALABRA}", codigo_modular="0765432")
    make_proyecto(escuela, titulo=f"Huerto de {PALABRA}")
    make_nudo(distrito, texto=f"Nudo de {PALABRA}")
    make_indicador(ugel=ugel, nombre=f"Indicador de {PALABRA}")
    encuentro = make_encuentro(ugel, numero=7, nombre=f"Encuentro de {PALABRA}", estado="en_curso", por=coordinador)
    make_punto(encuentro, titulo=f"Punto de {PALABRA}")
    make_acuerdo(encuentro, texto=f"Acuerdo de {PALABRA}")
    con_acta = make_encuentro(ugel, numero=8, nombre=f"Otro de {PALABRA}", estado="en_curso", por=coordinador)
    con_acta.terminar(por=coordinador, comentarios_hasta=None)
    dar_por_definitiva(con_acta, mostrado=sello(contenido_de(con_acta)), por=coordinador)
    make_usuario("especialista", ugel=ugel, nombre=f"Persona {PALABRA}")
    return compromiso


def test_every_kind_is_found_without_accents_and_leads_to_its_page(de_todo, como, administrador):
    pagina = como(administrador)
    resultado = pagina.get(reverse("buscar"), {"q": "QUINCHIU"}).context["resultado"]

    assert set(claves(resultado)) == {h.clave for h in hallables()}
    assert resultado.cuantos == sum(len(g.filas) for g in resultado.grupos)
    for fila in (fila for grupo in resultado.grupos for fila in grupo.filas):
        assert pagina.get(fila.url.partition("#")[0]).status_code == 200, fila.url
    assert "<mark>Quinchíu</mark>" in resultado.grupos[0].filas[0].titulo + resultado.grupos[0].filas[0].detalle


def test_a_code_comes_first_and_is_offered(de_todo, convenio, coordinador):
    make_compromiso(convenio, codigo="C-77", descripcion="Otro, después del C-7")
    resultado = hallar(coordinador, "c-7")

    assert [fila.codigo for fila in resultado.grupos[0].filas] == ["<mark>C-7</mark>", "<mark>C-7</mark>7"]
    assert resultado.unico == resultado.grupos[0].filas[0]
    assert hallar(coordinador, "0765432").unico.codigo == "<mark>0765432</mark>"
    assert hallar(coordinador, "076").unico is None


def test_a_title_with_every_word_goes_before_a_text_with_them(convenio, ugel, coordinador):
    for n, (titulo, objeto) in enumerate([("Convenio de agua y riego", ""), ("Otro convenio", "Sobre riego y sobre agua")]):
        make_convenio(ugel, codigo=f"R-{n}", titulo=titulo, objeto=objeto)

    assert [fila.codigo for fila in hallar(coordinador, "riego agua").grupos[0].filas] == ["R-0", "R-1"]


@pytest.mark.parametrize("escrito", ["quinchio", "quinchuu", "quincihu", "talleers quinchiu"])
def test_a_slip_is_forgiven_and_said(de_todo, coordinador, escrito):
    resultado = hallar(coordinador, escrito)

    assert resultado.parecido
    assert "compromiso" in claves(resultado)
    assert "<mark>Quinchíu</mark>" in next(g for g in resultado.grupos if g.hallable.clave == "compromiso").filas[0].titulo
    assert not hallar(coordinador, "C-7999").grupos  # a code with another figure is another code


def test_short_words_look_for_codes_and_narrow_what_others_find(de_todo, coordinador):
    halladas = claves(hallar(coordinador, "c-"))
    halladas.pop("acta", None)  # the code of an acta is its fingerprint, of any letters: one in eight has a «C-»
    assert halladas == {"compromiso": 1}
    assert "compromiso" in claves(hallar(coordinador, "en quinchiu"))
    assert not hallar(coordinador, "zz quinchiu").grupos


@pytest.mark.parametrize("escrito", ["niñez", "Niñez", "ninez", "NIÑEZ", "nin\u0303ez", '"niñez"', "«NIÑEZ»"])
def test_an_enye_is_found_however_it_is_typed_and_wherever_it_is_kept(convenio, coordinador, alcalde_a, client, escrito):
    """In a column that is indexed, in one that is looked through, and in capitals."""
    for n, dicho in enumerate(("Cuidar la niñez", "CUIDAR LA NIÑEZ", "Por la Niñez de Jaén")):
        make_compromiso(convenio, codigo=f"N-{n}", descripcion=dicho)
    make_nudo(convenio.partes.first().municipalidad.distrito, texto="La NIÑEZ rural")
    publico = client.get(reverse("publico_buscar"), {"q": escrito}).context["resultado"]

    for hallado in (claves(hallar(coordinador, escrito)), claves(hallar(alcalde_a, escrito)), claves(publico)):
        assert hallado == {"compromiso": 3, "nudo": 1}


def test_letters_pasted_in_two_pieces_are_kept_in_one_and_found(convenio, coordinador, como, ugel):
    """As some systems copy a text from a PDF: an n and a tilde apart."""
    pagina, direccion = como(coordinador), reverse("compromiso_nuevo", args=[ugel.codigo, convenio.codigo])
    datos = leer(pagina.get(direccion)) | {"codigo": "NFD-1", "descripcion": "Cuidar la nin\u0303ez"}
    assert pagina.post(direccion, datos).status_code == 302
    assert Compromiso.objects.get(codigo="NFD-1").descripcion == "Cuidar la niñez"
    assert claves(hallar(coordinador, "niñez")) == {"compromiso": 1}


@pytest.mark.parametrize(("escrito", "dice"), [("niñes", "niñez"), ("educasión", "educacion"), ("educacoin", "EDUCACIÓN")])
def test_a_slip_with_an_accent_is_forgiven_too(convenio, coordinador, client, escrito, dice):
    make_compromiso(convenio, descripcion=f"Por la {dice} de todos")
    resultado = hallar(coordinador, escrito)
    assert (claves(resultado), resultado.parecido) == ({"compromiso": 1}, True)
    assert claves(client.get(reverse("publico_buscar"), {"q": escrito}).context["resultado"]) == {"compromiso": 1}


@pytest.mark.parametrize("escrito", ["N-07", "n07", "N 07", "n–07", "N.07", "n_07", "N—07", "n/07", "CM–2023–PRUEBA n07"])
def test_a_code_is_found_whatever_signs_stand_between_its_parts(convenio, ugel, coordinador, client, escrito):
    suyo = make_convenio(ugel, codigo="CM-2023-PRUEBA", titulo="Convenio", partes=[p.municipalidad for p in convenio.partes.all()])
    make_compromiso(suyo, codigo="N-07", descripcion="Lo del convenio CM-2023-PRUEBA")
    make_compromiso(suyo, codigo="N-08", descripcion="Otro")
    for resultado in (hallar(coordinador, escrito), client.get(reverse("publico_buscar"), {"q": escrito}).context["resultado"]):
        (grupo,) = (g for g in resultado.grupos if g.hallable.clave == "compromiso")
        assert [str(fila.codigo).replace("<mark>", "").replace("</mark>", "") for fila in grupo.filas] == ["N-07"]
        assert not resultado.parecido


def test_a_code_kept_without_signs_is_found_with_them(convenio, coordinador):
    make_compromiso(convenio, codigo="AB12", descripcion="Sin guion")
    resultado = hallar(coordinador, "ab-12")
    assert (claves(resultado), resultado.unico.exacto) == ({"compromiso": 1}, True)
    assert not hallar(coordinador, "ab-13").grupos


@pytest.mark.parametrize("escrito", ["ie 16040", "I.E. N° 16040", "IE Nº 16040", "II.EE. 16040", "I.E. N.º 16040 melgar", "nro. 16040"])
def test_a_school_is_found_however_its_kind_and_its_number_are_shortened(municipalidad_a, coordinador, escrito):
    escuela = make_institucion(local=make_local(municipalidad_a.distrito), nombre='I.E. N.º 16040 "Mariano Melgar"')
    make_institucion(local=make_local(municipalidad_a.distrito), nombre="I.E. N.º 16041")
    assert claves(hallar(coordinador, escrito)).get("institucion") == 1
    assert escuela.nombre.split()[2] in str(
        next(g for g in hallar(coordinador, escrito).grupos if g.hallable.clave == "institucion").filas[0].titulo
    )
    assert claves(hallar(coordinador, "I.E."))["institucion"] == 2


def test_a_long_text_pasted_whole_finds_what_it_was_copied_from(convenio, coordinador, client):
    dicho = " ".join(f"palabra{n} niñez" for n in range(25))
    make_compromiso(convenio, descripcion=dicho)
    assert len(dicho) > 300
    assert (
        claves(hallar(coordinador, dicho))
        == claves(client.get(reverse("publico_buscar"), {"q": dicho}).context["resultado"])
        == {"compromiso": 1}
    )
    assert not hallar(coordinador, "ñ" * 300).grupos


def test_what_is_not_found_costs_a_few_questions_more(convenio, coordinador, django_assert_max_num_queries):
    with django_assert_max_num_queries(9):
        hallar(coordinador, "zz99 zanario")


def test_beyond_the_limit_it_is_said_that_there_are_more(convenio, como, coordinador, monkeypatch):
    monkeypatch.setattr(motor, "TOPE", 24)
    monkeypatch.setattr("base.comun.buscador.resultado.TOPE", 24)
    crear_en_bloque_suelto(convenio, 30)
    pedir = {"q": "masivo", "tipo": "compromiso", "pagina": "2"}
    grupo = como(coordinador).get(reverse("buscar"), pedir).context["resultado"].grupos[0]

    assert (grupo.dicho, grupo.hay_mas, len(grupo.filas)) == ("más de 24", True, 4)


def crear_en_bloque_suelto(convenio, cuantos):
    """As an import writes: in bulk, past every `save()`."""
    return Compromiso.objects.bulk_create(
        [Compromiso(convenio=convenio, codigo=f"M-{n}", descripcion="Texto masivo") for n in range(cuantos)]
    )


# ── P24: whoever does not read it does not find it ───────────────────────────────────────────────────────────────────────
@pytest.fixture
def canarios(convenio, municipalidad_a, coordinador, enlace_a, ugel):
    """What B, another UGEL and anyone must not learn: drafts, notes and what was thrown away of A."""
    distrito = municipalidad_a.distrito
    compromiso = make_compromiso(convenio, distritos=(distrito,), descripcion="Público")
    make_avance(compromiso, por=enlace_a, distrito=distrito, descripcion="CANARIO borrador", expediente="CANARIO-1")
    make_borrador_adenda(convenio, por=coordinador)
    make_convenio(ugel, codigo="CANARIO-2", titulo="CANARIO convenio", estado="borrador", partes=(municipalidad_a,))
    preparado = make_plan(municipalidad_a, convenio=convenio, objetivo="CANARIO objetivo")
    make_actividad(preparado, nombre="CANARIO actividad")
    return compromiso


@pytest.mark.promesa("P24")
def test_a_stranger_finds_nothing_of_a_draft_not_even_a_count(canarios, como, client, request):
    propio = hallar(request.getfixturevalue("enlace_a"), "canario")
    assert {"avance", "convenio", "plan", "actividad"} <= set(claves(propio))
    ajenos = [como(request.getfixturevalue(nombre)) for nombre in ("alcalde_b", "dre", "coordinador_otra_ugel")]
    for pagina, ruta in [*((ajeno, "buscar") for ajeno in ajenos), (client, "publico_buscar")]:
        for hay, no_hay in (("canario", "zanario"), ("canarrio", "zanarrio"), ("CANARIO-1", "ZANARIO-1")):
            respuestas = [principal(pagina.get(reverse(ruta), {"q": q})).replace(q, "") for q in (hay, no_hay)]
            assert respuestas[0] == respuestas[1]
            assert "CANARIO" not in respuestas[0]


@pytest.mark.promesa("P24")
def test_accounts_are_found_by_who_administers_them_only(de_todo, administrador, coordinador, alcalde_a, coordinador_otra_ugel):
    assert [bool(claves(hallar(p, "persona quinchiu"))) for p in (administrador, coordinador, alcalde_a, coordinador_otra_ugel)] == [
        *(True, False, False, False)
    ]


@pytest.mark.promesa("P27")
def test_anyone_finds_what_is_public_and_not_by_what_is_not_shown(de_todo, client, como, coordinador):
    Compromiso.objects.filter(pk=de_todo.pk).update(responsable="Zutano Reservado")
    ProyectoEducativo.objects.update(etapa="idea")
    respuesta = client.get(reverse("publico_buscar"), {"q": "quinchiu"})

    assert set(claves(respuesta.context["resultado"])) == {"convenio", "compromiso", "plan", "encuentro", "nudo"}
    for fila in (fila for grupo in respuesta.context["resultado"].grupos for fila in grupo.filas):
        assert client.get(fila.url).status_code == 200
    assert "Set-Cookie" not in respuesta
    assert claves(hallar(coordinador, "reservado")) == {"compromiso": 1}
    for escrito in ("reservado", "rezervado"):
        assert not client.get(reverse("publico_buscar"), {"q": escrito}).context["resultado"].grupos
    assert principal(respuesta) == principal(como(coordinador).get(reverse("publico_buscar"), {"q": "quinchiu"}))


# ── What the database keeps is found at once ─────────────────────────────────────────────────────────────────────────────
def test_what_is_written_in_bulk_changed_undone_or_thrown_away_is_found_or_gone(convenio, coordinador):
    cuantos = lambda texto: claves(hallar(coordinador, texto)).get("compromiso", 0)  # noqa: E731
    crear_en_bloque_suelto(convenio, 3)
    assert cuantos("masivo") == 3
    Compromiso.objects.filter(codigo="M-0").update(descripcion="Ahora dice orquídea")
    assert (cuantos("masivo"), cuantos("orquidea")) == (2, 1)
    with gesto(por=coordinador, tipo=Lote.Tipo.IMPORTACION, motivo="Matriz", ambito=convenio.ugel.codigo) as lote:
        nuevos = crear_en_bloque(Compromiso, [Compromiso(convenio=convenio, codigo="I-1", descripcion="Importado")])
    with gesto(por=coordinador, tipo=Lote.Tipo.MASIVA, motivo="Oficio", ambito=convenio.ugel.codigo) as cambio:
        nuevos[0].descripcion = "Importado y corregido"
        cambiar_en_bloque(Compromiso, nuevos, ["descripcion"])
    assert cuantos("importado corregido") == 1
    deshacer(cambio, por=coordinador, motivo="Error")
    assert (cuantos("corregido"), cuantos("importado")) == (0, 1)
    deshacer(lote, por=coordinador, motivo="Error")
    assert cuantos("importado") == 0
    suyo = Compromiso.objects.get(codigo="M-1")
    suyo.eliminar(por=coordinador)
    assert cuantos("masivo") == 1
    with gesto(por=coordinador):
        Compromiso.todos.get(pk=suyo.pk).restaurar()
    assert cuantos("masivo") == 2
    Compromiso.objects.filter(codigo="M-2").delete()
    assert cuantos("masivo") == 1


def test_what_was_written_while_tables_changed_is_found_after_migrate(convenio, coordinador):
    indices.soltar(plan=["0009_algo"])
    crear_en_bloque_suelto(convenio, 2)
    indices.poner()

    assert claves(hallar(coordinador, "masivo")) == {"compromiso": 2}


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite brings its index along")
def test_an_account_that_may_not_have_the_extension_searches_without_index(de_todo, coordinador, client):
    with connection.cursor() as cursor:
        cursor.execute("DROP EXTENSION pg_trgm CASCADE")
        cursor.execute("CREATE ROLE sin_permiso")
        cursor.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO sin_permiso")
        cursor.execute("SET LOCAL ROLE sin_permiso")
        with transaction.atomic():
            indices.poner()
        cursor.execute("RESET ROLE")
    try:
        assert not indices.con_indice()
        assert client.get(reverse("salud_lista")).json()["busqueda"] == "sin índice: falta pg_trgm"
        assert "compromiso" in claves(hallar(coordinador, "quinchiu"))
        assert "compromiso" in claves(hallar(coordinador, "quinchio"))
    finally:
        indices._trigramas.clear()


def test_the_health_page_says_that_there_is_an_index(client):
    assert client.get(reverse("salud_lista")).json()["busqueda"] == "con índice"


# ── Whatever is typed ────────────────────────────────────────────────────────────────────────────────────────────────────
HOSTILES = [
    '"',
    "'",
    '""" OR *',
    "NEAR(a b)",
    "texto:algo",
    "a* AND NOT b",
    "%",
    "_",
    "%%s",
    "{}",
    "\\",
    "x" * 10_000,
    "🙂🙂🙂",
    "\u202eabc",
    "\ud800",
]
HOSTILES += [
    'abc"def',
    "\0abc",
    "-- drop",
    "C'; DROP TABLE",
    "ﬁnal",
    "İstanbul",
    "ñÑ áÁ",
    "(((",
    "a" * 60 + " " + "b" * 60,
    "\x01" + "0\x01",
    "abc\x010\x01",
]


@pytest.mark.promesa("P44")
def test_whatever_is_typed_there_is_an_answer(de_todo, coordinador, como, promesa):
    @settings(max_examples=promesa.veces(60, 500), suppress_health_check=list(HealthCheck))
    @given(st.one_of(st.sampled_from(HOSTILES), st.text(max_size=60), st.lists(st.sampled_from([*HOSTILES, "quinchiu"])).map(" ".join)))
    def preguntar(texto):
        resultado = hallar(coordinador, texto)
        assert all(fila.url for grupo in resultado.grupos for fila in grupo.filas)

    preguntar()
    pagina = como(coordinador)
    for texto in HOSTILES:
        limpio = texto.replace("\0", "").encode("utf-8", "ignore").decode()
        for ruta in ("buscar", "publico_buscar"):
            assert pagina.get(reverse(ruta), {"q": limpio, "tipo": limpio, "pagina": limpio}).status_code == 200


def test_signs_of_a_pattern_are_only_signs(convenio, coordinador):
    make_compromiso(convenio, codigo="P-1", descripcion="Al 100% de avance_final")
    make_compromiso(convenio, codigo="P-2", descripcion="Al 1000 de avancexfinal")

    assert claves(hallar(coordinador, "100% avance_final")) == {"compromiso": 1}


# ── Questions that are written once ──────────────────────────────────────────────────────────────────────────────────────
BUSQUEDAS = [
    "quinchiu",
    "en quinchiu",
    "c-",
    "c-1",
    "convenio quinchiu",
    "%",
    "100 %",
    "o'brien",
    '"quinchiu"',
    "a_b quinchiu",
    "plan de trabajo",
    "qu in",
]


def lo_hallado(usuario):
    return {
        texto: [(g.hallable.clave, g.cuantos, [(f.url, f.exacto) for f in g.filas]) for g in hallar(usuario, texto).grupos]
        for texto in BUSQUEDAS
    }


@pytest.mark.promesa("P24")
@pytest.mark.parametrize("quien", ["coordinador", "alcalde_a", "alcalde_b", "dre"])
def test_what_was_written_for_another_one_of_the_same_role_finds_what_this_one_reads(request, de_todo, monkeypatch, quien):
    usuario = request.getfixturevalue(quien)
    for otro in ("coordinador", "alcalde_a", "alcalde_b", "dre"):
        lo_hallado(request.getfixturevalue(otro))
    hallado = lo_hallado(usuario)

    def de_nuevo(hallable, lector, pregunta, *, publico, tope):
        return escritas._escribir(hallable, lector.suyas(hallable), pregunta, publico=publico, tope=tope)

    monkeypatch.setattr(motor, "lo_que_lee", de_nuevo)
    assert hallado == lo_hallado(usuario)
    assert hallado["quinchiu"]


@pytest.mark.control
def test_control_a_question_that_forgets_the_role_finds_what_another_reads(de_todo, coordinador, dre, monkeypatch):
    suyo = lo_hallado(dre)
    monkeypatch.setattr(escritas, "_escritas", {})
    monkeypatch.setattr(
        "base.cuentas.preparadas._cualquiera", lambda user: ("todos", Usuario(pk=PERSONA, rol="coordinador", is_active=True))
    )
    lo_hallado(coordinador)
    assert lo_hallado(dre) != suyo
