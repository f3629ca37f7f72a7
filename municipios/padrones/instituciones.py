"""The padrones of schools: the buildings, and the services that work in them, by the column names of the register of schools (ESCALE)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import Model, QuerySet

from base.bitacora.bloque import cambiar_en_bloque, crear_en_bloque
from base.bitacora.carga import TANDA, Referencia, UnRegistro
from base.comun.busqueda import sin_tildes
from base.comun.documentos import Celda
from base.comun.fechas import DESDE, HASTA
from base.comun.padron import Codigo, Eleccion, Entero, Fila, Leido, Numero, Padron, Texto
from base.cuentas.roles import Permiso
from municipios.models import Distrito, InstitucionEducativa, LocalEscolar, Matricula

SIN_DISTRITO = "{} no es un distrito de su UGEL: escriba el ubigeo del INEI."


def verificador_raro(codigo: str) -> str:
    """Whether the last figure of a código modular is not the check (Luhn) of the other six. Seen in the codes of one UGEL; no norm says it."""
    suma = 0
    for lugar, cifra in enumerate(reversed(codigo)):
        valor = int(cifra) * (2 if lugar % 2 else 1)
        suma += valor - 9 if valor > 9 else valor
    return "" if suma % 10 == 0 else "La última cifra no corresponde a las otras: revise que el código esté bien copiado."


@dataclass(frozen=True, kw_only=True, eq=False)
class Anexo(Codigo):
    """The number of the annex; 0 and nothing are the same: it is no annex."""

    def leer(self, celda: Any) -> Leido:
        leido = super().leer(celda)
        numero = (leido.valor or "").removesuffix(".0").lstrip("0")
        return Leido(numero or None, leido.error, leido.avisos)


class DeDistrito(UnRegistro):
    """What stands in a district of the UGEL of who brings it; the name of the district beside its code is held against it."""

    de_otra: ClassVar[str]
    no_se_mueve: ClassVar[str]
    distrito = Referencia(campo="distrito", de=lambda op: op.distritos(), por="ubigeo", mensaje=SIN_DISTRITO)

    def distritos(self) -> QuerySet[Any]:
        """Those that this person works for."""
        return Distrito.objects.atendidos_por(self.por)

    def registros(self) -> QuerySet[Any]:
        return self.modelo._base_manager.filter(eliminado_en=None, distrito__in=self.distritos())

    def comprobar(self, filas: Sequence[Fila]) -> None:
        ajenos = self._ajenos([fila.valores[self.se_busca_por] for fila in filas if fila.registro is None])
        for fila in filas:
            if fila.registro is None and fila.valores[self.se_busca_por] in ajenos:
                fila.error(self.se_busca_por, self.de_otra)
            if fila.registro is not None and any(columna == "ubigeo" for columna, *_ in fila.cambios):
                fila.error("ubigeo", self.no_se_mueve.format(fila.registro.distrito.ubigeo))
            self._contrastar(fila)
        super().comprobar([fila for fila in filas if not fila.errores])

    def _ajenos(self, codigos: Sequence[str]) -> set[str]:
        """Codes of rows that exist beyond the reach of who brings the file."""
        propios, campo = self.registros().values("pk"), self.se_busca_por
        hallados: set[str] = set()
        for desde in range(0, len(codigos), TANDA):
            filas = self.modelo._base_manager.filter(eliminado_en=None, **{f"{campo}__in": codigos[desde : desde + TANDA]})
            hallados |= set(filas.exclude(pk__in=propios).values_list(campo, flat=True))
        return hallados

    def _contrastar(self, fila: Fila) -> None:
        """The name of the district that the row writes beside its code."""
        distrito, dicho = fila.extra.get("distrito"), fila.valores.get("nombre_distrito")
        if distrito is None or dicho is None:
            return
        if sin_tildes(dicho) not in {sin_tildes(distrito.nombre), sin_tildes(distrito.nombre_inei or distrito.nombre)}:
            fila.error("ubigeo", f"{distrito.ubigeo} es {distrito.nombre} para el INEI, y al lado dice «{dicho}»: ¿es el código de RENIEC?")


# ── Buildings ────────────────────────────────────────────────────────────────────────────────────────────────────────────
class CargaLocales(DeDistrito):
    """Buildings, by their código de local."""

    modelo = LocalEscolar
    campos = {c: c for c in ("codigo_local", "nombre", "centro_poblado", "direccion", "latitud", "longitud", "saneamiento")}
    referencias = {"ubigeo": DeDistrito.distrito}
    llave = ("codigo_local",)
    se_busca_por = "codigo_local"
    de_otra = "Ese local es de otra UGEL: no lo cambia usted."
    no_se_mueve = "El local está en {}: una carga no lo mueve a otro distrito."


def _locales(*, por: Any, ugel: Any, convenio: Any) -> Iterator[list[Celda]]:
    filas = LocalEscolar.objects.for_user(por).exclude(codigo_local="").select_related("distrito").order_by("codigo_local")
    for x in filas.iterator(chunk_size=TANDA):
        yield [x.codigo_local, x.distrito.ubigeo, x.nombre, x.centro_poblado, x.direccion, x.latitud, x.longitud, x.saneamiento]


LOCALES = Padron(
    clave="locales",
    nombre="Locales escolares",
    descripcion="Los inmuebles en que funcionan las instituciones educativas, por su código de local.",
    columnas=(
        Codigo(nombre="codigo_local", digitos=6, requerida=True, ejemplo="990001", sinonimos=("codlocal", "código de local", "cod_local")),
        Codigo(nombre="ubigeo", digitos=6, requerida=True, ejemplo="060806", sinonimos=("codgeo", "ubigeo inei"), ofrece="distritos"),
        Texto(nombre="nombre_distrito", largo=80, auxiliar=True, ejemplo="Las Pirias", sinonimos=("d_dist", "distrito"),
              ayuda="Si está, se comprueba con el ubigeo."),
        Texto(nombre="nombre", largo=200, requerida=True, ancho=40, ejemplo="Local ficticio 99001", sinonimos=("nombre del local", "cen_edu")),
        Texto(nombre="centro_poblado", largo=120, ejemplo="Las Pirias", sinonimos=("cen_pob", "localidad")),
        Texto(nombre="direccion", largo=200, ejemplo="Calle Real 100", sinonimos=("dir_cen", "dirección")),
        Numero(nombre="latitud", enteros=3, decimales=6, minimo=-90, maximo=90, redondea=True, ejemplo="-5.627222", sinonimos=("nlat_ie", "lat")),
        Numero(nombre="longitud", enteros=3, decimales=6, minimo=-180, maximo=180, redondea=True, ejemplo="-78.852778", sinonimos=("nlong_ie", "lon", "long")),
        Eleccion(nombre="saneamiento", valores=dict(LocalEscolar.Saneamiento.choices), ejemplo="saneado", sinonimos=("saneamiento físico-legal",),
                 otras={"público saneado": "saneado", "privado saneado": "saneado", "público no saneado": "no_saneado", "privado no saneado": "no_saneado"}),
    ),
    llave=("codigo_local",),
    operacion=CargaLocales,
    crear=Permiso.EDITAR_INSTITUCIONES,
    cambiar=Permiso.EDITAR_INSTITUCIONES,
    exportar=_locales,
)  # fmt: skip


# ── Services ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
class CargaInstituciones(DeDistrito):
    """Services, by código modular and anexo, each with the enrolment of one year."""

    modelo = InstitucionEducativa
    campos = {c: c for c in ("codigo_modular", "anexo", "nombre", "nivel", "gestion", "area")}
    referencias = {
        "ubigeo": DeDistrito.distrito,
        "codigo_local": Referencia(
            campo="local", de=lambda op: op.locales(), por="codigo_local", mensaje="No hay un local {}: cárguelo antes."
        ),
    }
    llave = ("codigo_modular", "anexo")
    se_busca_por = "codigo_modular"
    de_otra = "Ese código es de una institución de otra UGEL: no la cambia usted."
    no_se_mueve = "La institución está en {}: una carga no la mueve a otro distrito."

    def locales(self) -> QuerySet[Any]:
        """Buildings that a service may name."""
        return LocalEscolar.objects.filter(distrito__in=self.distritos()).exclude(codigo_local="")

    def dice(self, registro: Any, columna: str) -> Any:
        if columna == "anexo":
            return registro.anexo.lstrip("0") or None
        return super().dice(registro, columna)

    def buscar(self, filas: Sequence[Fila], *, con_candado: bool) -> None:
        super().buscar(filas, con_candado=con_candado)
        hay = self._matriculas(filas)
        for fila in filas:
            anio, cuantos = fila.valores.get("anio_matricula"), fila.valores.get("matricula")
            if fila.registro is not None and anio is not None:
                fila.extra["matricula"] = suya = hay.get((fila.registro.pk, anio))
                fila.actual["anio_matricula"] = anio if suya is not None or cuantos is None else None
                fila.actual["matricula"] = suya.estudiantes if suya is not None else None

    def _matriculas(self, filas: Sequence[Fila]) -> dict[tuple[int, int], Matricula]:
        """The figures that there are, of the years that the file names."""
        anios = {fila.valores["anio_matricula"] for fila in filas if fila.valores.get("anio_matricula")}
        pks = [fila.registro.pk for fila in filas if fila.registro is not None]
        hay: dict[tuple[int, int], Matricula] = {}
        for desde in range(0, len(pks) if anios else 0, TANDA):
            for m in Matricula.objects.filter(institucion__in=pks[desde : desde + TANDA], anio__in=anios):
                hay[m.institucion_id, m.anio] = m
        return hay

    def comprobar(self, filas: Sequence[Fila]) -> None:
        for fila in filas:
            if (fila.valores.get("matricula") is None) != (fila.valores.get("anio_matricula") is None):
                columna = "anio_matricula" if fila.valores.get("anio_matricula") is None else "matricula"
                fila.error(columna, "La matrícula va con su año: escriba los dos, o ninguno.")
        super().comprobar([fila for fila in filas if not fila.errores])

    def nuevo(self, fila: Fila) -> Model:
        return InstitucionEducativa(demostracion=fila.extra["distrito"].demostracion)

    def escribir(self, filas: Sequence[Fila]) -> None:
        super().escribir(filas)
        nuevas, cambiadas = [], []
        for fila in filas:
            anio, cuantos = fila.valores.get("anio_matricula"), fila.valores.get("matricula")
            if anio is None or cuantos is None or fila.actual.get("matricula") == cuantos:
                continue
            suya = fila.extra.get("matricula")
            if suya is None:
                registro = fila.extra["registro"]
                nuevas.append(Matricula(institucion=registro, anio=anio, estudiantes=cuantos, demostracion=registro.demostracion))
            else:
                suya.estudiantes = cuantos
                cambiadas.append(suya)
        crear_en_bloque(Matricula, nuevas)
        cambiar_en_bloque(Matricula, cambiadas, ["estudiantes"])


def _instituciones(*, por: Any, ugel: Any, convenio: Any) -> Iterator[list[Celda]]:
    filas = InstitucionEducativa.objects.for_user(por).exclude(codigo_modular="").con_matricula()
    for x in filas.select_related("distrito", "local").order_by("codigo_modular", "anexo").iterator(chunk_size=TANDA):
        yield [
            x.codigo_modular, x.anexo, x.nombre, x.nivel, x.distrito.ubigeo, x.local.codigo_local if x.local else "", x.gestion, x.area,
            x.estudiantes, x.anio_matricula,
        ]  # fmt: skip


NIVELES = dict(InstitucionEducativa.Nivel.choices)
INSTITUCIONES = Padron(
    clave="instituciones",
    nombre="Instituciones educativas",
    descripcion="Los servicios educativos, por su código modular y su anexo. Se reconocen los nombres de columna de ESCALE.",
    columnas=(
        Codigo(nombre="codigo_modular", digitos=7, requerida=True, ejemplo="9900010", sinonimos=("cod_mod", "código modular"), aviso=verificador_raro),
        Anexo(nombre="anexo", largo=2, ejemplo="1", ayuda="0 o vacío: no es anexo."),
        Texto(nombre="nombre", largo=200, requerida=True, ancho=40, ejemplo="I.E. ficticia 99001",
              sinonimos=("cen_edu", "nombre de la i.e.", "institución educativa")),
        Eleccion(nombre="nivel", valores=NIVELES, requerida=True, ejemplo="Primaria",
                 sinonimos=("d_niv_mod", "nivel/modalidad", "nivel o modalidad"), etiqueta_al_salir=True,
                 otras={"inicial - cuna jardin": "inicial_cuna_jardin", "inicial - pronoei": "inicial_no_escolarizado", "cetpro": "tecnico_productiva",
                        "instituto superior tecnologico": "superior", "instituto superior pedagogico": "superior",
                        "escuela superior de formacion artistica": "superior", "basica especial - prite": "ebe"}),
        Codigo(nombre="ubigeo", digitos=6, requerida=True, ejemplo="060806", sinonimos=("codgeo", "ubigeo inei"), ofrece="distritos"),
        Texto(nombre="nombre_distrito", largo=80, auxiliar=True, ejemplo="Las Pirias", sinonimos=("d_dist", "distrito"),
              ayuda="Si está, se comprueba con el ubigeo."),
        Codigo(nombre="codigo_local", digitos=6, ejemplo="990001", sinonimos=("codlocal", "código de local", "cod_local")),
        Eleccion(nombre="gestion", valores=dict(InstitucionEducativa.Gestion.choices), ejemplo="Pública de gestión directa", sinonimos=("d_gestion", "gestión"),
                 etiqueta_al_salir=True, otras={"publica": "publica_directa", "particular": "privada"}),
        Eleccion(nombre="area", valores=dict(InstitucionEducativa.Area.choices), ejemplo="Rural", sinonimos=("dareacenso", "área"), etiqueta_al_salir=True,
                 otras={"urbano": "urbana", "rural ": "rural"}),
        Entero(nombre="matricula", enteros=6, ejemplo="84", sinonimos=("matrícula", "talumno", "alumnos", "total alumnos"), ayuda="Estudiantes; nunca nombres."),
        Entero(nombre="anio_matricula", enteros=4, minimo=DESDE, maximo=HASTA, ejemplo="2026", sinonimos=("año de la matrícula", "año matricula", "año")),
    ),
    llave=("codigo_modular", "anexo"),
    operacion=CargaInstituciones,
    crear=Permiso.EDITAR_INSTITUCIONES,
    cambiar=Permiso.EDITAR_INSTITUCIONES,
    exportar=_instituciones,
)  # fmt: skip
