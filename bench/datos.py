"""A UGEL at work, as large as asked: the rows that the measurements and the query budgets look at.

Everything is drawn from one seed, so that two runs (and two engines) measure the same rows. It is written in bulk, lawful for the
database, with the history row that every record has; it only ever fills a database that is thrown away afterwards.
"""

import datetime
import random
from collections.abc import Iterable
from decimal import Decimal
from itertools import chain
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from simple_history.utils import bulk_create_with_history

from base.avisos.models import Aviso, Envio, Tarea
from base.bitacora.bloque import cambiar_en_bloque
from base.bitacora.gestos import gesto
from base.bitacora.models import Lote
from base.comun.fechas import ahora, hoy
from base.cuentas.models import Usuario
from base.cuentas.roles import Rol
from bench.encuentros import abrir_el_definitivo, llenar_encuentros
from bench.planes import llenar_planes
from convenios.adendas.foto import abrir_borrador
from convenios.models import (
    Adenda,
    Alcance,
    Avance,
    BorradorAdenda,
    Clausula,
    Compromiso,
    Convenio,
    Designacion,
    Evidencia,
    Hito,
    Parte,
    Reprogramacion,
)
from encuentros.models import (
    Acuerdo,
    Asistencia,
    Comunicacion,
    Encuentro,
    FotoExpuesta,
    Invitado,
    Llave,
    Participante,
    ProyectoExpuesto,
    PuntoAgenda,
    RevisionAcuerdo,
)
from municipios.models import (
    Distrito,
    Dre,
    EvidenciaProyecto,
    FichaRiesgo,
    FuenteProyecto,
    Gestion,
    Indicador,
    InstitucionEducativa,
    ListaPriorizada,
    LocalEscolar,
    Matricula,
    Medicion,
    MiembroDre,
    MiembroUgel,
    Municipalidad,
    NudoCritico,
    PautaRiesgo,
    ProyectoEducativo,
    Ugel,
)
from municipios.priorizar import decidir_lista
from portal.importaciones import acciones
from portal.importaciones.models import Importacion

SEMILLA = 20230907
UGEL, UBIGEO = "990001", "9901{:02d}"
POCAS_ESCUELAS = 10
DISTRITOS, MUCHOS_DISTRITOS = 12, 100  # no UGEL serves more than a hundred
NOMBRES = ["Bellavista", "Chontalí", "Colasay", "Huabal", "Jaén", "Las Pirias", "Pomahuaca", "Pucará", "Sallique"]
NOMBRES += ["San Felipe", "San José de Alto", "Santa Rosa"]
VERBOS = ["Elaborar", "Coordinar", "Ejecutar", "Identificar", "Priorizar", "Fortalecer", "Acompañar", "Difundir"]
COSAS = ["el plan de mantenimiento de", "los talleres de capacitación para", "la relación de", "los proyectos productivos de"]
COSAS += ["el expediente técnico de", "las jornadas de trabajo con", "el diagnóstico de riesgo de", "la feria de innovación de"]
QUIENES = ["las instituciones educativas rurales", "los docentes de primaria", "los directores de la red", "las familias de la comunidad"]
QUIENES += ["los estudiantes de secundaria", "los locales escolares en riesgo", "los comités de gestión", "los auxiliares de inicial"]
CARGOS = ["Especialista de infraestructura", "Jefe de gestión pedagógica", "Gerente de desarrollo social", "Jefe de planificación"]
GENTE = {
    "coordinador": Rol.COORDINADOR,
    "coordinadora": Rol.COORDINADOR,
    "especialista": Rol.ESPECIALISTA,
    "administrador": Rol.ADMINISTRADOR,
    "director": Rol.DIRECTOR,
    "alcalde": Rol.ALCALDE,
    "dre": Rol.DRE,
}


def llenar(compromisos: int, *, resto: int = 0) -> None:
    """Top the database up to that many commitments, and to `resto` rows of everything else that a page may list."""
    with transaction.atomic():
        if not Ugel.objects.exists():
            _territorio()
            _convenios()
        hay = Compromiso.objects.count()
        if compromisos > hay:
            _compromisos(hay, compromisos)
        if resto:
            _resto(resto)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # the database plans with what it knows of its rows, as where it has run for a day


