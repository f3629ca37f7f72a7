"""What each public page, feed and file shows, field by field: every text of the database is given a mark of its own, and all that anyone
can reach from the first page is walked. The list of what was found is kept beside this file: a field that is not in it is private.

`REESCRIBIR=1 python -m pytest tests/portal/test_publico_canarios.py` writes the list again; whoever does it reads the difference.
"""

import gzip
import io
import os
import re
import zipfile
from decimal import Decimal
from functools import reduce
from operator import or_
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, models, transaction
from django.db.models import Q, Value
from django.db.models.functions import Cast, Concat
from django.urls import resolve

from base.comun import candados
from base.cuentas.models import Usuario
from convenios import plan_de_trabajo as planes
from convenios.models import Actividad
from municipios.models import Ugel
from municipios.priorizar import decidir_lista
from tests.factories import (
    dias,
    llevar_plan,
    make_actividad,
    make_avance,
    make_cierre,
    make_compromiso,
    make_convenio,
    make_ejecucion,
    make_evidencia,
    make_evidencia_de_plan,
    make_evidencia_proyecto,
    make_ficha,
    make_indicador,
    make_institucion,
    make_local,
    make_medicion,
    make_nudo,
    make_plan,
    make_proyecto,
)
from tests.factories_encuentros import (
    llevar_encuentro,
    make_acuerdo,
    make_asistencia,
    make_encuentro,
    make_foto_expuesta,
    make_invitado,
    make_participante,
    make_proyecto_expuesto,
    make_punto,
)

LISTA = Path(__file__).parent / "lo_publico.txt"
APPS = ("municipios", "convenios", "encuentros", "cuentas", "avisos")
ENLACE = re.compile(r'(?:href|src)="([^"#]+)|<loc>([^<]+)|<link[^>]* href="([^"]+)')
SIN_MARCA = {"archivo_tipo"}  # by it a file is served; nor have the codes of six digits one, of which addresses are made
NADIE = "CANARIO"  # in words that are public of another row: this one is a draft, was withdrawn, or is in the papelera


@pytest.fixture
def pueblo(convenio: Any, municipalidad_a: Any, coordinador: Usuario, coordinadora: Usuario, especialista: Usuario) -> dict[str, Any]:
    """Something of everything that is public, and beside each what is not."""
    ugel, distrito = convenio.ugel, municipalidad_a.distrito
    _convenios(convenio, municipalidad_a, especialista, coordinador)
    nudo = make_nudo(distrito, indicador=(indicador := make_indicador(ugel=ugel)))
    make_nudo(distrito, estado="descartado", por=coordinador, texto=f"{NADIE} nudo")
    make_medicion(indicador, ubigeo=distrito.ubigeo)
    plan = make_plan(municipalidad_a, convenio=convenio)
    actividad = make_actividad(plan, nudo=nudo, compromiso=convenio.compromisos.order_by("pk").first())
    llevar_plan(plan, "en_ejecucion", por=coordinador)
    actividad = Actividad.objects.select_related("plan").get(pk=actividad.pk)
    hecha = make_ejecucion(actividad, estado="verificado", por=especialista, verificador=coordinadora, fisica=Decimal(7))
    make_evidencia_de_plan(hecha, publica=True)
    make_evidencia_de_plan(hecha, enlace=f"https://ejemplo.pe/{NADIE}")
    planes.rectificar(
        make_cierre(plan, por=coordinador),
        actividad,
        por=coordinadora,
        fisica=Decimal(8),
        financiera=Decimal(100),
        motivo="m",
        documento="d",
    )
    _encuentros(ugel, municipalidad_a, coordinador)
    escuela = make_institucion(local=(local := make_local(distrito)))
    proyecto = make_proyecto(escuela, estudiantes=3)
    make_evidencia_proyecto(proyecto, subida_por=especialista)
    make_evidencia_proyecto(proyecto, publica_por=coordinador)
    make_proyecto(escuela, etapa="idea", titulo=f"{NADIE} idea")
    make_ficha(local)
    decidir_lista(ugel=ugel, por=coordinador, titulo="Lista", motivo="Acta 1")
    return {"ugel": ugel}


