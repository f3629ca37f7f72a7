"""Pages of the accounts of a UGEL and its municipalities: who has one, what it reaches, what an administrator does with it."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from base.bitacora.edicion import responder
from base.bitacora.formularios import FormularioMotivo
from base.bitacora.linea import linea_de_tiempo
from base.comun.graficos import qr
from base.cuentas import mis_sesiones
from base.cuentas.factores.estado import tiene
from base.cuentas.models import Invitacion, Usuario
from base.cuentas.permisos import Pedido, requires
from base.cuentas.roles import Permiso
from municipios import acciones
from municipios.cuentas import CLASES, clase_de, con_cargo_fuera, cuentas_para, invitaciones_vigentes, tenencias
from municipios.forms.cuentas import CARGOS, DatosForm, EmitirForm, FiltroCuentas, InvitarForm, NuevoCargoForm, RolForm

POR_PAGINA = 50
CAMBIOS = 10


# ── Which account a page is about ────────────────────────────────────────────────────────────────────────────────────────
def una_cuenta(user: Any, *, pk: int) -> Usuario:
    """An account within reach, with whether it is for this person to change."""
    cuenta: Any = get_object_or_404(con_cargo_fuera(cuentas_para(user), user), pk=pk)
    cuenta.se_cambia = not cuenta.con_cargo_fuera
    return cuenta


def una_cuenta_por_corregir(user: Any, *, pk: int) -> Usuario:
    """One whose name and mail this person corrects: their own too."""
    cuenta: Any = una_cuenta(user, pk=pk)
    if not cuenta.se_cambia:
        raise PermissionDenied
    return cuenta


def una_cuenta_por_cambiar(user: Any, *, pk: int) -> Usuario:
    """One whose reach this person changes: nobody changes what they themselves may do, or shuts themselves out."""
    cuenta = una_cuenta_por_corregir(user, pk=pk)
    if cuenta.pk == user.pk:
        raise PermissionDenied
    return cuenta


def una_cuenta_por_decidir(user: Any, *, pk: int, decision: str) -> Usuario:
    """The same, for one of the decisions there are."""
    if decision not in DECISIONES:
        raise Http404
    cuenta: Any = una_cuenta_por_cambiar(user, pk=pk)
    cuenta.decision = DECISIONES[decision]
    return cuenta


def un_cargo(user: Any, *, pk: int, clase: str, cargo: int) -> Any:
    """A charge of an account, both within reach."""
    if clase not in CLASES:
        raise Http404
    cuenta = una_cuenta_por_cambiar(user, pk=pk)
    registro = get_object_or_404(CLASES[clase].objects.for_user(user), pk=cargo, usuario=cuenta)
    registro.usuario, registro.clase = cuenta, clase
    return registro


# ── The list, and one of them ────────────────────────────────────────────────────────────────────────────────────────────
@requires(Permiso.EDITAR_CUENTAS)
def lista(request: Pedido) -> HttpResponse:
    """Who has an account, with which role and which charge; filtered and searched."""
    filtro = FiltroCuentas(request.GET)
    filas: Any = filtro.aplicar(cuentas_para(request.user)).order_by("nombre", "username")
    invitadas = invitaciones_vigentes().filter(usuario=OuterRef("pk"))
    pagina = Paginator(filas.annotate(invitada=Exists(invitadas)), POR_PAGINA).get_page(request.GET.get("pagina"))
    cargos = tenencias([cuenta.pk for cuenta in pagina], request.user)
    for cuenta in pagina:
        cuenta.cargo_actual = next((t for t in cargos.get(cuenta.pk, []) if t.vigente and t.clase == clase_de(cuenta.rol)), None)
    return render(request, "municipios/cuentas.html", {"filtro": filtro, "pagina": pagina})


@requires(Permiso.EDITAR_CUENTAS, fila=una_cuenta)
def ver(request: Pedido, cuenta: Any) -> HttpResponse:
    """An account: its data, its charges, its invitations, its sessions, what changed."""
    invitaciones = list(cuenta.invitaciones.select_related("creada_por", "usuario")[:5])
    abiertas = mis_sesiones.abiertas_de(cuenta).count()
    propia = cuenta.pk == request.user.pk
    con_factor = tiene(cuenta)
    contexto = {
        "cuenta": cuenta,
        "propia": propia,
        "cargos": tenencias([cuenta.pk], request.user).get(cuenta.pk, []),
        "clase_del_rol": clase_de(cuenta.rol),
        "invitaciones": invitaciones,
        "sesiones": abiertas,
        "con_factor": con_factor,
        "con_clave": cuenta.has_usable_password(),
        "decisiones": [] if propia or not cuenta.se_cambia else _decisiones(cuenta, invitaciones, abiertas, con_factor=con_factor),
        "entradas": linea_de_tiempo(cuenta, limite=CAMBIOS),
        "historia_url": reverse("admin:cuentas_usuario_history", args=[cuenta.pk]),
    }
    return render(request, "municipios/cuenta.html", contexto)


def _decisiones(cuenta: Usuario, invitaciones: list[Invitacion], abiertas: int, *, con_factor: bool) -> list[tuple[str, str]]:
    """What can be decided about it now."""
    posibles = {
        "anular-invitacion": any(i.vale for i in invitaciones),
        "renovar": cuenta.is_active and cuenta.has_usable_password() and not cuenta.renovar_clave,
        "cerrar-sesiones": abiertas > 0,
        "quitar-factor": con_factor,
        "cerrar": cuenta.is_active,
        "reabrir": not cuenta.is_active,
    }
    return [(decision, DECISIONES[decision]["boton"]) for decision, se_puede in posibles.items() if se_puede]


# ── Inviting ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def _enlaces(request: Pedido) -> Callable[[str], str]:
    """Where a key of the mail opens: on the host of this request, which is one of ALLOWED_HOSTS or was refused."""
    return lambda secreto: request.build_absolute_uri(reverse("activar_enlace", args=[secreto]))


@requires(Permiso.EDITAR_CUENTAS)
def invitar(request: Pedido) -> HttpResponse:
    """Make an account with its charge, and invite its person."""
    formulario = InvitarForm(request.POST or None, persona=request.user)
    hecho: list[Any] = []

    def hacer() -> str:
        datos = formulario.cleaned_data
        hecho[:] = acciones.invitar(por=request.user, datos=datos, lugar=formulario.donde, enlace=_enlaces(request))
        return reverse("cuenta", args=[hecho[0].pk])

    contexto = {
        "titulo": "Invitar a una persona",
        "bajada": "Se crea su cuenta con su cargo, y recibe con qué elegir su contraseña. Usted no la conoce.",
        "boton": "Crear la cuenta e invitar",
        "clave": "cuenta-nueva",
        "volver_url": reverse("cuentas"),
    }
    respuesta = _responder(request, formulario, hacer, "Se creó la cuenta.", contexto)
    return _hoja(request, *hecho) if _es_codigo(respuesta, hecho) else respuesta


@requires(Permiso.EDITAR_CUENTAS, fila=una_cuenta_por_cambiar)
def emitir(request: Pedido, cuenta: Usuario) -> HttpResponse:
    """A new invitation; the former one is void."""
    formulario = EmitirForm(request.POST or None, cuenta=cuenta)
    hecho: list[Any] = []

    def hacer() -> str:
        clase = formulario.cleaned_data["clase"]
        hecho[:] = [cuenta, *acciones.emitir(por=request.user, cuenta=cuenta, clase=clase, enlace=_enlaces(request))]
        return reverse("cuenta", args=[cuenta.pk])

    contexto = {
        "titulo": f"Emitir una invitación para {cuenta}",
        "bajada": "La anterior, si quedaba una por usar, deja de valer. Con la nueva la persona elige una contraseña y entra.",
        "boton": "Emitir la invitación",
        "clave": "",
        "volver_url": reverse("cuenta", args=[cuenta.pk]),
    }
    respuesta = _responder(request, formulario, hacer, "Se emitió la invitación.", contexto)
    return _hoja(request, *hecho) if _es_codigo(respuesta, hecho) else respuesta


def _es_codigo(respuesta: HttpResponse, hecho: list[Any]) -> bool:
    return respuesta.status_code == 302 and bool(hecho) and hecho[1].clase == Invitacion.Clase.CODIGO


def _hoja(request: Pedido, cuenta: Usuario, invitacion: Invitacion, codigo: str) -> HttpResponse:
    """The sheet to print. It is the answer to the form and has no address: the code is shown this once and kept nowhere."""
    activar = request.build_absolute_uri(reverse("activar"))
    con_usuario = request.build_absolute_uri(reverse("activar", query={"usuario": cuenta.username}))
    contexto = {"cuenta": cuenta, "invitacion": invitacion, "codigo": codigo, "activar": activar, "qr": qr(con_usuario)}
    return render(request, "municipios/hoja_de_activacion.html", contexto)


def _responder(request: Pedido, formulario: Any, hacer: Callable[[], str], mensaje: str, contexto: dict[str, Any]) -> HttpResponse:
    clave = contexto["clave"]
    return responder(
        request, formulario, plantilla="municipios/cuenta_form.html", hacer=hacer, mensaje=mensaje, contexto=contexto, recibido=clave
    )


# ── What is changed of an account ────────────────────────────────────────────────────────────────────────────────────────
@requires(Permiso.EDITAR_CUENTAS, fila=una_cuenta_por_corregir)
def editar(request: Pedido, cuenta: Usuario) -> HttpResponse:
    """Correct its name and its mail."""
    formulario = DatosForm(request.POST or None, instance=cuenta)

    def hacer() -> str:
        datos = formulario.cleaned_data
        acciones.guardar_datos(por=request.user, cuenta=cuenta, nombre=datos["nombre"], email=datos["email"])
        return reverse("cuenta", args=[cuenta.pk])

    return _responder(request, formulario, hacer, "Se guardaron los datos.", _de_la_cuenta(cuenta, "Corregir los datos de", "datos"))


@requires(Permiso.EDITAR_CUENTAS, fila=una_cuenta_por_cambiar)
def rol(request: Pedido, cuenta: Usuario) -> HttpResponse:
    """Change what the person may do."""
    formulario = RolForm(request.POST or None, instance=cuenta, persona=request.user)

    def hacer() -> str:
        acciones.cambiar_rol(por=request.user, cuenta=cuenta, rol=formulario.cleaned_data["rol"])
        return reverse("cuenta", args=[cuenta.pk])

    contexto = _de_la_cuenta(cuenta, "Cambiar el rol de", "rol") | {
        "bajada": "Vale desde su próxima página. Los cargos que el nuevo rol no usa terminan hoy; después agregue el que corresponda."
    }
    return _responder(request, formulario, hacer, "Se cambió el rol.", contexto)


@requires(Permiso.EDITAR_CUENTAS, fila=una_cuenta_por_cambiar)
def cargo_nuevo(request: Pedido, cuenta: Usuario) -> HttpResponse:
    """Add a charge, of the kind that its role uses."""
    formulario = NuevoCargoForm(request.POST or None, cuenta=cuenta, persona=request.user)

    def hacer() -> str:
        datos = formulario.cleaned_data
        acciones.dar_cargo(
            por=request.user, cuenta=cuenta, lugar=formulario.donde, cargo=datos["cargo"], inicio=datos["inicio"], fin=datos["fin"]
        )
        return reverse("cuenta", args=[cuenta.pk])

    contexto = _de_la_cuenta(cuenta, "Agregar un cargo a", "cargo-nuevo") | {"bajada": f"Rol: {cuenta.get_rol_display()}."}
    return _responder(request, formulario, hacer, "Se agregó el cargo.", contexto)


@requires(Permiso.EDITAR_CUENTAS, fila=un_cargo)
def cargo(request: Pedido, registro: Any) -> HttpResponse:
    """Change the dates of a charge, or end it."""
    cuenta = registro.usuario
    formulario = CARGOS[registro.clase](request.POST or None, instance=registro)

    def hacer() -> str:
        acciones.guardar_cargo(registro, por=request.user)
        return reverse("cuenta", args=[cuenta.pk])

    contexto = _de_la_cuenta(cuenta, "Fechas del cargo de", f"cargo-{registro.clase}-{registro.pk}") | {"bajada": str(registro)}
    return _responder(request, formulario, hacer, "Se guardó el cargo.", contexto)


def _de_la_cuenta(cuenta: Usuario, que: str, clave: str) -> dict[str, Any]:
    guardada = cuenta.nombre or cuenta.username
    return {
        "titulo": f"{que} {guardada}",
        "bajada": "",
        "boton": "Guardar",
        "clave": f"cuenta-{cuenta.pk}-{clave}",
        "volver_url": reverse("cuenta", args=[cuenta.pk]),
    }


DECISIONES: dict[str, dict[str, Any]] = {
    "cerrar": {
        "boton": "Cerrar la cuenta",
        "hacer": acciones.cerrar,
        "explicacion": "Deja de entrar desde su próxima página: se cierran sus sesiones y se anula su invitación. Lo que hizo sigue siendo suyo. Se puede reabrir.",
        "mensaje": "La cuenta está cerrada.",
        "peligro": True,
    },
    "reabrir": {
        "boton": "Reabrir la cuenta",
        "hacer": acciones.reabrir,
        "explicacion": "Vuelve a entrar con la contraseña que tenía, y alcanza lo que digan sus cargos de hoy.",
        "mensaje": "La cuenta está abierta otra vez.",
    },
    "renovar": {
        "boton": "Pedir que renueve su contraseña",
        "hacer": acciones.pedir_renovacion,
        "explicacion": "En su próxima página, también en las sesiones ya abiertas, tendrá que elegir una contraseña nueva antes de seguir.",
        "mensaje": "Tendrá que renovar su contraseña.",
    },
    "cerrar-sesiones": {
        "boton": "Cerrar sus sesiones",
        "hacer": acciones.cerrar_sesiones,
        "explicacion": "Se cierran todas, en todos sus equipos. La cuenta sigue abierta: puede volver a entrar con su contraseña.",
        "mensaje": "Se cerraron sus sesiones.",
    },
    "quitar-factor": {
        "boton": "Quitar su segundo factor",
        "hacer": acciones.quitar_segundo_factor,
        "explicacion": "Para quien perdió el teléfono y sus códigos: compruebe que es esa persona quien lo pide. Se cierran sus sesiones y al entrar pondrá otro.",
        "mensaje": "Ya no tiene segundo factor.",
        "peligro": True,
    },
    "anular-invitacion": {
        "boton": "Anular la invitación",
        "hacer": acciones.anular_invitacion,
        "explicacion": "El enlace o el código que está por usarse deja de valer. Después se puede emitir otro.",
        "mensaje": "Se anuló la invitación.",
        "peligro": True,
    },
}


@requires(Permiso.EDITAR_CUENTAS, fila=una_cuenta_por_decidir)
def decidir(request: Pedido, cuenta: Any) -> HttpResponse:
    """One of the decisions, with its reason."""
    decision = cuenta.decision

    def hacer() -> str:
        decision["hacer"](por=request.user, cuenta=cuenta)
        return reverse("cuenta", args=[cuenta.pk])

    return responder(
        request,
        FormularioMotivo(request.POST or None),
        plantilla="comun/confirmar.html",
        hacer=hacer,
        mensaje=decision["mensaje"],
        contexto={
            "titulo": f"{decision['boton']}: {cuenta}",
            "explicacion": decision["explicacion"],
            "boton": decision["boton"],
            "peligro": decision.get("peligro", False),
            "volver_url": reverse("cuenta", args=[cuenta.pk]),
        },
    )