def _guardar(filas: Iterable[Any], modelo: type[Any]) -> list[Any]:
    """In bulk, each row with the first line of its history, under one Lote for all."""
    filas = list(filas)
    lote = Lote.objects.filter(motivo="medición", tipo=Lote.Tipo.CARGA).first() or Lote.objects.create(
        motivo="medición", tipo=Lote.Tipo.CARGA
    )
    bulk_create_with_history(filas, modelo, batch_size=500, custom_historical_attrs={"lote": lote})
    return filas


def _dia(cuantos: int) -> datetime.date:
    return hoy() + datetime.timedelta(days=cuantos)


# ── Who and where ────────────────────────────────────────────────────────────────────────────────────────────────────────
def _territorio() -> None:
    (dre,) = _guardar([Dre(codigo="990000", nombre="Dirección Regional de Educación")], Dre)
    (ugel,) = _guardar([Ugel(codigo=UGEL, nombre="UGEL de la medición", dre=dre)], Ugel)
    municipalidades = _municipalidades(ugel, [(UBIGEO.format(n + 1), NOMBRES[n]) for n in range(DISTRITOS)])
    clave = make_password("una-clave-que-nadie-escribe")
    gente = {
        usuario.username: usuario
        for usuario in Usuario.objects.bulk_create(
            [Usuario(username=u, nombre=f"Persona que es {u}", rol=rol, password=clave) for u, rol in GENTE.items()]
        )
    }
    cargos = [MiembroUgel(ugel=ugel, usuario=p, cargo=p.get_rol_display(), inicio=_dia(-400)) for p in gente.values() if p.es_ugel]
    _guardar(cargos, MiembroUgel)
    _guardar([MiembroDre(dre=dre, usuario=gente["dre"], inicio=_dia(-400))], MiembroDre)
    gestiones = [Gestion(municipalidad=m, alcalde=f"Alcalde de {m.distrito}", inicio=_dia(-400)) for m in municipalidades]
    gestiones[0].usuario = gente["alcalde"]
    _guardar(gestiones, Gestion)


def _municipalidades(ugel: Ugel, nombres: list[tuple[str, str]]) -> list[Municipalidad]:
    distritos = _guardar(
        [Distrito(ubigeo=u, nombre=n, provincia="Jaén", departamento="Cajamarca", ugel=ugel) for u, n in nombres], Distrito
    )
    return _guardar([Municipalidad(distrito=d) for d in distritos], Municipalidad)


def _firmado(ugel: Ugel, codigo: str, quien: Usuario) -> Convenio:
    return Convenio(
        ugel=ugel,
        codigo=codigo,
        titulo=f"Convenio de cooperación interinstitucional {codigo}",
        objeto="Unir esfuerzos para mejorar la gestión escolar y el servicio educativo en cada distrito.",
        inicio=_dia(-400),
        fin=_dia(800),
        suscrito_el=_dia(-400),
        estado="suscrito",
        estado_en=ahora(),
        estado_por=quien,
    )


def _convenios() -> None:
    ugel, quien = Ugel.objects.get(codigo=UGEL), Usuario.objects.get(username="coordinador")
    convenios = _guardar([_firmado(ugel, f"CM-{n}", quien) for n in (1, 2, 3)], Convenio)
    municipalidades = list(Municipalidad.objects.order_by("pk"))
    _guardar([Parte(convenio=c, municipalidad=m, firmado_el=_dia(-400)) for c in convenios for m in municipalidades], Parte)
    _guardar([Clausula(convenio=c, orden=n, titulo=f"Cláusula {n}") for c in convenios for n in range(1, 9)], Clausula)
    _guardar([Designacion(convenio=c, nombre=f"Persona {n}", inicio=_dia(-400)) for c in convenios for n in (1, 2)], Designacion)


# ── What was promised, what was done ─────────────────────────────────────────────────────────────────────────────────────
def _personas() -> dict[str, Usuario]:
    return {usuario.username: usuario for usuario in Usuario.objects.all()}


