"""From the draft to the convenio: what would change, what is refused, and the merge itself, all or nothing, in one lote."""

import datetime
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F

from base.bitacora.bloque import cambiar_en_bloque, crear_en_bloque
from base.bitacora.gestos import gesto
from base.bitacora.models import Lote
from base.bitacora.pasos import exigir, tomar
from base.comun.archivos import ArchivoRevisado
from base.comun.fechas import ahora, hoy
from base.cuentas.models import Usuario
from base.cuentas.roles import Permiso
from convenios.acciones import poner_alcances, poner_hitos
from convenios.models import Adenda, Alcance, Avance, BorradorAdenda, Clausula, Compromiso, Convenio, Hito, Parte, Reprogramacion
from convenios.models.adenda import QUITAR, TERMINOS, UNICA
from convenios.models.compromiso import comprobar_partes
from convenios.models.convenio import SOLO_QUIEN_EDITA
from municipios.models import Distrito

from .comparar import CAMBIA, NUEVO, SALE, Movida, diferencias, movidas, titulo_de
from .foto import Foto, abrir_borrador, fila_de, tomar_foto

CERRADOS = (Compromiso.Estado.CUMPLIDO, Compromiso.Estado.NO_CUMPLIDO)
CUENTAN = {
    (TERMINOS, CAMBIA): ("vigencia y términos del convenio", "vigencia y términos del convenio"),
    ("clausulas", NUEVO): ("cláusula nueva", "cláusulas nuevas"),
    ("clausulas", CAMBIA): ("cláusula cambia", "cláusulas cambian"),
    ("clausulas", SALE): ("cláusula se quita", "cláusulas se quitan"),
    ("partes", NUEVO): ("parte se suma", "partes se suman"),
    ("partes", CAMBIA): ("parte cambia", "partes cambian"),
    ("compromisos", NUEVO): ("compromiso nuevo", "compromisos nuevos"),
    ("compromisos", CAMBIA): ("compromiso cambia", "compromisos cambian"),
    ("compromisos", SALE): ("compromiso queda sin efecto", "compromisos quedan sin efecto"),
}


class ConvenioCambio(Exception):
    """The convenio changed after the draft was opened: nothing was merged."""

    def __init__(self, lista: list[Movida]) -> None:
        super().__init__(f"el convenio cambió en {len(lista)} partes")
        self.movidas = lista


@dataclass
class Ensayo:
    """What a merge would do: how many of each, why it is refused, what to look at before."""

    cuentas: list[tuple[int, str]] = field(default_factory=list)
    rechazos: list[str] = field(default_factory=list)
    avisos: list[str] = field(default_factory=list)


def iniciar(convenio: Convenio, *, por: Usuario, objeto: str, fuente: str = "") -> Adenda:
    """Begin an adenda of a signed convenio: a draft with a copy of it, under the next number."""
    exigir(por, Permiso.EDITAR_CONVENIOS, SOLO_QUIEN_EDITA)
    with gesto(por=por):
        convenio = Convenio.objects.select_for_update(of=("self",)).select_related("ugel").get(pk=convenio.pk)
        if not convenio.esta_suscrito:
            raise ValidationError("Solo un convenio suscrito se cambia por adenda.", code="estado")
        ultimo = (
            Adenda.objects.filter(convenio=convenio)
            .exclude(estado=Adenda.Estado.ANULADA)
            .order_by("-numero")
            .values_list("numero", flat=True)
        )
        adenda = Adenda(
            convenio=convenio,
            numero=(ultimo.first() or 0) + 1,
            objeto=objeto,
            fuente=fuente,
            estado=Adenda.Estado.BORRADOR,
            estado_en=ahora(),
            estado_por=por,
            demostracion=convenio.demostracion,
        )
        adenda.full_clean()
        adenda.save()
        abrir_borrador(adenda).save()
    return adenda


