"""docs/rendimiento.md: what was measured, beside what was promised. What falls short is shown as such."""

import datetime
import os
from pathlib import Path
from typing import Any

from bench import tableros
from bench.cliente import Prueba
from bench.peso import Visita

INFORME = Path(__file__).resolve().parent.parent / "docs" / "rendimiento.md"
RAZON, RAZON_DESEADA = 4.0, 2.0
RAZON_PAIS = 8.0
RAZON_FILA, CONSULTAS_CUADRICULA, CUADRICULA = 3.0, 10, 60 * 1024
KB = 1024
PRIMERA = {"coordinador": 70 * KB, "especialista": 70 * KB, "director": 70 * KB}
MI_MUNICIPIO = 40 * KB
REPETIDA = 15 * KB
FILAS_POR_SEGUNDO = 1_500
PARTE_DE_UN_ARCHIVO = 0.40
CIEN, SEGUNDOS = 100, 1.5  # of the PDF of a district: so long, at most, for each hundred rows
FILAS_DE_IMPORTACION = 10_000

CABEZA = """\
# Rendimiento medido

Lo escribe `make bench`; no se edita a mano. ✔ dentro de lo prometido · ✘ fuera · ★ alcanza además la meta mayor.

Corrida del {cuando}, en {minutos:.1f} minutos: {nucleos} núcleos, Python {python}, Django {django}, {motores}.
{faltas}
Los tiempos en milisegundos dependen del equipo y de lo que haga en ese momento; lo que vale es la **razón** entre dos medidas de la misma corrida.

## Con qué se compara

**La vara** es un Django como lo escribe `startproject` (sus siete *middleware*, sus procesadores de contexto, DEBUG apagado) con una sola vista:
una consulta por índice, 50 compromisos, una plantilla de una tabla de cinco columnas, sin comprimir. Usa la misma base de datos y los mismos
modelos, y la sirve otro granian con las mismas opciones que el portal (las de `make demo`: un proceso, cuatro hilos).
Nadie ha entrado: no lee sesión ni persona. Al lado se anota, solo como referencia, la misma vista con una persona dentro (tres consultas).

El portal corre como en producción (https terminado por delante, cabeceras, gzip, permisos, historia). El cliente pide por una conexión
que se mantiene abierta, acepta gzip, y alterna todas las pruebas en un orden que cambia en cada vuelta: {vueltas} vueltas después de calentar.
"""


def _signo(cumple: bool) -> str:
    return "✔" if cumple else "✘"


def _kb(octetos: int) -> str:
    return f"{octetos / KB:.1f}"


def _tiempos(motor: str, filas: dict[str, int], pruebas: list[Prueba]) -> tuple[list[str], bool]:
    vara, con_persona, *portal = pruebas
    lineas = [
        f"### {motor}: {filas['compromisos']:,} compromisos, {filas['avances']:,} avances",
        "",
        "| prueba | mediana ms | p95 ms | razón con la vara | prometido | | razón con la vara con persona |",
        "|---|--:|--:|--:|--:|---|--:|",
        f"| {vara.nombre} | {vara.mediana:.1f} | {vara.p95:.1f} | 1.0 | | | |",
        f"| {con_persona.nombre} | {con_persona.mediana:.1f} | {con_persona.p95:.1f} | {con_persona.mediana / vara.mediana:.1f} | | | 1.0 |",
    ]
    cumple = True
    for prueba in portal:
        razon = prueba.mediana / vara.mediana
        cumple &= razon <= RAZON
        signo = _signo(razon <= RAZON) + (" ★" if razon <= RAZON_DESEADA else "")
        lineas.append(
            f"| {prueba.nombre} | {prueba.mediana:.1f} | {prueba.p95:.1f} | {razon:.1f} | ≤ {RAZON:.0f} (meta mayor {RAZON_DESEADA:.0f}) "
            f"| {signo} | {prueba.mediana / con_persona.mediana:.1f} |"
        )
    return [*lineas, ""], cumple


def _limite(pagina: dict[str, str]) -> int | None:
    """Bytes promised for a first visit: the mayor's own screen, and every page of the staff."""
    return MI_MUNICIPIO if pagina["ruta"] == "mi_municipio" else PRIMERA.get(pagina["quien"])


