"""The links beside a public table: where it is taken away as a file."""

from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse

register = template.Library()


@register.inclusion_tag("publico/_datos_enlaces.html")
def datos_enlaces(tabla: str, **filtros: Any) -> dict[str, str]:
    """CSV, JSON and dictionary of a table, narrowed as its page is: `{% datos_enlaces "compromisos" ugel=ugel.codigo anio=2024 %}`."""
    raiz, puestos = f"{reverse('api')}{tabla}", {nombre: valor for nombre, valor in filtros.items() if valor}
    return {
        "tabla": tabla,
        "csv": f"{raiz}?{urlencode({**puestos, 'formato': 'csv'})}",
        "json": f"{raiz}?{urlencode(puestos)}" if puestos else raiz,
        "diccionario": reverse("publico_datos_tabla", args=[tabla]),
    }
