"""The adenda: a draft apart from the convenio, compared word by word, merged on signature in one lote or not at all."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from base.bitacora.gestos import gesto
from base.bitacora.models import Lote
from base.comun.archivos import revisar
from base.comun.fechas import hoy
from convenios.adendas.comparar import diferencias, movidas
from convenios.adendas.foto import tomar_foto
from convenios.adendas.fusion import ConvenioCambio, ensayar, iniciar, suscribir
from convenios.adendas.redaccion import escribir, mover, mover_plazos, poner_al_dia, quitar, restablecer
from convenios.models import Adenda, BorradorAdenda, Clausula, Compromiso, Convenio, Parte, Reprogramacion
from convenios.models.adenda import TERMINOS, UNICA
from tests.factories import (
    dias,
    make_adenda,
    make_avance,
    make_borrador_adenda,
    make_clausula,
    make_compromiso,
    make_convenio,
    make_hito,
    make_municipalidad,
    make_pdf,
)


@pytest.fixture
def lleno(convenio, municipalidad_a, municipalidad_b) -> Convenio:
    """The convenio of the story with three clauses and four commitments."""
    for orden in (1, 2, 3):
        make_clausula(convenio, orden=orden, titulo=f"Cláusula {orden}", texto=f"Texto de la cláusula {orden}")
    a, b = municipalidad_a.distrito, municipalidad_b.distrito
    make_compromiso(convenio, codigo="C-1", plazo=dias(100), distritos=(a,), meta=10, unidad="talleres")
    make_compromiso(convenio, codigo="C-2", plazo=dias(200), distritos=(a, b))
    make_compromiso(convenio, codigo="C-3", hitos=2)
    make_compromiso(convenio, codigo="C-4", plazo=dias(50), estado="cumplido")
    return convenio


@pytest.fixture
def borrador(lleno, coordinador) -> BorradorAdenda:
    return make_borrador_adenda(lleno, por=coordinador)


def llave(borrador: BorradorAdenda, codigo: str) -> str:
    return next(k for k, c in borrador.quedan("compromisos").items() if c["codigo"] == codigo)


def clausula(borrador: BorradorAdenda, titulo: str) -> str:
    return next(k for k, c in borrador.quedan("clausulas").items() if c["titulo"] == titulo)


def firmar(borrador: BorradorAdenda, por: Any, **datos: Any) -> Lote:
    adenda = Adenda.objects.get(pk=borrador.adenda_id)
    if adenda.estado == "borrador":
        with gesto(por=por):
            adenda.enviar_a_revision(por=por)
    return suscribir(adenda, por=por, **({"suscrita_el": hoy(), "documento": "Adenda N.º 001-2026"} | datos))


def nuevo_compromiso(**campos: Any) -> dict[str, Any]:
    valores = {"codigo": "C-NUEVO", "descripcion": "Nuevo", "linea": "otros", "clausula": None, "obligada": None, "responsable": ""}
    vacios = {"inicio": None, "plazo": None, "unidad": "", "meta": None, "meta_financiera": None, "distritos": {}, "hitos": []}
    return valores | vacios | campos


# ── The draft is apart ───────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_draft_copies_everything_and_changes_nothing_of_the_convenio(borrador, lleno, coordinador):
    assert {len(borrador.base[clase]) for clase in ("clausulas", "partes", "compromisos")} == {3, 2, 4}
    assert diferencias(borrador) == []
    escribir(borrador, por=coordinador, clase=TERMINOS, llave=UNICA, valores={"titulo": "Otro título"})
    quitar(borrador, por=coordinador, clase="clausulas", llave=clausula(borrador, "Cláusula 3"))
    lleno.refresh_from_db()
    assert lleno.titulo == "Convenio de la prueba"
    assert lleno.clausulas.count() == 3


def test_what_says_the_same_as_the_convenio_is_no_change(borrador, coordinador):
    una = clausula(borrador, "Cláusula 1")
    escribir(borrador, por=coordinador, clase="clausulas", llave=una, valores={"texto": "Otro"})
    escribir(borrador, por=coordinador, clase="clausulas", llave=una, valores={"texto": "Texto de la cláusula 1\r\n".strip()})
    assert borrador.cambios.get("clausulas") is None


@pytest.mark.parametrize("estado", ["borrador", "en_revision", "aprobado", "concluido", "resuelto", "anulado"])
def test_only_a_signed_convenio_gets_an_adenda(ugel, coordinador, estado):
    with pytest.raises(ValidationError, match="Solo un convenio suscrito"):
        iniciar(make_convenio(ugel, estado=estado), por=coordinador, objeto="Amplía")


def test_the_next_number_is_taken_and_an_annulled_one_is_free_again(lleno, coordinador):
    make_adenda(lleno, numero=1)
    dos = iniciar(lleno, por=coordinador, objeto="Amplía")
    with gesto(por=coordinador):
        dos.anular(por=coordinador)
    assert dos.numero == 2
    assert iniciar(lleno, por=coordinador, objeto="Otra vez").numero == 2


def test_the_database_keeps_a_signature_off_what_is_not_signed(borrador):
    for cambio in ({"suscrita_el": hoy()}, {"documento": "Adenda 1"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Adenda.objects.filter(pk=borrador.adenda_id).update(**cambio)


def test_two_clauses_change_places_and_give_them_back(borrador, coordinador):
    tercera = clausula(borrador, "Cláusula 3")
    mover(borrador, por=coordinador, llave=tercera, pasos=-1)
    assert [c["orden"] for c in borrador.quedan("clausulas").values()] == [1, 3, 2]
    restablecer(borrador, por=coordinador, clase="clausulas", llave=tercera)
    ordenes = [c["orden"] for c in borrador.quedan("clausulas").values()]
    assert len(set(ordenes)) == 3


def test_a_draft_in_review_is_not_written(borrador, coordinador):
    with gesto(por=coordinador):
        borrador.adenda.enviar_a_revision(por=coordinador)
    with pytest.raises(ValidationError, match="borrador"):
        escribir(borrador, por=coordinador, clase=TERMINOS, llave=UNICA, valores={"titulo": "Otro"})


# ── The merge ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_an_extension_moves_the_end_and_keeps_and_counts_each_due_date(borrador, lleno, coordinador):
    nuevo_fin, antes = dias(1500), dias(100)
    escribir(borrador, por=coordinador, clase=TERMINOS, llave=UNICA, valores={"fin": nuevo_fin.isoformat()})
    mover_plazos(borrador, por=coordinador, llaves=[llave(borrador, "C-1"), llave(borrador, "C-2")], plazo=nuevo_fin.isoformat())
    lote = firmar(borrador, coordinador)

    lleno.refresh_from_db()
    uno = Compromiso.objects.get(convenio=lleno, codigo="C-1")
    assert (lleno.fin, uno.plazo) == (nuevo_fin, nuevo_fin)
    cambio = uno.reprogramaciones.get()
    assert (cambio.plazo_anterior, cambio.plazo_nuevo, cambio.documento, cambio.por) == (
        antes,
        nuevo_fin,
        "Adenda N.º 001-2026",
        coordinador,
    )
    assert cambio.motivo.startswith("Adenda N.º 1 de CM-PRUEBA")
    assert (uno.adenda.suscrita_el, uno.adenda.documento) == (hoy(), "Adenda N.º 001-2026")
    assert Compromiso.objects.get(convenio=lleno, codigo="C-3").adenda is None
    assert (lote.tipo, lote.ambito, lote.creados, lote.cambiados) == ("adenda", "990001", 2, 4)  # convenio, two commitments, the adenda


def test_a_first_due_date_is_no_reprogramming(borrador, lleno, coordinador):
    escribir(borrador, por=coordinador, clase="compromisos", llave=llave(borrador, "C-3"), valores={"plazo": dias(90).isoformat()})
    firmar(borrador, coordinador)
    assert Compromiso.objects.get(convenio=lleno, codigo="C-3").plazo == dias(90)
    assert not Reprogramacion.objects.exists()


def test_clauses_are_added_changed_moved_and_taken_to_the_papelera(borrador, lleno, coordinador):
    escribir(borrador, por=coordinador, clase="clausulas", llave=None, valores={"orden": 4, "titulo": "De la adenda", "texto": "Nuevo"})
    escribir(borrador, por=coordinador, clase="clausulas", llave=clausula(borrador, "Cláusula 1"), valores={"texto": "Cambiado"})
    mover(borrador, por=coordinador, llave=clausula(borrador, "De la adenda"), pasos=-1)
    mover(borrador, por=coordinador, llave=clausula(borrador, "De la adenda"), pasos=-1)
    quitar(borrador, por=coordinador, clase="clausulas", llave=clausula(borrador, "Cláusula 3"))
    firmar(borrador, coordinador)

    quedan = list(lleno.clausulas.values_list("orden", "titulo", "texto"))
    assert quedan == [(1, "Cláusula 1", "Cambiado"), (2, "De la adenda", "Nuevo"), (3, "Cláusula 2", "Texto de la cláusula 2")]
    fuera = Clausula.todos.get(convenio=lleno, titulo="Cláusula 3")
    assert (fuera.eliminado_por, fuera.adenda_id) == (coordinador, borrador.adenda_id)


def test_two_clauses_that_change_places_do_not_meet_on_the_way(borrador, lleno, coordinador):
    mover(borrador, por=coordinador, llave=clausula(borrador, "Cláusula 3"), pasos=-1)
    firmar(borrador, coordinador)
    assert list(lleno.clausulas.values_list("titulo", flat=True)) == ["Cláusula 1", "Cláusula 3", "Cláusula 2"]


def test_a_party_joins_with_its_commitment_and_another_leaves(borrador, lleno, coordinador, municipalidad_b):
    nueva = make_municipalidad(lleno.ugel)
    valores = {
        "firmante": "Ana",
        "cargo": "",
        "documento": "AC 1",
        "firmado_el": hoy().isoformat(),
        "separado_el": None,
        "separacion_documento": "",
    }
    escribir(
        borrador, por=coordinador, clase="partes", llave=None, valores={"municipalidad": str(nueva.pk), "nombre": str(nueva), **valores}
    )
    (n1,) = [k for k in borrador.quedan("partes") if k.startswith("n")]
    escribir(borrador, por=coordinador, clase="clausulas", llave=None, valores={"orden": 4, "titulo": "De quien se suma", "texto": ""})
    compromiso = nuevo_compromiso(
        obligada=n1, clausula=clausula(borrador, "De quien se suma"), distritos={nueva.distrito.ubigeo: None}, hitos=[["Plan", None]]
    )
    escribir(borrador, por=coordinador, clase="compromisos", llave=None, valores=compromiso)
    sale = next(k for k, p in borrador.quedan("partes").items() if p["municipalidad"] == str(municipalidad_b.pk))
    escribir(
        borrador, por=coordinador, clase="partes", llave=sale, valores={"separado_el": hoy().isoformat(), "separacion_documento": "Carta 1"}
    )
    firmar(borrador, coordinador)

    hecho = Compromiso.objects.get(convenio=lleno, codigo="C-NUEVO")
    assert (hecho.obligada.municipalidad, hecho.clausula.titulo, hecho.adenda_id) == (nueva, "De quien se suma", borrador.adenda_id)
    assert [a.distrito for a in hecho.alcances.all()] == [nueva.distrito]
    assert [h.descripcion for h in hecho.hitos.all()] == ["Plan"]
    salida = Parte.objects.get(convenio=lleno, municipalidad=municipalidad_b)
    assert (salida.separado_el, salida.separacion_documento, salida.adenda_id) == (hoy(), "Carta 1", borrador.adenda_id)


def test_what_is_left_without_effect_is_suspended_with_the_adenda_as_its_reason_and_never_deleted(borrador, lleno, coordinador):
    compromiso = Compromiso.objects.get(convenio=lleno, codigo="C-2")
    make_avance(compromiso, estado="verificado")
    quitar(borrador, por=coordinador, clase="compromisos", llave=llave(borrador, "C-2"))
    avisos = ensayar(borrador, tomar_foto(lleno), por=coordinador).avisos
    assert "C-2 queda sin efecto y tiene avances verificados: se conservan." in avisos
    firmar(borrador, coordinador)
    compromiso.refresh_from_db()
    assert (compromiso.estado, compromiso.estado_por, compromiso.eliminado_en) == ("suspendido", coordinador, None)
    assert compromiso.estado_motivo == "Dejado sin efecto por la adenda N.º 1 (Adenda N.º 001-2026)."
    assert compromiso.avances.filter(estado="verificado").exists()


def test_everything_is_in_one_lote_and_what_was_is_kept(borrador, lleno, coordinador):
    escribir(borrador, por=coordinador, clase=TERMINOS, llave=UNICA, valores={"titulo": "Otro título"})
    escribir(borrador, por=coordinador, clase="clausulas", llave=clausula(borrador, "Cláusula 1"), valores={"texto": "Cambiado"})
    escribir(
        borrador,
        por=coordinador,
        clase="compromisos",
        llave=llave(borrador, "C-1"),
        valores={"plazo": dias(300).isoformat(), "hitos": [["Uno", None]]},
    )
    lote = firmar(borrador, coordinador)
    for modelo, cuantas in ((Convenio, 1), (Clausula, 1), (Compromiso, 1), (Reprogramacion, 1), (Adenda, 1)):
        assert modelo.history.filter(lote=lote).count() == cuantas, modelo
    assert Lote.objects.filter(tipo="adenda").count() == 1
    viejo = Compromiso.history.filter(codigo="C-1").order_by("history_id").first()
    assert viejo.plazo == dias(100)
    assert lote.motivo.startswith("Adenda N.º 1 de CM-PRUEBA")
    assert Adenda.objects.get(pk=borrador.adenda_id).fusion == lote


def test_what_was_merged_does_not_go_to_the_papelera(borrador, coordinador):
    escribir(borrador, por=coordinador, clase=TERMINOS, llave=UNICA, valores={"titulo": "Otro título"})
    firmar(borrador, coordinador)
    with pytest.raises(ValidationError, match="deshaga su lote"):
        Adenda.objects.get(pk=borrador.adenda_id).eliminar(por=coordinador)


# ── What is refused ──────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("cuando", "dicho"),
    [(1, "no puede ser futura"), (0, ""), (-400, "no se firma antes que el convenio")],
)
def test_the_date_of_the_signature_is_past_and_after_the_convenio(borrador, coordinador, cuando, dicho):
    escribir(borrador, por=coordinador, clase=TERMINOS, llave=UNICA, valores={"titulo": "Otro título"})
    if dicho:
        with pytest.raises(ValidationError, match=dicho):
            firmar(borrador, coordinador, suscrita_el=dias(cuando))
    else:
        assert firmar(borrador, coordinador, suscrita_el=dias(cuando))


def test_an_adenda_is_signed_before_the_convenio_ends_though_it_may_be_written_down_later(ugel, coordinador):
    convenio = make_convenio(ugel, inicio=dias(-400), fin=dias(-5))
    borrador = make_borrador_adenda(convenio, por=coordinador)
    escribir(borrador, por=coordinador, clase=TERMINOS, llave=UNICA, valores={"fin": dias(300).isoformat()})
    with pytest.raises(ValidationError, match="antes de que venza"):
        firmar(borrador, coordinador, suscrita_el=dias(-4))
    convenio.refresh_from_db()
    assert convenio.fin == dias(-5)
    firmar(borrador, coordinador, suscrita_el=dias(-5))
    convenio.refresh_from_db()
    assert convenio.fin == dias(300)


def test_an_adenda_that_changes_nothing_is_not_signed(borrador, coordinador):
    with pytest.raises(ValidationError, match="no cambia nada"):
        firmar(borrador, coordinador)


def test_a_draft_is_reviewed_before_it_is_signed(borrador, coordinador):
    escribir(borrador, por=coordinador, clase=TERMINOS, llave=UNICA, valores={"titulo": "Otro título"})
    with pytest.raises(ValidationError, match="revisada"):
        suscribir(borrador.adenda, por=coordinador, suscrita_el=hoy(), documento="Adenda 1")


def test_a_commitment_closed_meanwhile_is_not_changed(borrador, lleno, coordinador):
    compromiso = Compromiso.objects.get(convenio=lleno, codigo="C-1")
    escribir(borrador, por=coordinador, clase="compromisos", llave=llave(borrador, "C-1"), valores={"plazo": dias(300).isoformat()})
    with gesto(por=coordinador):
        compromiso.no_cumplir(por=coordinador, motivo="No se hizo")
    with pytest.raises(ValidationError, match="C-1 ya está «no cumplido»"):
        firmar(borrador, coordinador)
    with pytest.raises(ValidationError, match="cerrado"):
        quitar(borrador, por=coordinador, clase="compromisos", llave=llave(borrador, "C-4"))


def test_only_a_coordinator_leaves_a_commitment_without_effect(borrador, coordinador, administrador):
    quitar(borrador, por=administrador, clase="compromisos", llave=llave(borrador, "C-2"))
    with pytest.raises(ValidationError, match="Solo un coordinador"):
        firmar(borrador, administrador)
    assert firmar(borrador, coordinador)


def test_a_district_or_a_milestone_with_reports_stays(borrador, lleno, coordinador, municipalidad_a):
    dos, tres = (Compromiso.objects.get(convenio=lleno, codigo=codigo) for codigo in ("C-2", "C-3"))
    make_avance(dos, distrito=municipalidad_a.distrito)
    make_avance(tres, hito=tres.hitos.first())
    escribir(borrador, por=coordinador, clase="compromisos", llave=llave(borrador, "C-2"), valores={"distritos": {}})
    escribir(borrador, por=coordinador, clase="compromisos", llave=llave(borrador, "C-3"), valores={"hitos": []})
    with pytest.raises(ValidationError) as error:
        firmar(borrador, coordinador)
    assert any("Distrito A ya tiene avances" in m for m in error.value.messages)
    assert any("El hito" in m for m in error.value.messages)
    assert dos.alcances.count() == 2


def test_a_clause_on_which_something_was_promised_is_not_taken_away(borrador, lleno, coordinador):
    una = clausula(borrador, "Cláusula 1")
    escribir(borrador, por=coordinador, clase="compromisos", llave=llave(borrador, "C-1"), valores={"clausula": una})
    quitar(borrador, por=coordinador, clase="clausulas", llave=una)
    with pytest.raises(ValidationError, match="nacen compromisos"):
        firmar(borrador, coordinador)


def test_a_merge_that_fails_half_way_leaves_nothing(borrador, lleno, coordinador, monkeypatch):
    escribir(borrador, por=coordinador, clase=TERMINOS, llave=UNICA, valores={"titulo": "Otro título"})
    monkeypatch.setattr("convenios.adendas.fusion._Fusion._compromisos", lambda self: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        firmar(borrador, coordinador)
    lleno.refresh_from_db()
    assert lleno.titulo == "Convenio de la prueba"
    assert Adenda.objects.get(pk=borrador.adenda_id).estado == "en_revision"
    assert not Lote.objects.filter(tipo="adenda").exists()


# ── The convenio changed in between ──────────────────────────────────────────────────────────────────────────────────────
def cambiar(registro: Any, **campos: Any) -> None:
    registro.refresh_from_db()
    for campo, valor in campos.items():
        setattr(registro, campo, valor)
    with gesto(por=None):
        registro.save()


@pytest.mark.promesa("P1")
def test_a_change_in_between_refuses_the_merge_even_where_it_does_not_collide(borrador, lleno, coordinador):
    escribir(borrador, por=coordinador, clase=TERMINOS, llave=UNICA, valores={"titulo": "El de la adenda"})
    cambiar(lleno, objeto="Objeto escrito mientras tanto")
    with pytest.raises(ConvenioCambio) as choque:
        firmar(borrador, coordinador)
    (una,) = choque.value.movidas
    (campo,) = una.campos
    assert (campo.era, campo.ahora, campo.adenda, campo.choca) == ("", "Objeto escrito mientras tanto", "", False)
    lleno.refresh_from_db()
    assert lleno.titulo == "Convenio de la prueba"


@pytest.mark.promesa("P1")
def test_what_does_not_collide_is_merged_and_what_does_is_chosen(borrador, lleno, coordinador):
    uno = Compromiso.objects.get(convenio=lleno, codigo="C-1")
    k = llave(borrador, "C-1")
    escribir(
        borrador,
        por=coordinador,
        clase="compromisos",
        llave=k,
        valores={"descripcion": "De la adenda", "responsable": "Cargo de la adenda"},
    )
    cambiar(uno, descripcion="De la oficina", unidad="reuniones")
    foto = tomar_foto(lleno)
    (una,) = movidas(borrador, foto)
    assert {c.nombre: c.choca for c in una.campos} == {"descripcion": True, "unidad": False}
    with pytest.raises(ValidationError, match="Elija"):
        poner_al_dia(borrador, por=coordinador, visto=foto.sello, elegido={})
    poner_al_dia(borrador, por=coordinador, visto=foto.sello, elegido={f"compromisos.{k}.descripcion": "adenda"})
    assert movidas(borrador, tomar_foto(lleno)) == []
    firmar(borrador, coordinador)
    uno.refresh_from_db()
    assert (uno.descripcion, uno.responsable, uno.unidad) == ("De la adenda", "Cargo de la adenda", "reuniones")


def test_choosing_what_the_convenio_says_drops_what_the_adenda_said(borrador, lleno, coordinador):
    k = llave(borrador, "C-1")
    escribir(borrador, por=coordinador, clase="compromisos", llave=k, valores={"descripcion": "De la adenda"})
    cambiar(Compromiso.objects.get(pk=int(k)), descripcion="De la oficina")
    poner_al_dia(borrador, por=coordinador, visto=tomar_foto(lleno).sello, elegido={f"compromisos.{k}.descripcion": "ahora"})
    assert borrador.cambios.get("compromisos") is None
    assert borrador.despues("compromisos", k)["descripcion"] == "De la oficina"


def test_what_was_seen_when_choosing_is_what_the_convenio_still_says(borrador, lleno, coordinador):
    visto = tomar_foto(lleno).sello
    cambiar(lleno, objeto="Otra vez")
    with pytest.raises(ValidationError, match="volvió a cambiar"):
        poner_al_dia(borrador, por=coordinador, visto=visto, elegido={})


def test_records_added_and_taken_away_meanwhile_are_told(borrador, lleno, coordinador):
    tercera = Clausula.objects.get(convenio=lleno, titulo="Cláusula 3")
    escribir(borrador, por=coordinador, clase="clausulas", llave=str(tercera.pk), valores={"texto": "De la adenda"})
    escribir(borrador, por=coordinador, clase="clausulas", llave=None, valores={"orden": 4, "titulo": "Cuarta", "texto": ""})
    with gesto(por=coordinador):
        tercera.eliminar(por=coordinador)
    make_clausula(lleno, orden=4, titulo="Cuarta de la oficina")
    foto = tomar_foto(lleno)
    vistas = {m.titulo: (m.que, m.choca) for m in movidas(borrador, foto)}
    assert vistas == {"3. Cláusula 3": ("se quitó del convenio", True), "4. Cuarta de la oficina": ("se agregó al convenio", False)}
    poner_al_dia(borrador, por=coordinador, visto=foto.sello, elegido={f"clausulas.{tercera.pk}": "ahora"})
    assert [c["orden"] for c in borrador.quedan("clausulas").values()] == [1, 2, 4, 5]
    firmar(borrador, coordinador)
    assert list(lleno.clausulas.values_list("titulo", flat=True)) == ["Cláusula 1", "Cláusula 2", "Cuarta de la oficina", "Cuarta"]


def test_a_change_that_leaves_the_text_as_it_was_does_not_hinder(borrador, lleno, coordinador):
    """Closing a commitment that the adenda does not touch, or saving without a change, moves its revision and not its text."""
    escribir(borrador, por=coordinador, clase=TERMINOS, llave=UNICA, valores={"titulo": "Otro título"})
    with gesto(por=coordinador):
        Compromiso.objects.get(convenio=lleno, codigo="C-1").suspender(por=coordinador, motivo="Lluvias")
    cambiar(lleno)
    assert firmar(borrador, coordinador)


@pytest.mark.promesa("P1")
@pytest.mark.control
def test_without_the_comparison_an_edition_in_between_is_lost(borrador, lleno, coordinador, monkeypatch):
    """Control: with the comparison taken away the adenda writes over what somebody wrote meanwhile."""
    monkeypatch.setattr("convenios.adendas.fusion.movidas", lambda borrador, foto: [])
    escribir(borrador, por=coordinador, clase=TERMINOS, llave=UNICA, valores={"titulo": "El de la adenda"})
    cambiar(lleno, titulo="Escrito mientras tanto")
    firmar(borrador, coordinador)
    lleno.refresh_from_db()
    assert lleno.titulo == "El de la adenda"


# ── Price ────────────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("cuantos", [3, 40])
def test_a_merge_costs_the_same_for_three_commitments_or_forty(ugel, coordinador, cuantos, django_assert_max_num_queries):
    convenio = make_convenio(ugel)
    for _ in range(cuantos):
        make_compromiso(convenio, plazo=dias(100))
    borrador = make_borrador_adenda(convenio, por=coordinador)
    mover_plazos(borrador, por=coordinador, llaves=list(borrador.quedan("compromisos")), plazo=dias(900).isoformat())
    with gesto(por=coordinador):
        borrador.adenda.enviar_a_revision(por=coordinador)
    with django_assert_max_num_queries(70):
        firmar(borrador, coordinador)
    assert Reprogramacion.objects.count() == cuantos


# ── Who sees it ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_draft_is_read_by_the_ugel_and_the_parties_and_a_signed_one_by_whoever_reads_the_convenio(
    borrador, coordinador, director, alcalde_a, dre, coordinador_otra_ugel
):
    ven = {
        q: Adenda.objects.for_user(q).filter(pk=borrador.adenda_id).exists()
        for q in (coordinador, director, alcalde_a, dre, coordinador_otra_ugel)
    }
    assert ven == {coordinador: True, director: True, alcalde_a: True, dre: False, coordinador_otra_ugel: False}
    escribir(borrador, por=coordinador, clase=TERMINOS, llave=UNICA, valores={"titulo": "Otro título"})
    firmar(borrador, coordinador)
    assert Adenda.objects.for_user(dre).filter(pk=borrador.adenda_id).exists()
    assert not Adenda.objects.for_user(coordinador_otra_ugel).filter(pk=borrador.adenda_id).exists()


def test_the_signed_file_hangs_on_the_adenda(borrador, coordinador):
    escribir(borrador, por=coordinador, clase=TERMINOS, llave=UNICA, valores={"titulo": "Otro título"})
    firmar(borrador, coordinador, archivo=revisar(make_pdf("adenda firmada.pdf")), numero=7)
    adenda = Adenda.objects.get(pk=borrador.adenda_id)
    assert (adenda.archivo_nombre, adenda.numero) == ("adenda firmada.pdf", 7)
    with adenda.archivo.open("rb") as archivo:
        assert archivo.read().startswith(b"%PDF")


def test_a_hito_keeps_its_row_when_only_its_date_moves(borrador, lleno, coordinador):
    tres = Compromiso.objects.get(convenio=lleno, codigo="C-3")
    make_hito(tres, orden=3, descripcion="Con fecha", plazo=dias(10))
    cambiar(lleno)
    foto = tomar_foto(lleno)
    poner_al_dia(borrador, por=coordinador, visto=foto.sello, elegido={})
    hitos = borrador.despues("compromisos", str(tres.pk))["hitos"]
    pk = tres.hitos.get(descripcion="Con fecha").pk
    escribir(
        borrador, por=coordinador, clase="compromisos", llave=str(tres.pk), valores={"hitos": [*hitos[:-1], ["Con fecha", "2030-01-01"]]}
    )
    firmar(borrador, coordinador)
    assert tres.hitos.get(pk=pk).plazo == datetime.date(2030, 1, 1)


def test_the_address_of_a_registered_one_is_its_page(lleno):
    adenda = make_adenda(lleno, numero=9)
    assert adenda.get_absolute_url() == reverse("adenda", args=[lleno.ugel.codigo, lleno.codigo, adenda.pk])
    assert adenda.estado_largo == "Suscrita, registrada sin fusionar"
