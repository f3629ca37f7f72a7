"""The day itself, as the secretary lives it: a whole encuentro in a browser without JavaScript, two secretaries at once, pressing twice."""

import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from encuentros.models import Encuentro, PuntoAgenda, RevisionAcuerdo
from tests.factories import dias
from tests.factories_encuentros import (
    llevar_encuentro,
    make_acuerdo,
    make_encuentro,
    make_invitado,
    make_punto,
)

pytestmark = pytest.mark.django_db


def url(encuentro: Encuentro) -> str:
    return reverse("en_vivo", args=[encuentro.ugel.codigo, encuentro.numero])


@pytest.fixture
def hoy_mismo(ugel, municipalidad_a, municipalidad_b, coordinador) -> Encuentro:
    """Convoked for today, A and B on the list."""
    encuentro = make_encuentro(ugel, numero=2, fecha=dias(0))
    for municipalidad in (municipalidad_a, municipalidad_b):
        make_invitado(encuentro, municipalidad)
    return encuentro


@pytest.fixture
def en_curso(hoy_mismo, coordinador) -> Encuentro:
    return llevar_encuentro(hoy_mismo, "en_curso", por=coordinador)


def hacer(cliente: Client, encuentro: Encuentro, que: str, **datos: Any) -> Any:
    return cliente.post(url(encuentro), {"que": que, "clave": str(uuid.uuid4()), **datos})


def parte(respuesta: Any, clave: str) -> dict[str, list[dict[str, str]]]:
    """What the forms of a part of the page would post, as they are drawn."""
    trozo = respuesta.text.split(f'id="{clave}"', 1)[1].split("data-trozo", 2)[1]
    formularios = re.findall(r"<form.*?</form>", trozo, re.S)
    return [_campos(f) for f in formularios]


def _campos(formulario: str) -> dict[str, str]:
    campos = dict(re.findall(r'<input[^>]*?name="([^"]+)" value="([^"]*)"', formulario))
    campos |= dict(re.findall(r'<textarea[^>]*?name="([^"]+)"[^>]*>(.*?)</textarea>', formulario, re.S))
    for nombre, cuerpo in re.findall(r'<select[^>]*?name="([^"]+)"[^>]*>(.*?)</select>', formulario, re.S):
        campos[nombre] = next(
            iter(re.findall(r'value="([^"]*)" selected', cuerpo)), "" if 'value=""' in cuerpo else re.findall(r'value="([^"]*)"', cuerpo)[0]
        )
    campos.pop("csrfmiddlewaretoken", None)
    return campos


def test_a_whole_encuentro_is_run_without_javascript(hoy_mismo, convenio, municipalidad_a, municipalidad_b, coordinador, como):
    anterior = make_acuerdo(make_encuentro(hoy_mismo.ugel, numero=1, estado="en_curso", fecha=dias(-90)), texto="Enviar la lista de aulas")
    repaso = make_punto(hoy_mismo, orden=1, clase="acuerdos", titulo="Acuerdos abiertos")
    tema = make_punto(hoy_mismo, orden=2, titulo="Plan de lectura")
    cliente, aqui = como(coordinador), url(hoy_mismo)

    pagina = cliente.get(aqui)
    iniciar = parte(pagina, "cabeza")[0]
    assert cliente.post(aqui, iniciar)["Location"] == f"{aqui}#cabeza"
    toque = parte(cliente.get(aqui), f"asistencia-{municipalidad_a.pk}")[0]
    assert cliente.post(aqui, toque | {"quien": "titular"})["Location"] == f"{aqui}#asistencia-{municipalidad_a.pk}"
    toque = parte(cliente.get(aqui), f"asistencia-{municipalidad_b.pk}")[0]
    cliente.post(aqui, toque | {"quien": "delegado"})
    detalle = parte(cliente.get(aqui), f"asistencia-{municipalidad_b.pk}")[1]
    assert re.fullmatch(r"\d\d:\d\d", detalle["hora_llegada"])
    cliente.post(
        aqui, detalle | {"hora_llegada": "09:05", "representante": "Persona ficticia", "cargo": "Gerente", "acreditacion": "Carta 3"}
    )
    persona = parte(cliente.get(aqui), "participante")[0]
    cliente.post(aqui, persona | {"nombre": "Otra persona", "cargo": "DRE"})

    revisar = parte(cliente.get(aqui), f"anterior-{anterior.pk}")[0]
    cliente.post(aqui, revisar | {"nota": "Llegó en mayo", "decision": "cumplido", "motivo": "Oficio 9-2026"})
    notas = parte(cliente.get(aqui), f"notas-{tema.pk}")[0]
    assert cliente.post(aqui, notas | {"notas": "Se leyó el informe\r\ny se discutió"})["Location"] == f"{aqui}#punto-{tema.pk}"
    nuevo = parte(cliente.get(aqui), f"nuevo-{tema.pk}")[0]
    cliente.post(
        aqui,
        nuevo
        | {
            "texto": "Comprar libros",
            "debe": f"m{municipalidad_a.pk}",
            "responsable": "Gerencia",
            "plazo": f"{dias(60)}",
            "convenio": convenio.pk,
        },
    )
    fuera = parte(cliente.get(aqui), "nuevo-0")[0]
    cliente.post(aqui, fuera | {"texto": "Reunirse en marzo", "debe": "ambas"})
    for punto in (repaso, tema):
        cliente.post(aqui, parte(cliente.get(aqui), f"tratado-{punto.pk}")[0] | {"tratado": "1"})
    terminar = parte(cliente.get(aqui), "cabeza")[0]
    cliente.post(aqui, terminar | {"comentarios_hasta": f"{dias(2)}T18:00"})

    hoy_mismo.refresh_from_db()
    assert (hoy_mismo.estado, hoy_mismo.comentarios_hasta is not None) == ("acta_en_borrador", True)
    de_a, de_b = hoy_mismo.asistencias.all()
    assert (de_a.quien, de_a.hora_llegada is not None) == ("titular", True)
    assert (de_b.quien, f"{de_b.hora_llegada:%H:%M}", de_b.representante, de_b.acreditacion) == (
        "delegado",
        "09:05",
        "Persona ficticia",
        "Carta 3",
    )
    assert [p.nombre for p in hoy_mismo.participantes.all()] == ["Otra persona"]
    uno, otro = hoy_mismo.acuerdos.all()
    assert (uno.punto, uno.municipalidad, uno.compromiso.convenio) == (tema, municipalidad_a, convenio)
    assert (otro.punto, otro.obligado, otro.compromiso) == (None, "ambas", None)
    assert RevisionAcuerdo.objects.get(encuentro=hoy_mismo, acuerdo=anterior).situacion == "cumplido"
    assert PuntoAgenda.objects.get(pk=tema.pk).notas == "Se leyó el informe\ny se discutió"
    assert all(p.tratado_por == coordinador for p in hoy_mismo.puntos.all())
    assert parte(cliente.get(aqui), "cabeza")[0]["que"] == "retomar"
