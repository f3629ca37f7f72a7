"""Fields of forms as every floor draws them."""

from typing import Any

from django import forms


class Fecha(forms.DateInput):
    """The calendar of the device; where there is none, day/month/year is understood too."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")