def _pesos(paginas: list[dict[str, str]], anio: dict[str, Visita], grandes: dict[str, Visita]) -> tuple[list[str], bool]:
    lineas, cumple = [], True
    for pagina in paginas:
        chica, grande = anio[pagina["pagina"]], grandes.get(pagina["pagina"], anio[pagina["pagina"]])
        limite = _limite(pagina)
        primera, repetida = max(chica.primera, grande.primera), max(chica.repetida, grande.repetida)
        bien = repetida <= REPETIDA and (limite is None or primera <= limite)
        cumple &= bien
        lineas.append(
            f"| {pagina['pagina']} | {_kb(chica.pagina)} | {_kb(chica.archivos)} | {_kb(chica.primera)} | {_kb(grande.primera)} "
            f"| {f'≤ {limite // KB}' if limite else ''} | {_kb(chica.repetida)} | {_kb(grande.repetida)} | ≤ {REPETIDA // KB} | {_signo(bien)} |"
        )
    return lineas, cumple


def _consultas(filas: list[dict[str, Any]]) -> tuple[list[str], bool]:
    lineas, cumple = [], True
    for fila in filas:
        bien = fila["pocas"] == fila["muchas"] <= fila["maximo"]
        cumple &= bien
        clase = "lista" if fila["lista"] else "página"
        lineas.append(f"| {fila['pagina']} | {clase} | {fila['pocas']} | {fila['muchas']} | ≤ {fila['maximo']} | {_signo(bien)} |")
    return lineas, cumple


def _masivas(masivas: list[dict[str, Any]]) -> tuple[list[str], bool]:
    lineas, cumple = [], True
    for corrida in masivas:
        for medida in corrida["medidas"]:
            por_segundo = medida["filas"] / medida["segundos"]
            cumple &= por_segundo >= FILAS_POR_SEGUNDO
            lineas.append(
                f"| {corrida['motor']} | {medida['operacion']} | {medida['filas']:,} | {medida['ensayo']:.1f} | {medida['segundos']:.1f} "
                f"| {por_segundo:,.0f} | ≥ {FILAS_POR_SEGUNDO:,} | {_signo(por_segundo >= FILAS_POR_SEGUNDO)} |"
            )
    return lineas, cumple


def _informes(corridas: list[dict[str, Any]]) -> tuple[list[str], bool]:
    lineas, cumple = [], True
    for corrida in corridas:
        por_cien = {formato: segundos / corrida["filas"] * CIEN for formato, segundos in corrida["segundos"].items()}
        bien = por_cien["pdf"] < SEGUNDOS
        cumple &= bien
        dichos = " | ".join(f"{por_cien[formato]:.2f}" for formato in ("pdf", "docx", "xlsx"))
        lineas.append(f"| {corrida['motor']} | {corrida['filas']:,} | {dichos} | < {SEGUNDOS} | {_signo(bien)} |")
    return lineas, cumple


def _deshechos(deshechos: list[dict[str, Any]]) -> tuple[list[str], bool]:
    lineas, cumple = [], True
    for corrida in deshechos:
        bien = corrida["por_segundo"] >= FILAS_POR_SEGUNDO
        cumple &= bien
        lineas.append(
            f"| {corrida['motor']} | {corrida['filas']:,} | {corrida['devueltas']:,} | {corrida['dejadas']:,} | {corrida['segundos_ensayo']:.1f} "
            f"| {corrida['segundos']:.1f} | {corrida['por_segundo']:,.0f} | ≥ {FILAS_POR_SEGUNDO:,} | {_signo(bien)} |"
        )
    return lineas, cumple


def _publico(corridas: list[dict[str, Any]]) -> tuple[list[str], bool]:
    lineas, cumple = [], True
    for corrida in corridas:
        estatico, *pruebas = corrida["pruebas"]
        lineas.append(f"| {corrida['motor']} | {estatico.nombre} | {estatico.mediana:.2f} | {estatico.p95:.2f} | 100 % | | |")
        for prueba in pruebas:
            parte = estatico.mediana / prueba.mediana
            cumple &= parte >= PARTE_DE_UN_ARCHIVO
            lineas.append(
                f"| {corrida['motor']} | {prueba.nombre} | {prueba.mediana:.2f} | {prueba.p95:.2f} | {parte:.0%} "
                f"| ≥ {PARTE_DE_UN_ARCHIVO:.0%} | {_signo(parte >= PARTE_DE_UN_ARCHIVO)} |"
            )
    return lineas, cumple


