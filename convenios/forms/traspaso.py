"""The form of a change of authorities: who receives, from which day, by which document."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from base.bitacora.formularios import ConClave
from base.comun.campos import Fecha
from base.cuentas.models import Usuario
from base.cuentas.roles import Permiso
from convenios.models import Traspaso
from convenios.traspasos.plan import CARGOS, Clase, Plan, Puesto, Solicitud, planear
from municipios.models import EnlaceMunicipal, Gestion, MiembroUgel

DE_LA_CUENTA = {"username": "nuevo_usuario", "nombre": "nuevo_nombre", "email": "nuevo_correo"}


def candidatos(puesto: Puesto, por: Usuario) -> QuerySet[Usuario]:
    """Accounts of that role that hold or held a charge in the UGEL; to who makes accounts, also those that wait for one."""
    municipales: list[Any] = [m.todos.filter(municipalidad__distrito__ugel=puesto.ugel) for m in (Gestion, EnlaceMunicipal)]
    suyas = Q(pk__in=MiembroUgel.todos.filter(ugel=puesto.ugel).values("usuario"))
    for filas in municipales:
        suyas |= Q(pk__in=filas.exclude(usuario=None).values("usuario"))
    if por.puede(Permiso.EDITAR_CUENTAS):
        sin_cargo = Q()
        for modelo in CARGOS:
            sin_cargo &= ~Q(pk__in=modelo.todos.exclude(usuario=None).values("usuario"))
        suyas |= sin_cargo
    return Usuario.objects.filter(suyas, rol=puesto.rol).exclude(pk=por.pk).order_by("nombre", "pk")


class _Cuentas(forms.ModelChoiceField):
    """Accounts by name and user: two people may be called the same."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj} ({obj.username}{'' if obj.is_active else ', cuenta cerrada'})"


class TraspasoForm(ConClave):
    """What is asked, and the plan that follows from it (`plan`, once valid)."""

    modalidad = forms.ChoiceField(
        label="Qué se hace", choices=Traspaso.Modalidad.choices, initial=Traspaso.Modalidad.TRASPASO, widget=forms.RadioSelect
    )
    desde = forms.DateField(
        label="Desde qué día", widget=Fecha, help_text="El primer día de quien recibe. Puede ser una fecha que aún no llega."
    )
    hasta = forms.DateField(
        label="Hasta qué día",
        required=False,
        widget=Fecha,
        help_text="En una encargatura, el último día del reemplazo. En un traspaso, el fin del periodo si se conoce.",
    )
    documento = forms.CharField(label="Documento", max_length=200, help_text="Credencial, acuerdo de concejo o resolución: número y fecha.")
    sucesor = _Cuentas(
        label="Quien recibe tiene ya la cuenta",
        queryset=Usuario.objects.none(),
        required=False,
        empty_label="Ninguna: se crea una cuenta nueva",
    )
    nuevo_nombre = forms.CharField(label="Nombres y apellidos", max_length=150, required=False)
    nuevo_usuario = forms.CharField(
        label="Usuario", max_length=60, required=False, help_text="Letras sin tilde, cifras, punto o guion. No se repite."
    )
    nuevo_correo = forms.EmailField(label="Correo", required=False, help_text="Para invitarlo. Vacío si no tiene.")
    cerrar = forms.BooleanField(
        label="Cerrar la cuenta de quien entrega, si no tiene otro cargo",
        required=False,
        initial=True,
        help_text="Lo que hizo queda a su nombre. Una cuenta cerrada se puede volver a abrir.",
    )
    motivo = forms.CharField(label="Motivo", max_length=200, help_text="Queda en la historia de todo lo que cambia.")
    huella = forms.CharField(required=False, widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, puesto: Puesto, por: Usuario, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.puesto, self.por = puesto, por
        self.plan: Plan | None = None
        sucesor: Any = self.fields["sucesor"]
        sucesor.queryset = candidatos(puesto, por)

    def clean(self) -> dict[str, Any] | None:
        """One successor, and a plan that may be done."""
        datos = super().clean()
        sucesor = self._sucesor()
        if self.errors or sucesor is None:
            return datos
        self.plan = planear(self.solicitud(sucesor), por=self.por)
        for rechazo in self.plan.rechazos:
            self.add_error(None, ValidationError(rechazo, code="rechazo"))
        return datos

    def _sucesor(self) -> Usuario | None:
        """The account chosen, or a new one, not saved, that the model itself finds sound."""
        datos = self.cleaned_data
        nuevos = {campo: datos.get(nombre, "") for campo, nombre in DE_LA_CUENTA.items()}
        elegido: Usuario | None = datos.get("sucesor")
        if elegido is not None:
            if any(nuevos.values()):
                self.add_error("sucesor", "Elija una cuenta o escriba una nueva, no las dos cosas.")
            return elegido
        if "sucesor" in self.errors or any(nombre in self.errors for nombre in DE_LA_CUENTA.values()):
            return None
        if not any(nuevos.values()):
            self.add_error("sucesor", "Diga quién recibe: elija su cuenta, o escriba los datos de una nueva.")
            return None
        cuenta = Usuario(rol=self.puesto.rol, **nuevos)
        try:
            cuenta.full_clean(exclude=["password"])
        except ValidationError as error:
            for campo, errores in error.error_dict.items():
                self.add_error(DE_LA_CUENTA.get(campo), errores)
        return cuenta

    def solicitud(self, sucesor: Usuario) -> Solicitud:
        """What is asked, as the act takes it."""
        datos = self.cleaned_data
        return Solicitud(
            puesto=self.puesto,
            modalidad=datos["modalidad"],
            desde=datos["desde"],
            hasta=datos["hasta"],
            documento=datos["documento"],
            sucesor=sucesor,
            cerrar=datos["cerrar"],
        )

    @property
    def oculta(self) -> list[tuple[str, str]]:
        """What was asked, to be carried by the preview to the confirmation."""
        carga = [(nombre, valor) for nombre in self.fields if nombre != "huella" for valor in self.data.getlist(nombre)]  # type: ignore[attr-defined]
        return [*carga, ("huella", self.plan.huella if self.plan is not None else "")]

    @property
    def es_de_la_ugel(self) -> bool:
        """A charge of the UGEL's staff."""
        return self.puesto.clase == Clase.UGEL
