"""What has to be read again (the secret of an application) is kept encrypted, under a key that comes from the portal's own."""

import base64

from cryptography.fernet import Fernet, InvalidToken
from django.utils.crypto import salted_hmac


def _llave() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(salted_hmac("base.cuentas.factores", "aplicacion", algorithm="sha256").digest()))


def cifrar(texto: str) -> str:
    """As it is kept."""
    return _llave().encrypt(texto.encode()).decode()


def descifrar(guardado: str) -> str | None:
    """As it was; None when it was kept under another key of the portal."""
    try:
        return _llave().decrypt(guardado.encode()).decode()
    except InvalidToken:
        return None
