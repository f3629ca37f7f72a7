"""The published facts, line by line as the press note gives them, and nothing beside them."""

import csv
import datetime
import io
import os
from decimal import Decimal
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command

from base.bitacora.gestos import gesto
from base.bitacora.models import Lote, Registro
from base.cuentas.models import Usuario
from convenios.models import Adenda, Alcance, Avance, Clausula, Compromiso, Convenio, Designacion, Evidencia, Hito, Parte
from encuentros.carga.hechos import NOTA
from encuentros.models import Asistencia, Encuentro, Participante, ProyectoExpuesto
from municipios.models import (
    Distrito,
    Dre,
    EnlaceMunicipal,
    Gestion,
    Indicador,
    Medicion,
    MiembroUgel,
    Municipalidad,
    NudoCritico,
    PautaRiesgo,
    Ugel,
)
from tests.factories import make_usuario

DATOS = Path(os.environ.get("DATOS_DE_PRUEBA") or Path(__file__).resolve().parents[3] / "shared" / "datos")
REGISTROS = [modelo for modelo in apps.get_models() if issubclass(modelo, Registro)]
DIEZ = {"Las Pirias", "Santa Rosa", "Chontalí", "Bellavista", "Pucará", "Huabal", "San José de Alto", "San Felipe", "Sallique", "Jaén"}
DOS = {"Colasay", "Pomahuaca"}
pytestmark = pytest.mark.xdist_group("cargar_inicial")


def cargar() -> str:
    salida = io.StringIO()
    call_command("cargar_inicial", stdout=salida)
    return salida.getvalue()


@pytest.fixture(scope="module")
def _una_vez(modulo_db):
    cargar()


@pytest.fixture
def cargado(_una_vez, db):
    """The facts, as the command writes them."""


def todo_lo_escrito() -> dict[str, list[dict]]:
    return {modelo._meta.label: list(modelo.todos.order_by("pk").values()) for modelo in REGISTROS}


