"""P1 and P2 on what an encuentro records: two who save at the same instant, and one who presses twice, beside another who presses too."""

from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from base.avisos.models import Aviso, Envio
from base.bitacora import formularios, gestos
from base.bitacora.gestos import gesto
from base.bitacora.models import Lote
from base.comun.fechas import ahora
from encuentros import convocatoria, en_vivo
from encuentros.convocatoria import invitar, llave_de
from encuentros.models import Acta, Acuerdo, Asistencia, ComentarioActa, Encuentro, Invitado, Llave, PuntoAgenda
from tests.carreras import a_la_vez
from tests.encuentros.test_en_vivo import parte
from tests.factories import dias, make_pdf, make_ugel, make_usuario
from tests.factories_encuentros import (
    acta_por_firmar,
    llevar_encuentro,
    make_acuerdo,
    make_asistencia,
    make_comentario,
    make_encuentro,
    make_invitado,
    make_llave,
    make_punto,
)
from tests.formularios import leer
from tests.test_dos_a_la_vez import entrar

de_verdad = pytest.mark.django_db(transaction=True)  # what other threads are to see has to be committed


@pytest.fixture
def m(ugel, municipalidad_a, coordinador, coordinadora, alcalde_a, como) -> SimpleNamespace:
    """Two who run the encuentros, the mayor of A, and an encuentro in each state in which something is written."""
    convocado = make_encuentro(ugel, numero=3, fecha=dias(7), convocado_por=coordinador, convocado_en=ahora())
    with gesto(por=coordinador):
        en_curso = make_encuentro(ugel, numero=2, estado="en_curso", por=coordinador)
        borrador = make_encuentro(ugel, numero=1, fecha=dias(-3), estado="en_curso", por=coordinador)
        make_asistencia(borrador, municipalidad_a, quien="titular")
        llevar_encuentro(borrador, "acta_en_borrador", por=coordinador)
    return SimpleNamespace(
        ugel=ugel,
        a=municipalidad_a,
        convocado=convocado,
        en_curso=en_curso,
        borrador=borrador,
        por=coordinador,
        uno=como(coordinador),
        otra=como(coordinadora),
        alcalde=como(alcalde_a),
        mayor=alcalde_a,
    )


def de(encuentro: Encuentro, ruta: str, *mas: Any) -> str:
    return reverse(ruta, args=[encuentro.ugel.codigo, encuentro.numero, *mas])


# ── P1 ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────
@dataclass
class Edicion:
    """A text that two people change: where, in which of its forms, and how what is saved is read."""

    url: str
    campo: str
    guardado: Callable[[], str]
    abrir: Callable[[Any], dict[str, Any]] = leer


def _ediciones(m: SimpleNamespace) -> dict[str, Edicion]:
    punto, vivo = make_punto(m.convocado), make_punto(m.en_curso, notas="Lo que había")
    acuerdo, invitado = make_acuerdo(m.en_curso), make_invitado(m.convocado, m.a)
    make_asistencia(m.en_curso, m.a, quien="delegado", representante="Lo que había")
    aqui = de(m.en_curso, "en_vivo")

    def dice(fila: Any, campo: str) -> Callable[[], str]:
        return lambda: getattr(type(fila).objects.get(pk=fila.pk), campo)

    def de_la_parte(clave: str, cual: int = 0) -> Callable[[Any], dict[str, Any]]:
        return lambda respuesta: parte(respuesta, clave)[cual]

    return {
        "encuentro": Edicion(de(m.convocado, "encuentro_editar"), "lugar", dice(m.convocado, "lugar")),
        "texto del oficio": Edicion(de(m.convocado, "convocatoria_oficio"), "oficio_texto", dice(m.convocado, "oficio_texto")),
        "invitado": Edicion(de(m.convocado, "invitado_editar", invitado.pk), "nombre", dice(invitado, "nombre")),
        "punto": Edicion(de(m.convocado, "punto_editar", punto.pk), "titulo", dice(punto, "titulo")),
        "acuerdo": Edicion(de(m.en_curso, "acuerdo_editar", acuerdo.numero), "responsable", dice(acuerdo, "responsable")),
        "acuerdo en vivo": Edicion(aqui, "texto", dice(acuerdo, "texto"), de_la_parte(f"acuerdo-{acuerdo.pk}")),
        "notas en vivo": Edicion(aqui, "notas", dice(vivo, "notas"), de_la_parte(f"notas-{vivo.pk}")),
        "asistencia": Edicion(
            aqui, "representante", dice(m.en_curso.asistencias.get(), "representante"), de_la_parte(f"asistencia-{m.a.pk}", 1)
        ),
    }


