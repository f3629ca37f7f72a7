"""Back to a value of before: through every law, under the revision, by who may write."""

import uuid

import pytest
from django.urls import reverse

from base.bitacora.gestos import gesto
from convenios.models import Compromiso
from tests.factories import dias, make_alcance, make_avance, make_clausula, make_compromiso
from tests.formularios import leer


def cambiar(registro, por, **campos):
    for nombre, valor in campos.items():
        setattr(registro, nombre, valor)
    with gesto(por=por):
        registro.save()
    return registro.history.first()


def direccion(linea, registro, campo=""):
    return reverse("volver_a", args=[registro.clave_de_registro, registro.pk, linea.history_id], query={"campo": campo} if campo else None)


def confirmar(cliente, url, **mas):
    return cliente.post(url, leer(cliente.get(url)) | {"motivo": "Fue un error"} | mas)


@pytest.fixture
def compromiso(convenio):
    return make_compromiso(convenio, codigo="C-1", descripcion="Como era", responsable="Antes")


def test_one_field_goes_back_and_the_others_stay(compromiso, coordinador, como):
    linea = cambiar(compromiso, coordinador, descripcion="Equivocado", responsable="Después")
    respuesta = confirmar(como(coordinador), direccion(linea, compromiso, "descripcion"))
    compromiso.refresh_from_db()
    assert respuesta.status_code == 302
    assert (compromiso.descripcion, compromiso.responsable) == ("Como era", "Después")
    ultima = compromiso.history.first()
    assert (ultima.history_user, ultima.history_change_reason) == (coordinador, "Fue un error")


def test_a_whole_line_goes_back(compromiso, coordinador, como):
    linea = cambiar(compromiso, coordinador, descripcion="Equivocado", responsable="Después")
    cambiar(compromiso, coordinador, fuente="Otra cosa")
    assert confirmar(como(coordinador), direccion(linea, compromiso)).status_code == 302
    compromiso.refresh_from_db()
    assert (compromiso.descripcion, compromiso.responsable, compromiso.fuente) == ("Como era", "Antes", "Otra cosa")


def test_the_link_stands_in_the_timeline_of_who_may_write_and_of_nobody_else(compromiso, coordinador, especialista, como):
    linea = cambiar(compromiso, coordinador, responsable="Después")
    url = direccion(linea, compromiso, "responsable")
    historia = reverse("historia", args=["convenios.compromiso", compromiso.pk])
    assert url in como(coordinador).get(historia).content.decode()
    assert url not in como(especialista).get(historia).content.decode()
    assert como(especialista).get(url).status_code == 403


def test_a_line_of_another_record_is_not_found(compromiso, convenio, coordinador, como):
    otro = make_compromiso(convenio)
    linea = cambiar(otro, coordinador, responsable="Después")
    assert como(coordinador).get(direccion(linea, compromiso)).status_code == 404
    assert como(coordinador).get(direccion(linea, otro).replace(str(linea.history_id), "9" * 25)).status_code == 404


def test_a_reason_is_asked(compromiso, coordinador, como):
    linea = cambiar(compromiso, coordinador, responsable="Después")
    assert confirmar(como(coordinador), direccion(linea, compromiso), motivo="  ").status_code == 422


def test_who_did_not_see_the_last_save_overwrites_nothing(compromiso, coordinador, coordinadora, como):
    linea = cambiar(compromiso, coordinador, responsable="Después")
    cliente, url = como(coordinador), direccion(linea, compromiso)
    abierta = leer(cliente.get(url))
    cambiar(Compromiso.objects.get(pk=compromiso.pk), coordinadora, responsable="De otra persona")
    respuesta = cliente.post(url, abierta | {"motivo": "Mi razón"})
    html = respuesta.content.decode()
    assert respuesta.status_code == 409
    assert "Mi razón" in html
    assert "De otra persona" in html
    assert coordinadora.nombre in html
    compromiso.refresh_from_db()
    assert compromiso.responsable == "De otra persona"
    respuesta.status_code = 200
    assert cliente.post(url, leer(respuesta)).status_code == 302


def test_pressed_twice_it_is_done_once(compromiso, coordinador, como):
    linea = cambiar(compromiso, coordinador, responsable="Después")
    cliente, url = como(coordinador), direccion(linea, compromiso)
    datos = leer(cliente.get(url)) | {"motivo": "Fue un error"}
    antes = compromiso.history.count()
    assert [cliente.post(url, datos).status_code for _ in range(2)] == [302, 302]
    assert compromiso.history.count() == antes + 1


