"""The portal of a release with a little in it: run in the folder of that release, on an empty database, before it is backed up to be kept here.

    cd RELEASE && DATABASE_URL=… python …/hacer_version.py
    cd HERE && DATABASE_URL=… CLAVE_DE_RESPALDO_FILE=tests/actualizacion/versiones/clave.txt \\
        python manage.py respaldar tests/actualizacion/versiones/paso-N.MOTOR.tar.age
"""

import os
import sys

import django

sys.path.insert(0, os.getcwd())


def hacer() -> None:
    """What was published, somebody of each role, a commitment with an avance and its photo, and a plan."""
    from django.core.management import call_command

    from base.comun.tablas import hacer_tablas

    hacer_tablas()
    call_command("createcachetable")
    call_command("cargar_inicial")

    from base.cuentas.roles import Rol
    from convenios.models import Convenio
    from municipios.models import Municipalidad, Ugel
    from tests.factories import make_avance, make_compromiso, make_evidencia, make_foto, make_plan, make_usuario

    ugel, convenio = Ugel.objects.get(codigo="060008"), Convenio.objects.get(codigo="CM-2023-JAEN")
    municipalidad = Municipalidad.objects.get(distrito__ubigeo="060806")
    for rol in (Rol.ADMINISTRADOR, Rol.COORDINADOR, Rol.ESPECIALISTA, Rol.DIRECTOR):
        make_usuario(rol, ugel=ugel, username=f"una.{rol}")
    enlace = make_usuario(Rol.ENLACE, municipalidad=municipalidad, username="una.enlace")
    compromiso = make_compromiso(convenio, distritos=(municipalidad.distrito,))
    make_evidencia(
        make_avance(compromiso, por=enlace, distrito=municipalidad.distrito, sin_evidencia_motivo=""), archivo=make_foto(), clase="foto"
    )
    make_plan(municipalidad, convenio=convenio)


if __name__ == "__main__":
    django.setup()
    hacer()