@de_verdad
@pytest.mark.promesa("P1")
def test_at_the_same_instant_one_saves_and_the_other_is_told(m, promesa):
    vueltas, ediciones, perdidas = promesa.veces(1, 200), _ediciones(m), []
    for cual, edicion in ediciones.items():
        for vuelta in range(vueltas):
            abiertos = [(c, edicion.abrir(c.get(edicion.url))) for c in (m.uno, m.otra)]
            textos = [f"Vuelta {vuelta}, {quien}" for quien in ("el primero", "la segunda")]
            escriben = zip(abiertos, textos, strict=True)
            respuestas = a_la_vez(*[lambda c=c, d=d, t=t, e=edicion: c.post(e.url, d | {e.campo: t}) for (c, d), t in escriben])
            estados = [getattr(r, "status_code", str(r)) for r in respuestas]
            if sorted(estados, key=str) != [302, 409] or edicion.guardado() != textos[estados.index(302)]:
                perdidas.append((cual, estados))
        promesa.anotar(f"dos guardan a la vez: {cual}", vueltas=vueltas, perdidas=sum(c == cual for c, _ in perdidas))
    assert perdidas == []


@pytest.mark.django_db
@pytest.mark.promesa("P1")
@pytest.mark.control
def test_without_what_compares_every_text_of_the_first_is_lost(m, monkeypatch):
    """Control: with both comparisons taken away everybody is told "saved", and the first text of each is gone."""
    monkeypatch.setattr(formularios, "bloquear", lambda registro, revision: None)
    monkeypatch.setattr(en_vivo, "juntar", lambda escrito, visto, guardado, de: dict(escrito))
    for cual, edicion in _ediciones(m).items():
        abiertos = [(c, edicion.abrir(c.get(edicion.url))) for c in (m.uno, m.otra)]
        assert [c.post(edicion.url, d | {edicion.campo: f"Texto {n}"}).status_code for n, (c, d) in enumerate(abiertos)] == [302, 302], cual
        assert edicion.guardado() == "Texto 1", cual


# ── P2 ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────
@dataclass
class Pulsado:
    """An act ready to be pressed twice by one person and, where another may do it too, once by her; what it did is counted: once each."""

    pulsa: Callable[[], Any]
    hecho: Callable[[], list[int]]
    pulsa_otra: Callable[[], Any] | None = None


def _de_una_forma(url: str, clientes: list[Client], escrito: dict[str, Any], hecho: Any, abrir: Any = leer, **archivos: Any) -> Pulsado:
    datos = [abrir(c.get(url)) | escrito for c in clientes]
    pulsan = [lambda c=c, d=d: c.post(url, d | {n: hacer() for n, hacer in archivos.items()}) for c, d in zip(clientes, datos, strict=True)]
    return Pulsado(pulsan[0], hecho, *pulsan[1:])


def encuentro(m: SimpleNamespace, vuelta: int) -> Pulsado:
    nombre = f"Encuentro de la vuelta {vuelta}"
    Encuentro.objects.filter(numero=80).update(eliminado_en=ahora(), eliminado_por=m.por)  # there are no more than 89
    hecho = [Encuentro.objects.filter(nombre=nombre), Encuentro.history.filter(nombre=nombre)]
    escrito = {"numero": 80, "nombre": nombre}
    return _de_una_forma(reverse("encuentro_nuevo", args=[m.ugel.codigo]), [m.uno], escrito, lambda: [h.count() for h in hecho])


def punto(m: SimpleNamespace, vuelta: int) -> Pulsado:
    titulo = f"Punto de la vuelta {vuelta}"
    hecho = [PuntoAgenda.objects.filter(titulo=titulo), PuntoAgenda.history.filter(titulo=titulo)]
    return _de_una_forma(de(m.convocado, "punto_nuevo"), [m.uno], {"titulo": titulo}, lambda: [h.count() for h in hecho])


