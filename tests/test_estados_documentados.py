"""docs/estados.md against the code: every step that is written happens, only for whom and from where it says, and no other exists."""

import inspect
import itertools
import re
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError

from base.bitacora.gestos import gesto
from base.bitacora.models import Registro
from base.comun.fechas import hoy
from base.cuentas.roles import Rol
from convenios.models import Adenda, Avance, Compromiso, Consulta, Convenio, Ejecucion, PlanTrabajo
from encuentros.models import Acuerdo, Encuentro
from municipios.models import NudoCritico
from tests.factories import (
    make_actividad,
    make_adenda,
    make_avance,
    make_borrador_adenda,
    make_cierre,
    make_compromiso,
    make_consulta,
    make_convenio,
    make_ejecucion,
    make_gestion,
    make_nudo,
    make_plan,
    make_usuario,
)
from tests.factories_encuentros import acta_por_firmar, make_acuerdo, make_encuentro


class Paso(NamedTuple):
    modelo: str
    de: str
    a: str
    quien: frozenset[str]
    metodo: str


def pasos_escritos() -> list[Paso]:
    pasos, modelo = [], ""
    for linea in (settings.RAIZ / "docs/estados.md").read_text(encoding="utf-8").splitlines():
        if titulo := re.fullmatch(r"## (\w+)", linea):
            modelo = titulo.group(1)
        celdas = [celda.strip() for celda in linea.strip("|").split("|")]
        if linea.startswith("|") and len(celdas) == 5 and celdas[0] != "de" and not set(celdas[0]) <= set("-"):
            pasos.append(Paso(modelo, celdas[0], celdas[1], frozenset(celdas[2].split(", ")), celdas[3]))
    return pasos


PASOS = pasos_escritos()
MODELOS: dict[str, Any] = {
    "Convenio": Convenio,
    "Compromiso": Compromiso,
    "Avance": Avance,
    "Adenda": Adenda,
    "Consulta": Consulta,
    "NudoCritico": NudoCritico,
    "Plan": PlanTrabajo,
    "Ejecución": Ejecucion,
    "Encuentro": Encuentro,
    "Acuerdo": Acuerdo,
}
SIN_CAMBIO_DE_ESTADO = {"reprogramar", "mover_plazo"}  # they move the due date; docs/estados.md says so
PALABRAS = {
    "motivo": "Así lo pide la prueba",
    "respuesta": "Sí",
    "observacion": "Falta la lista",
    "suscrita_el": hoy(),
    "documento": "Adenda N.º 1",
    "lado": "municipalidad",
    "comentarios_hasta": None,
}


def verbos(modelo: Any) -> set[str]:
    """Public methods that a person does (`por=`) to a record of this kind beyond those of any record, but those that leave its state alone."""
    suyos = {
        n
        for clase in modelo.__mro__[: modelo.__mro__.index(Registro)]
        for n, m in vars(clase).items()
        if inspect.isfunction(m) and "por" in inspect.signature(m).parameters
    }
    return {nombre for nombre in suyos if not nombre.startswith("_")} - SIN_CAMBIO_DE_ESTADO


def en_estado(modelo: str, estado: str, autor: Any, lado: str = "ugel") -> Any:
    """A record of that kind in that state; an avance is `autor`'s own, a question waits for `lado`."""
    hacer: dict[str, Callable[[], Any]] = {
        "Convenio": lambda: make_convenio(estado=estado),
        "Compromiso": lambda: make_compromiso(estado=estado),
        "Avance": lambda: make_avance(estado=estado, por=autor),
        "Consulta": lambda: make_consulta(respondida_por=make_usuario() if estado == "respondida" else None, dirigida_a=lado),
        "NudoCritico": lambda: make_nudo(estado=estado),
        "Plan": lambda: plan_en(estado),
        "Ejecución": lambda: make_ejecucion(estado=estado),
        "Adenda": lambda: make_adenda() if estado == "suscrita" else make_borrador_adenda(estado=estado).adenda,
        "Encuentro": lambda: encuentro_en(estado),
        "Acuerdo": lambda: acuerdo_en(estado),
    }
    return hacer[modelo]()


def plan_en(estado: str) -> PlanTrabajo:
    """A plan that the next step takes on: a draft with an activity, a proposed one that the UGEL approved, or with its quarters closed."""
    if estado in ("borrador", "propuesto"):
        plan = make_plan()
        make_actividad(plan)
        if estado == "propuesto":
            de_la_ugel = make_usuario()
            with gesto(por=de_la_ugel):
                plan.proponer(por=de_la_ugel)
                plan.aprobar("ugel", por=de_la_ugel, documento="RD 1")
        return plan
    plan = make_plan(estado="aprobado" if estado == "aprobado" else "en_ejecucion")
    if estado in ("en_ejecucion", "cerrado"):
        make_cierre(plan, trimestre=4)
    if estado == "cerrado":
        quien = make_usuario()
        with gesto(por=quien):
            plan.cerrar(por=quien)
    return plan


