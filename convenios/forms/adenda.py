"""Forms of an adenda: begin it, write each piece of its draft, bring it up to date, sign it."""

import datetime
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Model, Q
from django.forms.models import fields_for_model

from base.bitacora.formularios import ConClave, FormularioRegistro
from base.comun.campos import Fecha
from convenios.adendas.comparar import Movida, en_palabras, ordenadas, titulo_de
from convenios.adendas.foto import CAMPOS, Foto, en_texto, fila_de
from convenios.adendas.fusion import motivo_de
from convenios.adendas.redaccion import siguiente_orden
from convenios.models import BorradorAdenda, Clausula, Compromiso, Convenio, Parte
from convenios.models.adenda import TERMINOS
from municipios.models import Distrito, Municipalidad

from .campos import DecisionVista, PdfField
from .compromiso import CIFRA, AlcanceEHitos, en_lineas


class IniciarForm(ConClave):
    """What the adenda is for."""

    objeto = forms.CharField(
        label="Qué cambia",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="En una frase: «Amplía la vigencia hasta 2028».",
    )


class PiezaForm(FormularioRegistro):
    """One piece of a draft, edited under the revision of the draft. What it says is text until the adenda is signed."""

    clase: ClassVar[str]
    modelo: ClassVar[type[Model]]
    campos: ClassVar[list[str]]
    widgets: ClassVar[dict[str, Any]] = {}
    ayudas: ClassVar[dict[str, str]] = {}

    class Meta:
        model = BorradorAdenda
        fields: ClassVar[list[str]] = []

    def __init__(self, *args: Any, instance: BorradorAdenda, llave: str | None = None, **kwargs: Any) -> None:
        self.borrador, self.llave = instance, llave
        super().__init__(*args, instance=instance, **kwargs)
        del self.fields["motivo"]
        self.fields.update(fields_for_model(self.modelo, self.campos, widgets=self.widgets, help_texts=self.ayudas))
        self.preparar()
        for nombre, valor in self.de_una_pieza(self.pieza).items():
            if nombre in self.fields:
                self.fields[nombre].initial = valor

    @property
    def pieza(self) -> dict[str, Any] | None:
        """What it edits, as the draft says it; None for a new one."""
        return self.borrador.despues(self.clase, self.llave) if self.llave else None

    def preparar(self) -> None:
        """Choices that depend on the rest of the draft."""

    def de_una_pieza(self, pieza: dict[str, Any] | None) -> dict[str, Any]:
        """The values of the fields for what `pieza` says."""
        return fila_de(self.modelo, pieza or {})

    def valores(self, registro: Model) -> dict[str, Any]:
        """What the draft says now."""
        return self.de_una_pieza(registro.despues(self.clase, self.llave) if self.llave else None)  # type: ignore[attr-defined]

    def valores_de_entonces(self, fila: Any) -> dict[str, Any]:
        """What the draft said when the page was opened."""
        return self.valores(BorradorAdenda(base=self.borrador.base, cambios=fila.cambios))

    def clean(self) -> dict[str, Any] | None:
        """The laws of the record that this piece will be."""
        datos = super().clean()
        campos = {c.name for c in self.modelo._meta.fields if not c.is_relation}
        valores = {nombre: valor for nombre, valor in self.cleaned_data.items() if nombre in campos}
        fuera = {c.name for c in self.modelo._meta.fields} - set(valores)
        try:
            self.modelo(**valores).validate_constraints(exclude=fuera)
        except ValidationError as error:
            for nombre, errores in error.error_dict.items():
                self.add_error(nombre if nombre in self.fields and nombre != NON_FIELD_ERRORS else None, errores)
        return datos

    @property
    def propuesta(self) -> dict[str, Any]:
        """What was typed, as a draft keeps it."""
        return {nombre: en_texto(self.cleaned_data[nombre]) for nombre in self.campos if nombre in CAMPOS[self.clase]}


class TerminosForm(PiezaForm):
    """Title, object and term of the convenio."""

    clase, modelo = TERMINOS, Convenio
    campos: ClassVar[list[str]] = ["titulo", "objeto", "inicio", "fin", "sin_fin", "libre_separacion"]
    widgets: ClassVar[dict[str, Any]] = {
        "objeto": forms.Textarea(attrs={"rows": 4}),
        "inicio": Fecha,
        "fin": Fecha,
        "libre_separacion": forms.Select(choices=[("", "Sin dato"), ("True", "Sí"), ("False", "No")]),
    }


class ClausulaDeAdendaForm(PiezaForm):
    """A clause as the adenda leaves it. Its place among the others is changed on the list."""

    clase, modelo = "clausulas", Clausula
    campos: ClassVar[list[str]] = ["titulo", "texto"]
    widgets: ClassVar[dict[str, Any]] = {"texto": forms.Textarea(attrs={"rows": 12})}

    @property
    def propuesta(self) -> dict[str, Any]:
        """A new one goes to the end."""
        nueva = {} if self.llave else {"orden": siguiente_orden(self.borrador)}
        return {**super().propuesta, **nueva}


