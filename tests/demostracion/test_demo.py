"""The fictional year: rich, lawful, marked, and apart from the facts."""

from collections import Counter, defaultdict

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db.models import ForeignKey
from django.utils import timezone

from base.avisos.models import Aviso
from base.bitacora.gestos import gesto
from base.bitacora.models import Lote, Registro
from base.bitacora.revisiones import revision_de
from base.comun.archivos import revisar
from base.comun.fechas import ahora, hoy
from base.cuentas.models import Usuario
from convenios.adendas.comparar import diferencias, movidas
from convenios.adendas.foto import tomar_foto
from convenios.metas import cuentas
from convenios.models import (
    Actividad,
    ActividadEscuela,
    Adenda,
    Avance,
    Cierre,
    Compromiso,
    Convenio,
    Ejecucion,
    Evidencia,
    EvidenciaEjecucion,
    PlanTrabajo,
    Rectificacion,
    Reprogramacion,
    VersionPlan,
)
from convenios.models.plan import fin_de_trimestre
from convenios.models.situacion import Situacion
from encuentros.models import Acuerdo, Encuentro
from municipios.models import FichaRiesgo, Gestion, Indicador, Medicion, Municipalidad, NudoCritico
from tests.demostracion.conftest import REGISTROS, demo, todo_lo_escrito

CUENTAS = {
    "admin",
    "coordinador",
    "coordinadora",
    "especialista",
    "director",
    "enlace.060806",
    "dre",
    *(f"alcalde.0608{n:02d}" for n in range(1, 13)),
}
NO_SE_EDITA = {"candado", "cerrado", "del_plan"}  # what was sent, closed or written by a plan is locked, and says so to `full_clean` too


pytestmark = [pytest.mark.usefixtures("hechos"), pytest.mark.xdist_group("demo")]


def test_there_are_about_120_commitments_and_400_avances():
    assert 110 <= Compromiso.objects.filter(demostracion=True).count() <= 140
    assert 360 <= Avance.objects.filter(demostracion=True, origen__in=["reporte", "carga_inicial"]).count() <= 460


def test_every_state_of_every_thing_is_seen():
    ficticios = Compromiso.objects.filter(demostracion=True)

    assert set(ficticios.con_situacion().values_list("situacion", flat=True)) == set(Situacion.values)
    assert set(ficticios.values_list("linea", flat=True)) == set(Compromiso.Linea.values)
    assert set(Convenio.objects.filter(demostracion=True).values_list("estado", flat=True)) == set(Convenio.Estado.values)
    assert {c.situacion for c in Convenio.objects.all()} >= {"vigente", "por_vencer", "vencido", "suscrito"}
    assert set(Avance.objects.values_list("estado", flat=True)) == set(Avance.Estado.values)
    assert set(Evidencia.objects.values_list("clase", flat=True)) == set(Evidencia.Clase.values)
    assert Avance.objects.filter(estado="verificado").exclude(sin_evidencia_motivo="").exists()
    assert set(Avance.objects.values_list("origen", flat=True)) == set(Avance.Origen.values)


def test_commitments_are_measured_in_each_way_and_owed_by_both_sides():
    ficticios = Compromiso.objects.filter(demostracion=True).con_avance()

    assert ficticios.filter(alcances__meta__isnull=False).exists()
    assert ficticios.filter(hitos_total__gt=0).exists()
    assert ficticios.filter(meta=None, hitos_total=0).exists()
    assert ficticios.filter(obligada=None).exists()
    assert ficticios.exclude(obligada=None).count() > 20
    assert any(c.progreso_bruto is not None and c.progreso_bruto > 100 for c in ficticios)


def test_due_dates_were_moved_once_twice_and_three_times():
    veces = Counter(Reprogramacion.objects.values_list("compromiso", flat=True))

    assert set(veces.values()) == {1, 2, 3}
    for cambio in Reprogramacion.objects.all():
        assert cambio.plazo_nuevo > cambio.plazo_anterior
    for compromiso in Compromiso.objects.filter(pk__in=veces):
        assert compromiso.plazo == compromiso.history.latest("history_id").plazo
        assert compromiso.plazo == Reprogramacion.objects.filter(compromiso=compromiso).latest("en").plazo_nuevo


def test_two_people_coordinate_each_convenio_but_one_that_shows_the_warning():
    designados = {c.codigo: c.designaciones.count() for c in Convenio.objects.filter(demostracion=True, estado="suscrito")}

    assert Counter(designados.values())[1] == 1
    assert set(designados.values()) == {1, 2}


