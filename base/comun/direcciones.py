"""Addresses: a `/` inside a code is written `~`; and the one that opens WhatsApp with a text."""

from urllib.parse import urlencode


class CodigoConverter:
    """A code as part of an address (`C/12-2024` is `C~12-2024`)."""

    regex = r"[A-Za-z0-9][A-Za-z0-9._~-]*"

    def to_python(self, value: str) -> str:
        """The code as people write it."""
        return value.replace("~", "/")

    def to_url(self, value: str) -> str:
        """The code as an address carries it."""
        return en_direccion(value)


class UbigeoConverter:
    """Six digits: an ubigeo or the code of a UGEL."""

    regex = r"[0-9]{6}"

    def to_python(self, value: str) -> str:
        """As it stands: it is a text."""
        return value

    def to_url(self, value: str) -> str:
        """As it stands."""
        return value


def en_direccion(codigo: str) -> str:
    """The code as an address carries it."""
    return codigo.replace("/", "~")


def por_whatsapp(texto: str) -> str:
    """An address that opens WhatsApp with that text: nothing is sent until the person chooses to whom."""
    return "https://wa.me/?" + urlencode({"text": texto})