def _planes_del_pais(paises: list[Any]) -> tuple[list[str], bool]:
    lineas, cumple = [], True
    for motor, _filas, consultas, (vara, *pruebas) in paises:
        lineas.append(f"| {motor} | {vara.nombre} | | {vara.mediana:.1f} | {vara.p95:.1f} | 1.0 | | |")
        for prueba in pruebas:
            razon = prueba.mediana / vara.mediana
            cumple &= razon <= RAZON_PAIS
            lineas.append(
                f"| {motor} | {prueba.nombre} | {consultas[prueba.nombre]} | {prueba.mediana:.1f} | {prueba.p95:.1f} | {razon:.1f} "
                f"| ≤ {RAZON_PAIS:.0f} | {_signo(razon <= RAZON_PAIS)} |"
            )
    return lineas, cumple


def cuadriculas(medidas: list[dict[str, Any]]) -> tuple[list[str], bool]:
    """One row of the grid of a plan beside the view that only inserts, which comes first; and what it takes to open the grid."""
    lineas = [
        "| motor | prueba | consultas | mediana ms | p95 ms | razón con la vara | prometido | | razón con la vara con persona |",
        "|---|---|--:|--:|--:|--:|---|---|--:|",
    ]
    notas, cumple = [""], True
    for m in medidas:
        vara, con_persona, fila = m["pruebas"]
        for prueba, consultas, prometido in ((vara, "1", 0.0), (con_persona, "3", 0.0), (fila, m["consultas_de_fila"], RAZON_FILA)):
            razon = prueba.mediana / vara.mediana
            bien = not prometido or razon <= prometido
            cumple &= bien
            dicho = f"≤ {prometido:.0f} | {_signo(bien)}" if prometido else "|"
            lineas.append(
                f"| {m['motor']} | {prueba.nombre} | {consultas} | {prueba.mediana:.1f} | {prueba.p95:.1f} | {razon:.1f} | {dicho} "
                f"| {prueba.mediana / con_persona.mediana:.1f} |"
            )
        for que, bien in (
            (f"abrirla toma {m['consultas']} consultas (≤ {CONSULTAS_CUADRICULA})", m["consultas"] <= CONSULTAS_CUADRICULA),
            (f"viaja en {_kb(m['octetos'])} KB (≤ {CUADRICULA // KB})", m["octetos"] <= CUADRICULA),
        ):
            cumple &= bien
            notas.append(f"- {m['motor']}: {que} {_signo(bien)}")
    return lineas + notas, cumple


VECES = {("SQLite", "CSV"): 10, ("SQLite", "XLSX"): 6, ("PostgreSQL", "CSV"): 20, ("PostgreSQL", "XLSX"): 12}
DE_LA_BASE, PAGINA_DE_ENSAYO, MEMORIA, VECINOS = 0.25, 60 * KB, 120 * KB * KB, 2.0