# ── Laws ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────
def rechazo(cliente, url):
    respuesta = confirmar(cliente, url)
    assert respuesta.status_code == 422
    return respuesta.content.decode()


def test_a_due_date_once_set_is_refused_with_what_to_use_instead(compromiso, coordinador, como):
    linea = cambiar(compromiso, coordinador, plazo=dias(30))
    assert "«Reprogramar»" in rechazo(como(coordinador), direccion(linea, compromiso, "plazo"))
    compromiso.refresh_from_db()
    assert compromiso.plazo == dias(30)


def test_a_state_is_not_restored_this_way(compromiso, coordinador, como):
    with gesto(por=coordinador):
        compromiso.suspender(por=coordinador, motivo="Lluvias")
    url = direccion(compromiso.history.first(), compromiso)
    pagina = como(coordinador).get(url).content.decode()
    assert "No hay nada que volver" in pagina
    como(coordinador).post(url, {"motivo": "x", "revision": compromiso.history.first().history_id, "clave": str(uuid.uuid4())})
    compromiso.refresh_from_db()
    assert compromiso.estado == "suspendido"


def test_what_it_named_and_is_in_the_papelera_is_not_named_again(compromiso, convenio, coordinador, como):
    clausula = make_clausula(convenio, titulo="Vieja")
    cambiar(compromiso, coordinador, clausula=clausula)
    linea = cambiar(compromiso, coordinador, clausula=None)
    with gesto(por=coordinador):
        clausula.eliminar(por=coordinador)
    assert "está en la papelera" in rechazo(como(coordinador), direccion(linea, compromiso))


def test_shares_that_no_longer_add_up_are_refused(convenio, municipalidad_a, municipalidad_b, coordinador, como):
    compromiso = make_compromiso(convenio, meta=10)
    alcance = make_alcance(compromiso, municipalidad_a.distrito, meta=4)
    otro = make_alcance(compromiso, municipalidad_b.distrito, meta=6)
    linea = cambiar(alcance, coordinador, meta=2)
    cambiar(otro, coordinador, meta=8)
    assert "suman" in rechazo(como(coordinador), direccion(linea, alcance, "meta"))


def test_a_target_that_its_shares_no_longer_fit_is_refused(convenio, municipalidad_a, coordinador, como):
    compromiso = make_compromiso(convenio, meta=5)
    linea = cambiar(compromiso, coordinador, meta=10)
    make_alcance(compromiso, municipalidad_a.distrito, meta=10)
    assert "suman" in rechazo(como(coordinador), direccion(linea, compromiso, "meta"))


def test_a_code_that_somebody_took_is_refused(compromiso, convenio, coordinador, como):
    linea = cambiar(compromiso, coordinador, codigo="C-2")
    make_compromiso(convenio, codigo="C-1")
    assert "ya tiene un compromiso con ese código" in rechazo(como(coordinador), direccion(linea, compromiso, "codigo"))


def test_a_sent_avance_does_not_go_back(convenio, especialista, coordinador, como):
    avance = make_avance(make_compromiso(convenio), por=especialista, descripcion="Uno")
    linea = cambiar(avance, especialista, descripcion="Dos")
    with gesto(por=especialista):
        avance.enviar(por=especialista)
    assert "no se edita" in rechazo(como(especialista), direccion(linea, avance))
    assert como(coordinador).get(direccion(linea, avance)).status_code == 403  # not theirs to write


def test_neither_computed_columns_nor_files_nor_parents_are_offered(convenio):
    from base.bitacora.volver import campos_que_vuelven
    from convenios.models import Avance, Evidencia

    nombres = {c.name for c in campos_que_vuelven(Compromiso)}
    assert not nombres & {"busqueda", "estado", "estado_motivo", "convenio", "id", "demostracion"}
    assert {"plazo", "descripcion", "obligada"} <= nombres
    assert not {c.name for c in campos_que_vuelven(Avance)} & {"estado", "origen", "porcentaje", "observacion", "compromiso"}
    assert not {c.name for c in campos_que_vuelven(type(convenio))} & {"archivo_nombre", "archivo_sha256", "estado", "ugel"}
    assert campos_que_vuelven(Evidencia) == []
