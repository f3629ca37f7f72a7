"""The padrones of UGEL and of districts."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Model, QuerySet

from base.bitacora.bloque import crear_en_bloque
from base.bitacora.carga import Referencia, UnRegistro
from base.comun.busqueda import sin_tildes
from base.comun.documentos import Celda
from base.comun.padron import Codigo, Entero, Fila, Numero, Padron, Texto
from base.cuentas.roles import Permiso
from municipios.models import Distrito, Dre, Municipalidad, Ugel


class CargaUgeles(UnRegistro):
    """UGEL, and the regional directorates that their rows name."""

    modelo = Ugel
    campos = {"codigo_ugel": "codigo", "nombre": "nombre"}
    llave = ("codigo_ugel",)

    def registros(self) -> QuerySet[Any]:
        return Ugel.objects.atendidas_por(self.por).select_related("dre")

    def dice(self, registro: Any, columna: str) -> Any:
        return registro.dre.codigo if columna == "dre" else super().dice(registro, columna)

    def buscar(self, filas: Sequence[Fila], *, con_candado: bool) -> None:
        super().buscar(filas, con_candado=con_candado)
        dres = {sin_tildes(dre.nombre): dre for dre in Dre.objects.all()} | {dre.codigo: dre for dre in Dre.objects.all()}
        for fila in filas:
            escrita = fila.valores.get("dre")
            if fila.registro is not None:
                fila.actual["dre"] = fila.registro.dre.nombre
            if escrita is None:
                continue
            dre = dres.get(sin_tildes(escrita)) or dres.get(escrita)
            if dre is not None:
                fila.valores["dre"], fila.extra["dre"] = dre.nombre, dre
            else:
                fila.extra["dre_nueva"] = escrita

    def comprobar(self, filas: Sequence[Fila]) -> None:
        """A directorate that nobody knows is made from the first four figures of its UGEL's code, as the ministry numbers them."""
        nuevas: dict[str, Dre] = {}
        codigos = dict(Dre.objects.values_list("codigo", "nombre"))
        for fila in filas:
            nombre = fila.extra.get("dre_nueva")
            if nombre:
                codigo = fila.valores["codigo_ugel"][:2] + "0000"
                if codigo in codigos:
                    fila.error("dre", f"La dirección regional {codigo} se llama «{codigos[codigo]}», y la fila dice «{nombre}».")
                    continue
                fila.extra["dre"] = nuevas.setdefault(sin_tildes(nombre), Dre(codigo=codigo, nombre=nombre))
        super().comprobar([fila for fila in filas if not fila.errores])

    def _como_queda(self, fila: Fila) -> Any:
        ugel = super()._como_queda(fila)
        if fila.registro is None or any(columna == "dre" for columna, *_ in fila.cambios):
            ugel.dre = fila.extra["dre"]
        return ugel

    def escribir(self, filas: Sequence[Fila]) -> None:
        nuevas = {id(f.extra["dre"]): f.extra["dre"] for f in filas if "dre_nueva" in f.extra}
        crear_en_bloque(Dre, list(nuevas.values()))
        for fila in filas:
            if "dre" in fila.extra:
                fila.extra["registro"].dre = fila.extra["dre"]
        super().escribir(filas)


def _ugeles(*, por: Any, ugel: Any, convenio: Any) -> Iterator[list[Celda]]:
    for u in Ugel.objects.atendidas_por(por).select_related("dre").order_by("codigo"):
        yield [u.codigo, u.nombre, u.dre.nombre]


UGELES = Padron(
    clave="ugeles",
    nombre="UGEL",
    descripcion="Las UGEL y la dirección regional de cada una.",
    columnas=(
        Codigo(nombre="codigo_ugel", digitos=6, requerida=True, ejemplo="060008", ayuda="Seis cifras; no es un ubigeo.",
               sinonimos=("cod_ugel", "código de la UGEL", "codooii", "cod ugel")),
        Texto(nombre="nombre", largo=120, requerida=True, ejemplo="UGEL Jaén", sinonimos=("ugel", "nombre de la ugel", "nom_ugel")),
        Texto(nombre="dre", largo=120, requerida=True, ejemplo="DRE Cajamarca", sinonimos=("dirección regional", "dre/gre", "gre")),
    ),
    llave=("codigo_ugel",),
    operacion=CargaUgeles,
    crear=Permiso.EDITAR_TERRITORIO,
    cambiar=Permiso.EDITAR_TERRITORIO,
    de_la_instalacion=True,
    exportar=_ugeles,
)  # fmt: skip

DE_DISTRITO = {
    "ubigeo": "ubigeo",
    "distrito": "nombre",
    "provincia": "provincia",
    "departamento": "departamento",
    "capital": "capital",
    "poblacion": "poblacion",
    "superficie_km2": "superficie_km2",
    "altitud": "altitud",
    "latitud": "latitud",
    "longitud": "longitud",
    "ubigeo_reniec": "ubigeo_reniec",
}


