"""What can be changed in many commitments at once: the same laws as their form and their verbs, asked of all rows with the same few queries."""

from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Prefetch, prefetch_related_objects
from django.http import QueryDict
from django.urls import reverse

from base.bitacora.bloque import crear_en_bloque, eliminar_en_bloque, poner_en_bloque, tocar_en_bloque
from base.bitacora.masiva import CambioDeCampo, Cuenta, DatosDeMuchos, ListaEditable, Operacion, Resultado, resultado
from base.bitacora.models import Lote
from base.bitacora.pasos import exigir, exigir_texto
from base.comun.campos import Fecha
from base.comun.templatetags.comun import fecha
from base.cuentas.models import Usuario
from base.cuentas.roles import Permiso
from municipios.models import Distrito, Ugel
from municipios.ugeles import una_ugel

from .acciones import avisar_de_plazos
from .filtro_compromisos import CompromisoFiltro
from .models import Alcance, Avance, Compromiso, Convenio, Parte, Reprogramacion
from .models.compromiso import (
    REANUDAR,
    SOLO_COORDINACION,
    SOLO_QUIEN_EDITA,
    SUSPENDER,
    Paso,
    comprobar_partes,
    comprobar_quien_debe,
    decision,
)
from .models.convenio import alcanzables
from .models.linea import lineas_de

QUIEN_DEBE = Prefetch("obligada", Parte.todos.select_related("municipalidad__distrito"))


# ── One column ───────────────────────────────────────────────────────────────────────────────────────────────────────────
class DatosResponsable(DatosDeMuchos):
    """Who is in charge from now on."""

    responsable = forms.CharField(
        label="Responsable nuevo", max_length=150, help_text="El cargo, no la persona: «Jefe de Gestión Pedagógica»."
    )


class CambiarResponsable(CambioDeCampo):
    """The post in charge."""

    slug, campo, permiso, formulario = "responsable", "responsable", Permiso.EDITAR_COMPROMISOS, DatosResponsable
    etiqueta = "Cambiar el responsable"
    explicacion = "Todos quedan a cargo del mismo responsable."


class DatosLinea(DatosDeMuchos):
    """To which line of work they belong."""

    linea = forms.ChoiceField(label="Línea nueva")

    def acotar(self, ambito: Any) -> None:
        """Those that the UGEL uses, by its names."""
        self.fields["linea"].choices = [("", "Elija una línea"), *lineas_de(ambito)]  # type: ignore[attr-defined]


class CambiarLinea(CambioDeCampo):
    """The line of work."""

    slug, campo, permiso, formulario = "linea", "linea", Permiso.EDITAR_COMPROMISOS, DatosLinea
    etiqueta = "Cambiar la línea"
    explicacion = "Todos pasan a la misma línea de trabajo."


# ── The due date ─────────────────────────────────────────────────────────────────────────────────────────────────────────
class DatosPlazo(DatosDeMuchos):
    """The new due date and what supports it."""

    plazo = forms.DateField(label="Plazo nuevo", widget=Fecha)
    documento = forms.CharField(label="Documento que lo sustenta", max_length=200, help_text="Oficio, acta o resolución: número y fecha.")


class Reprogramar(Operacion):
    """Move the due date of all, each with its line of reprogramming."""

    slug, permiso, formulario = "plazo", Permiso.EDITAR_COMPROMISOS, DatosPlazo
    etiqueta = "Reprogramar: cambiar el plazo"
    explicacion = (
        "Cada uno queda con el plazo nuevo y conserva el anterior, con este motivo y este documento. Los alcaldes reciben un solo aviso."
    )

    def ensayar(self, filas: list[Any], datos: dict[str, Any]) -> list[Resultado]:
        """As the verb would."""
        plazo = datos["plazo"]

        def uno(fila: Any) -> Resultado:
            return resultado(fila, _dia(fila.plazo), _dia(plazo), lambda: fila.comprobar_plazo(plazo))

        return [uno(fila) for fila in filas]

    def aplicar(self, filas: list[Any], datos: dict[str, Any], *, por: Usuario, lote: Lote) -> Cuenta:
        """The dates, their moves, and a notice for each mayor."""
        exigir(por, Permiso.EDITAR_COMPROMISOS, SOLO_QUIEN_EDITA)
        dicho = {nombre: datos[nombre] for nombre in ("plazo", "motivo", "documento")}
        cambios = [fila.mover_plazo(por=por, **dicho) for fila in filas]
        poner_en_bloque(Compromiso, filas, {"plazo": datos["plazo"]})
        crear_en_bloque(Reprogramacion, cambios)
        avisar_de_plazos(filas, lote=lote)
        return Cuenta(creados=len(cambios), cambiados=len(filas))


def _dia(plazo: Any) -> str:
    return fecha(plazo) if plazo else "sin plazo"


