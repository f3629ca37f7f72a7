"""What was typed in the grid of a plan: rows of figures, and why the targets move."""

import re
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from base.bitacora.formularios import ConClave
from base.comun.padron.celdas import ValorInvalido, numero
from convenios.cuadricula import Escrita, Lugar

_NOMBRE = re.compile(r"a([0-9]{1,15})_(?:(fis|fin)_t([1-4])(_mio)?|ficha)", re.ASCII)
_CIFRA = forms.DecimalField(min_value=0, max_digits=14, decimal_places=2)


class ReprogramarPlanForm(ConClave):
    """Why the targets of an approved plan move, and by which document."""

    motivo = forms.CharField(label="Por qué se reprograma", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
    documento = forms.CharField(
        label="Documento con que se reprograma", max_length=200, help_text="Oficio, acta o resolución: número y fecha."
    )


def _leida(texto: str) -> Decimal | None:
    """One figure as an office writes it, by the rules of the padrones; raises `ValidationError`."""
    try:
        leido = numero(texto)
    except ValorInvalido as invalido:
        raise ValidationError(invalido.mensaje) from None
    if leido is not None:
        _CIFRA.run_validators(leido)
    return leido


def leer_filas(datos: QueryDict) -> dict[int, Escrita]:
    """Each row that came, by its activity. A cell that did not come was not typed."""
    fichas: dict[int, str] = {}
    textos: dict[int, dict[Lugar, str]] = {}
    sin_elegir: dict[int, set[Lugar]] = {}
    for nombre, texto in datos.items():
        if (hallado := _NOMBRE.fullmatch(nombre)) is None:
            continue
        pk, lugar = int(hallado[1]), (hallado[2], int(hallado[3] or 0))
        if hallado[2] is None:
            fichas[pk] = str(texto)
        elif hallado[4] is None:
            textos.setdefault(pk, {})[lugar] = str(texto)
        elif nombre.removesuffix("_mio") not in datos:
            textos.setdefault(pk, {})[lugar] = str(texto)
            sin_elegir.setdefault(pk, set()).add(lugar)
    return {pk: _escrita(fichas.get(pk, ""), suyos, sin_elegir.get(pk, set())) for pk, suyos in textos.items()}


def _escrita(ficha: str, textos: dict[Lugar, str], sin_elegir: set[Lugar]) -> Escrita:
    valores: dict[Lugar, Decimal | None] = {}
    errores: dict[Lugar, str] = {}
    for lugar, texto in textos.items():
        try:
            valores[lugar] = _leida(texto)
        except ValidationError as error:
            errores[lugar] = " ".join(error.messages)
    return Escrita(ficha, textos, valores, errores, sin_elegir)