# ── What would happen ────────────────────────────────────────────────────────────────────────────────────────────────────
def ensayar(borrador: BorradorAdenda, foto: Foto, *, por: Usuario) -> Ensayo:
    """What signing would do now."""
    cuentas = Counter((d.clase, d.tipo) for d in diferencias(borrador))
    ensayo = Ensayo([(n, CUENTAN[que][n != 1]) for que, n in cuentas.items()])
    mueven = _plazos(borrador, foto)
    if mueven:
        ensayo.cuentas.append((len(mueven), "plazo se reprograma" if len(mueven) == 1 else "plazos se reprograman"))
    ensayo.rechazos = [
        *_del_estado(borrador.adenda, foto),
        *_del_texto(borrador),
        *_de_lo_cerrado(borrador, foto, por),
        *_de_lo_reportado(borrador, foto),
    ]
    if not cuentas:
        ensayo.rechazos.append("La adenda no cambia nada todavía.")
    ensayo.avisos = _avisos(borrador, foto)
    return ensayo


def _del_estado(adenda: Adenda, foto: Foto) -> list[str]:
    convenio = foto.filas[TERMINOS][UNICA]
    faltas = []
    if convenio.eliminado_en is not None:
        faltas.append("El convenio está en la papelera.")
    if not convenio.esta_suscrito:
        faltas.append(f"El convenio está «{convenio.get_estado_display().lower()}»: solo uno suscrito se cambia por adenda.")
    if adenda.estado == Adenda.Estado.BORRADOR:
        faltas.append("Todavía es un borrador: envíela a revisión antes de firmarla.")
    return faltas


def _de_la_firma(convenio: Convenio, suscrita_el: datetime.date) -> None:
    """Raise `ValidationError` unless it was signed while the convenio, as it stood, was in force."""
    if suscrita_el > hoy():
        raise ValidationError({"suscrita_el": "La fecha es la de algo ya firmado: no puede ser futura."})
    if convenio.fin is not None and suscrita_el > convenio.fin:
        raise ValidationError(
            {
                "suscrita_el": f"Una adenda se firma antes de que venza el convenio, que venció el {convenio.fin:%d/%m/%Y}. Lo que sigue es un convenio nuevo."
            }
        )
    desde = convenio.suscrito_el or convenio.inicio
    if desde is not None and suscrita_el < desde:
        raise ValidationError({"suscrita_el": f"Una adenda no se firma antes que el convenio ({desde:%d/%m/%Y})."})


def _del_texto(borrador: BorradorAdenda) -> list[str]:
    """What the laws of the records would refuse."""
    terminos, faltas = borrador.despues(TERMINOS, UNICA) or {}, []
    if terminos["inicio"] and terminos["fin"] and terminos["fin"] < terminos["inicio"]:
        faltas.append("La vigencia no puede terminar antes de empezar.")
    if terminos["fin"] and terminos["sin_fin"]:
        faltas.append("La vigencia indeterminada no lleva fecha de fin.")
    quedan = borrador.quedan("compromisos")
    for llave, compromiso in quedan.items():
        if borrador.cambio("compromisos", llave):
            faltas += [f"{compromiso['codigo']}: {falta}" for falta in _del_compromiso(borrador, compromiso)]
    codigos = Counter(
        c["codigo"].lower()
        for k in borrador.llaves("compromisos")
        if (c := borrador.despues("compromisos", k) or borrador.antes("compromisos", k))
    )
    faltas += [f"Dos compromisos se llaman «{codigo}»." for codigo, n in codigos.items() if n > 1]
    municipalidades = Counter(p["municipalidad"] for p in borrador.quedan("partes").values())
    faltas += ["Una municipalidad está dos veces entre las partes." for n in municipalidades.values() if n > 1]
    for llave in borrador.cambios.get("clausulas", {}):
        if borrador.cambio("clausulas", llave).get(QUITAR):
            usan = [(borrador.despues("compromisos", k) or borrador.antes("compromisos", k) or {}) for k in borrador.llaves("compromisos")]
            nacen = [c["codigo"] for c in usan if c.get("clausula") == llave]
            if nacen:
                faltas.append(
                    f"De la cláusula «{titulo_de(borrador, 'clausulas', llave)}» nacen compromisos ({_lista(nacen)}): páselos a otra antes de quitarla."
                )
    return faltas


