"""Nudos críticos of the demonstration: fictional and plausible, each seen in an indicator that exists. No indicator gets a fictional value."""

import random

from municipios.models import Indicador, NudoCritico

from .convenios import dia
from .cronica import Cronica, instante
from .personas import Elenco

NUDOS = (
    (
        "Los niños de 4.° leen sin comprender en las escuelas unidocentes",
        "Un docente para seis grados\nPocos textos en el aula",
        "LECTURA-4P",
    ),
    ("Se enseña matemática sin material concreto", "El material llega tarde\nDocentes sin capacitación", "MATEMATICA-4P"),
    ("Niños que llegan a la escuela con anemia", "El suplemento no se toma completo\nEl centro de salud queda lejos", "ANEMIA"),
    ("Escuelas sin agua ni desagüe", "Pozos secos de julio a octubre\nSin expediente técnico", "SERVICIOS"),
    ("Las escuelas rurales no tienen internet", "Sin señal en la zona\nEl contrato venció", "INTERNET"),
    ("Terrenos escolares sin título", "Donaciones sin escritura\nNadie lleva el trámite", "SANEADOS"),
    ("Los estudiantes dejan la escuela en la cosecha de café", "Las familias los necesitan\nEl calendario no lo prevé", "POBREZA"),
    ("Las familias no participan en la gestión escolar", "Reuniones en horario de trabajo", None),
)
POR_DISTRITO = 4
MOTIVOS = {
    "atendido": "Se resolvió con lo acordado en el encuentro (ficticio).",
    "descartado": "Se trata junto con otro nudo crítico (ficticio).",
}


def crear(cronica: Cronica, elenco: Elenco, azar: random.Random) -> None:
    """Four in each district; most of them open, some decided by a coordinator weeks later."""
    planteo = cronica.acto(elenco.especialista, instante(dia(-150), 11), "Diagnóstico de los distritos de la demostración")
    decision = cronica.acto(elenco.coordinadora, instante(dia(-40), 16), "Revisión del diagnóstico de la demostración")
    indicadores = {i.codigo: i for i in Indicador.objects.filter(ugel=None)}
    nudos, decididos = [], []
    for distrito in elenco.distritos.values():
        for numero, (texto, causas, codigo) in enumerate(azar.sample(NUDOS, POR_DISTRITO), 1):
            nudo = NudoCritico(
                distrito=distrito, codigo=f"NC-DEMO-{numero:02d}", texto=f"{texto} (ficticio)", causas=causas,
                indicador=indicadores[codigo] if codigo else None, prioridad=azar.choice(NudoCritico.Prioridad.values),
                origen=azar.choice(NudoCritico.Origen.values), planteado_el=dia(-150),
            )  # fmt: skip
            nudos.append(cronica.nace(nudo, planteo, estado="abierto", estado_en=None, estado_por_id=None, estado_motivo=""))
            if (estado := azar.choice(["abierto", "abierto", "abierto", "atendido", "descartado"])) != "abierto":
                nudo.estado, nudo.estado_en, nudo.estado_por, nudo.estado_motivo = estado, decision.en, elenco.coordinadora, MOTIVOS[estado]
                decididos.append(nudo)
    cronica.guardar(nudos)
    for nudo in decididos:
        cronica.cambia(nudo, decision)