def _importaciones(motores: list[dict[str, Any]]) -> tuple[list[str], bool]:
    """Rows a second beside the yardstick, and what else was promised of an import."""
    lineas = [
        "| motor | archivo | ensayo s | aplicar s | filas por segundo | la vara | veces | prometido | |",
        "|---|---|--:|--:|--:|--:|--:|--:|---|",
    ]
    notas, cumple = [""], True
    for medidas in (m for m in motores if m):
        for m in medidas["formatos"]:
            por_segundo = m["filas"] / (m["ensayo"] + m["aplicacion"])
            veces, prometido = por_segundo / m["vara"], VECES[m["motor"].split()[0], m["formato"]]
            cumple &= veces >= prometido
            lineas.append(
                f"| {m['motor']} | {m['formato']} | {m['ensayo']:.1f} | {m['aplicacion']:.1f} | {por_segundo:,.0f} | {m['vara']:,.0f} "
                f"| {veces:.1f} | ≥ {prometido} | {_signo(veces >= prometido)} |"
            )
            segunda, primera = m["segunda"], m["ensayo"] + m["aplicacion"]
            for que, bien in (
                (f"la página del ensayo viaja en {_kb(m['pagina'])} KB (≤ 60)", m["pagina"] <= PAGINA_DE_ENSAYO),
                (f"memoria sobre el reposo {m['memoria'] / KB / KB:.0f} MB (≤ 120)", m["memoria"] <= MEMORIA),
                (f"el mismo archivo otra vez tarda {segunda:.1f} s (la primera, {primera:.1f})", segunda < primera),
            ):
                cumple &= bien
                notas.append(f"- {m['motor']}, {m['formato']}: {que} {_signo(bien)}")
        if copia := medidas.get("copia"):
            sola, nuestra = copia["filas"] / copia["segundos"], FILAS_DE_IMPORTACION / min(m["aplicacion"] for m in medidas["formatos"])
            bien = nuestra >= DE_LA_BASE * sola
            cumple &= bien
            notas.append(
                f"- Aplicar: {nuestra:,.0f} filas por segundo, {nuestra / sola:.0%} de la base sola ({sola:,.0f}; ≥ 25 %) {_signo(bien)}"
            )
        solo, durante = medidas["vecinos"]["solo"], medidas["vecinos"]["durante"]
        cumple &= durante < VECINOS * solo
        notas.append(
            f"- {medidas['formatos'][0]['motor']}: mientras entran 20,000 filas, una página ajena tarda {durante:.0f} ms ({solo:.0f} en reposo; "
            f"menos de {VECINOS:.0f} veces) {_signo(durante < VECINOS * solo)}"
        )
    return lineas + notas, cumple


RAZON_DEL_PAIS, PUNTAJES_POR_SEGUNDO = 6.0, 55_000


def _con_la_vara(titulo: str, pruebas: list[Any], prometido: float) -> tuple[list[str], bool]:
    """What each page takes beside the bare view of fifty rows, which comes first."""
    vara, *portal = pruebas
    lineas, cumple = (
        [f"### {titulo}", "", "| prueba | mediana ms | p95 ms | razón con la vara | prometido | |", "|---|--:|--:|--:|--:|---|"],
        True,
    )
    lineas.append(f"| {vara.nombre} | {vara.mediana:.1f} | {vara.p95:.1f} | 1.0 | | |")
    for prueba in portal:
        razon = prueba.mediana / vara.mediana
        cumple &= razon <= prometido
        cifras = f"{prueba.mediana:.1f} | {prueba.p95:.1f} | {razon:.1f} | ≤ {prometido:.0f} | {_signo(razon <= prometido)}"
        lineas.append(f"| {prueba.nombre} | {cifras} |")
    return lineas, cumple


def _pais(motores: list[dict[str, Any]]) -> tuple[list[str], bool]:
    """Lists and searches of schools beside the yardstick, and scores a second under other weights."""
    lineas, cumple = [], True
    for m in motores:
        filas = ", ".join(f"{cuantas:,} {que}" for que, cuantas in m["filas"].items())
        nuevas, bien = _con_la_vara(
            f"{m['motor']}: {filas}; {m['de_la_ugel']:,} locales en la UGEL que se mira", m["pruebas"], RAZON_DEL_PAIS
        )
        lineas += nuevas
        cumple &= bien
        r = m["recalculo"]
        en_la_base, traidos = (r["fichas"] / r[cual] for cual in ("en_la_base", "traidos"))
        bien = en_la_base >= PUNTAJES_POR_SEGUNDO
        cumple &= bien
        lineas += [
            "",
            f"Puntajes con otros pesos: {en_la_base:,.0f} por segundo en la base de datos (≥ {PUNTAJES_POR_SEGUNDO:,}) {_signo(bien)}; "
            f"{traidos:,.0f} por segundo traídos uno por uno.",
            "",
        ]
    return lineas, cumple


def _escale(medidas: list[dict[str, Any]]) -> tuple[list[str], bool]:
    """Rows a second of the register of schools, beside the yardstick."""
    lineas, cumple = [], True
    for m in medidas:
        por_segundo, puerta = m["filas"] / m["segundos"], "importar --aplicar" if m["formato"] == "CSV" else "formulario"
        veces, prometido = por_segundo / m["vara"], VECES[m["motor"].split()[0], m["formato"]]
        cumple &= veces >= prometido
        lineas.append(
            f"| {m['motor']} | {m['formato']}, {puerta} | {m['filas']:,} | {m['segundos']:.1f} | {m['segunda']:.1f} | {m['ceros']:,} "
            f"| {por_segundo:,.0f} | {m['vara']:,.0f} | {veces:.1f} | ≥ {prometido} | {_signo(veces >= prometido)} |"
        )
    return lineas, cumple


