"""Plans in the administration: the locks of the models hold at this door too, by form, by row and by action."""

import uuid

import pytest
from django.urls import reverse

from convenios.models import Avance, Cierre, Ejecucion, PlanTrabajo, Programacion, Rectificacion, VersionPlan
from tests.factories import llevar_plan, make_actividad, make_cierre, make_ejecucion, make_plan
from tests.formularios import leer


def pagina(obj, paso: str = "change") -> str:
    return reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_{paso}", args=[obj.pk])


def lista(modelo, paso: str = "changelist") -> str:
    return reverse(f"admin:{modelo._meta.app_label}_{modelo._meta.model_name}_{paso}")


@pytest.fixture
def borrador(convenio, municipalidad_a) -> PlanTrabajo:
    plan = make_plan(municipalidad_a, convenio=convenio)
    make_actividad(plan, codigo="A-1")
    return plan


@pytest.fixture
def cerrado(borrador, coordinador, coordinadora) -> PlanTrabajo:
    """In execution, with the first quarter verified and closed, and a draft in the second."""
    plan = llevar_plan(borrador, "en_ejecucion", por=coordinador)
    actividad = plan.actividades.get()
    actividad.plan = plan
    make_ejecucion(actividad, por=coordinador, estado="verificado", verificador=coordinadora)
    make_cierre(plan, por=coordinadora)
    make_ejecucion(actividad, trimestre=2, por=coordinador)
    return plan


def test_a_draft_is_written_with_its_activities_and_targets(como, borrador, coordinador):
    cliente, actividad = como(coordinador), borrador.actividades.get()
    assert cliente.post(pagina(borrador), leer(cliente.get(pagina(borrador))) | {"objetivo": "Que lean"}).status_code == 302
    datos = leer(cliente.get(pagina(actividad))) | {"nombre": "Otra", "programaciones-0-fisica": "12"}
    assert cliente.post(pagina(actividad), datos).status_code == 302
    borrador.refresh_from_db()
    assert borrador.objetivo == "Que lean"
    assert (actividad.programaciones.get(trimestre=1).fisica, borrador.actividades.get().nombre) == (12, "Otra")


def test_what_was_approved_is_read_only(como, cerrado, coordinador):
    cliente, actividad = como(coordinador), cerrado.actividades.get()
    meta = Programacion.objects.get(trimestre=4)
    for fila in (cerrado, meta):
        html = cliente.get(pagina(fila)).content.decode()
        assert 'name="_save"' not in html
        assert cliente.post(pagina(fila), {"objetivo": "No", "fisica": "99"}).status_code == 403
    html = cliente.get(pagina(actividad)).content.decode()
    assert 'name="nombre"' in html
    assert not any(f'name="{campo}"' in html for campo in ("unidad", "peso", "plan", "programaciones-0-fisica"))
    datos = leer(cliente.get(pagina(actividad))) | {"unidad": "otra", "plan": "1", "programaciones-0-fisica": "99"}
    cliente.post(pagina(actividad), datos)
    actividad.refresh_from_db()
    assert (actividad.unidad, actividad.programaciones.get(trimestre=1).fisica) == ("talleres", 10)


@pytest.mark.parametrize("trimestre", ["1", "4"])
def test_no_target_and_no_report_enters_where_the_models_forbid_it(como, cerrado, coordinador, trimestre):
    cliente, actividad = como(coordinador), cerrado.actividades.get()
    Programacion.objects.filter(trimestre=4)._raw_delete("default")
    Ejecucion.objects.filter(trimestre=2)._raw_delete("default")
    for modelo, campos in ((Programacion, {"fisica": "5", "financiera": "5"}), (Ejecucion, {"fisica": "5", "financiera": "5"})):
        if modelo is Ejecucion and trimestre == "4":
            continue  # that quarter is open
        nueva = lista(modelo, "add")
        datos = leer(cliente.get(nueva)) | {"actividad": actividad.pk, "trimestre": trimestre} | campos
        antes = modelo.todos.count()
        assert cliente.post(nueva, datos).status_code in (409, 422)
        assert modelo.todos.count() == antes


def test_a_report_is_its_authors_until_it_is_sent_and_nobodys_in_a_closed_quarter(como, cerrado, coordinador, coordinadora):
    cerrada, abierta = (Ejecucion.objects.get(trimestre=t) for t in (1, 2))
    cliente = como(coordinador)
    assert cliente.post(pagina(abierta), leer(cliente.get(pagina(abierta))) | {"medio": "Lista"}).status_code == 302
    assert como(coordinadora).post(pagina(abierta), {"medio": "Otra"}).status_code == 403
    assert cliente.post(pagina(cerrada), {"medio": "Otra"}).status_code == 403
    assert cliente.post(pagina(cerrada, "delete"), {"post": "yes", "clave": uuid.uuid4()}).status_code == 422
    for persona, accion, dice in ((coordinadora, "observar", "rectificación"), (coordinador, "enviar", "Solo se envía")):
        datos = {"action": accion, "_selected_action": [cerrada.pk], "motivo": "Porque sí"}
        assert dice in como(persona).post(lista(Ejecucion), datos, follow=True).content.decode()
    cerrada.refresh_from_db()
    assert (cerrada.estado, cerrada.medio) == ("verificado", "")
    abierta.refresh_from_db()
    assert (abierta.medio, abierta.estado) == ("Lista", "borrador")


def test_it_is_sent_and_verified_by_another_person_from_the_list(como, cerrado, coordinador, coordinadora):
    abierta = Ejecucion.objects.get(trimestre=2)
    como(coordinador).post(lista(Ejecucion), {"action": "enviar", "_selected_action": [abierta.pk]})
    como(coordinador).post(lista(Ejecucion), {"action": "verificar", "_selected_action": [abierta.pk]})
    assert Ejecucion.objects.get(pk=abierta.pk).estado == "enviado"
    como(coordinadora).post(lista(Ejecucion), {"action": "verificar", "_selected_action": [abierta.pk]})
    assert Ejecucion.objects.get(pk=abierta.pk).verificado_por == coordinadora
    assert not Avance.objects.exists()


@pytest.mark.parametrize("modelo", [Cierre, VersionPlan, Rectificacion])
def test_what_was_closed_is_only_read(como, cerrado, coordinador, modelo):
    from decimal import Decimal

    from convenios.plan_de_trabajo import rectificar

    rectificar(
        cerrado.cierres.get(), cerrado.actividades.get(), por=coordinador, fisica=Decimal(7), financiera=Decimal(100), motivo="Sí", documento="Sí"
    )  # fmt: skip
    cliente, fila = como(coordinador), modelo.objects.first()
    assert cliente.get(lista(modelo)).status_code == 200
    assert 'name="_save"' not in cliente.get(pagina(fila)).content.decode()
    assert [
        cliente.post(pagina(fila), {"motivo": "No"}).status_code,
        cliente.post(pagina(fila, "delete"), {"post": "yes"}).status_code,
    ] == [403, 403]
    assert cliente.get(lista(modelo, "add")).status_code == 403


def test_another_ugel_finds_none_of_it(como, cerrado, coordinador_otra_ugel):
    cliente = como(coordinador_otra_ugel)
    for fila in (
        cerrado,
        cerrado.actividades.get(),
        Programacion.objects.first(),
        Ejecucion.objects.first(),
        Cierre.objects.get(),
        VersionPlan.objects.get(),
    ):
        assert cliente.get(pagina(fila)).status_code == 404
        assert str(cerrado.municipalidad.distrito) not in cliente.get(lista(type(fila))).content.decode()