def _compromisos(desde: int, hasta: int) -> None:
    azar = random.Random(SEMILLA + desde)  # noqa: S311 -- no secret: the same rows every time
    gente = _personas()
    convenios = list(Convenio.objects.filter(codigo__in=["CM-1", "CM-2", "CM-3"]).order_by("codigo"))
    partes = {c.pk: list(Parte.objects.filter(convenio=c).order_by("pk")[:DISTRITOS]) for c in convenios}
    distritos = list(Distrito.objects.order_by("ubigeo")[:DISTRITOS])
    nuevos = []
    for n in range(desde, hasta):
        convenio = convenios[n % 3]
        nuevos.append(_compromiso(n, convenio, partes[convenio.pk], gente["coordinador"], azar))
    _guardar(nuevos, Compromiso)
    alcances = {c.pk: _alcances(c, distritos, azar) for c in nuevos}
    _guardar(chain(*alcances.values()), Alcance)
    pasos = {c.pk: [Hito(compromiso=c, orden=i, descripcion=f"Paso {i}: informe y acta") for i in (1, 2, 3)] for c in nuevos if not c.meta}
    _guardar(chain(*pasos.values()), Hito)
    hechos = [a for c in nuevos for a in _avances(c, alcances[c.pk], pasos.get(c.pk, []), gente, azar)]
    _guardar(hechos, Avance)
    _guardar((_enlace(a) for a in hechos[::2]), Evidencia)


def _compromiso(n: int, convenio: Convenio, partes: list[Parte], quien: Usuario, azar: random.Random) -> Compromiso:
    """Most are open: some late, some without a due date. A third is closed. Most have a target, the others milestones.

    The first four are open, and stand in a situation each: even ten rows show every section of a page.
    """
    estado = azar.choices(["abierto", "cumplido", "no_cumplido", "suspendido"], [70, 18, 6, 6])[0]
    plazo = None if azar.random() < 0.12 else _dia(azar.randint(-120, 500))
    if n < 4:
        estado, plazo = "abierto", (_dia(200), _dia(-5), _dia(10), None)[n]
    cerrado = {"estado_en": ahora(), "estado_por": quien, "estado_motivo": "Así se decidió"} if estado != "abierto" else {}
    meta = Decimal(azar.randint(10, 300)) if azar.random() < 0.75 else None
    return Compromiso(
        convenio=convenio,
        codigo=f"C-{n + 1:05d}",
        descripcion=f"{azar.choice(VERBOS)} {azar.choice(COSAS)} {azar.choice(QUIENES)} durante el año escolar, con su informe n.º {n + 1}.",
        obligada=azar.choice(partes) if azar.random() < 0.5 else None,
        linea=azar.choice(Compromiso.Linea.values),
        responsable=azar.choice(CARGOS),
        inicio=_dia(-300),
        plazo=plazo,
        unidad="talleres" if meta else "",
        meta=meta,
        estado=estado,
        **cerrado,
    )


def _alcances(compromiso: Compromiso, distritos: list[Distrito], azar: random.Random) -> list[Alcance]:
    """One to three districts, two on average; a target is shared out evenly, and the first takes what is left over."""
    elegidos = azar.sample(distritos, azar.choice([1, 2, 3]))
    metas: list[Decimal | None] = [None] * len(elegidos)
    if compromiso.meta:
        parte = compromiso.meta // len(elegidos)
        metas = [compromiso.meta - parte * (len(elegidos) - 1), *[parte] * (len(elegidos) - 1)]
    return [Alcance(compromiso=compromiso, distrito=d, meta=m) for d, m in zip(elegidos, metas, strict=True)]


def _avances(
    compromiso: Compromiso, alcances: list[Alcance], pasos: list[Hito], gente: dict[str, Usuario], azar: random.Random
) -> list[Avance]:
    """None to four, two on average; most of them are verified."""
    return [
        _avance(
            compromiso,
            azar.choices(["verificado", "enviado", "observado", "borrador"], [65, 10, 10, 15])[0],
            gente,
            distrito=azar.choice(alcances).distrito,
            cantidad=Decimal(azar.randint(1, 60)) if compromiso.meta else None,
            hito=pasos[i % 3] if pasos else None,
            fecha=_dia(-azar.randint(1, 290)),
        )
        for i in range(azar.randint(0, 4))
    ]


