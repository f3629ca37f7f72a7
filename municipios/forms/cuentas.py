"""Forms about accounts: who is invited, where they serve, what they may do."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from base.bitacora.formularios import ConClave, FormularioRegistro
from base.comun.busqueda import columna_sin_tildes, palabras, sin_tildes
from base.comun.campos import Fecha
from base.comun.filtros import Filtro
from base.cuentas.models import Invitacion, Usuario
from base.cuentas.roles import Rol
from municipios.cuentas import SITUACIONES, clase_de, roles_que_da
from municipios.models import Dre, EnlaceMunicipal, Gestion, MiembroDre, MiembroUgel, Municipalidad, Ugel


# ── The list ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
class FiltroCuentas(Filtro):
    """What the list of accounts can be asked. A word it does not know filters nothing."""

    texto = forms.CharField(label="Buscar", max_length=100, required=False, help_text="Nombre, usuario o correo; sin importar tildes.")
    rol = forms.ChoiceField(label="Rol", required=False, choices=[("", "Todos"), *Rol.choices])
    situacion = forms.ChoiceField(
        label="Cuáles", required=False, choices=[("", "Todas"), *((clave, nombre) for clave, (nombre, _) in SITUACIONES.items())]
    )

    def aplicar(self, filas: QuerySet[Usuario]) -> QuerySet[Usuario]:
        """Those it asks for."""
        elegido = self.elegido
        filas = filas.alias(plano=columna_sin_tildes("nombre", "username", "email"))
        for palabra in palabras(elegido.get("texto", "")):
            filas = filas.filter(plano__contains=palabra)
        if "rol" in elegido:
            filas = filas.filter(rol=elegido["rol"])
        if "situacion" in elegido:
            filas = SITUACIONES[elegido["situacion"]][1](filas)
        return filas


# ── Where and from when to when ──────────────────────────────────────────────────────────────────────────────────────────
class ConCargo(ConClave):
    """Where a person serves, in what office, between which dates."""

    lugar = forms.ChoiceField(label="Dónde", choices=())
    cargo = forms.CharField(
        label="Cargo", max_length=120, required=False, help_text="Como figura en su designación. Un alcalde no lo necesita."
    )
    inicio = forms.DateField(label="Desde", required=False, widget=Fecha, help_text="Vacío: desde ya. De un alcalde, el día en que asume.")
    fin = forms.DateField(label="Hasta", required=False, widget=Fecha, help_text="Su último día. Vacío: sin fecha de término.")

    def __init__(self, *args: Any, persona: Usuario, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.persona = persona
        self.lugares: dict[str, Any] = {}
        campo: Any = self.fields["lugar"]
        campo.choices = [("", "Elija"), *self._opciones()]

    def _opciones(self) -> list[tuple[str, list[tuple[str, str]]]]:
        ugeles = Ugel.objects.atendidas_por(self.persona)
        grupos: list[tuple[str, Any]] = [("UGEL", [(f"ugel-{u.codigo}", u) for u in ugeles])]
        municipalidades = Municipalidad.objects.filter(distrito__ugel__in=ugeles).select_related("distrito")
        grupos.append(("Municipalidades", [(f"municipalidad-{m.distrito.ubigeo}", m) for m in municipalidades]))
        if self.persona.is_superuser:
            grupos.append(("Direcciones regionales", [(f"dre-{d.codigo}", d) for d in Dre.objects.all()]))
        self.lugares = {clave: lugar for _, filas in grupos for clave, lugar in filas}
        return [(grupo, [(clave, str(lugar)) for clave, lugar in filas]) for grupo, filas in grupos if filas]

    def rol_del_cargo(self) -> str:
        """Of which role the charge is."""
        return str(self.cleaned_data.get("rol") or "")

    def clean(self) -> dict[str, Any] | None:
        """The place is one where that role serves, and the dates follow each other."""
        datos = super().clean()
        rol, lugar = self.rol_del_cargo(), self.donde
        if rol and lugar is not None:
            pide = {"ugel": Ugel, "dre": Dre}.get(clase_de(rol), Municipalidad)
            if not isinstance(lugar, pide):
                self.add_error("lugar", f"Con el rol «{Rol(rol).label}» se sirve en una {pide._meta.verbose_name}.")
        inicio, fin = self.cleaned_data.get("inicio"), self.cleaned_data.get("fin")
        if rol == Rol.ALCALDE and inicio is None and "inicio" not in self.errors:
            self.add_error("inicio", "Escriba desde qué día gobierna.")
        if inicio and fin and fin < inicio:
            self.add_error("fin", "El cargo no puede terminar antes de empezar.")
        return datos

    @property
    def donde(self) -> Any:
        """The chosen UGEL, municipality or DRE."""
        return self.lugares.get(self.cleaned_data.get("lugar", ""))


class InvitarForm(ConCargo):
    """A person, their charge and how the invitation reaches them."""

    nombre = forms.CharField(label="Nombres y apellidos", max_length=150)
    username = forms.CharField(
        label="Usuario", max_length=60, required=False, help_text="Con lo que entrará. Vacío: el portal propone uno y usted lo confirma."
    )
    email = forms.EmailField(label="Correo", required=False, help_text="Vacío si no tiene.")
    rol = forms.ChoiceField(label="Rol", choices=())
    clase = forms.ChoiceField(
        label="Cómo recibe su invitación",
        choices=[("correo", "Un enlace a su correo, que vale 48 horas"), ("codigo", "Una hoja impresa con un código, que vale 7 días")],
        widget=forms.RadioSelect,
        initial="correo",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        campo: Any = self.fields["rol"]
        campo.choices = [("", "Elija"), *roles_que_da(self.persona)]
        self.order_fields(["nombre", "email", "rol", "lugar", "cargo", "inicio", "fin", "username", "clase"])

    def clean_nombre(self) -> str:
        """On one line, single blanks."""
        return " ".join(str(self.cleaned_data["nombre"]).split())

    def clean_username(self) -> str:
        """Nobody else's, whatever its capitals."""
        username = str(self.cleaned_data["username"]).strip()
        if username:
            Usuario._meta.get_field("username").run_validators(username)
        if username and Usuario.objects.filter(username__iexact=username).exists():
            raise ValidationError("Ya existe una cuenta con ese usuario.", code="repetido")
        return username

    def clean_email(self) -> str:
        """Nobody else's."""
        return correo_libre(str(self.cleaned_data["email"]))

    def clean(self) -> dict[str, Any] | None:
        """A mail to send to, and a user that the person who invites has seen."""
        datos = super().clean()
        if self.cleaned_data.get("clase") == Invitacion.Clase.CORREO and not self.cleaned_data.get("email") and "email" not in self.errors:
            self.add_error("email", "Escriba el correo, o elija la hoja impresa.")
        if self.cleaned_data.get("username") == "" and self.cleaned_data.get("nombre"):
            propuesto = usuario_propuesto(self.cleaned_data["nombre"], self.rol_del_cargo(), self.donde)
            publicado: Any = self.data.copy()  # type: ignore[attr-defined]
            publicado[self.add_prefix("username")] = propuesto
            self.data = publicado
            self.add_error("username", f"El portal propone «{propuesto}». Cámbielo si prefiere otro y vuelva a enviar.")
        return datos


