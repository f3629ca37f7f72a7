"""P19: the CSV of an open table whose columns are those of a padrón comes back in without a change."""

import contextlib
import io
import json

import pytest
from django.core.management import call_command

from base.cuentas.roles import Rol
from municipios.models import Distrito, Ugel
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
    archivo = tmp_path / "abierto.csv"
    archivo.write_bytes(api(f"{clave}?formato=csv").getvalue())

    dicho = io.StringIO()
    with contextlib.suppress(SystemExit):
        call_command("importar", TABLAS[clave].padron, str(archivo), "--por", quien.username, "--json", stdout=dicho, stderr=io.StringIO())
    resultado = json.loads(dicho.getvalue())
    assert (resultado["resultado"], resultado["errores"]) == ("ensayo", [])
    assert (resultado["nuevos"], resultado["cambian"], resultado["iguales"]) == (0, 0, len(api.datos(clave)))