# ── Districts ────────────────────────────────────────────────────────────────────────────────────────────────────────────
class DatosDistritos(DatosDeMuchos):
    """Some districts of the UGEL."""

    distritos = forms.ModelMultipleChoiceField(
        label="Distritos", queryset=Distrito.objects.none(), to_field_name="ubigeo", widget=forms.CheckboxSelectMultiple
    )

    def acotar(self, ambito: Ugel) -> None:
        """Those of this UGEL."""
        distritos: Any = self.fields["distritos"]
        distritos.queryset = Distrito.objects.filter(ugel=ambito).order_by("ubigeo")


class CambiarDistritos(Operacion):
    """What adding and taking away districts have in common: the same laws look at what would be left."""

    permiso, formulario = Permiso.EDITAR_COMPROMISOS, DatosDistritos

    def ensayar(self, filas: list[Any], datos: dict[str, Any]) -> list[Resultado]:
        """Each with the districts it would reach."""
        elegidos = set(datos["distritos"])
        prefetch_related_objects(filas, QUIEN_DEBE)
        alcances = _partes(filas)
        contexto = self.contexto(filas, elegidos)
        resultados = []
        for fila in filas:
            partes = alcances.get(fila.pk, {})
            quedan = self.quedan(partes, elegidos)
            resultados.append(resultado(fila, _nombres(partes), _nombres(quedan), *self.reglas(fila, partes, quedan, contexto)))
        return resultados

    def contexto(self, filas: list[Any], elegidos: set[Distrito]) -> Any:
        """What the laws need to know, in one query."""
        raise NotImplementedError

    def quedan(self, partes: dict[Distrito, Decimal | None], elegidos: set[Distrito]) -> dict[Distrito, Decimal | None]:
        """The districts after the change, each with its share."""
        raise NotImplementedError

    def reglas(self, fila: Any, antes: dict[Distrito, Decimal | None], quedan: dict[Distrito, Decimal | None], contexto: Any) -> list[Any]:
        """What the form of one commitment asks too."""
        return [lambda: comprobar_quien_debe(fila, quedan), lambda: comprobar_partes(fila.meta, quedan.values())]


class AgregarDistritos(CambiarDistritos):
    """Reach some districts more."""

    slug, etiqueta = "distritos-agregar", "Agregar distritos"
    explicacion = "Los compromisos alcanzan también a los distritos que marque, sin una parte de la meta."

    def contexto(self, filas: list[Any], elegidos: set[Distrito]) -> dict[int, set[int]]:
        """Which districts the commitments of each convenio may reach."""
        return alcanzables({fila.convenio_id for fila in filas})

    def quedan(self, partes: dict[Distrito, Decimal | None], elegidos: set[Distrito]) -> dict[Distrito, Decimal | None]:
        """Those of before with their shares, and the new ones with none."""
        return dict.fromkeys(elegidos) | partes

    def reglas(self, fila: Any, antes: dict[Distrito, Decimal | None], quedan: dict[Distrito, Decimal | None], contexto: Any) -> list[Any]:
        """Beside the laws of all: a district whose municipality signed the convenio."""

        def de_las_partes() -> None:
            ajenos = [d for d in quedan if d not in antes and fila.convenio_id in contexto and d.pk not in contexto[fila.convenio_id]]
            if ajenos:
                raise ValidationError(f"No es de las municipalidades que son parte de su convenio: {_nombres(ajenos)}.")

        return [de_las_partes, *super().reglas(fila, antes, quedan, contexto)]

    def aplicar(self, filas: list[Any], datos: dict[str, Any], *, por: Usuario, lote: Lote) -> Cuenta:
        """New rows for those that were not there."""
        tienen = set(_suyos(filas, datos["distritos"]).values_list("compromiso", "distrito"))
        nuevos = [
            Alcance(compromiso=fila, distrito=distrito, demostracion=fila.demostracion)
            for fila in filas
            for distrito in datos["distritos"]
            if (fila.pk, distrito.pk) not in tienen
        ]
        crear_en_bloque(Alcance, nuevos)
        tocar_en_bloque(Compromiso, filas)
        return Cuenta(creados=len(nuevos), cambiados=len(filas))


