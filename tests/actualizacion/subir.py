"""An older portal, made from its migrations, given what it could hold, and brought up to date: run as a program, on an empty database.

It goes only forward, as an installation does. What came out is printed as JSON.
"""

import json
from typing import Any

import django

PRIMERO = [("municipios", "0002_encargaturas"), ("convenios", "0002_historia_sin_texto_de_busqueda"), ("encuentros", "0001_initial")]
DESPUES = [("municipios", "0006_riesgo"), ("encuentros", "0001_initial")]
ARCHIVO = {
    "archivo_nombre": "x.jpg",
    "archivo_tipo": "image/jpeg",
    "archivo_bytes": 1,
    "archivo_sha256": "0" * 64,
    "archivo_estado": "limpio",
}


def llevar(hasta: list[tuple[str, str]]) -> Any:
    """The models of that time, once the tables are as they were then."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    return MigrationExecutor(connection).migrate(hasta).apps


def adendas(viejos: Any) -> Any:
    """With all that was known of one, or with only a document, or with nothing but what it changes; the UGEL of all that follows."""
    dre = viejos.get_model("municipios", "Dre").objects.create(codigo="970000", nombre="DRE")
    ugel = viejos.get_model("municipios", "Ugel").objects.create(codigo="970001", nombre="UGEL", dre=dre)
    convenio = viejos.get_model("convenios", "Convenio").objects.create(ugel=ugel, codigo="CM-1", titulo="Convenio")
    adenda = viejos.get_model("convenios", "Adenda")
    adenda.objects.create(convenio=convenio, numero=1, objeto="Con todo", suscrita_el="2024-01-02", documento="Adenda 1")
    adenda.objects.create(convenio=convenio, numero=2, objeto="Con documento", documento="Adenda 2")
    adenda.objects.create(convenio=convenio, numero=3, objeto="Sin nada")
    return ugel.pk


def encuentros(viejos: Any, ugel: Any) -> Any:
    """One of which it was written what happened, one to come, and one of the year 206."""
    encuentro = viejos.get_model("encuentros", "Encuentro")
    encuentro.objects.create(ugel_id=ugel, numero=1, nombre="I", resultado="Se firmó el convenio")
    encuentro.objects.create(ugel_id=ugel, numero=2, nombre="II", fecha="2030-01-01")
    return encuentro.objects.create(ugel_id=ugel, numero=3, nombre="III", fecha="0206-01-01")


def escuela(viejos: Any, ugel: Any) -> Any:
    """A project that began in the year 206, with a public photo that says where its consent is kept and one that does not."""
    quien = viejos.get_model("cuentas", "Usuario").objects.create(username="una", nombre="Una persona", rol="coordinador")
    lugar = {"ubigeo": "970101", "nombre": "D", "provincia": "P", "departamento": "D"}
    distrito = viejos.get_model("municipios", "Distrito").objects.create(ugel_id=ugel, **lugar)
    institucion = viejos.get_model("municipios", "InstitucionEducativa").objects.create(distrito=distrito, nombre="I.E. ficticia")
    dicho = {"codigo": "P-1", "titulo": "Yogur", "tipo": "productivo", "inicio": "0206-01-01"}
    proyecto = viejos.get_model("municipios", "ProyectoEducativo").objects.create(institucion=institucion, **dicho)
    comun = {"proyecto": proyecto, "clase": "foto", "subida_por": quien, "consentimiento": True, "publica": True, **ARCHIVO}
    comun |= {"publicada_en": "2026-01-02T00:00:00Z", "publicada_por": quien}
    foto = viejos.get_model("municipios", "EvidenciaProyecto")
    foto.objects.create(archivo="x.jpg", **comun)
    foto.objects.create(archivo="y.jpg", consentimiento_documento="Acta 1", **comun)
    return proyecto


def al_dia() -> str:
    """What `migrate` says when it stops; empty when it went through."""
    from django.core.management import call_command

    try:
        call_command("migrate", verbosity=0, interactive=False)
    except ValueError as error:
        return str(error)
    return ""


def subir() -> dict[str, Any]:
    """Everything, in the order in which it happened; where it stops, the date is corrected as the message asks."""
    viejos = llevar(PRIMERO)
    ugel = adendas(viejos)
    tercero = encuentros(viejos, ugel)
    proyecto = escuela(llevar(DESPUES), ugel)
    dichos = [al_dia()]
    type(proyecto).objects.update(inicio="2026-01-01")
    dichos.append(al_dia())
    type(tercero).objects.filter(pk=tercero.pk).update(fecha="2026-01-01")
    dichos.append(al_dia())

    from convenios.models import Adenda, BorradorAdenda
    from encuentros.models import Encuentro
    from municipios.models import EvidenciaProyecto
    from tests.actualizacion.tablas import describir

    return {
        "tablas": describir(),
        "dichos": dichos,
        "adendas": list(Adenda.objects.order_by("numero").values_list("numero", "estado", "estado_en", "fusion", "documento")),
        "se_leen": sorted({a.estado_largo for a in Adenda.objects.all()}),
        "borradores": BorradorAdenda.objects.count(),
        "fotos": sorted(EvidenciaProyecto.objects.values_list("consentimiento_documento", "publica")),
        "encuentros": list(Encuentro.objects.order_by("numero").values_list("estado", flat=True)),
    }


if __name__ == "__main__":
    django.setup()
    print(json.dumps(subir()))
