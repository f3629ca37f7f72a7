"""A passkey made of software: it makes a key and signs with it what the portal asks, as the telephone of a person would."""

import json
import secrets
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256, Hash
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

ORIGEN, NOMBRE = "https://testserver", "testserver"
PRESENTE = AuthenticatorData.FLAG.UP


def _resumen(datos: bytes) -> bytes:
    suma = Hash(SHA256())
    suma.update(datos)
    return suma.finalize()


class Llave:
    """One passkey. `origen` is the page on which its person presses the button."""

    def __init__(self, origen: str = ORIGEN, nombre: str = NOMBRE) -> None:
        self.privada, self.id = ec.generate_private_key(ec.SECP256R1()), secrets.token_bytes(16)
        self.origen, self.nombre = origen, _resumen(nombre.encode())

    def hacer(self, pregunta: str) -> str:
        """The answer to being made."""
        publica = ES256.from_cryptography_key(self.privada.public_key())
        datos = AttestedCredentialData.create(b"\0" * 16, self.id, publica)
        autentico = AuthenticatorData.create(self.nombre, PRESENTE | AuthenticatorData.FLAG.AT, 0, datos)
        objeto = AttestationObject.create("none", autentico, {})
        return self._responder("webauthn.create", pregunta, attestationObject=objeto)

    def usar(self, pregunta: str) -> str:
        """The answer to being asked to sign."""
        cliente = self._cliente("webauthn.get", pregunta)
        autentico = AuthenticatorData.create(self.nombre, PRESENTE, 0)
        firma = self.privada.sign(bytes(autentico) + _resumen(bytes(cliente)), ec.ECDSA(SHA256()))
        return self._responder("webauthn.get", pregunta, authenticatorData=autentico, signature=firma)

    def _cliente(self, tipo: str, pregunta: str) -> CollectedClientData:
        return CollectedClientData.create(tipo, json.loads(pregunta)["challenge"], self.origen)

    def _responder(self, tipo: str, pregunta: str, **dicho: Any) -> str:
        dicho["clientDataJSON"] = self._cliente(tipo, pregunta)
        quien = websafe_encode(self.id)
        respuesta = {nombre: websafe_encode(bytes(valor)) for nombre, valor in dicho.items()}
        return json.dumps({"id": quien, "rawId": quien, "type": "public-key", "response": respuesta})
