"""A copy of a convenio as plain text, which a draft of adenda starts from and a merge compares with."""

import datetime
import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Max, Model

from base.comun.fechas import ahora
from convenios.models import Adenda, Alcance, BorradorAdenda, Clausula, Compromiso, Convenio, Hito, Parte
from convenios.models.adenda import CLASES, TERMINOS, UNICA
from municipios.models import Distrito

MODELOS: dict[str, Any] = {TERMINOS: Convenio, "clausulas": Clausula, "partes": Parte, "compromisos": Compromiso}
# What an adenda may change, by class: the field and what it is called beside its text.
CAMPOS: dict[str, dict[str, str]] = {
    TERMINOS: {
        "titulo": "Título",
        "objeto": "Objeto",
        "inicio": "Vigente desde",
        "fin": "Vigente hasta",
        "sin_fin": "Vigencia indeterminada",
        "libre_separacion": "Libre adhesión y separación",
    },
    "clausulas": {"orden": "Número", "titulo": "Título", "texto": "Texto"},
    "partes": {
        "municipalidad": "Municipalidad",
        "firmante": "Firmante",
        "cargo": "Cargo",
        "documento": "Documento que lo autoriza",
        "firmado_el": "Firmó el",
        "separado_el": "Se separa el",
        "separacion_documento": "Documento de la separación",
    },
    "compromisos": {
        "codigo": "Código",
        "descripcion": "Qué se promete",
        "linea": "Línea",
        "clausula": "Cláusula",
        "obligada": "Quién lo debe",
        "responsable": "Responsable",
        "inicio": "Inicio",
        "plazo": "Plazo",
        "unidad": "Unidad de medida",
        "meta": "Meta física",
        "meta_financiera": "Meta financiera (S/)",
        "distritos": "Distritos",
        "hitos": "Hitos",
    },
}
REFERENCIAS = {"clausula": "clausulas", "obligada": "partes"}  # fields that hold the key of another piece


@dataclass
class Foto:
    """What a convenio says now: in text (`contenido`), and the records themselves by class and key."""

    contenido: dict[str, dict[str, dict[str, Any]]]
    filas: dict[str, dict[str, Any]]
    alcances: dict[str, list[Any]]
    hitos: dict[str, list[Any]]

    @property
    def sello(self) -> str:
        """A seal of what it says: equal where nothing changed."""
        return hashlib.sha256(json.dumps(self.contenido, sort_keys=True).encode()).hexdigest()

    def como_base(self) -> dict[str, Any]:
        """What a draft keeps of it: the text, the last history row of each record, and the names by which the text calls places."""
        convenio = self.filas[TERMINOS][UNICA]
        distritos = Distrito.objects.filter(ugel=convenio.ugel_id).order_by("ubigeo").values_list("ubigeo", "nombre")
        nombres = {
            "ugel": {"": convenio.ugel.nombre},
            "distritos": dict(distritos),
            "municipalidades": {str(p.municipalidad_id): str(p.municipalidad) for p in self.filas["partes"].values()},
        }
        return {**self.contenido, "revisiones": _revisiones(self.filas), "nombres": nombres}


def en_texto(valor: Any) -> Any:
    """A value as a draft keeps it."""
    if isinstance(valor, Decimal):
        return f"{valor:.2f}"
    return valor.isoformat() if isinstance(valor, datetime.date) else valor


def tomar_foto(convenio: Convenio, *, bloquear: bool = False) -> Foto:
    """What `convenio` says now. With `bloquear` every row it is made of is held until the transaction ends, always in the same order."""

    def filas(consulta: Any) -> list[Any]:
        return list((consulta.select_for_update(of=("self",)) if bloquear else consulta).order_by("pk"))

    if bloquear:
        (convenio,) = filas(Convenio.todos.filter(pk=convenio.pk).select_related("ugel"))
    clausulas = filas(Clausula.objects.filter(convenio=convenio))
    partes = filas(Parte.objects.filter(convenio=convenio).select_related("municipalidad__distrito"))
    compromisos = filas(Compromiso.objects.filter(convenio=convenio))
    de_ellos = {"compromiso__convenio": convenio, "compromiso__eliminado_en": None}
    alcances = _agrupados(filas(Alcance.objects.filter(**de_ellos).select_related("distrito")))
    hitos = _agrupados(filas(Hito.objects.filter(**de_ellos)))
    por_clase = {
        TERMINOS: {UNICA: convenio},
        "clausulas": _por_llave(clausulas),
        "partes": _por_llave(partes),
        "compromisos": _por_llave(compromisos),
    }
    contenido = {clase: {k: _pieza(clase, fila) for k, fila in por_clase[clase].items()} for clase in CLASES}
    for llave, pieza in contenido["compromisos"].items():
        pieza["distritos"] = {a.distrito.ubigeo: en_texto(a.meta) for a in sorted(alcances[llave], key=lambda a: a.distrito.ubigeo)}
        pieza["hitos"] = [[h.descripcion, en_texto(h.plazo)] for h in sorted(hitos[llave], key=lambda h: (h.orden, h.pk))]
    return Foto(contenido, por_clase, alcances, hitos)


def _por_llave(filas: list[Any]) -> dict[str, Any]:
    return {str(fila.pk): fila for fila in filas}


def _agrupados(filas: list[Any]) -> dict[str, list[Any]]:
    grupos: dict[str, list[Any]] = defaultdict(list)
    for fila in filas:
        grupos[str(fila.compromiso_id)].append(fila)
    return grupos


def _pieza(clase: str, fila: Any) -> dict[str, Any]:
    """One record in text; its keys to other pieces are theirs."""
    pieza = {}
    for campo in CAMPOS[clase]:
        if campo in ("distritos", "hitos"):
            continue
        if campo in REFERENCIAS or campo == "municipalidad":
            otro = getattr(fila, f"{campo}_id")
            pieza[campo] = None if otro is None else str(otro)
        else:
            pieza[campo] = en_texto(getattr(fila, campo))
    return pieza


def _revisiones(por_clase: dict[str, dict[str, Any]]) -> dict[str, dict[str, int]]:
    """The number of the last history row of every record that was copied."""
    revisiones = {}
    for clase, filas in por_clase.items():
        historia: Any = MODELOS[clase].history.model.objects
        suyas = historia.filter(id__in=[fila.pk for fila in filas.values()]).order_by().values("id").annotate(n=Max("history_id"))
        numeros = {str(pk): n for pk, n in suyas.values_list("id", "n")}
        revisiones[clase] = {llave: numeros.get(str(fila.pk), 0) for llave, fila in filas.items()}
    return revisiones


def abrir_borrador(adenda: Adenda) -> BorradorAdenda:
    """The draft of an adenda not yet written: a copy of its convenio, and no change."""
    return BorradorAdenda(
        adenda=adenda,
        base=tomar_foto(adenda.convenio).como_base(),
        base_en=ahora(),
        cambios={},
        demostracion=adenda.demostracion,
        fuente=adenda.fuente,
    )


def fila_de(modelo: type[Model], valores: dict[str, Any]) -> dict[str, Any]:
    """Values in text as the fields of `modelo` keep them."""
    campos = {campo.name: campo for campo in modelo._meta.fields}
    return {
        nombre: campos[nombre].to_python(valor) for nombre, valor in valores.items() if nombre in campos and not campos[nombre].is_relation
    }