def acuerdo(m: SimpleNamespace, vuelta: int) -> Pulsado:
    texto = f"Acuerdo de la vuelta {vuelta}"
    hecho = [Acuerdo.objects.filter(texto=texto), Acuerdo.history.filter(texto=texto)]
    return _de_una_forma(
        de(m.en_curso, "en_vivo"), [m.uno], {"texto": texto}, lambda: [h.count() for h in hecho], lambda r: parte(r, "nuevo-0")[0]
    )


def asistencia(m: SimpleNamespace, vuelta: int) -> Pulsado:
    toque, historia = {"quien": ("titular", "no_asistio")[vuelta % 2]}, Asistencia.history.filter(encuentro=m.en_curso)
    if not m.en_curso.invitados.exists():
        make_invitado(m.en_curso, m.a)
    antes = historia.count()
    url, clave = de(m.en_curso, "en_vivo"), f"asistencia-{m.a.pk}"
    filas = Asistencia.objects.filter(encuentro=m.en_curso, **toque)
    return _de_una_forma(url, [m.uno], toque, lambda: [filas.count(), historia.count() - antes], lambda r: parte(r, clave)[0])


def comentario(m: SimpleNamespace, vuelta: int) -> Pulsado:
    texto = f"Comentario de la vuelta {vuelta}"
    hecho = [ComentarioActa.objects.filter(texto=texto), ComentarioActa.history.filter(texto=texto)]
    return _de_una_forma(de(m.borrador, "acta"), [m.alcalde], {"texto": texto}, lambda: [h.count() for h in hecho])


def atender(m: SimpleNamespace, vuelta: int) -> Pulsado:
    fila = make_comentario(m.borrador, m.a, por=m.mayor)
    atendidas = ComentarioActa.history.filter(id=fila.pk, atendido_en__isnull=False)
    escrito = {"respuesta": f"Hecho en la vuelta {vuelta}"}
    return _de_una_forma(de(m.borrador, "acta_comentario", fila.pk), [m.uno, m.otra], escrito, lambda: [atendidas.count()])


def respuesta(m: SimpleNamespace, vuelta: int) -> Pulsado:
    """By the link of the mail: whoever has it, twice."""
    invitado = make_invitado(m.convocado, institucion=f"Institución {vuelta}", correo=f"i{vuelta}@ejemplo.pe", respuesta="sin_respuesta")
    llave = llave_de(invitado)
    url = reverse("convocatoria_responder", args=[llave.secreto])
    hecho = [
        Invitado.history.filter(id=invitado.pk, respuesta="asistira"),
        Llave.objects.filter(pk=llave.pk, usada_en__isnull=False),
        Aviso.objects.filter(clave__startswith=f"convocatoria:respuesta:{llave.pk}"),
    ]
    return Pulsado(lambda: Client().post(url, {"respuesta": "asistira"}), lambda: [h.count() for h in hecho])


def presencia(m: SimpleNamespace, vuelta: int) -> Pulsado:
    """By the code of the sheet: of a UGEL of its own, so that the pages of the others do not grow with each turn."""
    if not hasattr(m, "aparte"):
        with gesto(por=m.por):
            m.aparte = make_encuentro(make_ugel(), estado="en_curso", por=m.por)
    invitado = make_invitado(m.aparte)
    url = reverse("presencia", args=[make_llave(invitado, "presencia").secreto])
    hecho = [
        Asistencia.history.filter(encuentro=m.aparte, municipalidad=invitado.municipalidad),
        Llave.objects.filter(invitado=invitado, usada_en__isnull=False),
    ]
    return Pulsado(lambda: Client().post(url, {"quien": "titular"}), lambda: [h.count() for h in hecho])


def invitaciones(m: SimpleNamespace, vuelta: int) -> Pulsado:
    invitado = make_invitado(m.convocado, institucion=f"Invitada {vuelta}", correo=f"invitada{vuelta}@ejemplo.pe")
    hecho = [Envio.objects.filter(para=invitado.correo), invitado.comunicaciones.filter(clase="invitacion"), invitado.llaves.all()]
    return _de_una_forma(de(m.convocado, "convocatoria_enviar"), [m.uno, m.otra], {}, lambda: [h.count() for h in hecho])