class QuitarDistritos(CambiarDistritos):
    """Reach some districts no more."""

    slug, etiqueta = "distritos-quitar", "Quitar distritos"
    explicacion = "Los compromisos dejan de alcanzar a los distritos que marque. Donde ya hay avances, no se quita."

    def contexto(self, filas: list[Any], elegidos: set[Distrito]) -> set[tuple[int, int]]:
        """Where something was reported: commitment and district."""
        avances = Avance.objects.filter(compromiso__in=[f.pk for f in filas], distrito__in=elegidos)
        return set(avances.order_by().values_list("compromiso", "distrito").distinct())

    def quedan(self, partes: dict[Distrito, Decimal | None], elegidos: set[Distrito]) -> dict[Distrito, Decimal | None]:
        """Those that were not marked."""
        return {distrito: meta for distrito, meta in partes.items() if distrito not in elegidos}

    def reglas(self, fila: Any, antes: dict[Distrito, Decimal | None], quedan: dict[Distrito, Decimal | None], contexto: Any) -> list[Any]:
        """Beside the laws of all: nothing was reported there."""

        def sin_avances() -> None:
            for distrito in antes:
                if distrito not in quedan:
                    Alcance(compromiso=fila, distrito=distrito).exigir_sin_avances(tiene=(fila.pk, distrito.pk) in contexto)

        return [sin_avances, *super().reglas(fila, antes, quedan, contexto)]

    def aplicar(self, filas: list[Any], datos: dict[str, Any], *, por: Usuario, lote: Lote) -> Cuenta:
        """To the papelera with them."""
        idos = list(_suyos(filas, datos["distritos"]))
        eliminar_en_bloque(Alcance, idos, por=por)
        tocar_en_bloque(Compromiso, filas)
        return Cuenta(cambiados=len(filas), eliminados=len(idos))


def _suyos(filas: list[Any], distritos: Collection[Distrito]) -> Any:
    return Alcance.objects.filter(compromiso__in=[f.pk for f in filas], distrito__in=distritos).order_by("pk")


def _partes(filas: list[Any]) -> dict[int, dict[Distrito, Decimal | None]]:
    """The districts that each of `filas` reaches, with their shares: of every district one object, however many commitments reach it."""
    distritos: dict[int, Distrito] = {}
    partes: dict[int, dict[Distrito, Decimal | None]] = {}
    alcances = Alcance.objects.filter(compromiso__in=[f.pk for f in filas]).order_by()
    for compromiso, meta, pk, ubigeo, nombre in alcances.values_list(
        "compromiso", "meta", "distrito", "distrito__ubigeo", "distrito__nombre"
    ):
        distrito = distritos.get(pk) or distritos.setdefault(pk, Distrito(pk=pk, ubigeo=ubigeo, nombre=nombre))
        partes.setdefault(compromiso, {})[distrito] = meta
    return partes


def _nombres(distritos: Iterable[Distrito]) -> str:
    return ", ".join(str(d) for d in sorted(distritos, key=lambda d: d.ubigeo)) or "ningún distrito"


# ── Stopped and taken up again ───────────────────────────────────────────────────────────────────────────────────────────
class Decidir(Operacion):
    """One decision about all of them."""

    permiso, formulario = Permiso.CERRAR_COMPROMISOS, DatosDeMuchos
    paso: Paso

    def ensayar(self, filas: list[Any], datos: dict[str, Any]) -> list[Resultado]:
        """As the verb would."""
        hacia = Compromiso.Estado(self.paso.hacia).label
        return [resultado(f, f.get_estado_display(), str(hacia), lambda f=f: self.paso.comprobar(f)) for f in filas]  # type: ignore[misc]

    def aplicar(self, filas: list[Any], datos: dict[str, Any], *, por: Usuario, lote: Lote) -> Cuenta:
        """Each with who, when and why."""
        exigir(por, Permiso.CERRAR_COMPROMISOS, SOLO_COORDINACION)
        poner_en_bloque(Compromiso, filas, decision(self.paso.hacia, por=por, motivo=exigir_texto(datos["motivo"], self.paso.falta)))
        return Cuenta(cambiados=len(filas))


class Suspender(Decidir):
    """Stopped for a time."""

    slug, etiqueta, paso = "suspender", "Suspender", SUSPENDER
    explicacion = "Mientras están suspendidos no vencen ni reciben avances. Después se pueden reanudar."


class Reanudar(Decidir):
    """Open again."""

    slug, etiqueta, paso = "reanudar", "Reanudar los suspendidos", REANUDAR
    explicacion = "Los suspendidos vuelven a estar abiertos, con su mismo plazo, y reciben avances."


# ── The list ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def _filas(user: Any, ugel: Ugel) -> Any:
    return Compromiso.objects.leidos_de(user, ugel)


def _filtrar(user: Any, ugel: Ugel, consulta: QueryDict) -> Any:
    return CompromisoFiltro(consulta, ugel=ugel, persona=user).qs


def _describir(compromiso: Any) -> str:
    return f"{compromiso.convenio.codigo} · {compromiso.descripcion}"


COMPROMISOS = ListaEditable(
    slug="compromisos",
    que="compromisos",
    modelo=Compromiso,
    ambito=una_ugel,
    filas=_filas,
    filtrar=_filtrar,
    volver=lambda ugel: reverse("compromisos", args=[ugel.codigo]),
    describir=_describir,
    para_nombrar=(Prefetch("convenio", Convenio.todos.select_related("ugel")),),
    operaciones=(
        CambiarResponsable(),
        Reprogramar(),
        CambiarLinea(),
        AgregarDistritos(),
        QuitarDistritos(),
        Suspender(),
        Reanudar(),
    ),
)