def _convenios(convenio: Any, municipalidad: Any, especialista: Usuario, coordinador: Usuario) -> None:
    """Two commitments with avances in every state; a convenio that nobody signed; one commitment in the papelera."""
    distrito = municipalidad.distrito
    compromiso = make_compromiso(convenio, distritos=(distrito,), meta=10, plazo=dias(90))
    suyo = {"por": especialista, "distrito": distrito}
    avance = make_avance(compromiso, estado="verificado", verificador=coordinador, con_evidencia=True, cantidad=4, **suyo)
    avance.evidencias.update(publica=True)
    make_avance(compromiso, estado="verificado", verificador=coordinador, con_evidencia=True, cantidad=1, **suyo)
    for estado in ("borrador", "enviado", "observado"):
        make_avance(compromiso, estado=estado, descripcion=f"{NADIE} {estado}", cantidad=Decimal("4321"), **suyo)
    con_hitos = make_compromiso(convenio, distritos=(distrito,), hitos=2)
    hito = con_hitos.hitos.order_by("pk").first()
    del_hito = make_avance(con_hitos, estado="verificado", verificador=coordinador, hito=hito, **suyo)
    make_evidencia(del_hito, enlace="https://ejemplo.pe/prueba").__class__.objects.filter(avance=del_hito).update(publica=True)
    make_compromiso(convenio, descripcion=f"{NADIE} papelera").eliminar(por=coordinador)
    sin_firmar = make_convenio(convenio.ugel, codigo="BORRADOR", estado="aprobado", titulo=f"{NADIE} sin firmar", partes=(municipalidad,))
    make_compromiso(sin_firmar, distritos=(distrito,), descripcion=f"{NADIE} de lo no firmado")


def _encuentros(ugel: Ugel, municipalidad: Any, coordinador: Usuario) -> None:
    """One whose acta is signed, and one in course."""
    for numero, estado, de_quien in ((1, "acta_firmada", ""), (2, "en_curso", NADIE)):
        encuentro = make_encuentro(ugel, numero=numero, estado="en_curso", por=coordinador, distrito=municipalidad.distrito)
        make_invitado(encuentro, municipalidad)
        make_asistencia(encuentro, municipalidad, quien="delegado")
        make_participante(encuentro, fuente="Nota de prensa")
        make_participante(encuentro, nombre=f"{NADIE} sin fuente")
        make_acuerdo(encuentro, texto=f"{de_quien} acuerdo", distrito=municipalidad.distrito, punto=make_punto(encuentro))
        expuesto = make_proyecto_expuesto(encuentro)
        make_foto_expuesta(expuesto)
        if estado == "acta_firmada":
            make_foto_expuesta(expuesto, publica_por=coordinador)
            llevar_encuentro(encuentro, estado, por=coordinador)


def _lleva_marca(campo: Any) -> bool:
    libre = isinstance(campo, models.CharField | models.TextField) and not (campo.choices or campo.generated or campo.primary_key)
    return libre and campo.name not in SIN_MARCA and campo.max_length != 6


def sembrar() -> dict[str, str]:
    """A mark for each text of each table: which field it is of. What a row of those that are nobody's says stays as it is."""
    marcas: dict[str, str] = {}
    candados.quitar()
    for modelo in apps.get_models():
        if modelo._meta.app_label not in APPS or modelo.__name__.startswith("Historical"):
            continue
        textos = [c for c in modelo._meta.local_concrete_fields if _lleva_marca(c)]
        de_nadie = reduce(or_, (Q(**{f"{campo.name}__contains": NADIE}) for campo in textos), Q())
        filas = modelo._base_manager.exclude(de_nadie) if textos else None
        for campo in textos:
            marca = f"zq{len(marcas)}z"
            unico = Concat(Value(marca), Cast("pk", models.CharField()))
            for valor in (Value(marca), unico):
                try:
                    with transaction.atomic():
                        filas.update(**{campo.name: valor})
                    marcas[marca] = f"{modelo._meta.label}.{campo.name}"
                    break
                except DatabaseError:
                    continue
    return marcas