class ParteDeAdendaForm(PiezaForm):
    """A municipality that joins, who signs for it, or the day on which it leaves."""

    clase, modelo = "partes", Parte
    campos: ClassVar[list[str]] = ["firmante", "cargo", "documento", "firmado_el", "separado_el", "separacion_documento"]
    widgets: ClassVar[dict[str, Any]] = {"firmado_el": Fecha, "separado_el": Fecha}
    ayudas: ClassVar[dict[str, str]] = {
        "separado_el": "Solo si deja el convenio, que sigue para las demás. Vacío: sigue siendo parte.",
        "separacion_documento": "El que comunica la separación: número y fecha.",
        "documento": "Acuerdo de concejo o resolución: número y fecha.",
    }

    def preparar(self) -> None:
        """A new party is a municipality of the UGEL that is not one yet."""
        if self.llave is not None and self.borrador.antes(self.clase, self.llave) is not None:
            return
        otras = [p["municipalidad"] for k, p in self.borrador.quedan("partes").items() if k != self.llave]
        libres = Municipalidad.objects.filter(distrito__ugel=self.borrador.adenda.convenio.ugel_id).exclude(pk__in=otras)
        self.fields["municipalidad"] = forms.ModelChoiceField(
            label="Municipalidad", queryset=libres.select_related("distrito"), empty_label="Elija una"
        )
        del self.fields["separado_el"], self.fields["separacion_documento"]
        self.order_fields(["municipalidad"])

    def de_una_pieza(self, pieza: dict[str, Any] | None) -> dict[str, Any]:
        """With the municipality of one that joins."""
        return {**super().de_una_pieza(pieza), "municipalidad": int(pieza["municipalidad"]) if pieza else None}

    @property
    def propuesta(self) -> dict[str, Any]:
        """One that joins keeps the name by which the annex calls it."""
        if "municipalidad" not in self.fields:
            return super().propuesta
        elegida = self.cleaned_data["municipalidad"]
        dicho = {nombre: en_texto(self.cleaned_data.get(nombre)) for nombre in self.campos}
        nueva = {"municipalidad": str(elegida.pk), "nombre": str(elegida), "separado_el": None, "separacion_documento": ""}
        return {**dicho, **nueva}


class CompromisoDeAdendaForm(AlcanceEHitos, PiezaForm):
    """A commitment as the adenda leaves it. Its clause and who owes it may be ones that the adenda itself adds."""

    clase, modelo = "compromisos", Compromiso
    campos: ClassVar[list[str]] = ["codigo", "descripcion", "linea", "responsable", "inicio", "plazo", "unidad", "meta", "meta_financiera"]
    widgets: ClassVar[dict[str, Any]] = {
        "descripcion": forms.Textarea(attrs={"rows": 4}),
        "inicio": Fecha,
        "plazo": Fecha,
        "meta": forms.NumberInput(attrs=CIFRA),
        "meta_financiera": forms.NumberInput(attrs=CIFRA),
    }
    clausula = forms.ChoiceField(label="Cláusula", required=False)
    obligada = forms.ChoiceField(label="Quién lo debe", required=False)

    @property
    def es_nuevo(self) -> bool:
        """Whether the adenda adds it."""
        return self.llave is None or self.borrador.antes(self.clase, self.llave) is None

    def preparar(self) -> None:
        """Clauses, parties and districts are those that the draft leaves; the code of one that exists is its address, and stays."""
        if not self.es_nuevo:
            del self.fields["codigo"]
        vacias = {"clausulas": "Sin dato", "partes": self.borrador.base["nombres"]["ugel"][""]}
        for campo, clase in (("clausula", "clausulas"), ("obligada", "partes")):
            quedan = self.borrador.quedan(clase)
            elegibles = [(k, titulo_de(self.borrador, clase, k)) for k in ordenadas(self.borrador, clase) if k in quedan]
            self.fields[campo].choices = [("", vacias[clase]), *elegibles]  # type: ignore[attr-defined]
        suyos = (self.pieza or {}).get("distritos", {})
        siguen = [p["municipalidad"] for p in self.borrador.quedan("partes").values() if not p["separado_el"]]
        base = Q(municipalidad__in=siguen) if siguen else Q(ugel=self.borrador.adenda.convenio.ugel_id)
        self.distritos = list(Distrito.objects.filter(base | Q(ubigeo__in=suyos)).order_by("ubigeo"))
        self.alcances = {d.pk: _decimal(suyos[d.ubigeo]) for d in self.distritos if d.ubigeo in suyos}
        self.poner_distritos()

    def de_una_pieza(self, pieza: dict[str, Any] | None) -> dict[str, Any]:
        """Districts and milestones too."""
        if pieza is None:
            return {}
        alcances = {d.ubigeo: _decimal(pieza["distritos"].get(d.ubigeo)) for d in self.distritos}
        marcas = {f"d_{u}": u in pieza["distritos"] for u in alcances} | {f"m_{u}": meta for u, meta in alcances.items()}
        hitos = en_lineas((texto, datetime.date.fromisoformat(dia) if dia else None) for texto, dia in pieza["hitos"])
        claves = {campo: pieza[campo] or "" for campo in ("clausula", "obligada")}
        return {**super().de_una_pieza(pieza), **claves, **marcas, "hitos": hitos, "todos": False}

    def clean_codigo(self) -> str:
        """Not one that another commitment has, whatever its capitals."""
        codigo = str(self.cleaned_data["codigo"])
        otros = {(self.borrador.despues(self.clase, k) or self.borrador.antes(self.clase, k) or {})["codigo"].lower()
                 for k in self.borrador.llaves(self.clase) if k != self.llave}  # fmt: skip
        if codigo.lower() in otros:
            raise ValidationError("Este convenio ya tiene un compromiso con ese código.", code="repetido")
        return codigo

    def clean_plazo(self) -> datetime.date | None:
        """A due date that stands moves; it is not taken away."""
        plazo, antes = self.cleaned_data["plazo"], self.borrador.antes(self.clase, self.llave or "")
        if plazo is None and antes is not None and antes["plazo"]:
            raise ValidationError("El plazo ya fijado no se quita: escriba el nuevo.", code="falta")
        return plazo

    @property
    def propuesta(self) -> dict[str, Any]:
        """Everything, the districts by their ubigeo."""
        campos = [nombre for nombre in self.campos if nombre in self.fields]
        dicho = {nombre: en_texto(self.cleaned_data[nombre]) for nombre in campos}
        claves = {campo: self.cleaned_data[campo] or None for campo in ("clausula", "obligada")}
        distritos = {d.ubigeo: en_texto(meta) for d, meta in self.alcance.items()}
        return {**dicho, **claves, "distritos": distritos, "hitos": [[t, en_texto(dia)] for t, dia in self.cleaned_data["hitos"]]}


