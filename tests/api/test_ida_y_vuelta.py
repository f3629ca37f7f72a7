"""P19: the CSV of an open table whose columns are those of a padrón comes back in without a change."""

import contextlib
import io
import json

import pytest
from django.core.management import call_command

from base.cuentas.roles import Rol
from municipios.models import Distrito, Ugel
from portal.importaciones.catalogo import PADRONES
from portal.publico.api.tablas import TABLAS
from tests.factories import make_usuario

from .mundo import FORMULA

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("api_contrato")]


@pytest.mark.promesa("P19")
@pytest.mark.parametrize("clave", sorted(c for c, t in TABLAS.items() if t.padron))
def test_an_open_table_goes_back_into_its_padron(api, mundo, tmp_path, clave):
    Distrito.objects.filter(pk=mundo["a"].distrito.pk).update(nombre=FORMULA, latitud="-5.123456", superficie_km2="60.41", altitud=1620)
    Ugel.objects.filter(pk=mundo["ugel"].pk).update(nombre="-UGEL con guion")
    instala = make_usuario(Rol.ADMINISTRADOR, ugel=mundo["ugel"], username="instala", is_superuser=True)
    de_una_ugel = make_usuario(Rol.ADMINISTRADOR, ugel=mundo["ugel"])
    quien = de_una_ugel if clave == "convenios" else instala
    tabla, archivo, convenio = TABLAS[clave], tmp_path / "abierto.csv", mundo["convenio"].codigo
    filtro = f"&convenio={convenio}" if tabla.de_un_convenio else ""
    archivo.write_bytes(api(f"{clave}?formato=csv{filtro}").getvalue())

    dicho = io.StringIO()
    orden = ["importar", tabla.padron, str(archivo), "--por", quien.username, "--json"]
    with contextlib.suppress(SystemExit):
        call_command(*orden, *(["--convenio", convenio] if tabla.de_un_convenio else []), stdout=dicho, stderr=io.StringIO())
    resultado = json.loads(dicho.getvalue())
    assert (resultado["resultado"], resultado["errores"]) == ("ensayo", [])
    assert (resultado["nuevos"], resultado["cambian"], resultado["iguales"]) == (0, 0, len(api.datos(clave)))


def test_a_table_that_is_called_as_a_padron_goes_back_or_says_why_not(api):
    """Those that no reader would take for a padrón say so in one word; what they lack is told where somebody may try."""
    llamadas = {clave: TABLAS[clave] for clave in TABLAS if clave in PADRONES}
    assert {clave for clave, tabla in llamadas.items() if not (tabla.padron or tabla.no_vuelve)} == set()
    for clave, tabla in TABLAS.items():
        texto = api.cliente.get(f"/publico/datos/{clave}/").text
        assert ("se puede volver a cargar" in texto) == bool(tabla.padron), clave
        assert tabla.no_vuelve in texto, clave
        assert tabla.de_un_convenio == (tabla.padron != "" and PADRONES[tabla.padron].de_un_convenio), clave
