"""The districts of a UGEL side by side, and one of them."""

import pytest

from base.bitacora.gestos import gesto
from convenios.resumen import recontar_lo_que_falte
from tests.factories import dias, make_alcance, make_avance, make_compromiso, make_gestion, make_ugel
from tests.factories_encuentros import make_asistencia, make_encuentro


def fila(pagina, distrito):
    return next(f for f in pagina.context["filas"] if f["distrito"] == distrito)


def test_a_commitment_that_reaches_two_districts_is_in_both_rows_and_once_in_the_total(
    director, convenio, municipalidad_a, municipalidad_b, como
):
    make_compromiso(convenio, distritos=(municipalidad_a.distrito, municipalidad_b.distrito))
    make_compromiso(convenio, distritos=(municipalidad_a.distrito,))

    pagina = como(director).get("/municipios/")

    assert [f["total"] for f in pagina.context["filas"]] == [2, 1]
    assert pagina.context["total"] == 2
    assert "cuenta una vez" in pagina.text


def test_every_number_leads_to_that_many_rows(director, convenio, municipalidad_a, municipalidad_b, como):
    make_compromiso(convenio, distritos=(municipalidad_a.distrito, municipalidad_b.distrito), plazo=dias(-1))
    make_compromiso(convenio, distritos=(municipalidad_a.distrito,), plazo=dias(3))
    cliente = como(director)

    for datos in cliente.get("/municipios/").context["filas"]:
        for _, cuantos, url in [*datos["celdas"], ("", datos["total"], datos["total_url"])]:
            assert cliente.get(url).context["pagina"].paginator.count == cuantos, url


def test_the_mean_weighs_each_measured_commitment_the_same(director, convenio, municipalidad_a, especialista, como):
    distrito = municipalidad_a.distrito
    for meta, hecho in ((10, 5), (1000, 2000)):
        compromiso = make_compromiso(convenio, meta=meta)
        make_alcance(compromiso, distrito, meta=meta)
        make_avance(compromiso, estado="verificado", por=especialista, distrito=distrito, cantidad=hecho)
    make_compromiso(convenio, distritos=(distrito,))

    datos = fila(como(director).get("/municipios/"), distrito)

    assert (float(datos["promedio"]), datos["medidos"]) == (75, 2)


def test_who_governs_today_is_named_and_nobody_is_invented(director, municipalidad_a, municipalidad_b, como):
    make_gestion(municipalidad_a, alcalde="Elsa Anterior", inicio=dias(-900), fin=dias(-400))
    make_gestion(municipalidad_a, alcalde="Rita Actual", inicio=dias(-300))

    pagina = como(director).get("/municipios/")

    assert fila(pagina, municipalidad_a.distrito)["distrito"].alcalde == "Rita Actual"
    assert fila(pagina, municipalidad_b.distrito)["distrito"].alcalde is None
    assert "Elsa Anterior" not in pagina.text


def test_a_draft_is_not_the_last_verified_avance(director, convenio, municipalidad_a, especialista, como):
    compromiso = make_compromiso(convenio, distritos=(municipalidad_a.distrito,))
    make_avance(compromiso, estado="verificado", por=especialista, distrito=municipalidad_a.distrito, fecha=dias(-30))
    make_avance(compromiso, estado="enviado", por=especialista, distrito=municipalidad_a.distrito, fecha=dias(-1))

    assert fila(como(director).get("/municipios/"), municipalidad_a.distrito)["distrito"].ultimo == dias(-30)


def test_the_dre_chooses_among_its_ugel_and_no_other(dre, ugel, otra_ugel, municipalidad_a, municipalidad_ajena, como):
    segunda = make_ugel(dre=ugel.dre, nombre="UGEL segunda")
    cliente = como(dre)

    assert cliente.get(f"/municipios/?ugel={segunda.codigo}").context["ugel"] == segunda
    assert cliente.get(f"/municipios/?ugel={otra_ugel.codigo}").context["ugel"] != otra_ugel


def test_the_list_costs_eight_queries_for_one_commitment_or_for_many(
    director, convenio, municipalidad_a, municipalidad_b, como, django_assert_max_num_queries
):
    cliente = como(director)
    for cuantos in (1, 30):
        for _ in range(cuantos):
            make_compromiso(convenio, distritos=(municipalidad_a.distrito, municipalidad_b.distrito), plazo=dias(9), meta=3)
        with django_assert_max_num_queries(8):
            cliente.get("/municipios/")