@pytest.mark.usefixtures("cargado")
class TestLosHechos:
    def test_the_ugel_stands_under_its_dre(self):
        ugel = Ugel.objects.get()

        assert (ugel.codigo, ugel.nombre) == ("060008", "UGEL Jaén")
        assert (ugel.dre.codigo, ugel.dre.nombre) == ("060000", "DRE Cajamarca")

    def test_the_convenio_is_one_marco_reported_on_the_day_of_the_note_and_signed_on_a_day_nobody_said(self):
        convenio = Convenio.objects.get()

        assert (convenio.codigo, convenio.tipo, convenio.estado, convenio.situacion) == ("CM-2023-JAEN", "marco", "suscrito", "suscrito")
        assert convenio.titulo == "Convenio Marco de Cooperación Interinstitucional"
        assert (
            convenio.objeto
            == "Sumar esfuerzos para mejorar la gestión escolar y el servicio educativo en cada uno de los distritos de Jaén."
        )
        assert (convenio.informado_el, convenio.lugar) == (datetime.date(2023, 9, 7), "Las Pirias")

    @pytest.mark.parametrize("campo", ["suscrito_el", "inicio", "fin", "libre_separacion", "estado_en", "estado_por", "padre"])
    def test_what_the_note_does_not_say_of_the_convenio_is_empty(self, campo):
        assert getattr(Convenio.objects.get(), campo) is None

    def test_nobody_knows_who_signed_for_the_municipalities_nor_when(self):
        partes = Parte.objects.all()

        assert {p.municipalidad.distrito.nombre for p in partes} == DIEZ | DOS
        assert {(p.firmado_el, p.firmante, p.cargo, p.documento) for p in partes} == {(None, "", "", "")}
        for parte in partes:
            assert ("no nombra" in parte.nota) is (parte.municipalidad.distrito.nombre in DOS)

    def test_the_four_published_commitments_are_the_ugels_with_no_dates_and_no_responsible(self):
        compromisos = Compromiso.objects.order_by("codigo")

        assert list(compromisos.values_list("codigo", "linea", "descripcion")) == [
            (
                "C-01",
                "coordinacion",
                "Designar a dos personas que coordinen con las municipalidades distritales la creación de nuevos proyectos",
            ),
            (
                "C-02",
                "capacidades",
                "Coordinar que se elaboren, gestionen y ejecuten planes y programas para fortalecer las capacidades de la comunidad educativa",
            ),
            (
                "C-03",
                "proyectos",
                "Identificar las II.EE. que desarrollan proyectos educativos productivos, de emprendimiento, de investigación e innovación",
            ),
            ("C-04", "infraestructura", "Identificar y priorizar las II.EE. cuya infraestructura está en riesgo"),
        ]
        sin_dato = {
            "obligada": None,
            "inicio": None,
            "plazo": None,
            "responsable": "",
            "clausula": None,
            "meta_financiera": None,
            "estado": "abierto",
        }
        assert compromisos.filter(**sin_dato).count() == 4
        assert [(c.meta, c.unidad) for c in compromisos] == [(Decimal(2), "personas designadas"), (None, ""), (None, ""), (None, "")]

    def test_each_commitment_reaches_the_twelve_districts_without_shares(self):
        assert Alcance.objects.filter(meta=None).count() == Alcance.objects.count() == 4 * 12

    def test_the_first_encuentro_was_in_las_pirias_on_a_day_nobody_said(self):
        encuentro = Encuentro.objects.get(numero=1)

        assert (encuentro.nombre, encuentro.lema) == ("I Encuentro de Alcaldes de la Provincia de Jaén", "por la Educación al 2026")
        assert (encuentro.distrito.nombre, encuentro.fecha, encuentro.informado_el) == ("Las Pirias", None, datetime.date(2023, 9, 7))

    def test_ten_mayors_took_part_and_of_two_districts_nothing_is_known(self):
        asistieron = Asistencia.objects.filter(encuentro__numero=1)

        assert {a.municipalidad.distrito.nombre for a in asistieron.filter(quien="titular")} == DIEZ
        assert {a.municipalidad.distrito.nombre for a in asistieron.filter(quien="sin_dato")} == DOS

    def test_the_two_people_of_the_note_took_part(self):
        assert set(Participante.objects.values_list("nombre", "cargo")) == {
            ("Mg. Moisés Chuquimango Chilón", "Especialista de Educación de la Dirección Regional de Educación"),
            ("Dr. José Chapoñan Piscoya", "En representación del director de la UGEL Jaén"),
        }

    def test_which_projects_the_school_showed_is_not_said(self):
        expuesto = ProyectoExpuesto.objects.get()

        assert (expuesto.institucion, expuesto.distrito.nombre, expuesto.titulo) == ('I.E. N.º 16040 "Mariano Melgar"', "Las Pirias", "")

    def test_the_second_encuentro_was_announced_and_what_happened_there_is_not_known(self):
        encuentro = Encuentro.objects.get(numero=2)

        assert (encuentro.fecha, encuentro.lugar, encuentro.resultado) == (datetime.date(2023, 10, 27), "Provincia de Jaén", "")
        assert encuentro.fecha.isoweekday() == 5
        assert encuentro.proposito.startswith("Anunciado")
        assert not Asistencia.objects.filter(encuentro=encuentro).exists()

    def test_the_common_name_is_shown_and_ineis_is_kept_beside_the_code(self):
        nombres = dict(Distrito.objects.values_list("nombre", "nombre_inei"))

        assert (nombres["Chontalí"], nombres["Pucará"], nombres["San José de Alto"]) == ("Chontali", "Pucara", "San José del Alto")

    def test_jaen_has_the_provincial_municipality_and_the_other_eleven_are_district_ones(self):
        assert Municipalidad.objects.get(tipo="provincial").distrito.ubigeo == "060801"
        assert Municipalidad.objects.filter(tipo="distrital").count() == 11

    @pytest.mark.parametrize(
        "modelo", [Clausula, Adenda, Designacion, Hito, Avance, Evidencia, Gestion, EnlaceMunicipal, MiembroUgel, Usuario]
    )
    def test_nothing_is_invented(self, modelo):
        assert not modelo._base_manager.exists()

    def test_every_record_says_where_it_comes_from_and_none_is_demonstration(self):
        for modelo in REGISTROS:
            assert not modelo.todos.filter(fuente="").exists(), modelo
            assert not modelo.todos.filter(demostracion=True).exists(), modelo
            if modelo not in (
                Dre,
                Distrito,
                Indicador,
                Medicion,
                PautaRiesgo,
            ):  # codes and figures have their own source; the weights are the portal's
                assert not modelo.todos.exclude(fuente__startswith=NOTA).exists(), modelo

    def test_every_record_is_lawful(self):
        for modelo in REGISTROS:
            for registro in modelo.todos.all():
                registro.full_clean()

    def test_all_of_it_is_one_gesture_of_nobody(self):
        lote = Lote.objects.get()

        assert (lote.tipo, lote.por) == (Lote.Tipo.CARGA, None)
        for modelo in REGISTROS:
            assert modelo.history.filter(lote=lote, history_type="+").count() == modelo.todos.count()

    def test_running_it_again_changes_nothing(self):
        antes = todo_lo_escrito()

        cargar()

        assert todo_lo_escrito() == antes
        assert Lote.objects.count() == 1

    def test_what_people_changed_since_stays_as_they_left_it(self):
        persona = make_usuario()
        with gesto(por=persona):
            convenio = Convenio.objects.get()
            convenio.titulo, convenio.codigo = "Convenio con otro título", "CM-2023-OTRO"
            convenio.save()
            Participante.objects.first().eliminar(por=persona)
            Distrito.objects.filter(ubigeo="060806").update(poblacion=7000)
        antes = todo_lo_escrito()

        cargar()

        assert todo_lo_escrito() == antes


