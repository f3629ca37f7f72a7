"""Put a record where there is none, and leave alone the one that people have already made theirs."""

from typing import Any


class Cargador:
    """Loads records by their natural key, once. What was loaded before is found again even if somebody has renamed it or sent it to
    the papelera since: the row of its creation, in the history, keeps the key that it came with.
    """

    def __init__(self) -> None:
        self.nuevos = 0

    def asegurar(self, modelo: Any, llave: dict[str, Any], **datos: Any) -> Any:
        """The record of `modelo` with this key: the one there is, as it is now, or a new one with `datos`."""
        registro = modelo.todos.filter(**llave).order_by("pk").first() or self._renombrado(modelo, llave)
        if registro is None:
            registro = modelo(**llave, **datos)
            registro.full_clean()
            registro.save()
            self.nuevos += 1
        return registro

    def _renombrado(self, modelo: Any, llave: dict[str, Any]) -> Any:
        creado = modelo.history.filter(**llave, history_type="+").order_by("history_id").values_list("id", flat=True)
        return modelo.todos.filter(pk__in=list(creado)).first()
