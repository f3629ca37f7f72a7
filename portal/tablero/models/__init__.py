"""What the inside pages keep of their own: the reports that were issued, and the office's templates."""

from .informe import ArchivoInforme, InformeEmitido
from .plantilla import PlantillaInforme

__all__ = ["ArchivoInforme", "InformeEmitido", "PlantillaInforme"]