def test_every_demonstration_record_is_marked_and_the_facts_are_as_they_were(hechos):
    for modelo, antes in hechos.items():
        reales = [fila for fila in antes if modelo is not Encuentro or fila["numero"] != 2]  # a fictional outcome is told of the II
        assert list(modelo.todos.filter(demostracion=False).order_by("pk").values()) == reales, modelo
        assert not modelo.todos.filter(demostracion=True).exclude(fuente__contains="demostración").exists(), modelo
    assert not Usuario.objects.filter(demostracion=False).exists()
    assert not Usuario.objects.exclude(nombre__endswith="(demostración)").exists()
    assert not Gestion.objects.exclude(alcalde__endswith="(demostración)").exists()


def test_of_the_second_encuentro_what_was_announced_stays_as_it_was(hechos):
    anuncio = ("nombre", "fecha", "informado_el", "lugar", "proposito", "resultado")
    (antes,) = [fila for fila in hechos[Encuentro] if fila["numero"] == 2]
    ahora_ = Encuentro.objects.filter(numero=2, demostracion=True).values().get()

    assert {campo: ahora_[campo] for campo in anuncio} == {campo: antes[campo] for campo in anuncio}
    assert ahora_["fuente"].startswith(antes["fuente"][:200])


def test_there_is_an_encuentro_in_each_state_and_acuerdos_of_every_fate():
    assert set(Encuentro.objects.values_list("estado", flat=True)) == set(Encuentro.Estado.values)
    situaciones = set(Acuerdo.objects.con_situacion().values_list("situacion", flat=True))
    assert situaciones == {"abierto", "vencido", "cumplido", "no_cumplido", "sin_efecto"}
    assert Acuerdo.objects.exclude(compromiso=None).exists()


def test_the_real_convenio_has_nothing_fictional_hung_on_it_but_the_convenios_derived_from_it():
    real = Convenio.objects.get(codigo="CM-2023-JAEN")

    for relacion in ("compromisos", "clausulas", "partes", "adendas", "designaciones"):
        assert not getattr(real, relacion).filter(demostracion=True).exists(), relacion
    assert real.history.count() == 1


def faltas(registro: Registro) -> set[str | None]:
    """Codes of what a form would hold against a record; its keys and constraints, the database has already held."""
    try:
        registro.clean_fields(exclude={campo.name for campo in registro._meta.fields if isinstance(campo, ForeignKey)})
        registro.clean()
    except ValidationError as error:
        return {e.code for e in getattr(error, "error_list", None) or sum(error.error_dict.values(), [])}
    return set()


def test_every_record_could_have_been_typed_by_a_person():
    for modelo in REGISTROS:
        for registro in modelo.todos.filter(demostracion=True):
            assert faltas(registro) <= NO_SE_EDITA, (modelo, registro.pk)


def test_what_stands_as_fulfilled_was_proved_or_says_why_not():
    cumplidos = Compromiso.objects.filter(demostracion=True, estado="cumplido")

    for compromiso in cumplidos:
        assert compromiso.estado_motivo or compromiso._probado(), compromiso
        assert not compromiso.avances.filter(verificado_en__gt=compromiso.estado_en).exists()
    assert cumplidos.exclude(estado_motivo="").exists()


def test_nothing_happened_before_it_was_written_nor_tomorrow():
    for avance in Avance.objects.filter(demostracion=True).select_related("compromiso"):
        pasos = [avance.creado_en, avance.enviado_en if avance.estado == "enviado" else None, avance.verificado_en]
        hechos = [paso for paso in pasos if paso is not None]
        assert hechos == sorted(hechos)
        assert timezone.localdate(avance.creado_en) >= avance.fecha
        assert max(hechos) <= ahora()
        assert avance.estado in ("borrador", "enviado", "observado") or avance.compromiso.inicio <= avance.fecha


def test_who_verifies_is_another_person_and_who_reports_may():
    for avance in Avance.objects.filter(demostracion=True, origen="reporte").select_related("creado_por", "verificado_por", "distrito"):
        assert avance.creado_por.pk not in (avance.verificado_por_id, avance.observado_por_id)
        if avance.creado_por.es_municipal:
            assert avance.distrito.municipalidad in Municipalidad.objects.propias_de(avance.creado_por)


