"""A machine that works at the portal as its people do: one random act after another, each through the verb that the screens use.

What a law forbids is refused, as it would be on a screen, and the machine goes on; any other error is a defect and stops it. The same seed
does the same acts.
"""

import csv
import datetime
import io
import random
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from base.bitacora.deshacer import deshacer
from base.bitacora.gestos import gesto
from base.bitacora.masiva import Eleccion, abrir, aplicar
from base.bitacora.models import Lote
from base.comun.fechas import hoy
from base.cuentas.models import Usuario
from convenios.acciones import (
    enviar_avance,
    guardar_avance,
    guardar_compromiso,
    observar_avance,
    preguntar,
    responder_consulta,
    verificar_avance,
)
from convenios.models import Alcance, Avance, Compromiso, Consulta, Convenio, Designacion, Evidencia, Hito, Parte
from convenios.resumen import recontar_lo_que_falte
from municipios.models import Distrito
from portal.importaciones import motor
from portal.importaciones.catalogo import PADRONES, conocida
from portal.importaciones.encabezado import ubicar_tabla
from portal.importaciones.lectura import leer

MOTIVO = "Así lo quiso el azar"
NADA = "No hay con qué."
COLUMNAS = ["codigo", "distrito", "descripcion", "responsable", "fecha_limite", "estado", "avance", "meta_fisica", "unidad"]
PESOS = {  # what people do often, they do often here
    "registrar": 16,
    "enviar": 10,
    "verificar": 14,
    "observar": 5,
    "retirar": 2,
    "corregir": 4,
    "prometer": 5,
    "editar": 5,
    "decidir": 12,
    "reprogramar": 4,
    "eliminar": 7,
    "restaurar": 7,
    "muchos": 6,
    "importar": 3,
    "deshacer_lote": 4,
    "consultar": 3,
    "contestar": 3,
    "mover_convenio": 2,
    "firmar": 2,
    "designar": 1,
    "esperar": 2,
    "recontar": 8,
}


