"""The padrón of authorities: each mayor's term of office. Former terms stay."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Model, QuerySet

from base.bitacora.carga import Referencia, UnRegistro
from base.comun.documentos import Celda
from base.comun.padron import Codigo, Correo, Fecha, Fila, Padron, Texto
from base.cuentas.roles import Permiso, Rol
from municipios.cuentas import cuentas_para
from municipios.models import Distrito, Gestion, Municipalidad


class CargaAutoridades(UnRegistro):
    """Terms of office of the municipalities of the person's UGEL."""

    modelo = Gestion
    campos = {"inicio": "inicio", "alcalde": "alcalde", "fin": "fin", "correo": "correo", "telefono": "telefono"}
    referencias = {
        "ubigeo": Referencia(
            campo="municipalidad", de=lambda op: op.municipalidades(), por="distrito__ubigeo", mensaje="{} no es un distrito de su UGEL."
        ),
        "usuario": Referencia(
            campo="usuario",
            de=lambda op: cuentas_para(op.por).filter(rol=Rol.ALCALDE),
            por="username",
            mensaje="«{}» no es el usuario de una cuenta de alcalde.",
        ),
    }
    llave = ("ubigeo", "inicio")

    def municipalidades(self) -> QuerySet[Any]:
        """Those whose authorities this person keeps."""
        return Municipalidad.objects.filter(distrito__in=Distrito.objects.atendidos_por(self.por))

    def registros(self) -> QuerySet[Any]:
        return Gestion.objects.filter(municipalidad__in=self.municipalidades())

    def nuevo(self, fila: Fila) -> Model:
        return Gestion(demostracion=fila.extra["municipalidad"].demostracion)

    def comprobar(self, filas: Sequence[Fila]) -> None:
        super().comprobar(filas)
        self._cruces([fila for fila in filas if not fila.errores])

    def _cruces(self, filas: Sequence[Fila]) -> None:
        """Two mayors never govern on the same day: the terms of a municipality as this file leaves them, side by side."""
        del_archivo = {fila.registro.pk for fila in filas if fila.registro is not None}
        por_lugar: dict[int, list[tuple[Any, Fila | None]]] = {}
        for gestion in self.registros().exclude(pk__in=del_archivo):
            por_lugar.setdefault(gestion.municipalidad_id, []).append((gestion, None))
        for fila in filas:
            por_lugar.setdefault(fila.extra["municipalidad"].pk, []).append((fila.extra["registro"], fila))
        for gestiones in por_lugar.values():
            gestiones.sort(key=lambda par: par[0].inicio)
            for (una, suya), (otra, de_otra) in zip(gestiones, gestiones[1:], strict=False):
                if una.fin is None or una.fin >= otra.inicio:
                    hasta = "que sigue abierta" if una.fin is None else f"que termina el {una.fin:%d/%m/%Y}"
                    culpable = de_otra or suya
                    if culpable is not None:
                        culpable.error(
                            "inicio", f"Se cruza con la gestión que empieza el {una.inicio:%d/%m/%Y}, {hasta}: ciérrela primero."
                        )

    def escribir(self, filas: Sequence[Fila]) -> None:
        """First the terms that end, then the ones that begin: one municipality has one open term at a time."""
        super().escribir([fila for fila in filas if fila.registro is not None])
        super().escribir([fila for fila in filas if fila.registro is None])


def _autoridades(*, por: Any, ugel: Any, convenio: Any) -> Iterator[list[Celda]]:
    filas = Gestion.objects.for_user(por).select_related("municipalidad__distrito", "usuario")
    for g in filas.order_by("municipalidad__distrito__ubigeo", "inicio"):
        usuario = g.usuario.username if g.usuario else ""
        yield [g.municipalidad.distrito.ubigeo, g.inicio, g.alcalde, g.fin, g.correo, g.telefono, usuario]


AUTORIDADES = Padron(
    clave="autoridades",
    nombre="Autoridades",
    descripcion="La gestión de cada alcalde: desde cuándo y hasta cuándo. Las anteriores se conservan.",
    columnas=(
        Codigo(
            nombre="ubigeo",
            digitos=6,
            requerida=True,
            ofrece="distritos",
            ayuda="Código del INEI.",
            ejemplo="060806",
            sinonimos=("ubigeo inei",),
        ),
        Fecha(
            nombre="inicio", requerida=True, ayuda="Desde qué día gobierna.", ejemplo="01/01/2023", sinonimos=("desde", "inicio de gestión")
        ),
        Texto(
            nombre="alcalde",
            largo=150,
            requerida=True,
            ejemplo="Nombres y apellidos",
            sinonimos=("alcalde o alcaldesa", "alcaldesa", "nombre del alcalde"),
        ),
        Fecha(nombre="fin", ayuda="Su último día; vacío mientras gobierna.", ejemplo="31/12/2026", sinonimos=("hasta", "fin de gestión")),
        Correo(nombre="correo", largo=254, ejemplo="alcaldia@ejemplo.pe", sinonimos=("email", "correo electrónico")),
        Texto(nombre="telefono", largo=30, ejemplo="976 000 000", sinonimos=("teléfono", "celular")),
        Texto(nombre="usuario", largo=60, ejemplo="alcalde.060806", ayuda="Cuenta con la que entra al portal.", sinonimos=("cuenta",)),
    ),
    llave=("ubigeo", "inicio"),
    operacion=CargaAutoridades,
    crear=Permiso.EDITAR_TERRITORIO,
    cambiar=Permiso.EDITAR_TERRITORIO,
    conjunta=True,
    exportar=_autoridades,
)