def _avance(compromiso: Compromiso, estado: str, gente: dict[str, Usuario], **campos: Any) -> Avance:
    quien, revisa, en = gente["especialista"], gente["coordinadora"], ahora()
    if estado != "borrador":
        campos |= {"enviado_en": en, "enviado_por": quien}
    if estado == "verificado":
        campos |= {"verificado_en": en, "verificado_por": revisa}
    if estado == "observado":
        campos |= {"observado_en": en, "observado_por": revisa, "observacion": "Falta la lista de asistencia, con sus firmas."}
    texto = "Se hizo la jornada con los docentes y la comunidad; asistieron las autoridades del centro poblado."
    return Avance(compromiso=compromiso, estado=estado, descripcion=texto, creado_por=quien, expediente="Oficio 120-2025", **campos)


def _enlace(avance: Avance) -> Evidencia:
    return Evidencia(avance=avance, clase="enlace", enlace="https://ejemplo.gob.pe/acta", subida_por=avance.creado_por)


# ── Everything else that some page lists ─────────────────────────────────────────────────────────────────────────────────
def _resto(n: int) -> None:
    """Up to `n` convenios, encuentros, notices and deleted records, and up to `n` rows of each kind inside one of them."""
    gente, ugel = _personas(), Ugel.objects.get(codigo=UGEL)
    quien, en = gente["coordinador"], ahora()
    lejanos = [(f"98{i:04d}", f"Distrito {i}") for i in range(Distrito.objects.count(), min(n, MUCHOS_DISTRITOS))]
    if lejanos:
        _municipalidades(ugel, lejanos)
    hay = Convenio.objects.count()
    _guardar((_firmado(ugel, f"CM-{i + 1}", quien) for i in range(hay, n)), Convenio)
    borrados = Compromiso.todos.eliminados().count()
    convenio = Convenio.objects.get(codigo="CM-1")
    papelera = {"eliminado_en": en, "eliminado_por": quien}
    _guardar((Compromiso(convenio=convenio, codigo=f"X-{i}", descripcion="Repetido", **papelera) for i in range(borrados, n)), Compromiso)
    _dentro_del_convenio(convenio, n)
    _dentro_del_compromiso(Compromiso.objects.get(convenio=convenio, codigo="C-00001"), n, gente)
    _adenda(convenio, n, quien)
    _lotes(n, quien)
    abrir_el_definitivo(ugel)
    _encuentros(ugel, n)
    llenar_encuentros(ugel, n, gente, _guardar)
    for persona in gente.values():
        hay = Aviso.objects.filter(usuario=persona).count()
        Aviso.objects.bulk_create(
            [Aviso(usuario=persona, texto="Un avance está por verificar.", enlace="/", clave=f"m-{i}") for i in range(hay, n)]
        )
        _correos_y_tareas(persona, n)
    _archivos(convenio, n, quien)
    _escuelas(n)
    _proyectos(n, quien)
    _diagnostico(ugel, n)
    llenar_planes(n, gente, _guardar)


def _diagnostico(ugel: Ugel, n: int) -> None:
    """`n` nudos críticos of the first district, and indicators with two values of it each: no UGEL works with more than a hundred."""
    distrito = Distrito.objects.get(ubigeo=UBIGEO.format(1))
    hay = Indicador.objects.count()
    nuevos = _guardar(
        (
            Indicador(ugel=ugel, codigo=f"IND-{i}", nombre=f"Indicador ficticio {i}", unidad="%", sentido="creciente")
            for i in range(hay, min(n, MUCHOS_DISTRITOS))
        ),
        Indicador,
    )
    medidos = ((i, anio) for i in nuevos for anio in (2024, 2025))
    _guardar((Medicion(indicador=i, ubigeo=distrito.ubigeo, anio=a, valor=a - 2000, fuente="Medición") for i, a in medidos), Medicion)
    hay, indicador = NudoCritico.objects.count(), Indicador.objects.order_by("pk").first()
    _guardar(
        (NudoCritico(distrito=distrito, codigo=f"NC-{i}", texto=f"Nudo ficticio {i}", indicador=indicador) for i in range(hay, n)),
        NudoCritico,
    )