class Maquina:
    """One run. `reloj` moves the clock (days); `gente` are the accounts, by the name that each has among the fixtures."""

    def __init__(self, semilla: int, gente: dict[str, Usuario], reloj: Callable[[int], None]) -> None:
        self.azar = random.Random(semilla)  # noqa: S311  (acts, no secret)
        self.gente, self.reloj = gente, reloj
        self.hechas: Counter[str] = Counter()
        self.rechazadas: Counter[str] = Counter()
        self.diario: list[str] = []
        self._nuevos = 0

    def paso(self) -> None:
        """One act, done or refused."""
        acto = self.azar.choices(list(PESOS), list(PESOS.values()))[0]
        try:
            que = getattr(self, acto)()
        except (ValidationError, motor.Rechazado) as error:
            self.rechazadas[acto] += 1
            que = f"rechazado: {error}"
        else:
            self.hechas[acto] += 1
        self.diario.append(f"{acto} {que}")

    # ── Chance ───────────────────────────────────────────────────────────────────────────────────────────────────────────
    def _moneda(self, probabilidad: float = 0.5) -> bool:
        return self.azar.random() < probabilidad

    def _uno(self, filas: Any) -> Any:
        """One row, if there is any."""
        pks = list(filas.order_by("pk").values_list("pk", flat=True))
        if not pks:
            raise ValidationError(NADA)
        return filas.get(pk=self.azar.choice(pks))

    def _quien(self, *nombres: str) -> Usuario:
        return self.gente[self.azar.choice(nombres)]

    def _edita(self) -> Usuario:
        return self._quien("administrador", "coordinador", "coordinadora")

    def _verifica(self, avance: Avance) -> Usuario:
        if avance.compromiso.convenio.ugel_id != self._ugel_id:
            return self.gente["coordinador_otra_ugel"]
        return self._quien("coordinador", "coordinadora")

    @property
    def _ugel_id(self) -> int:
        return int(Distrito.objects.propios_de(self.gente["coordinador"]).values_list("ugel", flat=True)[0])

    def _plazo(self) -> datetime.date | None:
        return None if self._moneda(0.15) else hoy() + datetime.timedelta(days=self.azar.randint(-20, 90))

    # ── What was done ────────────────────────────────────────────────────────────────────────────────────────────────────
    def registrar(self) -> str:
        compromiso = self._uno(self._abiertos() if self._moneda(0.9) else Compromiso.objects)
        por = self._quien("especialista", "especialista", "coordinador", "administrador", "alcalde_a", "enlace_a", "alcalde_b")
        if compromiso.convenio.ugel_id != self._ugel_id:
            por = self.gente["especialista_otra_ugel"]
        avance = Avance(compromiso=compromiso, fecha=hoy(), descripcion="Se hizo")
        self._contar(avance, por)
        guardar_avance(avance, por=por, enlace="https://ejemplo.pe/acta" if self._moneda() else "", enviar=self._moneda())
        return f"{avance.pk} de {compromiso} por {por.username}"

    def _abiertos(self) -> Any:
        return Compromiso.objects.abiertos().filter(convenio__estado="suscrito")

    def _contar(self, avance: Avance, por: Usuario) -> None:
        """Where, how much or which milestone."""
        distritos = list(Distrito.objects.filter(pk__in=avance.compromiso.alcances.values("distrito")).order_by("pk"))
        propios = [d for d in distritos if d in set(Distrito.objects.propios_de(por))]
        avance.distrito = self.azar.choice(propios if por.es_municipal and propios else [None, *distritos])
        hitos = list(avance.compromiso.hitos.order_by("pk"))
        avance.cantidad = avance.hito = None
        if avance.compromiso.meta and self._moneda(0.8):
            avance.cantidad = Decimal(self.azar.randint(1, 4000)) / 100
        elif hitos:
            avance.hito = self.azar.choice(hitos)
        avance.sin_evidencia_motivo = "De palabra" if self._moneda() else ""

    def enviar(self) -> str:
        editables = Avance.objects.filter(estado__in=Avance.Estado.editables())
        avance = self._uno(editables.filter(compromiso__in=self._abiertos()) if self._moneda(0.9) else editables)
        enviar_avance(avance, por=avance.creado_por if self._moneda(0.8) else self._quien("especialista", "coordinador"))
        return str(avance.pk)

    def verificar(self) -> str:
        avance = self._uno(Avance.objects.filter(estado="enviado"))
        verificar_avance(avance, por=self._verifica(avance))
        return str(avance.pk)

    def observar(self) -> str:
        avance = self._uno(Avance.objects.filter(estado__in=("enviado", "verificado")))
        observar_avance(avance, por=self._verifica(avance), observacion="Falta la lista")
        return str(avance.pk)

    def retirar(self) -> str:
        avance = self._uno(Avance.objects.filter(estado="enviado"))
        with gesto(por=avance.enviado_por):
            avance.retirar(por=avance.enviado_por)
        return str(avance.pk)

    def corregir(self) -> str:
        avance = self._uno(Avance.objects.filter(estado__in=Avance.Estado.editables()))
        self._contar(avance, avance.creado_por)
        quitar = list(avance.evidencias.all()[:1]) if self._moneda() else []
        guardar_avance(avance, por=avance.creado_por, quitar=quitar, enlace="https://ejemplo.pe/otra" if self._moneda() else "")
        return str(avance.pk)

    # ── What was promised ────────────────────────────────────────────────────────────────────────────────────────────────
    def prometer(self) -> str:
        convenio = self._uno(Convenio.objects)
        self._nuevos += 1
        compromiso = Compromiso(convenio=convenio, codigo=f"N-{self._nuevos}", descripcion="Lo prometido", plazo=self._plazo())
        return self._guardar(compromiso)

    def editar(self) -> str:
        return self._guardar(self._uno(Compromiso.objects))

    def _guardar(self, compromiso: Compromiso) -> str:
        """With what its form would ask: the measure, who owes it, the districts and their shares, the milestones."""
        compromiso.responsable = self.azar.choice(["", "Jefatura"])
        compromiso.meta = Decimal(self.azar.choice([10, 60, 100])) if self._moneda(0.6) else None
        compromiso.unidad = "talleres" if compromiso.meta else ""
        compromiso.obligada = self.azar.choice([None, *Parte.objects.filter(convenio=compromiso.convenio).order_by("pk")])
        posibles = list(Distrito.objects.filter(ugel=compromiso.convenio.ugel).order_by("pk"))
        elegidos = self.azar.sample(posibles, self.azar.randint(0, len(posibles)))
        parte = compromiso.meta / len(elegidos) if compromiso.meta and elegidos and self._moneda() else None
        entera = parte is not None and parte == parte.quantize(Decimal("0.01"))
        hitos = [(f"Hito {n}", None) for n in range(1, self.azar.randint(0, 3) + 1)] if self._moneda() else None
        guardar_compromiso(compromiso, por=self._edita(), distritos=dict.fromkeys(elegidos, parte if entera else None), hitos=hitos)
        return f"{compromiso} en {len(elegidos)} distritos, meta {compromiso.meta}"

    def decidir(self) -> str:
        compromiso = self._uno(Compromiso.objects)
        sale = ["cumplir", "cumplir", "cumplir", "no_cumplir", "suspender"]
        verbo = self.azar.choice(sale if compromiso.estado == "abierto" else ["reabrir", "reabrir", "no_cumplir"])
        por = self._quien("coordinador", "coordinadora")
        with gesto(por=por):
            getattr(compromiso, verbo)(por=por, motivo="" if verbo == "cumplir" and self._moneda() else MOTIVO)
        return f"{verbo} {compromiso}"

    def reprogramar(self) -> str:
        compromiso, por = self._uno(Compromiso.objects), self._edita()
        plazo = self._plazo() or hoy()
        with gesto(por=por):
            compromiso.reprogramar(por=por, plazo=plazo, motivo=MOTIVO, documento="Oficio 1")
        return f"{compromiso} al {plazo}"

    # ── The papelera ─────────────────────────────────────────────────────────────────────────────────────────────────────
    def _modelo(self) -> Any:
        clases = [Compromiso, Avance, Alcance, Hito, Evidencia, Consulta, Parte, Convenio]
        return self.azar.choices(clases, [6, 5, 4, 3, 2, 1, 1, 2])[0]

    def eliminar(self) -> str:
        registro, por = self._uno(self._modelo().objects), self._edita()
        if isinstance(registro, Convenio):
            self._que_quede_otro(registro)
        with gesto(por=por):
            registro.eliminar(por=por)
        return f"{registro.clase_de_registro} {registro.pk}"

    def restaurar(self) -> str:
        registro = self._uno(self._modelo().todos.eliminados())
        with gesto(por=self._edita()):
            registro.restaurar()
        return f"{registro.clase_de_registro} {registro.pk}"

    # ── Many at once ─────────────────────────────────────────────────────────────────────────────────────────────────────
    def muchos(self) -> str:
        por = self._quien("coordinador", "coordinadora", "administrador")
        mesa = abrir(por, ugel=Distrito.objects.propios_de(por)[0].ugel.codigo, lista="compromisos")
        operacion = self.azar.choice(mesa.operaciones)
        pks = list(mesa.lista.filas(por, mesa.ambito).order_by("pk").values_list("pk", flat=True))
        eleccion = Eleccion(llaves=tuple(str(pk) for pk in self.azar.sample(pks, min(len(pks), self.azar.randint(1, 6)))))
        distritos = Distrito.objects.filter(ugel=mesa.ambito).order_by("pk")
        datos = operacion.formulario(
            {
                "motivo": MOTIVO,
                "responsable": self.azar.choice(["Jefatura", "Dirección"]),
                "linea": self.azar.choice(["otros", "proyectos"]),
                "plazo": (self._plazo() or hoy()).isoformat(),
                "documento": "Oficio 2",
                "distritos": [d.ubigeo for d in self.azar.sample(list(distritos), 2)],
            },
            ambito=mesa.ambito,
        )
        if not datos.is_valid():
            raise ValidationError(str(datos.errors))
        with gesto(por=por, tipo=Lote.Tipo.MASIVA, motivo=MOTIVO, ambito=mesa.codigo):
            ensayo = mesa.ensayar(operacion, eleccion, datos.cleaned_data, tomar=True)
            if not ensayo.cambian:
                raise ValidationError("No hay nada que cambiar así.")
            aplicar(operacion, ensayo, datos.cleaned_data, por=por)
        return f"{operacion.slug} en {len(ensayo.cambian)}"

    def importar(self) -> str:
        por = self._quien("coordinador", "administrador")
        convenio = self._uno(Convenio.objects.filter(ugel=self._ugel_id))
        suyos = list(Compromiso.objects.filter(convenio=convenio).order_by("pk"))
        elegidos = self.azar.sample(suyos, min(len(suyos), 2))
        salida = io.StringIO()
        escritor = csv.DictWriter(salida, COLUMNAS, restval="")
        escritor.writeheader()
        escritor.writerows(self._renglon(compromiso) for compromiso in [*elegidos, None, None])
        padron = PADRONES["compromisos"]
        tabla = ubicar_tabla(leer(salida.getvalue().encode(), conocida=conocida), padron, otros=list(PADRONES.values()))
        lote, ensayo = motor.aplicar(padron, tabla, lugar=motor.Lugar(por, convenio.ugel, convenio), motivo=MOTIVO)
        return f"lote {lote.pk}: {ensayo.cuentas}"

    def _renglon(self, compromiso: Compromiso | None) -> dict[str, Any]:
        """Of one that exists, with the districts that it has; or of a new one."""
        fila: dict[str, Any] = {"descripcion": "De la matriz", "avance": self.azar.choice(["", "0", "35.5", "100"])}
        fila["estado"] = self.azar.choice(["", "", "pendiente", "en proceso", "cumplido", "no cumplido"])
        fila["fecha_limite"] = f"{self._plazo() or hoy():%d/%m/%Y}"
        if compromiso is not None:
            ubigeos = compromiso.alcances.order_by("distrito__ubigeo").values_list("distrito__ubigeo", flat=True)
            if compromiso.estado in ("cumplido", "no_cumplido"):
                fila["fecha_limite"] = f"{compromiso.plazo:%d/%m/%Y}" if compromiso.plazo else ""
            return fila | {"codigo": compromiso.codigo, "distrito": " ".join(ubigeos)}
        self._nuevos += 1
        distrito = self.azar.choice(["990101", "990102", "990101 990102"])
        return fila | {"codigo": f"I-{self._nuevos}", "distrito": distrito, "meta_fisica": "40", "unidad": "talleres"}

    def deshacer_lote(self) -> str:
        recientes = Lote.objects.deliberados().order_by("-pk").values_list("pk", flat=True)[:8]
        lote, por = self._uno(Lote.objects.filter(pk__in=list(recientes))), self._quien("coordinador", "coordinadora", "administrador")
        nuevo = deshacer(lote, por=por, motivo=MOTIVO)
        return f"lote {lote.pk} ({lote.tipo}): {nuevo.cambiados} cambian, {nuevo.eliminados} salen"

    # ── The rest ─────────────────────────────────────────────────────────────────────────────────────────────────────────
    def consultar(self) -> str:
        por = self._quien("alcalde_a", "enlace_a", "alcalde_b", "especialista", "coordinador")
        alcances = Alcance.objects.filter(compromiso__in=Compromiso.objects.propios_de(por))
        alcance = self._uno(alcances.filter(distrito__in=Distrito.objects.propios_de(por)))
        return str(preguntar(alcance.compromiso, por=por, distrito=alcance.distrito, pregunta="¿Cuándo?").pk)

    def contestar(self) -> str:
        consulta = self._uno(Consulta.objects.filter(estado="abierta"))
        por = self._quien("especialista", "coordinador") if consulta.dirigida_a == "ugel" else self._quien("alcalde_a", "alcalde_b")
        responder_consulta(consulta, por=por, respuesta="Pronto")
        return str(consulta.pk)

    def mover_convenio(self) -> str:
        convenio, por = self._uno(Convenio.objects), self._edita()
        pasos = {"borrador": ["enviar_a_revision"], "en_revision": ["aprobar", "devolver"], "aprobado": ["suscribir"]}
        paso = self.azar.choice(pasos.get(convenio.estado, ["concluir", "resolver"]))
        if paso in ("concluir", "resolver"):
            self._que_quede_otro(convenio)
        with gesto(por=por):
            getattr(convenio, paso)(por=por)
        return f"{paso} {convenio}"

    def _que_quede_otro(self, convenio: Convenio) -> None:
        if Convenio.objects.filter(ugel=self._ugel_id, estado="suscrito").exclude(pk=convenio.pk).count() < 1:
            raise ValidationError("Es el último en vigor: no quedaría qué hacer.")

    def firmar(self) -> str:
        """A party signs, or its signature is found to be unknown, or it leaves."""
        parte = self._uno(Parte.objects)
        parte.firmado_el = None if self._moneda() else hoy()
        sale = self._moneda(0.2)
        parte.separado_el, parte.separacion_documento = (hoy(), "Oficio 3") if sale else (None, "")
        with gesto(por=self._edita()):
            parte.full_clean()
            parte.save()
        return str(parte.pk)

    def designar(self) -> str:
        convenio, fin = self._uno(Convenio.objects), hoy() + datetime.timedelta(days=self.azar.randint(-5, 30))
        designacion = Designacion(convenio=convenio, nombre="Persona designada", fin=self.azar.choice([None, fin]))
        with gesto(por=self._edita()):
            designacion.full_clean()
            designacion.save()
        return str(designacion.pk)

    def recontar(self) -> str:
        """The worker comes by: the summaries of the dashboards."""
        return f"{recontar_lo_que_falte()} resúmenes"

    def esperar(self) -> str:
        dias = self.azar.randint(1, 6)
        self.reloj(dias)
        return f"{dias} días"
