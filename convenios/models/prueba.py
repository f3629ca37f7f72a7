"""The proof of something done: a file or a link, private unless somebody marked it public."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from base.bitacora.models import Registro
from base.bitacora.pasos import exigir
from base.comun.archivos import ConArchivo, archivo_entero
from base.comun.constraints import check
from base.comun.fechas import ahora
from base.cuentas.models import Usuario
from base.cuentas.roles import Permiso


class Prueba(Registro, ConArchivo):
    """What shows that something was done."""

    class Clase(models.TextChoices):
        """What kind of proof, from the strongest to the weakest."""

        DOCUMENTO_FIRMADO = "documento_firmado", "Documento firmado"
        DOCUMENTO = "documento", "Documento"
        FOTO = "foto", "Foto"
        ENLACE = "enlace", "Enlace"

    RUTA: ClassVar[str]  # name of the route through which it leaves; the one that shows it to everybody is called after it

    id = models.UUIDField("identificador", primary_key=True, default=uuid.uuid4, editable=False)
    clase = models.CharField("clase", max_length=18, choices=Clase)
    enlace = models.URLField("enlace", max_length=500, blank=True)
    publica = models.BooleanField("la puede ver cualquiera", default=False, help_text="Nunca fotos en que se reconozca a menores de edad.")
    subida_en = models.DateTimeField("subida el", default=ahora, editable=False)
    subida_por = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+", verbose_name="subida por"
    )

    class Meta(Registro.Meta):
        abstract = True
        constraints = [
            *Registro.Meta.constraints,
            archivo_entero(name="%(app_label)s_%(class)s_archivo_entero"),
            check(
                (Q(archivo="") & ~Q(enlace="")) | (~Q(archivo="") & Q(enlace="")),
                name="%(app_label)s_%(class)s_archivo_o_enlace",
                message="Una evidencia es un archivo o un enlace: uno de los dos.",
            ),
            check(
                Q(clase="enlace", archivo="") | (~Q(clase="enlace") & Q(enlace="")),
                name="%(app_label)s_%(class)s_clase_segun_contenido",
                message="La clase de la evidencia no corresponde a lo que se adjuntó.",
            ),
        ]

    def __str__(self) -> str:
        return self.archivo_nombre or self.enlace

    def get_absolute_url(self) -> str:
        return reverse(self.RUTA, args=[self.pk])

    @property
    def url_de_publicar(self) -> str:
        """Where it is decided whether anyone sees it."""
        return reverse(f"{self.RUTA}_publicar", args=[self.pk])

    @property
    def reporte(self) -> Any:
        """What it proves."""
        raise NotImplementedError

    def publicar(self, *, por: Usuario, publica: bool) -> None:
        """Let anyone see it, or no longer; by who verifies, whatever the state of what it proves."""
        exigir(por, Permiso.VERIFICAR_AVANCES, "Solo un coordinador decide qué evidencia es pública.")
        self.publica = publica
        self.save(update_fields=["publica"])