class CargaDistritos(UnRegistro):
    """Districts; each new one comes with its municipality."""

    modelo = Distrito
    campos = DE_DISTRITO
    referencias = {
        "codigo_ugel": Referencia(
            campo="ugel", de=lambda op: Ugel.objects.atendidas_por(op.por), por="codigo", mensaje="{} no es una UGEL que usted maneje."
        )
    }
    llave = ("ubigeo",)

    def registros(self) -> QuerySet[Any]:
        suyos = Distrito.objects.all()
        return suyos if self.por.is_superuser else suyos.filter(ugel__in=Ugel.objects.atendidas_por(self.por))

    def nuevo(self, fila: Fila) -> Model:
        return Distrito(nombre_inei=fila.valores.get("distrito", ""))

    def comprobar(self, filas: Sequence[Fila]) -> None:
        ajenos = set(Distrito.objects.exclude(pk__in=self.registros().values("pk")).values_list("ubigeo", flat=True))
        reniec = dict(Distrito.objects.exclude(ubigeo_reniec="").values_list("ubigeo_reniec", "ubigeo"))
        for fila in filas:
            if fila.registro is None and fila.valores["ubigeo"] in ajenos:
                fila.error("ubigeo", "Ese distrito es de otra UGEL: no lo cambia usted.")
            elif fila.registro is None and not self.por.is_superuser and "ugel" not in fila.extra:
                fila.error("codigo_ugel", "Un distrito nuevo lleva el código de su UGEL.")
            self._nombres(fila)
            codigo = fila.valores.get("ubigeo_reniec")
            if codigo and reniec.setdefault(codigo, fila.valores["ubigeo"]) != fila.valores["ubigeo"]:
                fila.error("ubigeo_reniec", f"Ya es el código de RENIEC del distrito {reniec[codigo]}: ¿se mezcló con el del INEI?")
        super().comprobar([fila for fila in filas if not fila.errores])

    def _nombres(self, fila: Fila) -> None:
        """A known code under another name: INEI's codes and RENIEC's are easily mixed, and no code error shows it."""
        registro, escrito = fila.registro, fila.valores.get("distrito")
        if registro is None or escrito is None or sin_tildes(escrito) == sin_tildes(registro.nombre):
            return
        if sin_tildes(escrito) == sin_tildes(registro.nombre_inei or registro.nombre):
            fila.cambios = [
                c for c in fila.cambios if c[0] != "distrito"
            ]  # the portal shows the common name and keeps INEI's beside the code
            return
        fila.error("distrito", f"{registro.ubigeo} es {registro.nombre} para el INEI, y la fila dice «{escrito}»: ¿es el código de RENIEC?")

    def escribir(self, filas: Sequence[Fila]) -> None:
        super().escribir(filas)
        crear_en_bloque(Municipalidad, [Municipalidad(distrito=fila.extra["registro"]) for fila in filas if fila.registro is None])


def _distritos(*, por: Any, ugel: Any, convenio: Any) -> Iterator[list[Celda]]:
    filas = Distrito.objects.all() if por.is_superuser else Distrito.objects.for_user(por)
    for d in filas.select_related("ugel").order_by("ubigeo"):
        yield [
            d.ubigeo, d.nombre, d.provincia, d.departamento, d.ugel.codigo if d.ugel else "", d.capital, d.poblacion, d.superficie_km2,
            d.altitud, d.latitud, d.longitud, d.ubigeo_reniec,
        ]  # fmt: skip


DISTRITOS = Padron(
    clave="distritos",
    nombre="Distritos",
    descripcion="Los distritos, por su ubigeo del INEI. El de RENIEC va en su propia columna y nunca es la llave.",
    columnas=(
        Codigo(nombre="ubigeo", digitos=6, requerida=True, ejemplo="060806", ayuda="Código del INEI.", sinonimos=("ubigeo inei", "ubigeo_inei", "codigo inei")),
        Texto(nombre="distrito", largo=80, requerida=True, ejemplo="Las Pirias", sinonimos=("nombre del distrito", "nombre")),
        Texto(nombre="provincia", largo=80, requerida=True, ejemplo="Jaén"),
        Texto(nombre="departamento", largo=80, requerida=True, ejemplo="Cajamarca", sinonimos=("región", "dpto")),
        Codigo(nombre="codigo_ugel", digitos=6, ejemplo="060008", ayuda="UGEL a la que pertenece.", sinonimos=("cod_ugel", "ugel")),
        Texto(nombre="capital", largo=80, ejemplo="Las Pirias"),
        Entero(nombre="poblacion", enteros=9, ejemplo="6495", sinonimos=("población", "poblacion_2020")),
        Numero(nombre="superficie_km2", enteros=8, ejemplo="60.41", sinonimos=("superficie", "superficie (km²)")),
        Entero(nombre="altitud", enteros=4, minimo=-100, maximo=6000, ejemplo="1620", ayuda="Metros sobre el nivel del mar.",
               sinonimos=("altitud_msnm", "altitud (m s. n. m.)")),
        Numero(nombre="latitud", enteros=3, decimales=6, minimo=-90, maximo=90, redondea=True, ejemplo="-5.627222", sinonimos=("lat",)),
        Numero(nombre="longitud", enteros=3, decimales=6, minimo=-180, maximo=180, redondea=True, ejemplo="-78.852778", sinonimos=("lon", "long")),
        Codigo(nombre="ubigeo_reniec", digitos=6, ejemplo="060811", ayuda="Código de RENIEC, solo para contrastar.", sinonimos=("ubigeo reniec", "codigo reniec")),
    ),
    llave=("ubigeo",),
    operacion=CargaDistritos,
    crear=Permiso.EDITAR_TERRITORIO,
    cambiar=Permiso.EDITAR_TERRITORIO,
    exportar=_distritos,
)  # fmt: skip
