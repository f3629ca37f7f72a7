"""P42: known holes in the packages that the portal runs on, asked of pip-audit. `make promesas` asks; `make test` does not need the network.

pip-audit is not one of our packages: it is fetched into a folder that lives as long as the question, so that what audits is never audited.
Where no complete PyPI answers (a mirror has the packages and not their holes), the answer is that it was not run, never that all is well.
"""

import json
import subprocess
import sys
import tempfile
import venv
from pathlib import Path
from typing import Any

RAIZ = Path(__file__).resolve().parent.parent
PLAZO = 300  # seconds; a mirror that does not know the address of the holes takes its time to say so


class SinAuditar(Exception):
    """Nobody could say; the text tells why."""


def auditar(fijados: Path = RAIZ / "requirements.lock") -> list[str]:
    """The known holes of the locked packages, a line each. Raises SinAuditar where they cannot be asked for."""
    return leer(_preguntar(fijados))


def _preguntar(fijados: Path) -> Any:
    with tempfile.TemporaryDirectory() as carpeta:
        venv.create(carpeta, symlinks=sys.platform != "win32")
        python = next(Path(carpeta).glob("[bS]*/python*"))
        try:
            subprocess.run([sys.executable, "-m", "pip", "--python", python, "install", "-q", "pip-audit"], check=True, timeout=PLAZO)
            orden = [python, "-m", "pip_audit", "-r", fijados, "--disable-pip", "--no-deps", "--progress-spinner", "off", "-f", "json"]
            dicho = subprocess.run(orden, check=False, timeout=PLAZO, capture_output=True, text=True).stdout
            return json.loads(dicho)
        except (subprocess.SubprocessError, OSError, ValueError) as error:
            raise SinAuditar(f"pip-audit no respondió ({type(error).__name__})") from error


def leer(respuesta: Any) -> list[str]:
    """What pip-audit answered. A package that it did not find was not audited, and then the answer is worth nothing."""
    paquetes = respuesta["dependencies"]
    if saltados := [paquete["name"] for paquete in paquetes if "skip_reason" in paquete]:
        raise SinAuditar(f"el índice de paquetes no conoce {len(saltados)} de {len(paquetes)} ({saltados[0]}…)")
    return [f"{p['name']} {p['version']}: {hueco['id']}" for p in paquetes for hueco in p["vulns"]]