def escribir(hecho: dict[str, Any], *, segundos: float, vueltas: int) -> bool:
    """Write the report; True when everything measured keeps what was promised."""
    lineas = [
        CABEZA.format(
            cuando=datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M UTC"),
            minutos=segundos / 60,
            nucleos=os.cpu_count(),
            python=hecho["python"],
            django=hecho["django"],
            motores=" y ".join(motor for motor, _, _ in hecho["motores"]),
            faltas="".join(f"\n**{falta}**\n" for falta in hecho["faltas"]),
            vueltas=vueltas,
        ),
        "## Tiempos",
        "",
    ]
    cumple = []
    for medida in hecho["motores"]:
        nuevas, bien = _tiempos(*medida)
        lineas += nuevas
        cumple.append(bien)
    nuevas, bien = _pais(hecho["paises"])
    cumple.append(bien)
    lineas += [
        "## Las escuelas de todo el país",
        "",
        "La búsqueda de escuelas y la lista por riesgo de una UGEL tan grande como una provincia, con las escuelas de todo el país en la misma base",
        "de datos y una ficha de riesgo por local. La misma vara, en la misma corrida.",
        "",
        *nuevas,
    ]
    nuevas, bien = _pesos(hecho["paginas"], hecho["pesos"], hecho["pesos_grandes"])
    cumple.append(bien)
    lineas += [
        "## Kilobytes que viajan",
        "",
        "Con gzip y con las cabeceras de cada respuesta. Primera visita: la página y todo archivo que nombra, sin nada guardado en el navegador;",
        "con 120 compromisos (un año como el de la demostración) y con 20,000. Visita repetida: la página otra vez, y los archivos que el navegador",
        "no tenga por inmutables. KB de 1,024 bytes. Cada página lleva su dirección y quien la pide.",
        "",
        "| página | sola | archivos | primera, 120 | primera, 20,000 | prometido | repetida, 120 | repetida, 20,000 | prometido | |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|---|",
        *nuevas,
        "",
    ]
    nuevas, bien = _consultas(hecho["consultas"])
    cumple.append(bien)
    lineas += [
        "## Consultas a la base de datos",
        "",
        "Las de cada página con 10 filas y con 1,000 de cada cosa que puede listar (compromisos, avances, convenios, encuentros, avisos, papelera,",
        "historia; y partes, cláusulas, hitos, evidencias dentro de uno). Es también una prueba: `tests/test_presupuestos.py`, en los dos motores.",
        "",
        "| página | clase | con 10 | con 1,000 | prometido | |",
        "|---|---|--:|--:|--:|---|",
        *nuevas,
    ]
    nuevas, bien = _publico(hecho["publico"])
    cumple.append(bien)
    lineas += [
        "",
        "## Lo público, pedido otra vez",
        "",
        "Una página pública que ya se dibujó, desde su copia y a quien ya la tiene (304), al lado de la hoja de estilo, que sirve WhiteNoise por el mismo",
        "proceso. El ritmo es el de una conexión que pide una tras otra: la parte es la razón entre las medianas.",
        "",
        "| motor | qué | mediana ms | p95 ms | parte del ritmo | prometido | |",
        "|---|---|--:|--:|--:|--:|---|",
        *nuevas,
    ]
    nuevas, bien = _informes(hecho["informes"])
    cumple.append(bien)
    lineas += [
        "",
        "## El informe de un distrito",
        "",
        "Segundos por cada 100 filas (compromisos, avances, actividades y acuerdos), desde que se pregunta a la base hasta que el archivo está escrito.",
        "",
        "| motor | filas | PDF | Word | Excel | prometido (PDF) | |",
        "|---|--:|--:|--:|--:|--:|---|",
        *nuevas,
    ]
    nuevas, bien = _masivas(hecho["masivas"])
    cumple.append(bien)
    lineas += [
        "",
        "## Edición de muchos a la vez",
        "",
        "Compromisos que cambia un solo gesto, de los 10,000 que hay: el POST de la página, desde que se aprieta hasta que responde, con las mismas reglas",
        "que de uno en uno, un renglón de historia por registro y los avisos. El ensayo es la página de antes, que muestra cómo quedaría cada uno.",
        "",
        "| motor | qué | cambiados | ensayo s | cambio s | por segundo | prometido | |",
        "|---|---|--:|--:|--:|--:|--:|---|",
        *nuevas,
    ]
    nuevas, bien = _deshechos(hecho["deshechos"])
    cumple.append(bien)
    lineas += [
        "",
        "## Deshacer un lote",
        "",
        "Un cambio de muchos compromisos que se deshace, de los que otra persona corrigió algunos después: esos se dejan como están, y lo demás vuelve.",
        "El ensayo es la página de antes, que dice qué volvería y qué no.",
        "",
        "| motor | compromisos del lote | devueltos | con algo que se deja | ensayo s | deshacer s | por segundo | prometido | |",
        "|---|--:|--:|--:|--:|--:|--:|--:|---|",
        *nuevas,
    ]
    nuevas, bien = _planes_del_pais(hecho["planes"])
    cumple.append(bien)
    lineas += [
        "",
        "## Los planes de un país",
        "",
        "224 UGEL y 1,891 distritos, cada uno con su plan del año: seis actividades, cuatro trimestres, lo que ya pasó verificado y cerrado salvo el último",
        "trimestre terminado, que cerró la mitad. Distritos por trimestres, 50 por página, con lo que suman.",
        "",
        "| motor | página | consultas | mediana ms | p95 ms | razón con la vara | prometido | |",
        "|---|---|--:|--:|--:|--:|--:|---|",
        *nuevas,
    ]
    nuevas, bien = tableros.lineas(hecho["tableros"])
    cumple.append(bien)
    lineas += [
        "",
        "## Los tableros de un país",
        "",
        f"Provincia en sus tres niveles: {tableros.COMPROMISOS:,} compromisos de 224 UGEL y 1,891 distritos, con los planes de arriba",
        f"(`python -m bench.tableros 1000000` mide un millón). La última columna es lo que tarda mientras {tableros.MARCADAS} UGEL esperan",
        "que se las vuelva a contar, y la página cuenta sus filas.",
        "",
        *nuevas,
    ]
    nuevas, bien = cuadriculas(hecho["cuadriculas"])
    cumple.append(bien)
    lineas += [
        "",
        "## Una fila de la cuadrícula de un plan",
        "",
        "Un plan en borrador de 60 actividades con sus metas. Se guarda una fila con una cifra nueva cada vez y la ficha que dio la respuesta anterior: con",
        "su permiso, su candado, su comparación con lo que otra persona haya guardado y su historia. La vara, en la misma corrida y con la misma base, es una",
        "vista que solo inserta una fila; al lado, la misma con una persona dentro.",
        "",
        *nuevas,
    ]
    nuevas, bien = _importaciones(hecho["importaciones"])
    cumple.append(bien)
    lineas += [
        "",
        "## Importar la matriz de la oficina",
        "",
        "10,000 filas de 11 columnas de `compromisos`: se lee, se ensaya, se guarda el ensayo fila por fila, se aplica con su historia. La vara es",
        "django-import-export como lo hace su administración (ensayo y carga, fila por fila, con la historia de django-simple-history), en la misma corrida.",
        "La base sola es COPY a una tabla de paso, una inserción y la historia en una sentencia, sin ninguna regla.",
        "",
        *nuevas,
    ]
    nuevas, bien = _escale(hecho["escale"])
    cumple.append(bien)
    lineas += [
        "",
        "## Importar el padrón de ESCALE",
        "",
        "20,000 servicios de 28 columnas con los nombres de ESCALE, los códigos como números (sin su cero) y los anexos de cada código; los 10,000",
        "locales entran antes. Entran todos, cada cero perdido se avisa, y la segunda vez no cambia nada. La vara, la de arriba, recibe los códigos enteros.",
        "",
        "| motor | archivo y puerta | filas | segundos | otra vez | ceros avisados | filas por segundo | la vara | veces | prometido | |",
        "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|---|",
        *nuevas,
    ]
    INFORME.parent.mkdir(exist_ok=True)
    INFORME.write_text("\n".join(lineas) + "\n", encoding="utf-8")
    return all(cumple)