def _correos_y_tareas(persona: Usuario, n: int) -> None:
    hay = Envio.objects.filter(usuario=persona).count()
    correo = {"usuario": persona, "para": f"{persona.username}@ejemplo.pe", "asunto": "Vence un compromiso", "texto": "Vence mañana."}
    Envio.objects.bulk_create([Envio(**correo, clave=f"{persona.pk}:{i}", estado="fallido") for i in range(hay, n)])
    hay = Tarea.objects.filter(pedida_por=persona).count()
    tarea = {"nombre": "prueba", "pedida_por": persona, "ambito": UGEL}
    Tarea.objects.bulk_create([Tarea(**tarea, clave=f"{persona.pk}:{i}") for i in range(hay, n)])


def _escuelas(n: int) -> None:
    """`n` buildings and `n` services, ten of them in the first building, with `n` figures of enrolment of the first service at most."""
    distritos = list(Distrito.objects.order_by("ubigeo")[:DISTRITOS])
    hay = LocalEscolar.objects.count()
    _guardar(
        (LocalEscolar(codigo_local=f"{i:06d}", nombre=f"Local ficticio {i}", distrito=distritos[i % DISTRITOS]) for i in range(hay, n)),
        LocalEscolar,
    )
    locales = list(LocalEscolar.objects.order_by("codigo_local"))
    hay = InstitucionEducativa.objects.count()
    servicios = _guardar(
        (
            InstitucionEducativa(
                codigo_modular=f"{i:07d}",
                nombre=f"I.E. ficticia {i}",
                nivel="primaria",
                local=locales[0 if i < POCAS_ESCUELAS else i],
                distrito=locales[0 if i < POCAS_ESCUELAS else i].distrito,
            )
            for i in range(hay, n)
        ),
        InstitucionEducativa,
    )
    _guardar((Matricula(institucion=s, anio=2026, estudiantes=20 + i % 200) for i, s in enumerate(servicios)), Matricula)
    _riesgos(locales, n)


def _riesgos(locales: list[LocalEscolar], n: int) -> None:
    """A sheet of each building, `n` of the first one, versions of the weights and lists that were decided."""
    ugel, quien = Ugel.objects.get(codigo=UGEL), Usuario.objects.get(username="coordinador")
    azar = random.Random(SEMILLA + n)  # noqa: S311 -- no secret: the same rows every time
    con_ficha = set(FichaRiesgo.objects.values_list("local", flat=True))
    nuevas = [_ficha(local, 0, azar) for local in locales if local.pk not in con_ficha]
    nuevas += [_ficha(locales[0], -dia, azar) for dia in range(max(FichaRiesgo.objects.filter(local=locales[0]).count(), 1), n)]
    _guardar(nuevas, FichaRiesgo)
    siguiente = PautaRiesgo.objects.vigente(ugel).version + 1
    _guardar(
        (PautaRiesgo(ugel=ugel, version=v, motivo="Acta", publicada_en=ahora(), publicada_por=quien) for v in range(siguiente, n)),
        PautaRiesgo,
    )
    for i in range(ListaPriorizada.objects.count(), min(n, POCAS_ESCUELAS)):
        decidir_lista(ugel=ugel, por=quien, titulo=f"Lista {i}", motivo="Acta")


def _ficha(local: LocalEscolar, dia: int, azar: random.Random) -> FichaRiesgo:
    valores = {slug: azar.choice([None, 0, 1, 2, 3, 4]) for slug in ("peligro", "servicios", "tendencia", "equidad")}
    return FichaRiesgo(local=local, fecha=_dia(dia), estructura=azar.randint(0, 4), procedencia="ugel", **valores)


def _proyectos(n: int, quien: Usuario) -> None:
    """`n` projects of the services, and `n` photos, some of them public, and all the sources of the first project."""
    servicios = list(InstitucionEducativa.objects.order_by("codigo_modular")[:n])
    tipos, hay = ProyectoEducativo.Tipo.values, ProyectoEducativo.objects.count()
    _guardar(
        (
            ProyectoEducativo(
                codigo=f"PE-{i:05d}",
                institucion=servicios[i % len(servicios)],
                titulo=f"Proyecto ficticio {i}",
                tipo=tipos[i % len(tipos)],
                etapa="en_ejecucion",
                anio=2022 + i % 5,
                estudiantes=20,
            )
            for i in range(hay, n)
        ),
        ProyectoEducativo,
    )
    primero = ProyectoEducativo.objects.order_by("pk")[0]
    if not primero.fuentes.exists():
        _guardar((FuenteProyecto(proyecto=primero, clase=clase, monto=100) for clase in FuenteProyecto.Clase.values), FuenteProyecto)
    hay = EvidenciaProyecto.objects.count()
    _guardar((_foto(primero, quien, publica=i % 2 == 0) for i in range(hay, n)), EvidenciaProyecto)