def recordatorios(m: SimpleNamespace, vuelta: int) -> Pulsado:
    invitado = make_invitado(m.convocado, institucion=f"Recordada {vuelta}", correo=f"recordada{vuelta}@ejemplo.pe")
    invitar(m.convocado, por=m.por, raiz="https://testserver")
    hecho = [
        Envio.objects.filter(para=invitado.correo, asunto__startswith="Recordatorio"),
        invitado.comunicaciones.filter(clase="recordatorio"),
    ]
    return _de_una_forma(de(m.convocado, "convocatoria_recordar"), [m.uno, m.otra], {}, lambda: [h.count() for h in hecho])


def firma(m: SimpleNamespace, vuelta: int) -> Pulsado:
    """With another scan in each press: the one that is kept is of the press that signed. A UGEL has no more than 89: each one of its own."""
    with gesto(por=m.por):
        uno = acta_por_firmar(make_encuentro(make_ugel()), por=m.por)
    firmados, escaneos = Encuentro.history.filter(id=uno.pk, estado="acta_firmada"), Acta.history.filter(encuentro=uno)
    antes = escaneos.count()
    return _de_una_forma(
        de(uno, "acta_firmar"),
        [entrar(make_usuario("coordinador", ugel=uno.ugel)) for _ in range(2)],
        {"comprobado": "on"},
        lambda: [firmados.count(), escaneos.count() - antes, Lote.objects.filter(pk__in=firmados.values("lote")).count()],
        archivo=lambda: make_pdf("firmada.pdf"),
    )


ACTOS = [encuentro, punto, acuerdo, asistencia, comentario, atender, respuesta, presencia, invitaciones, recordatorios, firma]


@de_verdad
@pytest.mark.promesa("P2")
def test_pressing_twice_at_once_does_once(m, promesa):
    vueltas, de_mas, distintas = promesa.veces(1, 100), [], []
    for acto in ACTOS:
        for vuelta in range(vueltas):
            pulsado = acto(m, vuelta)
            primera, segunda, *otra = a_la_vez(pulsado.pulsa, pulsado.pulsa, *filter(None, [pulsado.pulsa_otra]))
            if set(pulsado.hecho()) != {1}:
                de_mas.append((acto.__name__, pulsado.hecho()))
            estados = [getattr(r, "status_code", str(r)) for r in (primera, segunda, *otra)]
            iguales = estados[0] == estados[1] and primera.get("Location") == segunda.get("Location")
            if not (iguales or 409 in estados[:2]) or not set(estados) <= {200, 302, 409, 422}:
                distintas.append((acto.__name__, estados))
        cuentas = {nombre: sum(a == acto.__name__ for a, _ in lista) for nombre, lista in (("de_mas", de_mas), ("distintas", distintas))}
        promesa.anotar(f"apretado dos veces a la vez: {acto.__name__}", vueltas=vueltas, **cuentas)
    assert (de_mas, distintas) == ([], [])


SIN_QUE: dict[Any, list[tuple[Any, str, Any]]] = {
    punto: [],
    acuerdo: [],
    comentario: [],
    asistencia: [(en_vivo, "juntar", lambda escrito, visto, guardado, de: dict(escrito))],
    respuesta: [(Llave, "gastar", lambda llave: None), (Llave, "vale", True)],
    presencia: [(Llave, "gastar", lambda llave: None)],
    recordatorios: [(convocatoria, "por_recordar", lambda encuentro: encuentro.invitados.exclude(correo=""))],
}


@pytest.mark.django_db
@pytest.mark.promesa("P2")
@pytest.mark.parametrize("acto", SIN_QUE, ids=lambda acto: acto.__name__)
@pytest.mark.control
def test_without_what_makes_it_once_it_is_done_twice(m, monkeypatch, acto):
    """Control: with the key of the form ignored, and with it what each act has of its own, the second press is counted."""
    abrir = gestos._abrir

    def sin_clave(lote: Lote) -> Lote:
        lote.clave = None
        return abrir(lote)

    monkeypatch.setattr(gestos, "_abrir", sin_clave)
    pulsado = acto(m, 0)
    for objeto, nombre, por in SIN_QUE[acto]:
        monkeypatch.setattr(objeto, nombre, por)
    for _ in range(2):
        pulsado.pulsa()
    assert 2 in pulsado.hecho()
