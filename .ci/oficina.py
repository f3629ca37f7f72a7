"""The portal for one person on one computer of an office: real data in the embedded database, no other server, nobody from outside.

Windows, macOS or Linux. The first time it makes the tables, loads the facts of the convenio and asks for the administrator's account.
"""

import getpass
import os
import subprocess
import sys
from pathlib import Path

from demo import RAIZ, clave_del_equipo, puerto_pedido, reunir_estaticos

PUERTO = "8000"


def preparar() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    from django.contrib.auth import get_user_model

    call_command("instalar")
    reunir_estaticos()
    call_command("cargar_inicial")
    if not get_user_model().objects.exists():
        pedir_cuenta()


def pedir_cuenta() -> None:
    """The account of whoever administers, asked for on the terminal until it is one that the portal takes."""
    from django.contrib.auth import get_user_model
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    Usuario = get_user_model()
    print("\nFalta la cuenta de quien administra el portal.")
    while True:
        cuenta = Usuario(nombre=input("Nombres y apellidos: ").strip(), username=input("Usuario (con el que entrará): ").strip())
        clave = getpass.getpass("Contraseña (no se ve al escribirla; 10 caracteres o más): ")
        try:
            if clave != getpass.getpass("Otra vez la contraseña: "):
                raise ValidationError("Las dos contraseñas no son iguales.")
            cuenta.clean_fields(exclude=("password", "rol"))
            validate_password(clave, cuenta)
        except ValidationError as error:
            print("\n".join(error.messages), "Escriba de nuevo:", sep="\n")
            continue
        Usuario.objects.create_superuser(cuenta.username, password=clave, nombre=cuenta.nombre)
        return


def main() -> None:
    puerto = puerto_pedido(sys.argv[1] if len(sys.argv) > 1 else PUERTO)
    os.chdir(RAIZ)
    sys.path.insert(0, str(RAIZ))
    os.environ.update(
        DJANGO_SETTINGS_MODULE="portal.settings", SOLO_ESTE_EQUIPO="1", SECRET_KEY_FILE=str(clave_del_equipo()), PYTHONUTF8="1"
    )
    os.environ.setdefault("PORTAL_URL", f"http://127.0.0.1:{puerto}")
    preparar()
    print(f"\nEl portal está en  http://127.0.0.1:{puerto}/  (solo en este equipo). Para terminar: Ctrl-C\n", flush=True)
    trabajador = subprocess.Popen([sys.executable, "manage.py", "trabajar"])
    granian = Path(sys.executable).parent / "granian"
    servir = (
        f"--interface wsgi --host 127.0.0.1 --port {puerto} --workers 1 --blocking-threads 4 --workers-kill-timeout 2 --log-level warning"
    )
    try:
        subprocess.run([granian, *servir.split(), "portal.wsgi:application"], check=True)
    except KeyboardInterrupt:
        pass  # Ctrl-C is how it ends: the server has heard it too
    finally:
        trabajador.terminate()
        trabajador.wait(timeout=30)


if __name__ == "__main__":
    main()