def _del_compromiso(borrador: BorradorAdenda, c: dict[str, Any]) -> list[str]:
    faltas = []
    if c["inicio"] and c["plazo"] and c["plazo"] < c["inicio"]:
        faltas.append("el plazo no puede ser anterior al inicio.")
    if c["meta"] and not c["unidad"]:
        faltas.append("una meta física necesita su unidad de medida.")
    if c["clausula"] and borrador.despues("clausulas", c["clausula"]) is None:
        faltas.append("su cláusula ya no está.")
    if c["obligada"] and borrador.despues("partes", c["obligada"]) is None:
        faltas.append("quien lo debe ya no está entre las partes.")
    try:
        comprobar_partes(_decimal(c["meta"]), [_decimal(m) for m in c["distritos"].values()])
    except ValidationError as error:
        faltas += error.messages
    return faltas


def _decimal(texto: str | None) -> Decimal | None:
    return None if texto is None else Decimal(texto)


def _lista(nombres: list[str]) -> str:
    return ", ".join(nombres[:5]) + (f" y {len(nombres) - 5} más" if len(nombres) > 5 else "")


def _de_lo_cerrado(borrador: BorradorAdenda, foto: Foto, por: Usuario) -> list[str]:
    """What was closed is not edited, and what is left without effect is stopped by who may stop a commitment."""
    faltas, salen = [], False
    for llave, cambio in borrador.cambios.get("compromisos", {}).items():
        fila = foto.filas["compromisos"].get(llave)
        salen = salen or bool(cambio.get(QUITAR))
        if fila is not None and fila.estado in CERRADOS:
            faltas.append(f"{fila.codigo} ya está «{fila.get_estado_display().lower()}»: lo cerrado no se cambia por adenda.")
    if salen and not por.puede(Permiso.CERRAR_COMPROMISOS):
        faltas.append("Solo un coordinador firma una adenda que deja compromisos sin efecto.")
    return faltas


def _de_lo_reportado(borrador: BorradorAdenda, foto: Foto) -> list[str]:
    """A district or a milestone on which something was reported stays."""
    faltas = []
    fuera = {
        (int(k), u) for k, c in borrador.cambios.get("compromisos", {}).items() if "distritos" in c and k in borrador.base["compromisos"]
        for u in set(borrador.base["compromisos"][k]["distritos"]) - set(c["distritos"])
    }  # fmt: skip
    if fuera:
        hechos = Avance.objects.filter(compromiso__in=[pk for pk, _ in fuera]).values_list("compromiso", "distrito__ubigeo").distinct()
        for pk, ubigeo in sorted(fuera & {(pk, u) for pk, u in hechos}):
            nombre = borrador.base["nombres"]["distritos"].get(ubigeo, ubigeo)
            faltas.append(f"{titulo_de(borrador, 'compromisos', str(pk))}: {nombre} ya tiene avances y no se puede quitar.")
    pierden = [h for k, c in borrador.cambios.get("compromisos", {}).items() if "hitos" in c
               for h in foto.hitos.get(k, []) if h.descripcion not in {texto for texto, _ in c["hitos"]}]  # fmt: skip
    if pierden:
        usados = set(Avance.objects.filter(hito__in=[h.pk for h in pierden]).values_list("hito", flat=True))
        faltas += [f"El hito «{h}» ya tiene avances: no se puede quitar ni cambiar su texto." for h in pierden if h.pk in usados]
    return faltas