def test_every_record_was_born_in_history_by_a_demonstration_gesture_and_its_last_row_is_how_it_stands():
    for modelo in REGISTROS:
        filas = defaultdict(list)
        for fila in modelo.history.select_related("lote").order_by("history_id"):
            filas[fila.id].append(fila)
        for registro in modelo.todos.filter(demostracion=True):
            suyas = filas[registro.pk]
            assert suyas[0].history_type == "+"
            es_el_ii = modelo is Encuentro and registro.numero == 2  # a fact, of which a fictional outcome is told
            assert {fila.lote.tipo for fila in suyas[es_el_ii:]} <= {Lote.Tipo.DEMOSTRACION, Lote.Tipo.ADENDA}
            suyas = suyas[es_el_ii:]
            assert [fila.history_date for fila in suyas] == sorted(fila.history_date for fila in suyas)
            ultima = {campo.attname: getattr(suyas[-1], campo.attname) for campo in suyas[-1].tracked_fields if not campo.generated}
            assert {nombre: getattr(registro, nombre) for nombre in ultima} == ultima, (modelo, registro.pk)


def test_history_tells_the_way_of_an_avance_that_was_returned_and_sent_again():
    devuelto = Avance.objects.filter(estado="verificado").exclude(observado_en=None).first()

    estados = list(devuelto.history.order_by("history_id").values_list("estado", "history_user"))

    autor, revisor = devuelto.creado_por_id, devuelto.verificado_por_id
    assert estados == [("borrador", autor), ("enviado", autor), ("observado", revisor), ("enviado", autor), ("verificado", revisor)]
    assert revision_de(devuelto)


def test_each_file_is_what_its_row_says_and_enters_again_by_the_door():
    con_archivo = Evidencia.objects.exclude(archivo="")

    assert con_archivo.count() > 200
    assert set(con_archivo.values_list("archivo_tipo", flat=True)) == {"application/pdf", "image/jpeg", "image/png"}
    for evidencia in con_archivo.order_by("pk")[:40]:
        datos = evidencia.archivo.read()
        evidencia.archivo.close()
        assert len(datos) == evidencia.archivo_bytes
        assert revisar(SimpleUploadedFile(evidencia.archivo_nombre, datos, evidencia.archivo_tipo)).tipo == evidencia.archivo_tipo


def test_the_accounts_of_the_demonstration_open_with_its_password():
    assert set(Usuario.objects.values_list("username", flat=True)) == CUENTAS
    assert Usuario.objects.get(username="alcalde.060806").check_password("convenio-2026")


@pytest.mark.parametrize("cuenta", ["coordinador", "coordinadora"])
def test_each_coordinator_has_something_to_verify(cuenta):
    persona = Usuario.objects.get(username=cuenta)

    assert Avance.objects.por_verificar(persona).count() >= 10
    assert Aviso.objects.for_user(persona).sin_leer().count() >= 10


@pytest.mark.parametrize("cuenta", ["especialista", "enlace.060806", "alcalde.060806"])
def test_who_reports_has_something_returned_and_something_begun(cuenta):
    pendientes = Avance.objects.pendientes_de(Usuario.objects.get(username=cuenta))

    assert set(pendientes.values_list("estado", flat=True)) == {"borrador", "observado"}


@pytest.mark.parametrize("ubigeo", [f"0608{n:02d}" for n in range(1, 13)])
def test_every_mayor_reads_and_reports_on_their_own_district(ubigeo):
    persona = Usuario.objects.get(username=f"alcalde.{ubigeo}")

    assert Municipalidad.objects.propias_de(persona).get().distrito.ubigeo == ubigeo
    assert Compromiso.objects.reportables_por(persona).exists()


def test_an_adenda_was_merged_and_another_is_being_prepared():
    fusionada, otra = Adenda.objects.exclude(fusion=None).get(), Adenda.objects.get(estado="borrador")

    assert fusionada.fusion.tipo == Lote.Tipo.ADENDA
    assert Compromiso.objects.filter(adenda=fusionada, reprogramaciones__documento=fusionada.documento).exists()
    assert movidas(otra.borrador, tomar_foto(otra.convenio)) == []
    assert len(diferencias(otra.borrador)) >= 4


def test_there_is_an_encuentro_to_come_and_something_in_the_papelera():
    assert Encuentro.objects.filter(fecha__gt=timezone.localdate(), demostracion=True).exists()
    assert Compromiso.todos.eliminados().exists()
    assert Avance.todos.eliminados().exists()


