"""The padrón of educational projects. The school is named by its código modular and its anexo."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Model, QuerySet
from django.db.models.functions import Lower

from base.bitacora.bloque import cambiar_en_bloque, crear_en_bloque
from base.bitacora.carga import UnRegistro
from base.comun.documentos import Celda
from base.comun.fechas import DESDE, HASTA
from base.comun.padron import Codigo, Eleccion, Entero, Fila, Numero, Padron, Texto
from base.cuentas.roles import Permiso
from municipios.models import Distrito, InstitucionEducativa, ProyectoEducativo

NO_ESTA = "{} (anexo {}) no es una institución de su UGEL: cárguela primero en el padrón de instituciones."
DE_ESCUELA = ("codigo_modular", "anexo")


class CargaProyectos(UnRegistro):
    """Projects of the schools of one UGEL."""

    modelo = ProyectoEducativo
    campos = {
        columna: columna for columna in ("codigo", "titulo", "tipo", "etapa", "estudiantes", "anio", "presupuesto", "concurso", "resultado")
    }
    llave = ("codigo",)

    def escuelas(self) -> QuerySet[Any]:
        """Those whose projects this person keeps, in this place."""
        suyas = InstitucionEducativa.objects.filter(distrito__in=Distrito.objects.atendidos_por(self.por))
        return suyas if self.ugel is None else suyas.filter(distrito__ugel=self.ugel)

    def registros(self) -> QuerySet[Any]:
        return ProyectoEducativo.objects.filter(institucion__in=self.escuelas()).select_related("institucion")

    # ── Which record, which school ───────────────────────────────────────────────────────────────────────────────────────
    def buscar(self, filas: Sequence[Fila], *, con_candado: bool) -> None:
        super().buscar(filas, con_candado=con_candado)
        nuevos = [fila.llave for fila in filas if fila.registro is None]
        ajenos = set(ProyectoEducativo.objects.annotate(llano=Lower("codigo")).filter(llano__in=nuevos).values_list("llano", flat=True))
        escuelas = self._por_codigo(filas)
        for fila in filas:
            if fila.registro is not None:
                suya = fila.registro.institucion
                fila.actual |= {"codigo_modular": suya.codigo_modular or None, "anexo": int(suya.anexo)}
            elif fila.llave in ajenos:
                fila.error("codigo", "Ya hay un proyecto con ese código, de otra UGEL: póngale otro.")
            self._ubicar(fila, escuelas)

    def _por_codigo(self, filas: Sequence[Fila]) -> dict[tuple[str, int], Any]:
        codigos = {fila.valores["codigo_modular"] for fila in filas if "codigo_modular" in fila.valores}
        return {(e.codigo_modular, int(e.anexo)): e for e in self.escuelas().filter(codigo_modular__in=codigos)}

    def _ubicar(self, fila: Fila, escuelas: dict[tuple[str, int], Any]) -> None:
        """The school that the row names; one that says nothing of it leaves the project where it is."""
        if not any(columna in fila.valores for columna in DE_ESCUELA):
            return
        modular = fila.valores.get("codigo_modular") or fila.actual.get("codigo_modular")
        if modular is None:
            return  # a school whose code nobody knows yet
        el_mismo = modular == fila.actual.get("codigo_modular")
        anexo = fila.valores.get("anexo", fila.actual["anexo"] if el_mismo else 0)
        escuela = escuelas.get((modular, anexo)) or self._la_de_ahora(fila, modular, anexo)
        if escuela is None:
            fila.error("codigo_modular", NO_ESTA.format(modular, anexo))
        elif fila.registro is not None and escuela.distrito_id != fila.registro.institucion.distrito_id:
            fila.error("codigo_modular", "Un proyecto no pasa a otro distrito: regístrelo de nuevo con otro código.")
        else:
            fila.extra["institucion"] = escuela

    def _la_de_ahora(self, fila: Fila, modular: str, anexo: int) -> Any:
        suya = fila.registro.institucion if fila.registro is not None else None
        return suya if suya is not None and (suya.codigo_modular, int(suya.anexo)) == (modular, anexo) else None

    # ── What it becomes ──────────────────────────────────────────────────────────────────────────────────────────────────
    def nuevo(self, fila: Fila) -> Model:
        return ProyectoEducativo(demostracion=fila.extra["institucion"].demostracion)

    def _como_queda(self, fila: Fila) -> Any:
        proyecto = super()._como_queda(fila)
        if "institucion" in fila.extra:
            proyecto.institucion = fila.extra["institucion"]
        return proyecto

    def comprobar(self, filas: Sequence[Fila]) -> None:
        """The total agrees with the two sexes that somebody wrote on the page of the project."""
        super().comprobar(filas)
        for fila in filas:
            proyecto = fila.extra["registro"]
            sexos = [n for n in (proyecto.estudiantes_hombres, proyecto.estudiantes_mujeres) if n is not None]
            suma = sum(sexos)
            if sexos and (proyecto.estudiantes < suma or (len(sexos) == 2 and proyecto.estudiantes != suma)):
                fila.error("estudiantes", f"En el portal ya están los hombres y las mujeres, que suman {suma}: corríjalo en su página.")

    def escribir(self, filas: Sequence[Fila]) -> None:
        crear_en_bloque(ProyectoEducativo, [fila.extra["registro"] for fila in filas if fila.registro is None])
        cambiados = [fila.registro for fila in filas if fila.registro is not None]
        cambiar_en_bloque(ProyectoEducativo, cambiados, [*self.campos.values(), "institucion"])


def filas_de_proyectos(proyectos: Any) -> Iterator[list[Celda]]:
    """One row a project, in the columns of the padrón."""
    for p in proyectos.select_related("institucion"):
        yield [
            p.codigo, p.institucion.codigo_modular, int(p.institucion.anexo), p.titulo, p.tipo, p.etapa, p.estudiantes, p.anio, p.presupuesto,
            p.concurso, p.resultado,
        ]  # fmt: skip


def _exportar(*, por: Any, ugel: Any, convenio: Any) -> Iterator[list[Celda]]:
    return filas_de_proyectos(ProyectoEducativo.objects.for_user(por).filter(institucion__distrito__ugel=ugel).order_by("codigo", "pk"))


PROYECTOS = Padron(
    clave="proyectos",
    nombre="Proyectos educativos",
    descripcion="Los proyectos productivos, de emprendimiento, de investigación y de innovación de las escuelas. Los estudiantes son un número, nunca nombres.",
    columnas=(
        Codigo(nombre="codigo", requerida=True, ejemplo="PE-2026-01", sinonimos=("código del proyecto", "cod", "n°", "nro")),
        Codigo(nombre="codigo_modular", digitos=7, requerida=True, ejemplo="9900001", ayuda="De la institución educativa, con su cero a la izquierda.",
               sinonimos=("cod_mod", "código modular", "codmod", "modular")),
        Entero(nombre="anexo", enteros=2, ejemplo="0", ayuda="Vacío o 0 si no es un anexo."),
        Texto(nombre="titulo", requerida=True, largo=200, ancho=60, ejemplo="Yogur de leche de la zona", sinonimos=("título", "nombre del proyecto", "proyecto")),
        Eleccion(nombre="tipo", requerida=True, valores=dict(ProyectoEducativo.Tipo.choices), ejemplo="productivo", sinonimos=("tipo de proyecto",)),
        Eleccion(nombre="etapa", valores=dict(ProyectoEducativo.Etapa.choices), ejemplo="en_ejecucion", sinonimos=("situación", "estado"),
                 otras={"concluido": "culminado", "terminado": "culminado", "ejecución": "en_ejecucion"}),
        Entero(nombre="estudiantes", enteros=6, ejemplo="24", ayuda="Cuántos participan.", sinonimos=("n° de estudiantes", "número de estudiantes", "alumnos")),
        Entero(nombre="anio", minimo=DESDE, maximo=HASTA, ejemplo="2026", sinonimos=("año",)),
        Numero(nombre="presupuesto", formato="#,##0.00", ejemplo="1250.50", ayuda="Soles.", sinonimos=("presupuesto (S/)", "monto", "costo")),
        Eleccion(nombre="concurso", valores=dict(ProyectoEducativo.Concurso.choices), otras={"fencyt": "eureka", "no": "ninguno"}, ejemplo="eureka"),
        Texto(nombre="resultado", largo=200, ejemplo="Primer puesto, etapa UGEL", ayuda="Premio, mención o puesto, si lo hubo.", sinonimos=("premio", "puesto")),
    ),
    llave=("codigo",),
    operacion=CargaProyectos,
    crear=Permiso.EDITAR_INSTITUCIONES,
    cambiar=Permiso.EDITAR_INSTITUCIONES,
    exportar=_exportar,
)  # fmt: skip