def encuentro_en(estado: str) -> Encuentro:
    """An encuentro that the next step takes on: of today, with what happened written down, with an acta that only waits for its signature."""
    if estado == "acta_en_borrador":
        return acta_por_firmar()
    return make_encuentro(estado=estado, fecha=hoy(), resultado="Se celebró.", fuente="Nota de prensa")


def acuerdo_en(estado: str) -> Acuerdo:
    """An acuerdo of which that was decided."""
    acuerdo = make_acuerdo()
    if estado != "abierto":
        verbo = {"cumplido": acuerdo.cumplir, "no_cumplido": acuerdo.no_cumplir, "sin_efecto": acuerdo.dejar_sin_efecto}[estado]
        quien = make_usuario()
        with gesto(por=quien):
            verbo(por=quien, motivo="Oficio 1")
    return acuerdo


def dar(registro: Any, metodo: str, por: Any) -> str | None:
    """The state it went to, or None when it was refused."""
    verbo = getattr(registro, metodo)
    pide = inspect.signature(verbo).parameters
    try:
        with gesto(por=por):
            verbo(por=por, **{palabra: texto for palabra, texto in PALABRAS.items() if palabra in pide})
    except ValidationError:
        return None
    registro.refresh_from_db()
    return registro.estado


def intentar(modelo: str, metodo: str, estado: str, rol: str) -> str | None:
    """What happens when somebody of that role does it to a record in that state."""
    quien = make_usuario(rol)
    if metodo == "retirar" and estado == "enviado":
        # whoever takes it back is whoever registered it; their role may have changed since
        reporta = make_usuario(Rol.ESPECIALISTA)
        registro = en_estado(modelo, estado, reporta)
        MODELOS[modelo].objects.filter(pk=registro.pk).update(creado_por=quien, enviado_por=quien)
        registro.refresh_from_db()
    else:
        lado = "municipalidad" if quien.es_municipal and estado == "abierta" else "ugel"  # each answers what the other side asks
        registro = en_estado(modelo, estado, make_usuario(Rol.ESPECIALISTA), lado)
    if modelo == "Plan" and rol == Rol.ALCALDE:  # a mayor decides for their own municipality
        make_gestion(registro.municipalidad, usuario=quien)
    return dar(registro, metodo, quien)


def test_every_table_is_read():
    assert {paso.modelo for paso in PASOS} == set(MODELOS)
    assert len(PASOS) == 55


@pytest.mark.parametrize("paso", PASOS, ids=lambda p: f"{p.modelo}-{p.de}-{p.a}")
def test_every_written_step_names_known_states_roles_and_a_method(paso):
    estados = set(MODELOS[paso.modelo].Estado.values)
    assert {paso.de, paso.a} <= estados
    assert paso.quien <= set(Rol.values)
    assert paso.metodo in verbos(MODELOS[paso.modelo])


@pytest.mark.parametrize("modelo", MODELOS)
def test_no_verb_of_the_code_is_left_out(modelo):
    assert verbos(MODELOS[modelo]) == {paso.metodo for paso in PASOS if paso.modelo == modelo}


@pytest.mark.parametrize(("modelo", "metodo"), sorted({(p.modelo, p.metodo) for p in PASOS}))
def test_a_step_goes_where_it_says_from_where_it_says_and_from_nowhere_else(db, modelo, metodo):
    escritos = {paso.de: paso for paso in PASOS if (paso.modelo, paso.metodo) == (modelo, metodo)}
    for estado in MODELOS[modelo].Estado.values:
        paso = escritos.get(estado)
        rol = sorted(next(iter(escritos.values())).quien)[0]
        assert intentar(modelo, metodo, estado, rol) == (paso.a if paso else None), estado


@pytest.mark.parametrize(("modelo", "metodo"), sorted({(p.modelo, p.metodo) for p in PASOS}))
def test_a_step_is_for_whom_it_says_and_for_nobody_else(db, modelo, metodo):
    escritos = [paso for paso in PASOS if (paso.modelo, paso.metodo) == (modelo, metodo)]
    for paso, rol in itertools.product(escritos, Rol.values):
        assert intentar(modelo, metodo, paso.de, rol) == (paso.a if rol in paso.quien else None), (paso.de, rol)


def test_the_law_sees_a_step_that_is_not_written(db, monkeypatch):
    """Control: a way out of `anulado` that nobody wrote down."""

    def resucitar(self: Any, *, por: Any) -> None:
        self.estado = self.Estado.BORRADOR
        self.save(update_fields=["estado"])

    monkeypatch.setattr(Convenio, "resucitar", resucitar, raising=False)
    assert verbos(Convenio) != {paso.metodo for paso in PASOS if paso.modelo == "Convenio"}
    monkeypatch.setattr(Convenio, "suscribir", resucitar)
    assert intentar("Convenio", "suscribir", "anulado", Rol.DIRECTOR) == "borrador"
