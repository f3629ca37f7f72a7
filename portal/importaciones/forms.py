"""What is asked of who brings a file: the file, why it is applied, what a cell should say."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from base.bitacora.formularios import ConClave
from base.comun.padron import Columna, Eleccion, Padron
from base.comun.templatetags.comun import tamano
from convenios.models import Convenio

from . import limites
from .catalogo import PADRONES, de_persona
from .lectura import ArchivoInvalido
from .models import Importacion


class FormularioArchivo(ConClave):
    """The file that the office already has."""

    archivo = forms.FileField(
        label="Archivo",
        help_text=f"Excel (.xlsx) o CSV, hasta {limites.ARCHIVO // limites.MIB} MB y {limites.FILAS:,} filas. Súbalo tal como está.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt,.tsv"}),
        error_messages={"required": "Elija el archivo.", "empty": "El archivo está vacío."},
    )
    padron = forms.ChoiceField(label="Qué trae", required=False)
    convenio = forms.ChoiceField(label="De qué convenio", required=False)

    def __init__(self, *args: Any, persona: Any, ugel: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        suyos = de_persona(persona)
        self.fields["padron"].choices = [("", "Que se reconozca por sus columnas"), *((p.clave, p.nombre) for p in suyos)]  # type: ignore[attr-defined]
        self.convenios = {str(c.pk): c for c in Convenio.objects.for_user(persona).filter(ugel=ugel).order_by("codigo")}
        opciones = [("", "Elija, si es de un convenio"), *((pk, f"{c.codigo} · {c.titulo}") for pk, c in self.convenios.items())]
        self.fields["convenio"].choices = opciones  # type: ignore[attr-defined]
        if not self.is_bound:
            pedidos = [pk for pk, c in self.convenios.items() if c.codigo == self.initial.get("convenio")] or list(self.convenios)
            self.initial["convenio"] = pedidos[0] if len(pedidos) == 1 else ""

    def clean_archivo(self) -> Any:
        """Too large is said before anything of it is read."""
        archivo = self.cleaned_data["archivo"]
        if archivo.size > limites.ARCHIVO:
            raise ValidationError(f"El archivo pesa {tamano(archivo.size)} y caben {tamano(limites.ARCHIVO)}: divídalo en varios.")
        return archivo

    def clean_convenio(self) -> Convenio | None:
        """The convenio itself."""
        return self.convenios.get(self.cleaned_data["convenio"])

    def clean(self) -> dict[str, Any] | None:
        """A padrón of a convenio says which."""
        datos = super().clean()
        padron = PADRONES.get(self.cleaned_data.get("padron") or "")
        if padron is not None and padron.de_un_convenio and self.cleaned_data.get("convenio") is None and "convenio" not in self.errors:
            self.add_error("convenio", f"El padrón de {padron.nombre.lower()} es de un convenio: elija cuál.")
        return datos

    def decir(self, error: ArchivoInvalido) -> None:
        """Why the file was not taken, beside what has to be chosen; the padrón that was recognised stays chosen."""
        self.add_error("convenio" if error.motivo == "falta_convenio" else "archivo", error.mensaje)
        if "padron" in error.datos:
            self.data = {**self.data.dict(), "padron": error.datos["padron"]}  # type: ignore[attr-defined]


class FormularioAplicar(ConClave):
    """Why the file is applied."""

    motivo = forms.CharField(
        label="Por qué se carga",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Queda en la historia de cada registro.",
    )
    huella = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, importacion: Importacion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["motivo"].initial = f"Se carga el archivo {importacion.archivo_nombre}"[:200]
        self.fields["huella"].initial = importacion.huella


class FormularioFila(forms.Form):
    """What each cell of a row says, to write it better."""

    def __init__(self, *args: Any, padron: Padron, presentes: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for columna in padron.columnas:
            if columna.nombre in presentes:
                self.fields[columna.nombre] = _campo(columna, self.initial.get(columna.nombre, ""))


def _campo(columna: Columna, dice: str) -> forms.CharField:
    ejemplo = f" Por ejemplo: {columna.ejemplo}." if columna.ejemplo else ""
    return forms.CharField(
        label=columna.nombre,
        required=False,
        strip=False,
        max_length=limites.LARGO_DE_CELDA,
        help_text=f"{columna.ayuda} {columna.acepta}{ejemplo}".strip(),
        widget=_control(columna, dice),
    )


def _control(columna: Columna, dice: str) -> forms.Widget:
    """One of a few words is chosen, also when the cell says another one; the rest is written."""
    if isinstance(columna, Eleccion):
        return forms.Select(choices=opciones_de(columna, dice))
    return forms.Textarea(attrs={"rows": 3}) if getattr(columna, "lineas", False) else forms.TextInput()


def opciones_de(columna: Eleccion, dice: str) -> list[tuple[str, str]]:
    """What a cell of it may say, with what it says now at the head; nothing, where it may be left empty."""
    palabras = dict(zip(columna.palabras, columna.valores.values(), strict=True))
    if dice in palabras:
        return list(palabras.items())
    return [(dice, f"{dice} (lo que dice el archivo)" if dice else "Elija"), *palabras.items()]


class FormularioColumnas(forms.Form):
    """Which heading of the file is which column of the padrón."""

    encabezado = forms.TypedChoiceField(label="Fila de los títulos", coerce=int)

    def __init__(self, *args: Any, padron: Padron, filas: list[tuple[int, str]], titulos: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.padron, self.titulos = padron, titulos
        self.fields["encabezado"].choices = filas  # type: ignore[attr-defined]
        opciones = [("", "No se toma"), *((c.nombre, f"{c.nombre}{' (obligatoria)' if c.requerida else ''}") for c in padron.columnas)]
        for indice, titulo in enumerate(titulos):
            if titulo:
                elegir = forms.Select(attrs={"class": "form-select"})
                self.fields[f"columna-{indice}"] = forms.ChoiceField(label=titulo[:120], choices=opciones, required=False, widget=elegir)

    @property
    def columnas(self) -> dict[str, str]:
        """Heading → column, as chosen."""
        return {titulo: self.cleaned_data.get(f"columna-{indice}", "") for indice, titulo in enumerate(self.titulos) if titulo}
