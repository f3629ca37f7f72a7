"""The adenda: a change of a signed convenio, prepared as a draft apart from it and merged into it on signature.

The draft keeps what the convenio said when it was opened (`base`) and only what the adenda changes (`cambios`): clauses, parties, term and
commitments stay as they are until it is signed. How both become a proposal, a comparison and a merge stands in `convenios/adendas/`.
"""

from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse

from base.bitacora.models import VIVO, Lote, Registro, RegistroQuerySet, Vivos, historia
from base.bitacora.pasos import exigir, tomar
from base.comun.archivos import ConArchivo, archivo_entero
from base.comun.constraints import check, one_of, set_together
from base.comun.fechas import ahora
from base.cuentas.models import Usuario
from base.cuentas.roles import Permiso
from municipios.models import Municipalidad

from .convenio import SOLO_QUIEN_EDITA, Convenio, DelConvenioQuerySet, Parte

if TYPE_CHECKING:
    import datetime

    from base.comun.archivos import ArchivoRevisado

TERMINOS, UNICA = "terminos", "0"  # the term of the convenio is a class of one piece
CLASES = (TERMINOS, "clausulas", "partes", "compromisos")
QUITAR = "_quitar"


class AdendaQuerySet(DelConvenioQuerySet):
    """Which adendas."""

    def for_user(self, user: Any) -> Self:
        """Those of the convenios this person reads: prepared ones for the staff of the UGEL and the municipalities that are party to it."""
        suyas = super().for_user(user)
        if not isinstance(user, Usuario) or user.is_superuser or user.es_ugel:
            return suyas
        visibles = Q(estado=Adenda.Estado.SUSCRITA)
        if user.es_municipal:
            propias = Parte.objects.filter(municipalidad__in=Municipalidad.objects.propias_de(user))
            visibles |= Q(convenio__in=propias.values("convenio"))
        return suyas.filter(visibles)

    def suscritas(self) -> Self:
        """Signed, whether merged here or written down afterwards."""
        return self.filter(estado=Adenda.Estado.SUSCRITA)