def _decimal(texto: str | None) -> Decimal | None:
    return None if texto is None else Decimal(texto)


PIEZAS: dict[str, type[PiezaForm]] = {
    TERMINOS: TerminosForm,
    "clausulas": ClausulaDeAdendaForm,
    "partes": ParteDeAdendaForm,
    "compromisos": CompromisoDeAdendaForm,
}


class PlazosForm(DecisionVista):
    """One new due date for many commitments."""

    plazo = forms.DateField(label="Plazo nuevo", widget=Fecha)
    compromisos = forms.MultipleChoiceField(
        label="A qué compromisos", widget=forms.CheckboxSelectMultiple, error_messages={"required": "Elija al menos un compromiso."}
    )

    def __init__(self, *args: Any, registro: BorradorAdenda, elegibles: list[str], **kwargs: Any) -> None:
        super().__init__(*args, registro=registro, **kwargs)
        quedan, fin = registro.quedan("compromisos"), (registro.despues(TERMINOS, "0") or {})["fin"]
        elegidos: Any = self.fields["compromisos"]
        elegidos.choices = [
            (
                k,
                f"{quedan[k]['codigo']} · {en_palabras(registro, 'plazo', quedan[k]['plazo']) or 'sin plazo'} · {quedan[k]['descripcion'][:90]}",
            )
            for k in elegibles
        ]
        self.fields["plazo"].initial = fin and datetime.date.fromisoformat(fin)


class ActualizarForm(DecisionVista):
    """What stays of each thing that the convenio and the adenda changed at once."""

    visto = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, registro: BorradorAdenda, foto: Foto, movidas: list[Movida], **kwargs: Any) -> None:
        super().__init__(*args, registro=registro, **kwargs)
        self.fields["visto"].initial = foto.sello
        self.elecciones = {nombre: f"c_{n}" for n, nombre in enumerate(n for una in movidas for n in una.choques)}
        for nombre, campo in self.elecciones.items():
            quitado = any(una.nombre == nombre and una.que == "se quitó del convenio" for una in movidas)
            opciones = [("ahora", "Lo que dice el convenio ahora")] + ([] if quitado else [("adenda", "Lo que dice la adenda")])
            self.fields[campo] = forms.ChoiceField(
                label="Qué queda", choices=opciones, widget=forms.RadioSelect(attrs={"class": "form-check-input"})
            )

    @property
    def elegido(self) -> dict[str, str]:
        """By the name of each collision, which of both stays."""
        return {nombre: self.cleaned_data[campo] for nombre, campo in self.elecciones.items()}


class SuscribirForm(DecisionVista):
    """The signature: when, with which document, the signed file."""

    numero = forms.IntegerField(label="Número de la adenda", min_value=1, max_value=32767)
    suscrita_el = forms.DateField(label="Suscrita el", widget=Fecha)
    documento = forms.CharField(label="Documento", max_length=200, help_text="Como se cita: «Adenda N.º 001-2026-UGEL-JAEN».")
    archivo_nuevo = PdfField(
        label="Adenda firmada (PDF)", required=False, help_text="Como máximo 10 MB. Si todavía no está escaneada, se sube después."
    )

    def __init__(self, *args: Any, registro: BorradorAdenda, **kwargs: Any) -> None:
        super().__init__(*args, registro=registro, **kwargs)
        self.fields["numero"].initial = registro.adenda.numero

    @property
    def motivo_del_gesto(self) -> str:
        """What its lote says of itself."""
        return motivo_de(self.registro.adenda, self.cleaned_data["numero"])