def test_every_district_has_fictional_nudos_of_every_kind_and_no_fictional_figure():
    nudos = NudoCritico.objects.filter(demostracion=True)
    assert set(nudos.values_list("distrito__ubigeo", flat=True)) == {f"0608{n:02d}" for n in range(1, 13)}
    for campo in ("estado", "prioridad", "origen"):
        assert set(nudos.values_list(campo, flat=True)) == set(dict(NudoCritico._meta.get_field(campo).flatchoices))
    assert nudos.filter(indicador=None).exists()
    assert all("(ficticio)" in n.texto for n in nudos)
    assert not Medicion.objects.filter(demostracion=True).exists()
    assert not Indicador.objects.filter(demostracion=True).exists()


def test_twelve_municipalities_have_a_plan_of_each_of_two_years_in_every_state():
    planes = PlanTrabajo.objects.filter(demostracion=True)

    assert Counter(planes.values_list("anio", flat=True)) == {hoy().year - 1: 12, hoy().year: 12}
    assert set(planes.values_list("estado", flat=True)) == set(PlanTrabajo.Estado.values)
    assert planes.filter(estado="borrador").exclude(devuelto_motivo="").exists()
    assert {tuple(p.lados_por_aprobar) for p in planes.filter(estado="propuesto")} == {
        ("ugel", "municipalidad"),
        ("ugel",),
        ("municipalidad",),
    }
    assert set(Ejecucion.objects.values_list("estado", flat=True)) == set(Ejecucion.Estado.values)
    assert set(EvidenciaEjecucion.objects.values_list("clase", flat=True)) == set(EvidenciaEjecucion.Clase.values)
    assert set(Cierre.objects.values_list("trimestre", flat=True)) == {1, 2, 3, 4}
    assert Rectificacion.objects.exists()
    assert VersionPlan.objects.filter(numero=2).exists()
    assert ActividadEscuela.objects.exists()


def test_plans_have_what_their_arithmetic_has_to_tell():
    todas = cuentas(PlanTrabajo.objects.filter(demostracion=True).select_related("convenio__ugel"), trimestre=4).values()

    assert {c.fisico.por_peso for c in todas} == {True, False}
    assert any(c.fisico.sin_programacion for c in todas)
    assert any(c.pasan_de_cien for c in todas)
    assert any(c.gasta_de_mas for c in todas)
    ficticias = Actividad.objects.filter(demostracion=True).select_related("compromiso")
    assert {a.nudo is None for a in ficticias} == {a.compromiso is None for a in ficticias} == {True, False}
    assert {a.cuenta_en_compromiso for a in ficticias if a.compromiso} == {True, False}
    assert Avance.objects.filter(origen="rectificacion").exists()
    assert Avance.objects.filter(origen="ejecucion").exists()


def test_each_step_of_a_plan_was_taken_on_its_day_by_who_may():
    for plan in PlanTrabajo.objects.filter(demostracion=True):
        pasos = [plan.propuesto_en, plan.aprobado_ugel_en, plan.iniciado_en, plan.cerrado_en]
        hechos = [paso for paso in pasos if paso is not None]
        assert hechos == sorted(hechos)
        assert max(hechos, default=ahora()) <= ahora()
    for cierre in Cierre.objects.all():
        assert cierre.intacto
        assert timezone.localdate(cierre.cerrado_en) > fin_de_trimestre(cierre.plan.anio, cierre.trimestre)
    for reporte in Ejecucion.objects.filter(demostracion=True):
        assert reporte.creado_por_id not in (reporte.verificado_por_id, reporte.observado_por_id)


def test_only_fictional_buildings_have_a_risk():
    fichas = FichaRiesgo.objects.select_related("local")

    assert fichas.count() > 20
    assert all(f.demostracion and f.local.demostracion and f.local.nombre.startswith("Local ficticio 99") for f in fichas)


def test_running_it_again_adds_nothing_and_keeps_what_people_typed():
    persona = Usuario.objects.get(username="coordinador")
    with gesto(por=persona):
        compromiso = Compromiso.objects.filter(demostracion=True).first()
        compromiso.responsable = "Otra oficina"
        compromiso.save()
        Avance.objects.filter(estado="borrador").first().eliminar(por=persona)
    antes = todo_lo_escrito()
    lotes = Lote.objects.count()

    assert "ya estaban" in demo()

    assert todo_lo_escrito() == antes
    assert Lote.objects.count() == lotes


def test_it_is_refused_where_this_is_no_demonstration():
    with pytest.raises(CommandError, match="DEMOSTRACION=1"):
        call_command("demo")
