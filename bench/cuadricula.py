"""The grid of a plan: what it takes to open one of sixty activities, and to save one row of it beside a view that only inserts."""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench.cliente import CABECERAS, Cliente, Prueba, medir
from bench.servidor import PORTAL, VARA, dentro, sirviendo

ACTIVIDADES, VUELTAS, CALENTAMIENTO = 60, 100, 10
_CAMPO = re.compile(r'name="(a[0-9]+_[a-z0-9_]+)" value="([^"]*)"')


def preparar_plan() -> dict[str, str]:
    """Inside Django: a draft with sixty activities, each with its targets; the address of its grid and the session of who types in it."""
    from django.conf import settings
    from django.urls import reverse

    from base.comun.fechas import hoy
    from base.cuentas.models import Usuario
    from bench.consultas import POCAS, entrar
    from bench.datos import llenar
    from convenios.models import Actividad, Convenio, PlanTrabajo
    from convenios.plan_de_trabajo import guardar_actividad, guardar_plan
    from municipios.models import Municipalidad

    llenar(POCAS)
    convenio, quien = Convenio.objects.get(codigo="CM-1"), Usuario.objects.get(username="coordinador")
    municipalidad = Municipalidad.objects.select_related("distrito").order_by("distrito__ubigeo")[0]
    plan = guardar_plan(PlanTrabajo(convenio=convenio, municipalidad=municipalidad, anio=hoy().year + 2), por=quien)
    metas = {t: (Decimal(10 * t), Decimal("1250.50")) for t in (1, 2, 3, 4)}
    for n in range(ACTIVIDADES):
        nombre = f"Fortalecer las capacidades de los docentes de la red rural número {n}"
        guardar_actividad(Actividad(plan=plan, codigo=f"A-{n:02d}", nombre=nombre, unidad="docentes"), por=quien, metas=metas)
    sesion = entrar("coordinador").cookies[settings.SESSION_COOKIE_NAME].value
    return {
        "direccion": reverse("plan_cuadricula", args=[municipalidad.distrito.ubigeo, plan.anio]),
        "sesion": f"{settings.SESSION_COOKIE_NAME}={sesion}",
        "csrf": settings.CSRF_COOKIE_NAME,
    }


def contar(direccion: str) -> dict[str, int]:
    """Queries of the page, and of saving one row of it."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from bench.consultas import consultas, entrar

    cliente = entrar("coordinador")
    pagina = cliente.get(direccion, headers={"x-forwarded-proto": "https"}).content.decode()
    fila = re.findall(r'data-fila="([0-9]+)"', pagina)[0]
    suyos = {n: v for n, v in _CAMPO.findall(pagina) if n.startswith(f"a{fila}_")}
    with CaptureQueriesContext(connection) as capturadas:
        cliente.post(direccion, suyos | {"modo": "metas", "fila": fila, f"a{fila}_fis_t1": "999"}, headers={"x-forwarded-proto": "https"})
    return {"consultas": consultas(cliente, direccion), "consultas_de_fila": len(capturadas)}


class Envio(Prueba):
    """A form that is sent again and again."""

    def __init__(self, nombre: str, puerto: int, direccion: str, *, cookie: str = "", csrf: str = "csrftoken") -> None:
        ficha = "a" * 32
        super().__init__(nombre, Cliente(puerto, f"{cookie}; {csrf}={ficha}".removeprefix("; ")), [direccion])
        self.cabeceras = {
            **CABECERAS, **self.cliente.cookie, "Accept-Encoding": "", "Content-Type": "application/x-www-form-urlencoded",
            "X-CSRFToken": ficha, "Referer": f"https://127.0.0.1:{puerto}/",
        }  # fmt: skip

    def campos(self, vuelta: int) -> dict[str, str]:
        """What is sent each time."""
        return {"motivo": f"Vuelta {vuelta}"}

    def recibir(self, cuerpo: str) -> None:
        """What came back."""

    def una_vez(self, vuelta: int) -> None:
        import time

        cuerpo = urlencode(self.campos(vuelta))
        inicio = time.perf_counter()
        self.cliente.conexion.request("POST", self.direcciones[0], body=cuerpo, headers=self.cabeceras)
        respuesta = self.cliente.conexion.getresponse()
        recibido = respuesta.read().decode()
        self.tiempos.append((time.perf_counter() - inicio) * 1000)
        if respuesta.status != 200:
            raise RuntimeError(f"{self.nombre}: respondió {respuesta.status}")
        self.recibir(recibido)


class Fila(Envio):
    """One row of the grid with a new figure in it each time, and the token that the last answer gave."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pagina = self.cliente.pedir(self.direcciones[0], **{"Accept-Encoding": ""}).cuerpo.decode()
        self.fila = re.findall(r'data-fila="([0-9]+)"', pagina)[0]
        self.suyos: dict[str, str] = {}
        self.recibir(pagina)

    def campos(self, vuelta: int) -> dict[str, str]:
        return self.suyos | {"modo": "metas", "fila": self.fila, f"a{self.fila}_fis_t1": str(vuelta + 1000)}

    def recibir(self, cuerpo: str) -> None:
        self.suyos = {nombre: valor for nombre, valor in _CAMPO.findall(cuerpo) if nombre.startswith(f"a{self.fila}_")}


def medir_en(url: str, carpeta: Path) -> dict[str, Any]:
    """Weight of the page, and how long the row and the bare insert take, interleaved."""
    mundo = dentro(url, carpeta, "cuadricula")
    with sirviendo(url, carpeta, PORTAL) as portal, sirviendo(url, carpeta, VARA) as vara:
        pagina = Cliente(portal, mundo["sesion"]).pedir(mundo["direccion"])
        pruebas = [
            Envio("una vista que inserta una fila", vara, "/insertar/", csrf=mundo["csrf"]),
            Envio("la misma, con persona y sesión", vara, "/insertar/", cookie=mundo["sesion"], csrf=mundo["csrf"]),
            Fila("guardar una fila de la cuadrícula", portal, mundo["direccion"], cookie=mundo["sesion"], csrf=mundo["csrf"]),
        ]
        medir(pruebas, vueltas=VUELTAS, calentamiento=CALENTAMIENTO)
    return {
        "motor": mundo["motor"], "consultas": mundo["consultas"], "consultas_de_fila": mundo["consultas_de_fila"],
        "octetos": pagina.bytes_en_el_cable, "pruebas": pruebas,
    }  # fmt: skip