@pytest.mark.usefixtures("cargado")
def test_the_figures_of_the_districts_are_those_of_the_public_table():
    if not DATOS.is_dir():
        pytest.skip(f"No está la carpeta de datos {DATOS} (DATOS_DE_PRUEBA)")
    with open(DATOS / "jaen_distritos.csv", encoding="utf-8", newline="") as archivo:
        filas = list(csv.DictReader(archivo))

    assert len(filas) == Distrito.objects.count() == 12
    for fila in filas:
        distrito = Distrito.objects.get(ubigeo=fila["ubigeo_inei"])
        assert (distrito.ubigeo_reniec, distrito.nombre_inei, distrito.capital) == (
            fila["ubigeo_reniec"],
            fila["nombre_inei"],
            fila["capital"],
        )
        assert distrito.nombre == (fila["nombre_nota_prensa"] or fila["nombre_inei"])
        assert (distrito.poblacion, distrito.poblacion_anio, distrito.altitud) == (
            int(fila["poblacion_2020"]),
            2020,
            int(fila["altitud_capital_msnm"]),
        )
        assert distrito.superficie_km2 == Decimal(fila["superficie_km2"])
        assert (distrito.latitud, distrito.longitud) == (Decimal(fila["lat_capital"]), Decimal(fila["lon_capital"]))
        asistio = Asistencia.objects.get(encuentro__numero=1, municipalidad__distrito=distrito).quien == "titular"
        assert asistio is (fila["asistio_I_encuentro"] == "1")
        medido = {
            m.indicador.codigo: (m.anio, m.valor) for m in Medicion.objects.filter(ubigeo=distrito.ubigeo).select_related("indicador")
        }
        assert medido == {"POBREZA": (2018, Decimal(fila["pct_pobreza_total_2018"])), "IDH": (2019, Decimal(fila["idh_2019"]))}


@pytest.mark.usefixtures("cargado")
def test_what_was_measured_in_the_region_or_the_country_is_told_of_no_district():
    mayores = Medicion.objects.exclude(indicador__codigo__in=["POBREZA", "IDH"])
    assert sorted(mayores.values_list("indicador__codigo", "ubigeo", "anio", "valor")) == [
        ("ANEMIA", "00", 2023, Decimal("43.1")),
        ("ANEMIA", "06", 2023, Decimal("34.9")),
        ("DESNUTRICION", "06", 2018, Decimal("27.4")),
        ("INTERNET", "06", 2022, Decimal("26")),
        ("LECTURA-4P", "00", 2024, Decimal("32.8")),
        ("LECTURA-4P", "06", 2024, Decimal("22.7")),
        ("MATEMATICA-4P", "00", 2024, Decimal("29.5")),
        ("MATEMATICA-4P", "06", 2019, Decimal("28.7")),
        ("MATEMATICA-4P", "06", 2023, Decimal("17.1")),
        ("MATEMATICA-4P", "06", 2024, Decimal("20.6")),
        ("SANEADOS", "00", 2023, Decimal("51.7")),
        ("SERVICIOS", "00", 2022, Decimal("29")),
        ("SERVICIOS", "06", 2022, Decimal("17")),
    ]
    assert not NudoCritico.objects.exists()