def correo_libre(correo: str, *, menos: Usuario | None = None) -> str:
    """The mail, when it is of no other account."""
    otras = Usuario.objects.filter(email__iexact=correo)
    if menos is not None:
        otras = otras.exclude(pk=menos.pk)
    if correo and otras.exists():
        raise ValidationError("Ya existe una cuenta con ese correo.", code="repetido")
    return correo


def usuario_propuesto(nombre: str, rol: str, lugar: Any) -> str:
    """A free user: "alcalde.060806" for who speaks for a municipality, "ana.perez" for anyone else."""
    if isinstance(lugar, Municipalidad) and rol:
        base = f"{rol}.{lugar.distrito.ubigeo}"
    else:
        partes = re.sub(r"[^a-z0-9 ]", "", sin_tildes(nombre)).split() or ["persona"]
        base = ".".join([partes[0], *([partes[1 if len(partes) < 4 else -2]] if len(partes) > 1 else [])])[:50]
    ocupados = {u.lower() for u in Usuario.objects.filter(username__istartswith=base).values_list("username", flat=True)}
    return next(libre for libre in [base, *(f"{base}{n}" for n in range(2, len(ocupados) + 3))] if libre not in ocupados)


class NuevoCargoForm(ConCargo):
    """One more charge of an account, of the kind that its role uses."""

    def __init__(self, *args: Any, cuenta: Usuario, **kwargs: Any) -> None:
        self.cuenta = cuenta
        super().__init__(*args, **kwargs)

    def rol_del_cargo(self) -> str:
        return str(self.cuenta.rol)


class _CargoForm(FormularioRegistro):
    """The dates of a charge; the place and the person are not changed: another charge is made."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fin"].help_text = "Su último día. Con la fecha de ayer deja de alcanzar desde este momento."


def _formulario(modelo: Any, *campos: str) -> Any:
    lleva = [*campos, "inicio", "fin", "fuente"]
    return forms.modelform_factory(modelo, form=_CargoForm, fields=lleva, widgets={"inicio": Fecha, "fin": Fecha})


CARGOS: dict[str, Any] = {
    "ugel": _formulario(MiembroUgel, "cargo"),
    "dre": _formulario(MiembroDre, "cargo"),
    "gestion": _formulario(Gestion, "alcalde"),
    "enlace": _formulario(EnlaceMunicipal, "cargo"),
}


# ── One account ──────────────────────────────────────────────────────────────────────────────────────────────────────────
class DatosForm(FormularioRegistro):
    """Name and mail."""

    class Meta:
        model = Usuario
        fields = ["nombre", "email"]
        help_texts = {"email": "Al cambiarlo, la invitación que se envió al anterior deja de valer."}

    def clean_nombre(self) -> str:
        """On one line, single blanks."""
        return " ".join(str(self.cleaned_data["nombre"]).split())

    def clean_email(self) -> str:
        """Nobody else's."""
        return correo_libre(str(self.cleaned_data["email"]), menos=self.instance)


class RolForm(FormularioRegistro):
    """What the person may do, and why it changes."""

    class Meta:
        model = Usuario
        fields = ["rol"]

    def __init__(self, *args: Any, persona: Usuario, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        campo: Any = self.fields["rol"]
        campo.choices = roles_que_da(persona)
        self.fields["motivo"].required = True


class EmitirForm(ConClave):
    """How a new key reaches its person."""

    clase = forms.ChoiceField(label="Cómo la recibe", choices=(), widget=forms.RadioSelect)

    def __init__(self, *args: Any, cuenta: Usuario, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        campo: Any = self.fields["clase"]
        hoja = ("codigo", "Una hoja impresa con un código, que vale 7 días")
        campo.choices = [("correo", f"Un enlace a {cuenta.email}, que vale 48 horas"), hoja] if cuenta.email else [hoja]
        campo.initial = campo.choices[0][0]
