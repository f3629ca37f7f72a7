"""P5 for what is counted of schools: after random acts of people, every number of the pages of projects and risk, counted again from plain rows."""

import random
from collections import Counter
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from base.bitacora.gestos import gesto
from municipios.filtro_proyectos import SIN_ANIO, Resumen
from municipios.models import (
    EvidenciaProyecto,
    FichaRiesgo,
    InstitucionEducativa,
    LocalEscolar,
    NivelRiesgo,
    PautaRiesgo,
    ProyectoEducativo,
)
from tests.factories import dias, make_evidencia_proyecto, make_ficha, make_institucion, make_local, make_proyecto

pytestmark = [pytest.mark.django_db, pytest.mark.promesa("P5")]
DESDE = PautaRiesgo.desde
TIPOS, ETAPAS = ProyectoEducativo.Tipo.values, ["", *ProyectoEducativo.Etapa.values]


class Actos:
    """People who register, correct, delete, bring back, show and withdraw, drawn from one seed."""

    def __init__(self, semilla: int, quien: Any, distritos: list[Any]) -> None:
        self.azar, self.quien, self.hechos = random.Random(semilla), quien, Counter[str]()  # noqa: S311 -- no secret
        self.locales = [make_local(d) for d in distritos for _ in range(2)]
        self.escuelas = [make_institucion(local=x, estudiantes=self.azar.randint(1, 300)) for x in self.locales]

    def paso(self) -> None:
        acto = self.azar.choice([self.proyecto, self.corregir, self.foto, self.mostrar, self.ficha, self.evaluar, self.borrar, self.volver])
        try:
            acto()
        except (
            ValidationError,
            IndexError,
        ):  # an act that the portal refuses, or of which there is nothing to do it to, leaves all as it was
            self.hechos["no se pudo"] += 1
        else:
            self.hechos[acto.__name__] += 1

    def _uno(self, filas: Any) -> Any:
        return self.azar.choice(list(filas.order_by("pk")))

    def proyecto(self) -> None:
        azar = self.azar
        make_proyecto(azar.choice(self.escuelas), tipo=azar.choice(TIPOS), etapa=azar.choice(ETAPAS), anio=azar.choice([None, 2024, 2025]))

    def corregir(self) -> None:
        proyecto = self._uno(ProyectoEducativo.objects)
        proyecto.tipo, proyecto.etapa, proyecto.anio = (
            self.azar.choice(TIPOS),
            self.azar.choice(ETAPAS),
            self.azar.choice([None, 2024, 2026]),
        )
        with gesto(por=self.quien):
            proyecto.save()

    def foto(self) -> None:
        make_evidencia_proyecto(self._uno(ProyectoEducativo.objects), subida_por=self.quien)

    def mostrar(self) -> None:
        foto = self._uno(EvidenciaProyecto.objects)
        with gesto(por=self.quien):
            if foto.publica:
                foto.reservar(por=self.quien)
            else:
                foto.publicar(por=self.quien, documento="Folio 1")

    def ficha(self) -> None:
        local = self.azar.choice(self.locales)
        if not FichaRiesgo.todos.filter(local=local, fecha=(dia := dias(-self.azar.randint(0, 400)))).exists():
            make_ficha(local, fecha=dia, estructura=self.azar.randint(0, 4), peligro=self.azar.choice([None, 0, 4]))

    def evaluar(self) -> None:
        ficha = self._uno(FichaRiesgo.objects)
        ficha.estructura, ficha.inspeccion = self.azar.randint(0, 4), self.azar.choice(["", "bajo", "muy_alto"])
        with gesto(por=self.quien):
            ficha.save()

    def borrar(self) -> None:
        self._uno(self.azar.choice([ProyectoEducativo, FichaRiesgo, EvidenciaProyecto]).objects).eliminar(por=self.quien)

    def volver(self) -> None:
        borrado = self._uno(self.azar.choice([ProyectoEducativo, FichaRiesgo]).todos.eliminados())
        with gesto(por=self.quien):
            borrado.restaurar()


def vivas(modelo: Any) -> list[dict[str, Any]]:
    """Plain rows that are not in the papelera: no queryset of the portal, no annotation."""
    return [fila for fila in modelo._base_manager.order_by("pk").values() if fila["eliminado_en"] is None]


def proyectos_contados(*, publico: bool) -> dict[str, Any]:
    escuelas = {fila["id"]: fila["distrito_id"] for fila in vivas(InstitucionEducativa)}
    filas = [p for p in vivas(ProyectoEducativo) if p["institucion_id"] in escuelas and not (publico and p["etapa"] == "idea")]
    de_publicos = {p["id"] for p in filas}
    return {
        "total": len(filas),
        "por_distrito": Counter(escuelas[p["institucion_id"]] for p in filas),
        "por_tipo": Counter((p["tipo"], p["anio"]) for p in filas),
        "fotos": sum(e["publica"] for e in vivas(EvidenciaProyecto) if e["proyecto_id"] in de_publicos),
    }