class Adenda(Registro, ConArchivo):
    """A change or extension of a convenio. One that was signed outside is only registered (no `fusion`); one prepared here is merged."""

    class Estado(models.TextChoices):
        """Where it stands by act of people."""

        BORRADOR = "borrador", "Borrador"
        EN_REVISION = "en_revision", "En revisión"
        SUSCRITA = "suscrita", "Suscrita"
        ANULADA = "anulada", "Anulada"

    convenio = models.ForeignKey(Convenio, on_delete=models.PROTECT, related_name="adendas", verbose_name="convenio")
    numero = models.PositiveSmallIntegerField("número")
    objeto = models.CharField("qué cambia", max_length=500)
    suscrita_el = models.DateField("suscrita el", null=True, blank=True)
    documento = models.CharField("documento", max_length=200, blank=True)
    estado = models.CharField("estado", max_length=12, choices=Estado, default=Estado.SUSCRITA, editable=False)
    estado_en = models.DateTimeField("en ese estado desde", null=True, editable=False)
    estado_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+", verbose_name="lo cambió"
    )
    fusion = models.ForeignKey(
        Lote, on_delete=models.PROTECT, null=True, editable=False, related_name="+", verbose_name="lote que la llevó al convenio"
    )

    objects = Vivos.from_queryset(AdendaQuerySet)()
    todos = AdendaQuerySet.as_manager()
    history = historia()

    class Meta(Registro.Meta):
        verbose_name = "adenda"
        verbose_name_plural = "adendas"
        ordering = ["convenio", "numero", "pk"]
        constraints = [
            *Registro.Meta.constraints,
            archivo_entero(name="convenios_adenda_archivo_entero"),
            one_of(
                "estado",
                ["borrador", "en_revision", "suscrita", "anulada"],
                name="convenios_adenda_estado_conocido",
                message="El estado no es uno de los del portal.",
            ),
            set_together(
                "estado_en", "estado_por", name="convenios_adenda_estado_con_autor", message="El estado lleva siempre quién y cuándo."
            ),
            check(
                Q(estado="suscrita") | Q(suscrita_el=None, documento="", archivo="", estado_en__isnull=False),
                name="convenios_adenda_firma_solo_suscrita",
                message="Solo una adenda suscrita lleva fecha, documento y archivo: fírmela en su página.",
            ),
            check(
                Q(fusion=None) | (Q(estado="suscrita", suscrita_el__isnull=False) & ~Q(documento="")),
                name="convenios_adenda_fusionada_con_firma",
                message="Lo que una adenda cambió en el convenio lleva su fecha y su documento.",
            ),
            models.UniqueConstraint(
                fields=["convenio", "numero"],
                condition=VIVO & ~Q(estado="anulada"),
                name="convenios_adenda_numero_unico",
                violation_error_message="Ya hay una adenda con ese número.",
            ),
        ]

    def __str__(self) -> str:
        return f"Adenda {self.numero}"

    def get_absolute_url(self) -> str:
        return reverse("adenda", args=[self.convenio.ugel.codigo, self.convenio.codigo, self.pk])

    @property
    def en_preparacion(self) -> bool:
        """Neither signed nor given up."""
        return self.estado in (self.Estado.BORRADOR, self.Estado.EN_REVISION)

    @property
    def estado_largo(self) -> str:
        """The state in words; one that was only written down says so."""
        registrada = self.estado == self.Estado.SUSCRITA and self.fusion_id is None
        return "Suscrita, registrada sin fusionar" if registrada else str(self.get_estado_display())

    def comprobar_que_se_puede_eliminar(self) -> None:
        """What was merged stands on it."""
        if self.fusion_id is not None:
            raise ValidationError("Ya cambió el convenio: para quitarla, deshaga su lote.", code="candado")

    def enviar_a_revision(self, *, por: Usuario) -> None:
        """To the technical and legal review; its text is not edited meanwhile."""
        self._pasar(("borrador",), self.Estado.EN_REVISION, por, "Solo un borrador va a revisión.")

    def devolver(self, *, por: Usuario) -> None:
        """Back to whoever writes it."""
        self._pasar(("en_revision",), self.Estado.BORRADOR, por, "Solo se devuelve lo que está en revisión.")

    def anular(self, *, por: Usuario) -> None:
        """Given up before it was signed; its number is free again."""
        self._pasar(("borrador", "en_revision"), self.Estado.ANULADA, por, "Una adenda suscrita no se anula: se deshace su lote.")

    def suscribir(
        self,
        *,
        por: Usuario,
        suscrita_el: "datetime.date",
        documento: str,
        numero: int | None = None,
        archivo: "ArchivoRevisado | None" = None,
        fusion: Lote | None = None,
    ) -> None:
        """Signed. `fusion` is the gesture that took it to the convenio (`adendas.fusion.suscribir`); without one it is only registered."""
        exigir(por, Permiso.EDITAR_CONVENIOS, SOLO_QUIEN_EDITA)
        tomar(self, desde=("en_revision",), mensaje="Solo se suscribe una adenda revisada.")
        self.suscrita_el, self.documento, self.fusion = suscrita_el, documento.strip(), fusion
        self.numero = self.numero if numero is None else numero
        if archivo is not None:
            self.guardar_archivo(archivo)
        self._quedar(self.Estado.SUSCRITA, por)

    def _pasar(self, desde: tuple[str, ...], hacia: str, por: Usuario, mensaje: str) -> None:
        exigir(por, Permiso.EDITAR_CONVENIOS, SOLO_QUIEN_EDITA)
        tomar(self, desde=desde, mensaje=mensaje)
        self._quedar(hacia, por)

    def _quedar(self, estado: str, por: Usuario) -> None:
        self.estado, self.estado_en, self.estado_por = estado, ahora(), por
        self.full_clean()
        self.save()


class BorradorAdendaQuerySet(RegistroQuerySet):
    """Which drafts."""

    def for_user(self, user: Any) -> Self:
        """Those of the adendas this person reads."""
        return self.filter(adenda__in=Adenda.objects.for_user(user))