def _foto(proyecto: ProyectoEducativo, quien: Usuario, *, publica: bool) -> EvidenciaProyecto:
    """The row of a photo; no page of the measurement opens its file."""
    archivo = {"archivo": "evidencias/medicion.jpg", "archivo_nombre": "feria.jpg", "archivo_tipo": "image/jpeg", "archivo_bytes": 1}
    archivo |= {"archivo_sha256": "0" * 64, "archivo_estado": "limpio"}
    vista = (
        {"publica": True, "consentimiento": True, "consentimiento_documento": "Folio 1", "publicada_en": ahora(), "publicada_por": quien}
        if publica
        else {}
    )
    return EvidenciaProyecto(proyecto=proyecto, clase="foto", subida_por=quien, **archivo, **vista)


def _archivos(convenio: Convenio, n: int, quien: Usuario) -> None:
    """`n` files that were brought, and one of `n` rows that waits to be applied, some of them wrong."""
    hay = Importacion.objects.count()
    suyo = {
        "padron": "compromisos",
        "ugel": convenio.ugel,
        "convenio": convenio,
        "archivo_nombre": "matriz.csv",
        "octetos": 1,
        "por": quien,
    }
    Importacion.objects.bulk_create([Importacion(**suyo, sha256="0" * 64, estado="descartada") for _ in range(hay, n)])
    filas = [f"I-{i},TODOS,Talleres de la fila {i},{'31/04' if i % 5 == 0 else '30/11'}/2027" for i in range(n)]
    contenido = "\n".join(["codigo,distrito,descripcion,fecha_limite", *filas]).encode()
    acciones.recibir(por=quien, nombre="matriz.csv", contenido=contenido, padron="compromisos", ugel=convenio.ugel, convenio=convenio)


def _lotes(n: int, quien: Usuario) -> None:
    """`n` gestures over many records, and one more that changed `n` of them."""
    hay = Lote.objects.deliberados().count()
    de_muchos = {"por": quien, "tipo": Lote.Tipo.MASIVA, "motivo": "medición", "ambito": UGEL}
    Lote.objects.bulk_create([Lote(**de_muchos) for _ in range(hay, n)])
    cambiados = list(Compromiso.objects.filter(convenio__ugel__codigo=UGEL).order_by("pk")[:n])
    for compromiso in cambiados:
        compromiso.responsable = f"Cargo {n}"
    with gesto(**de_muchos) as lote:
        cambiar_en_bloque(Compromiso, cambiados, ["responsable"])
        lote.contar(cambiados=len(cambiados))


def _adenda(convenio: Convenio, n: int, quien: Usuario) -> None:
    """One that is being prepared, up to date with its convenio: it moves `n` due dates and rewrites as many clauses."""
    adenda = Adenda.objects.filter(convenio=convenio, estado="borrador").first()
    if adenda is None:
        estado = {"estado": "borrador", "estado_en": ahora(), "estado_por": quien}
        (adenda,) = _guardar([Adenda(convenio=convenio, numero=1, objeto="Amplía la vigencia", **estado)], Adenda)
        _guardar([abrir_borrador(adenda)], BorradorAdenda)
    borrador = abrir_borrador(adenda)
    for llave in list(borrador.base["clausulas"])[:n]:
        borrador.proponer("clausulas", llave, {"texto": "Como la deja la adenda"})
    for llave in list(borrador.base["compromisos"])[:n]:
        borrador.proponer("compromisos", llave, {"plazo": _dia(900).isoformat()})
    BorradorAdenda.objects.filter(adenda=adenda).update(base=borrador.base, cambios=borrador.cambios)