def test_the_list_reads_the_summary_and_says_the_same_as_the_rows(
    director, alcalde_a, convenio, municipalidad_a, municipalidad_b, especialista, como, django_assert_max_num_queries
):
    for n, plazo in enumerate((dias(-2), dias(3), None)):
        compromiso = make_compromiso(convenio, distritos=(municipalidad_a.distrito, municipalidad_b.distrito), plazo=plazo)
        make_avance(compromiso, estado=("verificado", "enviado", "verificado")[n], por=especialista, distrito=municipalidad_a.distrito)

    def leidas(persona):
        pagina = como(persona).get("/municipios/")
        return pagina.context["total"], [(f["celdas"], f["total"], f["promedio"], f["medidos"]) for f in pagina.context["filas"]]

    contadas = [leidas(persona) for persona in (director, alcalde_a)]
    recontar_lo_que_falte()
    assert [leidas(persona) for persona in (director, alcalde_a)] == contadas
    assert contadas[0][0] == 3

    cliente = como(director)
    with django_assert_max_num_queries(8) as preguntas:
        cliente.get("/municipios/")
    assert not [q["sql"] for q in preguntas if 'FROM "convenios_compromiso"' in q["sql"]]


# ── One district ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_district_of_another_ugel_is_a_page_that_does_not_exist(director, alcalde_a, municipalidad_ajena, como):
    for persona in (director, alcalde_a):
        ajeno = como(persona).get(f"/municipios/{municipalidad_ajena.distrito.ubigeo}/")
        inexistente = como(persona).get("/municipios/999999/")
        assert (ajeno.status_code, inexistente.status_code) == (404, 404)


@pytest.mark.parametrize(
    ("quien", "los_ve"),
    [("coordinador", True), ("director", True), ("alcalde_a", True), ("enlace_a", True), ("alcalde_b", False), ("dre", False)],
)
def test_contacts_are_for_the_ugel_and_the_municipality_itself(quien, los_ve, request, municipalidad_a, alcalde_a, como):
    gestion = municipalidad_a.gestiones.get()
    with gesto(por=None):
        gestion.telefono, gestion.correo = "976 000 111", "alba@ejemplo.pe"
        gestion.save()

    texto = como(request.getfixturevalue(quien)).get(f"/municipios/{municipalidad_a.distrito.ubigeo}/").text

    assert gestion.alcalde in texto
    assert ("976 000 111" in texto, "alba@ejemplo.pe" in texto) == (los_ve, los_ve)


def test_what_nobody_knows_is_said(director, municipalidad_a, como):
    texto = como(director).get(f"/municipios/{municipalidad_a.distrito.ubigeo}/").text
    assert texto.count("sin dato") >= 6
    assert "None" not in texto


def test_the_page_says_which_encuentros_it_attended(director, ugel, municipalidad_a, municipalidad_b, como):
    make_asistencia(make_encuentro(ugel, numero=1), municipalidad_a, quien="titular")
    make_asistencia(make_encuentro(ugel, numero=2), municipalidad_b, quien="titular")

    encuentros = como(director).get(f"/municipios/{municipalidad_a.distrito.ubigeo}/").context["encuentros"]

    assert [(e.numero, e.quien) for e in encuentros] == [(1, "titular")]


def test_another_municipality_reads_the_page_without_what_is_not_verified(alcalde_b, convenio, municipalidad_a, enlace_a, como):
    compromiso = make_compromiso(convenio, distritos=(municipalidad_a.distrito,))
    make_avance(compromiso, por=enlace_a, distrito=municipalidad_a.distrito, descripcion="CANARIO borrador")
    make_avance(compromiso, estado="verificado", por=enlace_a, distrito=municipalidad_a.distrito, descripcion="Hecho y verificado")

    texto = como(alcalde_b).get(f"/municipios/{municipalidad_a.distrito.ubigeo}/").text

    assert "Hecho y verificado" in texto
    assert "CANARIO" not in texto


def test_the_page_of_a_district_costs_the_same_for_few_rows_or_many(
    alcalde_a, especialista, convenio, municipalidad_a, como, django_assert_max_num_queries
):
    cliente = como(alcalde_a)
    for cuantos in (1, 20):
        for _ in range(cuantos):
            compromiso = make_compromiso(convenio, distritos=(municipalidad_a.distrito,), meta=3)
            make_avance(compromiso, estado="verificado", por=especialista, distrito=municipalidad_a.distrito, cantidad=1)
        with django_assert_max_num_queries(13):
            cliente.get(f"/municipios/{municipalidad_a.distrito.ubigeo}/")