def _avisos(borrador: BorradorAdenda, foto: Foto) -> list[str]:
    avisos = []
    for llave, cambio in borrador.cambios.get("partes", {}).items():
        if cambio.get("separado_el"):
            deben = [c["codigo"] for k, c in borrador.quedan("compromisos").items()
                     if c["obligada"] == llave and (k not in foto.filas["compromisos"] or foto.filas["compromisos"][k].estado == "abierto")]  # fmt: skip
            if deben:
                avisos.append(f"{titulo_de(borrador, 'partes', llave)} se separa y debe compromisos abiertos: {_lista(deben)}.")
    quitados = [int(k) for k, c in borrador.cambios.get("compromisos", {}).items() if c.get(QUITAR)]
    if quitados:
        hechos = Compromiso.objects.filter(pk__in=quitados, avances__estado="verificado", avances__eliminado_en=None).distinct()
        avisos += [
            f"{codigo} queda sin efecto y tiene avances verificados: se conservan." for codigo in hechos.values_list("codigo", flat=True)
        ]
    fin = (borrador.despues(TERMINOS, UNICA) or {})["fin"]
    tarde = [c["codigo"] for c in borrador.quedan("compromisos").values() if fin and c["plazo"] and c["plazo"] > fin]
    if tarde:
        avisos.append(f"Vencen después que el convenio: {_lista(tarde)}.")
    return avisos


def _plazos(borrador: BorradorAdenda, foto: Foto) -> list[tuple[Compromiso, datetime.date]]:
    """Commitments whose due date moves, and to when. A first date is no move."""
    cambios = borrador.cambios.get("compromisos", {})
    movidos = [(foto.filas["compromisos"][k], c["plazo"]) for k, c in cambios.items() if "plazo" in c and k in foto.filas["compromisos"]]
    return [(fila, datetime.date.fromisoformat(plazo)) for fila, plazo in movidos if fila.plazo is not None and plazo]


# ── The merge ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def suscribir(
    adenda: Adenda,
    *,
    por: Usuario,
    suscrita_el: datetime.date,
    documento: str,
    numero: int | None = None,
    archivo: ArchivoRevisado | None = None,
) -> Lote:
    """Sign it and take it to the convenio, all or nothing. Raises `ConvenioCambio` when the convenio is not what the draft copied."""
    exigir(por, Permiso.EDITAR_CONVENIOS, SOLO_QUIEN_EDITA)
    numero = adenda.numero if numero is None else numero
    with gesto(por=por, tipo=Lote.Tipo.ADENDA, ambito=adenda.convenio.ugel.codigo, motivo=motivo_de(adenda, numero)) as lote:
        borrador = BorradorAdenda.objects.select_for_update(of=("self",)).select_related("adenda__convenio__ugel").get(adenda=adenda)
        foto = tomar_foto(borrador.adenda.convenio, bloquear=True)
        tomar(adenda, desde=("en_revision",), mensaje="Solo se suscribe una adenda revisada.")
        distintas = movidas(borrador, foto)
        if distintas:
            raise ConvenioCambio(distintas)
        _de_la_firma(foto.filas[TERMINOS][UNICA], suscrita_el)
        ensayo = ensayar(borrador, foto, por=por)
        if ensayo.rechazos:
            raise ValidationError(ensayo.rechazos)
        adenda.suscribir(por=por, suscrita_el=suscrita_el, documento=documento, numero=numero, archivo=archivo, fusion=lote)
        borrador.adenda = adenda
        _Fusion(borrador, foto, por=por, lote=lote).hacer()
    return lote


def motivo_de(adenda: Adenda, numero: int) -> str:
    """What its lote says of itself."""
    return f"Adenda N.º {numero} de {adenda.convenio.codigo}: {adenda.objeto}"[:200]


