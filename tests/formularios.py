"""What a browser would post: the fields of the form on a page, as they stand."""

from html.parser import HTMLParser
from typing import Any


class _Lector(HTMLParser):
    def __init__(self, accion: str) -> None:
        super().__init__()
        self.accion, self.dentro, self.campos = accion, False, {}
        self.area: str | None = None
        self.lista: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = dict(attrs)
        if tag == "form":
            self.dentro = a.get("method", "get").lower() == "post" and a.get("action", "") in ("", self.accion, None) and not self.campos
        if not self.dentro:
            return
        nombre = a.get("name")
        if tag == "textarea" and nombre:
            self.area, self.campos[nombre] = nombre, ""
        elif tag == "select" and nombre:
            self.lista = nombre
            self.campos.setdefault(nombre, [] if "multiple" in a else "")
        elif tag == "option" and self.lista and "selected" in a:
            elegido = a.get("value", "")
            self.campos[self.lista] = [*self.campos[self.lista], elegido] if isinstance(self.campos[self.lista], list) else elegido
        elif tag == "input" and nombre and a.get("type") not in ("submit", "file", "button"):
            if a.get("type") in ("checkbox", "radio"):
                if "checked" in a:
                    self.campos[nombre] = (
                        [*self.campos.get(nombre, []), a.get("value", "on")] if a["type"] == "checkbox" else a.get("value", "on")
                    )
            else:
                self.campos[nombre] = a.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.dentro = False
        if tag == "textarea":
            self.area = None
        if tag == "select":
            self.lista = None

    def handle_data(self, data: str) -> None:
        if self.area and self.dentro:
            self.campos[self.area] += data


def leer(respuesta: Any, *, estado: int = 200) -> dict[str, Any]:
    """Fields of the first form of the page that posts to the page itself, with the values they show."""
    assert respuesta.status_code == estado, respuesta.status_code
    lector = _Lector(respuesta.request["PATH_INFO"])
    lector.feed(respuesta.content.decode())
    assert lector.campos, "la página no tiene un formulario que se envíe a sí misma"
    return {nombre: valor[1:] if isinstance(valor, str) and valor.startswith("\n") else valor for nombre, valor in lector.campos.items()}