def _dentro_del_convenio(convenio: Convenio, n: int) -> None:
    firmaron = Parte.objects.filter(convenio=convenio).values("municipalidad")
    _guardar((Parte(convenio=convenio, municipalidad=m) for m in Municipalidad.objects.exclude(pk__in=firmaron)), Parte)
    for modelo, fila in (
        (Clausula, lambda i: Clausula(convenio=convenio, orden=i + 1, titulo=f"Cláusula {i + 1}")),
        (Adenda, lambda i: Adenda(convenio=convenio, numero=i + 2, objeto="Amplía la vigencia")),
        (Designacion, lambda i: Designacion(convenio=convenio, nombre=f"Persona {i + 1}")),
    ):
        _guardar((fila(i) for i in range(modelo.objects.filter(convenio=convenio).count(), n)), modelo)


def _dentro_del_compromiso(compromiso: Compromiso, n: int, gente: dict[str, Usuario]) -> None:
    """Districts, milestones, moved dates, reports, proofs and history of one commitment that is open to everybody."""
    distritos = Distrito.objects.exclude(pk__in=compromiso.alcances.values("distrito"))
    _guardar((Alcance(compromiso=compromiso, distrito=d) for d in distritos), Alcance)
    hay = compromiso.hitos.count()
    pasos = _guardar((Hito(compromiso=compromiso, orden=i + 1, descripcion=f"Hito {i + 1}") for i in range(hay, n)), Hito)
    hay = compromiso.reprogramaciones.count()
    movida = {
        "plazo_anterior": _dia(10),
        "plazo_nuevo": _dia(20),
        "motivo": "Lluvias",
        "documento": "Oficio 12",
        "por": gente["coordinador"],
    }
    _guardar((Reprogramacion(compromiso=compromiso, **movida) for _ in range(hay, n)), Reprogramacion)
    hay = compromiso.avances.count()
    alcanzados = list(Distrito.objects.order_by("ubigeo"))
    estados = ["verificado", "enviado", "observado", "borrador"]
    hechos = [
        _avance(
            compromiso,
            estados[i % 4],
            gente,
            fecha=_dia(-1),
            distrito=alcanzados[i // 4 % len(alcanzados)],
            hito=pasos[i % len(pasos)] if pasos else None,
        )
        for i in range(hay, n)
    ]
    _guardar(hechos, Avance)
    _guardar((_enlace(a) for a in hechos), Evidencia)
    for estado in estados:
        uno = compromiso.avances.filter(estado=estado).order_by("pk").first()
        _guardar((_enlace(uno) for _ in range(uno.evidencias.count(), n)), Evidencia)
    _historia(compromiso, n)


def _historia(compromiso: Compromiso, n: int) -> None:
    """One edition after another: its obliged party, its clause and its text go to and fro."""
    modelo = Compromiso.history.model
    hay = modelo.objects.filter(id=compromiso.pk).count()
    ultima = modelo.objects.filter(id=compromiso.pk).latest("history_id")
    comun = {c.attname: getattr(ultima, c.attname) for c in modelo._meta.concrete_fields} | {"history_id": None, "history_type": "~"}
    partes = list(Parte.objects.filter(convenio=compromiso.convenio_id).order_by("pk"))
    clausulas = list(Clausula.objects.filter(convenio=compromiso.convenio_id).order_by("pk"))
    modelo.objects.bulk_create(
        modelo(
            **comun
            | {"obligada_id": partes[i % len(partes)].pk, "clausula_id": clausulas[i % len(clausulas)].pk, "responsable": f"Jefe {i}"}
        )
        for i in range(hay, n)
    )


def _en_vivo(encuentro: Encuentro, n: int) -> None:
    """Everybody convoked, and up to a hundred points with an acuerdo each, beside as many that the former encuentros left open."""
    ya = Invitado.objects.filter(encuentro=encuentro).exclude(municipalidad=None).values("municipalidad")
    faltan = Municipalidad.objects.filter(distrito__ugel=encuentro.ugel).exclude(pk__in=ya)
    _guardar((Invitado(encuentro=encuentro, municipalidad=m, cargo="Alcalde o alcaldesa") for m in faltan), Invitado)
    hay, cuantos = PuntoAgenda.objects.filter(encuentro=encuentro).count(), min(n, 100)
    _guardar((PuntoAgenda(encuentro=encuentro, orden=i + 1, titulo=f"Punto {i}") for i in range(hay, cuantos)), PuntoAgenda)
    puntos = list(PuntoAgenda.objects.filter(encuentro=encuentro).order_by("pk"))
    hay = Acuerdo.objects.filter(encuentro=encuentro).count()
    _guardar(
        (Acuerdo(encuentro=encuentro, numero=i + 1, texto=f"Acuerdo {i}", punto=puntos[i]) for i in range(hay, min(cuantos, len(puntos)))),
        Acuerdo,
    )


def _encuentros(ugel: Ugel, n: int) -> None:
    hay = Encuentro.objects.count()
    _guardar((Encuentro(ugel=ugel, numero=i + 1, nombre=f"Encuentro {i + 1}", fecha=_dia(i - 5)) for i in range(hay, n)), Encuentro)
    primero = Encuentro.objects.get(ugel=ugel, numero=1)
    fueron = Asistencia.objects.filter(encuentro=primero).values("municipalidad")
    _guardar((Asistencia(encuentro=primero, municipalidad=m) for m in Municipalidad.objects.exclude(pk__in=fueron)), Asistencia)
    _en_vivo(primero, n)
    hay = Participante.objects.filter(encuentro=primero).count()
    _guardar((Participante(encuentro=primero, nombre=f"Persona {i}") for i in range(hay, n)), Participante)
    hay = ProyectoExpuesto.objects.filter(encuentro=primero).count()
    distrito = Distrito.objects.order_by("ubigeo").first()
    _guardar((ProyectoExpuesto(encuentro=primero, institucion=f"I.E. {i}", distrito=distrito) for i in range(hay, n)), ProyectoExpuesto)
    _convocatoria(primero, n)
    _seguimiento(ugel, n)


def _convocatoria(encuentro: Encuentro, n: int) -> None:
    """Institutions that are invited, each with a mail that went out and another one that failed; the first one may answer by its link."""
    hay = Invitado.objects.filter(encuentro=encuentro).count()
    nuevos = [
        Invitado(encuentro=encuentro, institucion=f"Institución {i}", cargo="Dirección", correo=f"guest{i}@ejemplo.pe")
        for i in range(hay, n)
    ]
    _guardar(nuevos, Invitado)
    for clase, estado in (("invitacion", "fallido"), ("recordatorio", "pendiente")):
        envios = [
            Envio(para=i.correo, asunto="Invitación", texto="Venga", estado=estado, clave=f"medir:{clase}:{i.institucion}") for i in nuevos
        ]
        pares = zip(nuevos, Envio.objects.bulk_create(envios), strict=True)
        Comunicacion.objects.bulk_create([Comunicacion(invitado=i, clase=clase, envio=envio) for i, envio in pares])
    Llave.dar(Invitado.objects.order_by("pk")[0], "confirmar", vence_en=ahora() + datetime.timedelta(days=9))


def _seguimiento(ugel: Ugel, n: int) -> None:
    """Acuerdos of the first encuentro, each looked at in the second one, and a photo of each thing that was shown."""
    primero, segundo = Encuentro.objects.filter(ugel=ugel).order_by("numero")[:2]
    municipalidad, quien = Municipalidad.objects.order_by("distrito__ubigeo")[0], Usuario.objects.order_by("pk")[0]
    hay = Acuerdo.objects.filter(encuentro=primero).count()
    de = {"encuentro": primero, "obligado": "municipalidad", "municipalidad": municipalidad, "plazo": _dia(-3)}
    _guardar((Acuerdo(numero=i + 1, texto=f"Acuerdo {i}", **de) for i in range(hay, n)), Acuerdo)
    sin_revisar = Acuerdo.objects.filter(encuentro=primero, revisiones=None)
    _guardar((RevisionAcuerdo(encuentro=segundo, acuerdo=a, situacion="abierto", nota="Sigue") for a in sin_revisar), RevisionAcuerdo)
    archivo = {"archivo": "ab/ab.jpg", "archivo_nombre": "f.jpg", "archivo_tipo": "image/jpeg", "archivo_sha256": "0" * 64}
    archivo |= {"archivo_bytes": 1, "archivo_estado": "limpio"}
    sin_foto = ProyectoExpuesto.objects.filter(encuentro=primero, fotos=None)
    _guardar((FotoExpuesta(encuentro=primero, proyecto=p, subida_por=quien, **archivo) for p in sin_foto), FotoExpuesta)