class BorradorAdenda(Registro):
    """What an adenda says: the convenio as it was copied, and what changes of it. Dates and amounts are written as text."""

    adenda = models.OneToOneField(Adenda, on_delete=models.PROTECT, related_name="borrador", verbose_name="adenda")
    base = models.JSONField("lo que decía el convenio", default=dict, editable=False)
    base_en = models.DateTimeField("copiado del convenio el", default=ahora, editable=False)
    cambios = models.JSONField("lo que cambia", default=dict, editable=False, blank=True)

    objects = Vivos.from_queryset(BorradorAdendaQuerySet)()
    todos = BorradorAdendaQuerySet.as_manager()
    history = historia(excluir=("base",))  # the copy is as long as the convenio, and changes only when the draft is brought up to date

    class Meta(Registro.Meta):
        verbose_name = "borrador de adenda"
        verbose_name_plural = "borradores de adenda"
        ordering = ["adenda"]

    def __str__(self) -> str:
        return f"Borrador de {self.adenda}"

    def get_absolute_url(self) -> str:
        return self.adenda.get_absolute_url()

    # ── What it says ─────────────────────────────────────────────────────────────────────────────────────────────────────
    def antes(self, clase: str, llave: str) -> dict[str, Any] | None:
        """A piece as the convenio said it; None for what the adenda adds."""
        return self.base[clase].get(llave)

    def cambio(self, clase: str, llave: str) -> dict[str, Any]:
        """What the adenda changes of a piece; all of it for one that it adds."""
        return self.cambios.get(clase, {}).get(llave, {})

    def despues(self, clase: str, llave: str) -> dict[str, Any] | None:
        """A piece as the adenda leaves it; None for what it takes away and for what there is not."""
        antes, cambio = self.antes(clase, llave), self.cambio(clase, llave)
        if (antes is None and not cambio) or cambio.get(QUITAR):
            return None
        return {**(antes or {}), **cambio}

    def llaves(self, clase: str) -> list[str]:
        """Every piece of a class: those of the convenio, then those that the adenda adds."""
        return [*self.base[clase], *(llave for llave in self.cambios.get(clase, {}) if llave not in self.base[clase])]

    def quedan(self, clase: str) -> dict[str, dict[str, Any]]:
        """The pieces of a class as the adenda leaves them."""
        return {llave: pieza for llave in self.llaves(clase) if (pieza := self.despues(clase, llave)) is not None}

    # ── What people write in it ──────────────────────────────────────────────────────────────────────────────────────────
    def proponer(self, clase: str, llave: str, valores: dict[str, Any]) -> None:
        """`valores` for a piece; what says the same as the convenio is no change."""
        antes = self.antes(clase, llave) or {}
        propuesto = {**{k: v for k, v in self.cambio(clase, llave).items() if k != QUITAR}, **valores}
        self._poner(clase, llave, {k: v for k, v in propuesto.items() if k not in antes or not iguales(antes[k], v)})

    def agregar(self, clase: str, valores: dict[str, Any]) -> str:
        """A piece that the convenio does not have; its key."""
        usadas = [int(llave[1:]) for llave in self.cambios.get(clase, {}) if llave.startswith("n")]
        llave = f"n{max([*usadas, self.cambios.get('_ultima', 0)]) + 1}"
        self.cambios["_ultima"] = int(llave[1:])
        self._poner(clase, llave, valores)
        return llave

    def quitar(self, clase: str, llave: str) -> None:
        """Take a piece away; one that the adenda had added is just not added."""
        self._poner(clase, llave, {QUITAR: True} if self.antes(clase, llave) is not None else {})

    def restablecer(self, clase: str, llave: str) -> None:
        """Leave a piece as the convenio says it."""
        self._poner(clase, llave, {})

    def _poner(self, clase: str, llave: str, cambio: dict[str, Any]) -> None:
        suyos = self.cambios.setdefault(clase, {})
        suyos.pop(llave, None)
        if cambio:
            suyos[llave] = cambio
        if not suyos:
            del self.cambios[clase]

    def guardar(self, *, por: Usuario) -> None:
        """Save it, while its adenda is still being written."""
        exigir(por, Permiso.EDITAR_CONVENIOS, SOLO_QUIEN_EDITA)
        tomar(self.adenda, desde=("borrador",), mensaje="Solo se edita una adenda en borrador.")
        self.save()


def iguales(uno: Any, otro: Any) -> bool:
    """Whether two values say the same: how a browser writes the end of a line is no difference."""
    if isinstance(uno, str) and isinstance(otro, str):
        return uno.splitlines() == otro.splitlines()
    return bool(uno == otro)