def proyectos_dichos(contexto: Any, distritos: dict[str, int]) -> dict[str, Any]:
    resumen = contexto["resumen"]
    fotos = list(contexto["pagina"].paginator.object_list)
    assert contexto["pagina"].paginator.count == resumen.total
    assert len(resumen.sin_proyectos) == len(distritos) - len(resumen.por_distrito)
    return {
        "total": resumen.total,
        "por_distrito": Counter({distritos[f["ubigeo"]]: f["cuantos"] for f in resumen.por_distrito}),
        "por_tipo": Counter(
            {
                (f["tipo"], None if c["anio"] == SIN_ANIO else c["anio"]): c["cuantos"]
                for f in resumen.por_tipo
                for c in f["celdas"]
                if c["cuantos"]
            }
        ),
        "fotos": sum(len(getattr(p, "fotos", [])) for p in fotos),
    }


def riesgo_contado() -> Counter[str]:
    """The newest living sheet of each living building, by the tier that its score says, by hand."""
    locales = {fila["id"] for fila in vivas(LocalEscolar)}
    ultimas: dict[int, dict[str, Any]] = {}
    for ficha in sorted(vivas(FichaRiesgo), key=lambda f: f["fecha"]):
        if ficha["local_id"] in locales:
            ultimas[ficha["local_id"]] = ficha
    return Counter(nivel_a_mano(ficha) for ficha in ultimas.values())


def nivel_a_mano(ficha: dict[str, Any]) -> str:
    estudiantes = InstitucionEducativa._base_manager.filter(local=ficha["local_id"]).values_list("matriculas__estudiantes", flat=True)[0]
    c = sum(estudiantes >= desde for desde in (20, 50, 100, 250))
    pesos = [(35, ficha["estructura"]), (20, ficha["peligro"]), (15, c)]
    evaluados = [(peso, valor) for peso, valor in pesos if valor is not None]
    puntaje = 25 * sum(p * v for p, v in evaluados) / sum(p for p, _ in evaluados)
    if ficha["inspeccion"] in ("muy_alto", "inhabitable"):
        return "critico"
    return "critico" if puntaje >= 75 else "alto" if puntaje >= 50 else "medio" if puntaje >= 25 else "bajo"


def diferencias(cliente: Any, anonimo: Any, ugel: Any, distritos: dict[str, int]) -> list[str]:
    faltas = []
    for publico, quien, ruta in ((False, cliente, "proyectos"), (True, anonimo, "publico_proyectos")):
        dicho = proyectos_dichos(quien.get(reverse(ruta, args=[ugel.codigo])).context, distritos)
        contado = proyectos_contados(publico=publico)
        if not publico:
            dicho["fotos"] = contado["fotos"]  # the list inside draws none
        faltas += [f"{ruta}: {k} dice {dicho[k]} y son {contado[k]}" for k in contado if dicho[k] != contado[k]]
    lista, contado_riesgo = reverse("riesgo", args=[ugel.codigo]), riesgo_contado()
    for nivel in NivelRiesgo.values:
        dicho_riesgo = cliente.get(lista, {"nivel": nivel}).context["pagina"].paginator.count
        if dicho_riesgo != contado_riesgo[nivel]:
            faltas.append(f"riesgo {nivel}: dice {dicho_riesgo} y son {contado_riesgo[nivel]}")
    if (todos := cliente.get(lista).context["pagina"].paginator.count) != contado_riesgo.total():
        faltas.append(f"riesgo: dice {todos} y son {contado_riesgo.total()}")
    return faltas


@pytest.fixture
def correr(como, client, coordinador, ugel, municipalidad_a, municipalidad_b):
    def hacer(semilla: int, actos: int, cada: int) -> tuple[Counter[str], list[str]]:
        distritos = {m.distrito.ubigeo: m.distrito.pk for m in (municipalidad_a, municipalidad_b)}
        maquina, faltas = Actos(semilla, coordinador, [m.distrito for m in (municipalidad_a, municipalidad_b)]), []
        for n in range(1, actos + 1):
            maquina.paso()
            if n % cada == 0:
                faltas += [f"semilla {semilla}, acto {n}: {f}" for f in diferencias(como(coordinador), client, ugel, distritos)]
        return maquina.hechos, faltas

    return hacer


def test_every_count_of_schools_is_what_the_rows_say(correr, promesa):
    actos, cada = promesa.veces(80, 1_000), promesa.veces(20, 20)
    hechos, faltas = correr(1, actos, cada)
    assert faltas == []
    assert len(hechos) >= 8, hechos
    promesa.anotar("cuentas de proyectos y riesgo tras actos al azar", actos=actos, miradas=actos // cada, diferencias=0)


@pytest.mark.parametrize(
    ("donde", "nombre", "roto"),
    [
        (Resumen, "total", property(lambda self: len(self.cuentas) + 1)),
        (PautaRiesgo, "desde", lambda self: [(n, d + 10) for n, d in DESDE(self)]),
    ],
)
@pytest.mark.control
def test_control_a_count_that_is_wrong_is_found(correr, monkeypatch, donde, nombre, roto):
    monkeypatch.setattr(donde, nombre, roto)
    with pytest.raises(AssertionError):
        assert correr(1, 60, 20)[1] == []
