"""What hangs on an encuentro: whoever reads it reads its rows, and a signed acta closes them; a final one, those that it tells of."""

from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError

from base.bitacora.models import Registro, RegistroQuerySet

from .encuentro import FIRMADA, YA_DEFINITIVA, Encuentro


class DelEncuentroQuerySet(RegistroQuerySet):
    """Rows that belong to an encuentro."""

    def for_user(self, user: Any) -> Self:
        """Those of the encuentros this person reads."""
        return self.filter(encuentro__in=Encuentro.objects.for_user(user))

    def internos_de(self, user: Any) -> Self:
        """Those of the encuentros whose inner side this person reads."""
        return self.filter(encuentro__in=Encuentro.objects.internos_de(user))

    def publicos(self) -> Self:
        """What anyone may see."""
        return self.filter(encuentro__in=Encuentro.objects.publicos())


class DelEncuentro(Registro):
    """A row of an encuentro: nothing of it changes once the acta is signed; nor, if the acta tells of it, once that text is final."""

    EN_EL_ACTA: ClassVar[bool] = False

    class Meta(Registro.Meta):
        abstract = True

    def get_absolute_url(self) -> str:
        return str(getattr(self, "encuentro").get_absolute_url())  # noqa: B009

    def clean(self) -> None:
        self.exigir_abierto()

    def tomar_lo_que_lo_cierra(self) -> None:
        """The encuentro: the signature waits for what is being written, and the other way round."""
        llave: Any = getattr(self, "encuentro_id", None)
        suyo = Encuentro._base_manager.select_for_update().filter(pk=llave)
        suyo.order_by("pk").values_list("pk").first()

    def exigir_abierto(self) -> None:
        """Raise `ValidationError` once the acta is signed or, of what it tells, final."""
        llave: Any = getattr(self, "encuentro_id", None)
        suyo = Encuentro.todos.filter(pk=llave)
        estado, definitiva = suyo.values_list("estado", "acta__definitiva_en").first() or ("", None)
        if estado == Encuentro.Estado.ACTA_FIRMADA:
            raise ValidationError(FIRMADA, code="candado")
        if self.EN_EL_ACTA and definitiva is not None:
            raise ValidationError(YA_DEFINITIVA, code="candado")

    def comprobar_que_se_puede_eliminar(self) -> None:
        """Nor is it taken away."""
        self.exigir_abierto()

    def comprobar_que_se_puede_restaurar(self) -> None:
        """Nor does it come back."""
        super().comprobar_que_se_puede_restaurar()
        self.exigir_abierto()