def _textos(respuesta: Any) -> str:
    """All that a program reads of an answer: its headers, its body, what is inside a workbook."""
    cuerpo = b"".join(respuesta) if respuesta.streaming else respuesta.content
    if respuesta.get("Content-Encoding") == "gzip":
        cuerpo = gzip.decompress(cuerpo)
    if cuerpo.startswith(b"PK"):
        libro = zipfile.ZipFile(io.BytesIO(cuerpo))
        cuerpo = b"\n".join(libro.read(nombre) for nombre in libro.namelist())
    return f"{respuesta.headers}{cuerpo.decode(errors='replace')}"


def recorrer(cliente: Any, settings: Any) -> dict[str, list[tuple[str, str]]]:
    """Every page, feed and file that anyone reaches from the first one: by the name of its route, each address with its text."""
    por_ruta: dict[str, list[tuple[str, str]]] = {}
    cola, vistas = ["/", "/publico/", "/sitemap.xml", "/robots.txt"], set()
    while cola:
        ruta = cola.pop()
        camino = ruta.partition("?")[0]
        if ruta in vistas or camino.startswith(("/entrar", "/static/")):
            continue
        vistas.add(ruta)
        respuesta = cliente.get(ruta)
        if respuesta.status_code == 302 and respuesta["Location"].startswith("/entrar/"):
            continue  # a way to what is behind the sign-in
        assert respuesta.status_code == 200, ruta
        assert not respuesta.cookies, ruta
        nombre = resolve(camino).url_name
        texto = _textos(respuesta)
        if not nombre.startswith(("evidencia", "foto", "proyecto_evidencia")):
            assert "Cookie" not in respuesta.get("Vary", "") or camino == "/", ruta
        por_ruta.setdefault(nombre, []).append((ruta, texto))
        for hallado in ENLACE.findall(texto):
            destino = next(filter(None, hallado)).replace("&amp;", "&").removeprefix(settings.PORTAL_URL)
            destino = destino.partition("#")[0]
            destino = camino + destino if destino.startswith("?") else destino
            cola += [destino] if destino.startswith("/") else []
    return por_ruta


@pytest.mark.promesa("P27")
@pytest.mark.promesa("P35")
def test_each_public_page_shows_these_fields_and_no_other(pueblo, client, settings, promesa, coordinador, como):
    marcas = sembrar()
    por_ruta = recorrer(client, settings)
    nadie = [ruta for paginas in por_ruta.values() for ruta, texto in paginas if NADIE in texto or "4,321" in texto]
    hallado = {
        f"{ruta}: {marcas[marca]}"
        for ruta, paginas in por_ruta.items()
        for _, texto in paginas
        for marca in set(re.findall(r"zq\d+z", texto.lower()))  # a page may begin a sentence with it
    }
    if os.environ.get("REESCRIBIR"):
        LISTA.write_text("\n".join(sorted(hallado)) + "\n")
    escrito = set(LISTA.read_text().split("\n")) - {""}
    promesa.anotar(
        "todo texto de la base con una marca propia, y todo lo que alcanza cualquiera recorrido",
        textos=len(marcas), rutas=len(por_ruta), paginas=sum(map(len, por_ruta.values())), fuera_de_la_lista=len(hallado - escrito), canarios=len(nadie),
    )  # fmt: skip
    assert nadie == []
    assert hallado == escrito


def test_control_a_private_field_that_is_shown_is_found(pueblo, client, settings, monkeypatch):
    """The same walk with a page that tells who answers for a commitment."""
    from convenios.models import Compromiso

    marcas = sembrar()
    monkeypatch.setattr(Compromiso, "debe", property(lambda c: c.responsable))
    textos = " ".join(texto for paginas in recorrer(client, settings).values() for _, texto in paginas)
    assert {m for m, campo in marcas.items() if campo == "convenios.Compromiso.responsable"} <= set(re.findall(r"zq\d+z", textos))