class _Fusion:
    """One merge in course: the rows are held, and nothing in them is refused."""

    def __init__(self, borrador: BorradorAdenda, foto: Foto, *, por: Usuario, lote: Lote) -> None:
        self.borrador, self.foto, self.por, self.lote = borrador, foto, por, lote
        self.adenda, self.convenio = borrador.adenda, foto.filas[TERMINOS][UNICA]
        self.nuevos: dict[str, dict[str, Any]] = {"clausulas": {}, "partes": {}, "compromisos": {}}

    def hacer(self) -> None:
        self._terminos()
        self._clausulas()
        self._partes()
        self._compromisos()
        self._de_cada_compromiso()
        self.lote.contar(cambiados=1)  # the adenda itself

    def _cambios(self, clase: str) -> list[tuple[str, dict[str, Any]]]:
        """What changes of records that exist."""
        return [(k, c) for k, c in self.borrador.cambios.get(clase, {}).items() if k in self.foto.filas[clase]]

    def _aparecen(self, clase: str) -> list[tuple[str, dict[str, Any]]]:
        """What is new."""
        return [(k, c) for k, c in self.borrador.cambios.get(clase, {}).items() if k not in self.foto.filas[clase]]

    def _escribir(self, modelo: Any, filas: list[Any], campos: set[str]) -> None:
        cambiar_en_bloque(modelo, filas, sorted(campos))
        self.lote.contar(cambiados=len(filas))

    def _crear(self, modelo: Any, clase: str, nuevas: dict[str, Any]) -> None:
        for fila in nuevas.values():
            fila.full_clean(exclude=["adenda"])
        for llave, fila in zip(nuevas, crear_en_bloque(modelo, nuevas.values()), strict=True):
            self.nuevos[clase][llave] = fila
        self.lote.contar(creados=len(nuevas))

    def _terminos(self) -> None:
        for _, cambio in self._cambios(TERMINOS):
            valores = fila_de(Convenio, cambio)
            for campo, valor in valores.items():
                setattr(self.convenio, campo, valor)
            self._escribir(Convenio, [self.convenio], set(valores))

    def _clausulas(self) -> None:
        quitadas, cambiadas, campos = [], [], {"adenda"}
        for llave, cambio in self._cambios("clausulas"):
            fila = self.foto.filas["clausulas"][llave]
            fila.adenda = self.adenda
            if cambio.get(QUITAR):
                fila.eliminado_en, fila.eliminado_por = ahora(), self.por
                quitadas.append(fila)
                continue
            valores = fila_de(Clausula, cambio)
            for campo, valor in valores.items():
                setattr(fila, campo, valor)
            campos |= set(valores)
            cambiadas.append(fila)
        cambiar_en_bloque(Clausula, quitadas, ["adenda", "eliminado_en", "eliminado_por"])
        self.lote.contar(eliminados=len(quitadas))
        self._apartar([fila.pk for fila in cambiadas] if "orden" in campos else [])
        self._escribir(Clausula, cambiadas, campos)
        self._crear(Clausula, "clausulas", {k: Clausula(**fila_de(Clausula, c), **self._comun()) for k, c in self._aparecen("clausulas")})

    def _apartar(self, pks: list[int]) -> None:
        """Two clauses that change places would meet on the same number: they step aside first, out of the way of every other."""
        if pks:
            mayor = max(
                [c["orden"] for c in self.borrador.quedan("clausulas").values()]
                + [c["orden"] for c in self.borrador.base["clausulas"].values()]
            )
            Clausula.objects.filter(pk__in=pks).update(orden=F("orden") + mayor)

    def _partes(self) -> None:
        cambiadas, campos = [], {"adenda"}
        for llave, cambio in self._cambios("partes"):
            fila = self.foto.filas["partes"][llave]
            valores = fila_de(Parte, cambio)
            for campo, valor in {**valores, "adenda": self.adenda}.items():
                setattr(fila, campo, valor)
            campos |= set(valores)
            cambiadas.append(fila)
        self._escribir(Parte, cambiadas, campos)
        nuevas = {
            k: Parte(**fila_de(Parte, c), municipalidad_id=int(c["municipalidad"]), **self._comun()) for k, c in self._aparecen("partes")
        }
        self._crear(Parte, "partes", nuevas)

    def _compromisos(self) -> None:
        self._reprogramar()
        cambiados, campos = [], {"adenda"}
        for llave, cambio in self._cambios("compromisos"):
            fila = self.foto.filas["compromisos"][llave]
            valores = self._sin_efecto(fila) if cambio.get(QUITAR) else self._valores(cambio)
            for campo, valor in {**valores, "adenda": self.adenda}.items():
                setattr(fila, campo, valor)
            campos |= set(valores)
            cambiados.append(fila)
        self._escribir(Compromiso, cambiados, campos)
        nuevos = {k: Compromiso(**self._valores(c), **self._comun()) for k, c in self._aparecen("compromisos")}
        self._crear(Compromiso, "compromisos", nuevos)

    def _reprogramar(self) -> None:
        """Every due date that moves is kept and counted, by the adenda's own document."""
        texto = {"motivo": motivo_de(self.adenda, self.adenda.numero), "documento": self.adenda.documento, "por": self.por}
        filas = [
            Reprogramacion(
                compromiso=fila,
                plazo_anterior=fila.plazo,
                plazo_nuevo=plazo,
                demostracion=fila.demostracion,
                fuente=self._fuente(),
                **texto,
            )
            for fila, plazo in _plazos(self.borrador, self.foto)
        ]
        crear_en_bloque(Reprogramacion, filas)
        self.lote.contar(creados=len(filas))

    def _comun(self) -> dict[str, Any]:
        """What every record that it adds carries."""
        return {"convenio": self.convenio, "adenda": self.adenda, "demostracion": self.convenio.demostracion, "fuente": self._fuente()}

    def _fuente(self) -> str:
        """Where what it brings comes from."""
        return f"{self.adenda}: {self.adenda.documento}"[:300]

    def _valores(self, cambio: dict[str, Any]) -> dict[str, Any]:
        """The fields of a commitment, its keys to clauses and parties among them, those that were just created too."""
        valores = fila_de(Compromiso, cambio)
        for campo, clase in (("clausula", "clausulas"), ("obligada", "partes")):
            if campo in cambio:
                llave = cambio[campo]
                valores[campo] = None if llave is None else self.nuevos[clase].get(llave) or self.foto.filas[clase][llave]
        return valores

    def _sin_efecto(self, fila: Compromiso) -> dict[str, Any]:
        """Never deleted: it is stopped, with the adenda as its reason."""
        motivo = f"Dejado sin efecto por la adenda N.º {self.adenda.numero} ({self.adenda.documento})."
        return {"estado": Compromiso.Estado.SUSPENDIDO, "estado_en": ahora(), "estado_por": self.por, "estado_motivo": motivo}

    def _de_cada_compromiso(self) -> None:
        """Districts and milestones, where they change."""
        filas = {**self.foto.filas["compromisos"], **self.nuevos["compromisos"]}
        tocados = {k: c for k, c in self.borrador.cambios.get("compromisos", {}).items() if "distritos" in c or "hitos" in c}
        distritos = {d.ubigeo: d for d in Distrito.objects.filter(ubigeo__in={u for c in tocados.values() for u in c.get("distritos", {})})}
        antes = self._cuantas_filas(tocados)
        for llave, cambio in tocados.items():
            if "distritos" in cambio:
                poner_alcances(
                    filas[llave],
                    por=self.por,
                    distritos={distritos[u]: _decimal(m) for u, m in cambio["distritos"].items()},
                    fuente=self._fuente(),
                )
            if "hitos" in cambio:
                hitos = [(texto, datetime.date.fromisoformat(plazo) if plazo else None) for texto, plazo in cambio["hitos"]]
                poner_hitos(filas[llave], por=self.por, hitos=hitos, fuente=self._fuente())
        for tipo, cuenta in (("+", "creados"), ("~", "cambiados")):
            self.lote.contar(**{cuenta: self._cuantas_filas(tocados).get(tipo, 0) - antes.get(tipo, 0)})

    def _cuantas_filas(self, tocados: dict[str, Any]) -> Counter[str]:
        """History rows of districts and milestones in this lote, by kind."""
        if not tocados:
            return Counter()
        return Counter(t for m in (Alcance, Hito) for t in m.history.filter(lote=self.lote).values_list("history_type", flat=True))
