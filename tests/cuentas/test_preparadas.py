"""A question that is written once answers as if it were written each time."""

import datetime
import gc
import tracemalloc

import pytest
from django.db import connection
from django.db.models import F
from django.db.models.functions import JSONObject
from django.http import Http404

from base.bitacora.linea import fuentes_de, lineas
from base.comun import preparadas
from base.comun.preparadas import traer
from base.cuentas.preparadas import traer_para, uno_para
from convenios.models import Avance, Compromiso, Convenio, PlanTrabajo
from encuentros.models import Encuentro
from municipios.models import Distrito, MiembroUgel, Ugel
from tests.factories import dias, make_avance, make_compromiso, make_convenio
from tests.factories_encuentros import make_encuentro

pytestmark = pytest.mark.django_db
MODELOS = (Ugel, Distrito, Convenio, Compromiso, PlanTrabajo, Encuentro)
ELENCO = ("director", "coordinador", "especialista", "alcalde_a", "alcalde_b", "dre", "administrador")


@pytest.fixture
def mundo(ugel, otra_ugel, municipalidad_a, municipalidad_b, municipalidad_ajena):
    for u, partes in ((ugel, (municipalidad_a,)), (otra_ugel, (municipalidad_ajena,))):
        for estado in ("borrador", "suscrito"):
            make_compromiso(make_convenio(u, estado=estado, partes=partes), plazo=dias(3))
        make_encuentro(u, numero=1, fecha=dias(3))


def leidas(modelo, quien):
    return traer_para(quien, f"prueba {modelo.__name__}", lambda user: modelo.objects.for_user(user).order_by("pk"))


@pytest.mark.promesa("P24")
@pytest.mark.parametrize("quien", ELENCO)
def test_each_person_reads_what_for_user_says(request, mundo, quien):
    for persona in (request.getfixturevalue(quien), request.getfixturevalue("director")):
        for modelo in MODELOS:
            assert leidas(modelo, persona) == list(modelo.objects.for_user(persona).order_by("pk")), modelo


@pytest.mark.control
def test_control_a_question_that_forgets_the_role_shows_one_what_another_reads(mundo, director, dre):
    def sin_rol(quien):
        return traer("prueba sin rol", lambda persona: Convenio.objects.for_user(quien).order_by("pk"), persona=quien.pk)

    assert sin_rol(director) == list(Convenio.objects.for_user(director).order_by("pk"))
    assert sin_rol(dre) != list(Convenio.objects.for_user(dre).order_by("pk"))


@pytest.mark.promesa("P26")
def test_a_charge_that_ends_or_an_account_that_is_closed_reads_nothing_more(mundo, director):
    assert leidas(Compromiso, director)
    MiembroUgel.objects.filter(usuario=director).update(fin=dias(-1))
    assert leidas(Compromiso, director) == []
    MiembroUgel.objects.filter(usuario=director).update(fin=None)
    assert leidas(Compromiso, director)
    director.is_active = False
    assert leidas(Compromiso, director) == []


def test_values_take_their_places_whatever_they_say(mundo, convenio):
    hostil = ["'; DROP TABLE convenios_convenio; --", "%s", "\x010\x01", "CM-%", ""]
    for codigo in [convenio.codigo, *hostil]:
        hallados = traer("prueba de códigos", lambda codigo: Convenio.objects.filter(codigo=codigo).order_by("pk"), codigo=codigo)
        assert hallados == list(Convenio.objects.filter(codigo=codigo).order_by("pk"))
    llaves = list(Compromiso.objects.values_list("pk", flat=True))
    for cuantas in range(len(llaves) + 1):
        suyos = traer(
            "prueba de listas",
            lambda pks: Compromiso.objects.filter(pk__in=pks).order_by("pk").values_list("pk", "codigo"),
            pks=llaves[:cuantas],
        )
        assert [pk for pk, _ in suyos] == sorted(llaves[:cuantas])


def test_what_hangs_on_a_row_comes_with_it(mundo, django_assert_num_queries):
    def con_ugel():
        return (
            Compromiso.objects.select_related("convenio__ugel")
            .only("codigo", "plazo", "convenio__codigo", "convenio__ugel__nombre")
            .order_by("pk")
        )

    for _ in range(2):
        with django_assert_num_queries(1):
            dichos = [(c.codigo, c.plazo, c.convenio.codigo, c.convenio.ugel.nombre) for c in traer("prueba de lo que cuelga", con_ugel)]
        assert dichos == list(con_ugel().values_list("codigo", "plazo", "convenio__codigo", "convenio__ugel__nombre"))


def test_another_day_is_asked_anew(mundo, time_machine):
    def vencidos():
        return traer("prueba de vencidos", lambda: Compromiso.objects.en_situacion("vencido").order_by("pk"))

    assert vencidos() == []
    time_machine.move_to(datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=5))
    assert vencidos()


def test_the_second_time_nothing_is_written(mundo, director, monkeypatch):
    leidas(Compromiso, director)

    def no_se_escribe(*_, **__):
        raise AssertionError("se escribió otra vez")

    monkeypatch.setattr(connection.ops.compiler("SQLCompiler"), "pre_sql_setup", no_se_escribe)
    assert leidas(Compromiso, director)
    monkeypatch.setattr(preparadas, "_escritas", {})
    with pytest.raises(AssertionError, match="otra vez"):
        leidas(Compromiso, director)


def test_a_value_that_does_not_fit_in_its_column_is_told_and_not_taken_for_nothing(mundo):
    with pytest.raises(ValueError, match="no tiene lugar"):
        traer("prueba de un año", lambda anio: PlanTrabajo.objects.filter(anio=anio).order_by("pk"), anio=2026)


def test_an_instant_takes_its_place_on_either_engine(mundo, coordinador):
    compromiso = Compromiso.objects.filter(convenio__estado="suscrito").first()
    avances = [make_avance(compromiso, por=coordinador) for _ in range(3)]
    medio = avances[1].creado_en
    for desde in (medio, medio + datetime.timedelta(microseconds=1), medio.astimezone(datetime.UTC)):
        hallados = traer("prueba de instantes", lambda desde: Avance.objects.filter(creado_en__gte=desde).order_by("pk"), desde=desde)
        assert hallados == list(Avance.objects.filter(creado_en__gte=desde).order_by("pk"))
    assert len(hallados) == 2


def test_a_question_that_is_empty_for_a_role_is_no_error(mundo, dre, convenio):
    def por_verificar(quien, convenio):
        return Avance.objects.por_verificar(quien).filter(compromiso__convenio=convenio)

    assert traer_para(dre, "prueba de vacías", por_verificar, convenio=convenio.pk) == []


def test_what_asks_something_while_it_is_written_is_refused(mundo, director):
    def preguntona(quien):
        return Convenio.objects.filter(pk__in=list(Convenio.objects.for_user(quien).values_list("pk", flat=True)))

    with pytest.raises(RuntimeError, match="no pregunta nada mientras se escribe"):
        traer_para(director, "prueba de preguntonas", preguntona)


def test_what_is_remembered_of_a_question_is_light(mundo, director):
    """The trees from which the timeline of a commitment is written take a megabyte and a half; each role has its own, and each process."""

    def escribir(cuantas):
        traer_para(director, ("prueba de peso", cuantas), lambda quien, pk: lineas(fuentes_de(Compromiso, pk, quien), hasta=cuantas), pk=1)

    escribir(1)
    gc.collect()
    tracemalloc.start()
    for cuantas in range(2, 7):
        escribir(cuantas)
    gc.collect()
    ocupan, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert ocupan / 5 < 200 * 1024


def test_a_new_connection_may_ask_what_it_knows(mundo, director):
    def con_objeto(quien):
        return Convenio.objects.for_user(quien).annotate(dicho=JSONObject(codigo=F("codigo"))).order_by("pk")

    connection.features.__dict__.pop("supports_json_field", None)  # as on a connection that was just opened
    assert [c.dicho["codigo"] for c in traer_para(director, "prueba de conexión nueva", con_objeto)]


def test_one_row_or_the_404_of_what_does_not_exist(mundo, director, ugel, otra_ugel):
    def suya(quien, codigo):
        return Ugel.objects.for_user(quien).filter(codigo=codigo)

    assert uno_para(director, "prueba de una", suya, codigo=ugel.codigo) == ugel
    for codigo in (otra_ugel.codigo, "no hay"):
        with pytest.raises(Http404):
            uno_para(director, "prueba de una", suya, codigo=codigo)
