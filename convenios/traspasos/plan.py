"""What handing a charge over would do, said before it is done.

A charge that passes on ends the day before, and another begins. An encargatura is the same with an end: the day after it, a new row
of the same titular begins. Rows with dates do the rest: no job has to wake up on that day.
"""

import datetime
from dataclasses import dataclass, field
from typing import Any

from base.bitacora.revisiones import revision_de
from base.comun.fechas import hoy
from base.comun.templatetags.comun import fecha
from base.cuentas.models import Usuario
from base.cuentas.roles import Permiso, Rol
from convenios.models import Convenio, Designacion, Traspaso
from convenios.models.traspaso import huella_de
from municipios.models import EnlaceMunicipal, Gestion, MiembroDre, MiembroUgel, Municipalidad, Ugel

UN_DIA = datetime.timedelta(days=1)
LEJOS = datetime.timedelta(days=730)
CARGOS: tuple[Any, ...] = (Gestion, EnlaceMunicipal, MiembroUgel, MiembroDre)
Clase, Modalidad = Traspaso.Clase, Traspaso.Modalidad


# ── What is asked ────────────────────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, kw_only=True)
class Puesto:
    """A charge that can pass on: the office of mayor of a municipality, or one row of its liaison or of the UGEL's staff."""

    clase: str
    ugel: Ugel
    municipalidad: Municipalidad | None = None
    fila: Any = None

    @property
    def rol(self) -> str:
        """The role of whoever holds it."""
        return Rol.ALCALDE if self.clase == Clase.ALCALDIA else str(self.fila.usuario.rol)

    @property
    def nombre(self) -> str:
        """The charge in words."""
        if self.clase == Clase.ALCALDIA:
            return f"Alcaldía de la {str(self.municipalidad)[0].lower()}{str(self.municipalidad)[1:]}"
        if self.clase == Clase.ENLACE:
            return f"{self.fila.cargo or 'Enlace'} · {self.municipalidad}"
        return f"{self.fila.cargo or self.fila.usuario.get_rol_display()} · {self.ugel}"

    def lo_traspasa(self, por: Usuario) -> bool:
        """Municipal charges, an administrator or a coordinator; those of the UGEL give roles, so only who makes accounts."""
        return por.puede(Permiso.TRASPASAR) and (self.clase != Clase.UGEL or por.puede(Permiso.EDITAR_CUENTAS))


@dataclass(frozen=True, kw_only=True)
class Solicitud:
    """Who receives it, from which day, until when, by which document. `sucesor` is an account, or one still to be made."""

    puesto: Puesto
    modalidad: str
    desde: datetime.date
    hasta: datetime.date | None = None
    documento: str
    sucesor: Usuario
    cerrar: bool = False

    @property
    def es_encargatura(self) -> bool:
        """Only for a time."""
        return self.modalidad == Modalidad.ENCARGATURA


# ── What would happen ────────────────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Tramo:
    """One stretch of a charge, as it will stand."""

    que: str
    quien: str
    desde: datetime.date | None
    hasta: datetime.date | None
    nota: str = ""

    @property
    def fechas(self) -> str:
        """From when to when, in words."""
        desde = f"desde el {fecha(self.desde)}" if self.desde else "desde una fecha sin dato"
        return f"{desde}, hasta el {fecha(self.hasta)}" if self.hasta else f"{desde}, sin fecha de fin"


@dataclass(kw_only=True)
class Plan:
    """Everything that the act would do, and why not where it may not."""

    solicitud: Solicitud
    fila: Any = None  # the charge that is handed over
    hasta: datetime.date | None = None
    terminan: list[Tramo] = field(default_factory=list)
    empiezan: list[Tramo] = field(default_factory=list)
    cuentas: list[str] = field(default_factory=list)
    designaciones: list[Any] = field(default_factory=list)
    cierra: bool = False
    rechazos: list[str] = field(default_factory=list)
    advertencias: list[str] = field(default_factory=list)

    @property
    def saliente(self) -> Usuario | None:
        """The account of who hands over."""
        return self.fila.usuario if self.fila is not None else None

    @property
    def saliente_nombre(self) -> str:
        """Their name, which a mayor without account has too."""
        return str(getattr(self.fila, "alcalde", "") or self.saliente or "") if self.fila is not None else ""

    @property
    def corta(self) -> bool:
        """The charge is still running that day, so that it is ended."""
        return self.fila is not None and (self.fila.fin is None or self.fila.fin >= self.solicitud.desde)

    @property
    def vuelve(self) -> bool:
        """After an encargatura the titular takes the charge up again."""
        return self.solicitud.es_encargatura and self.corta and (self.fila.fin is None or self.fila.fin > self.hasta)

    @property
    def huella(self) -> str:
        """What would be written, and from where it starts: a plan shown and a plan applied are the same or they are not."""
        s = self.solicitud
        filas = [(d.pk, revision_de(d)) for d in self.designaciones]
        inicio = [self.fila.pk, revision_de(self.fila)] if self.fila is not None else []
        tramos = [(t.que, t.quien, t.fechas) for t in (*self.terminan, *self.empiezan)]
        quien = [s.sucesor.pk, s.sucesor.username, s.sucesor.nombre, s.sucesor.email, s.sucesor.is_active]
        return huella_de([s.modalidad, s.documento, quien, inicio, filas, tramos, self.cuentas, self.cierra, self.rechazos])


class PlanCambiado(Exception):
    """Something moved between what was shown and what would be done: `plan` is how it stands now."""

    def __init__(self, plan: Plan) -> None:
        super().__init__("el traspaso cambió desde que se mostró")
        self.plan = plan


def planear(solicitud: Solicitud, *, por: Usuario) -> Plan:
    """What handing it over would do today. Writes nothing."""
    plan = Plan(solicitud=solicitud, fila=_titular(solicitud))
    seguida = plan.fila.fin if plan.corta and not solicitud.es_encargatura else None
    plan.hasta = solicitud.hasta or seguida
    _revisar_fechas(plan)
    if solicitud.desde < hoy():
        plan.advertencias.append("La fecha ya pasó: lo que se hizo desde entonces queda a nombre de quien lo hizo.")
    if not plan.rechazos:
        _tramos(plan)
        _revisar_sucesor(plan, por)
        _designaciones(plan)
        _cuentas(plan, por)
    return plan


def _titular(solicitud: Solicitud) -> Any:
    puesto = solicitud.puesto
    if puesto.clase != Clase.ALCALDIA:
        return puesto.fila
    gestiones = Gestion.objects.filter(municipalidad=puesto.municipalidad, inicio__lt=solicitud.desde)
    return gestiones.select_related("usuario", "municipalidad__distrito").order_by("-inicio").first()


def _revisar_fechas(plan: Plan) -> None:
    s, fila = plan.solicitud, plan.fila
    if s.desde > hoy() + LEJOS:
        plan.rechazos.append("La fecha está a más de dos años: revise el año.")
    if plan.hasta is not None and plan.hasta < s.desde:
        plan.rechazos.append("El último día no puede ser anterior al primero.")
    if fila is not None and fila.inicio is not None and s.desde <= fila.inicio:
        plan.rechazos.append(f"El cargo de {plan.saliente_nombre} empezó el {fecha(fila.inicio)}: la fecha tiene que ser posterior.")
    if s.puesto.clase == Clase.ALCALDIA:
        _revisar_gestiones(plan)
    elif not plan.corta and Traspaso.objects.filter(clase=s.puesto.clase, cargo_entregado=fila.pk).exists():
        plan.rechazos.append("Ese cargo ya se traspasó: lo que sigue se traspasa desde quien lo recibió.")
    if s.es_encargatura:
        _revisar_encargatura(plan)


def _revisar_gestiones(plan: Plan) -> None:
    """Two mayors never govern on the same day, and who governs today is not left behind."""
    s = plan.solicitud
    otras = Gestion.objects.filter(municipalidad=s.puesto.municipalidad).exclude(pk=getattr(plan.fila, "pk", None))
    cruzan = otras.filter(inicio__gte=s.desde).entre(s.desde, plan.hasta) | otras.filter(inicio__gte=s.desde).vigentes()
    plan.rechazos += [
        f"Se cruza con la gestión de {otra.alcalde}, que empieza el {fecha(otra.inicio)}." for otra in cruzan.order_by("inicio")[:3]
    ]


def _revisar_encargatura(plan: Plan) -> None:
    if plan.hasta is None:
        plan.rechazos.append("Una encargatura dice hasta qué día es.")
    if not plan.corta:
        plan.rechazos.append("Ese día el cargo no tiene titular a quien reemplazar: haga un traspaso.")
    elif plan.fila.fin is not None and plan.hasta is not None and plan.hasta > plan.fila.fin:
        plan.rechazos.append(f"El cargo del titular termina el {fecha(plan.fila.fin)}: la encargatura no puede pasar de ese día.")


def _tramos(plan: Plan) -> None:
    s, nombre = plan.solicitud, plan.solicitud.puesto.nombre
    if plan.corta:
        antes = f"hoy figura hasta el {fecha(plan.fila.fin)}" if plan.fila.fin else "hoy figura sin fecha de fin"
        plan.terminan.append(Tramo(nombre, plan.saliente_nombre, plan.fila.inicio, s.desde - UN_DIA, antes))
    nota = "por encargatura" if s.es_encargatura else ""
    plan.empiezan.append(Tramo(nombre, s.sucesor.nombre, s.desde, plan.hasta, nota))
    if plan.vuelve:
        plan.empiezan.append(Tramo(nombre, plan.saliente_nombre, despues(plan), plan.fila.fin, "vuelve el titular"))


def despues(plan: Plan) -> datetime.date:
    """The day on which the titular is back."""
    assert plan.hasta is not None  # noqa: S101  (an encargatura has an end: the plan was refused otherwise)
    return plan.hasta + UN_DIA


def _revisar_sucesor(plan: Plan, por: Usuario) -> None:
    s = plan.solicitud
    if s.sucesor.pk is None:
        return
    if plan.saliente is not None and s.sucesor.pk == plan.saliente.pk:
        plan.rechazos.append(f"{s.sucesor} ya tiene ese cargo.")
    elif s.sucesor.pk == por.pk:
        plan.rechazos.append("Nadie se entrega un cargo a sí mismo: pídalo a otra persona.")
    if s.sucesor.rol != s.puesto.rol:
        plan.rechazos.append(
            f"La cuenta de {s.sucesor} es de «{s.sucesor.get_rol_display()}», y este cargo pide «{Rol(s.puesto.rol).label}»."
        )
    for cargo in _cargos_de(s.sucesor, s.desde, plan.hasta):
        if cargo != plan.fila:
            plan.rechazos.append(f"{s.sucesor} ya tiene un cargo en esas fechas: {_donde(cargo)}.")
    if not s.sucesor.is_active and not por.puede(Permiso.EDITAR_CUENTAS):
        plan.rechazos.append(f"La cuenta de {s.sucesor} está cerrada: la abre un administrador.")


def _cargos_de(usuario: Usuario, desde: datetime.date, hasta: datetime.date | None) -> list[Any]:
    """Every charge that this person holds on some day between the two, of whatever office."""
    return [cargo for modelo in CARGOS for cargo in modelo.objects.filter(usuario=usuario).entre(desde, hasta)]


def _donde(cargo: Any) -> str:
    lugar = getattr(cargo, "municipalidad", None) or getattr(cargo, "ugel", None) or getattr(cargo, "dre", None)
    return f"{lugar}, {Tramo('', '', cargo.inicio, cargo.fin).fechas}"


def _designaciones(plan: Plan) -> None:
    """Where the convenios of the UGEL designate who hands over, they designate who receives; future ones are left and said."""
    s = plan.solicitud
    if s.puesto.clase != Clase.UGEL or plan.saliente is None:
        return
    suyas = Designacion.objects.filter(usuario=plan.saliente, convenio__ugel=s.puesto.ugel).exclude(
        convenio__estado__in=[Convenio.Estado.CONCLUIDO, Convenio.Estado.RESUELTO, Convenio.Estado.ANULADO]
    )
    for fila in suyas.select_related("convenio").order_by("pk"):
        if fila.fin is not None and fila.fin < s.desde:
            continue
        if fila.inicio is not None and fila.inicio >= s.desde:
            plan.advertencias.append(f"Su designación en {fila.convenio}, que empieza el {fecha(fila.inicio)}, no se toca: revísela.")
            continue
        plan.designaciones.append(fila)
        que = f"Designación en {fila.convenio}"
        plan.terminan.append(Tramo(que, fila.nombre, fila.inicio, s.desde - UN_DIA))
        plan.empiezan.append(Tramo(que, s.sucesor.nombre, s.desde, hasta_designacion(plan, fila)))
        if vuelve_a(plan, fila):
            plan.empiezan.append(Tramo(que, fila.nombre, despues(plan), fila.fin, "vuelve el titular"))


def vuelve_a(plan: Plan, fila: Designacion) -> bool:
    """Whether the titular takes this designation up again."""
    return plan.vuelve and (fila.fin is None or fila.fin >= despues(plan))


def hasta_designacion(plan: Plan, fila: Designacion) -> datetime.date | None:
    """Until when the new designation goes: as the one it follows, or as the encargatura."""
    fines = [f for f in (plan.hasta if plan.solicitud.es_encargatura else None, fila.fin) if f is not None]
    return min(fines, default=None)


def _cuentas(plan: Plan, por: Usuario) -> None:
    s, sale = plan.solicitud, plan.saliente
    if s.sucesor.pk is None:
        rol = Rol(s.sucesor.rol).label
        plan.cuentas.append(
            f"Se crea la cuenta «{s.sucesor.username}» de {s.sucesor.nombre} ({rol}), sin contraseña: no puede entrar hasta que se le invite."
        )
    elif not s.sucesor.is_active:
        plan.cuentas.append(f"Se abre otra vez la cuenta «{s.sucesor.username}» de {s.sucesor}.")
    if sale is None or not sale.is_active:
        return
    queda = f"La cuenta «{sale.username}» de {sale} queda abierta"
    otros = [c for c in _cargos_de(sale, hoy(), None) if c != plan.fila]
    if not s.cerrar:
        plan.cuentas.append(f"{queda}.")
    elif s.es_encargatura:
        plan.cuentas.append(f"{queda}: el titular vuelve.")
    elif sale.pk == por.pk:
        plan.cuentas.append(f"{queda}: nadie cierra su propia cuenta.")
    elif otros:
        plan.cuentas.append(f"{queda}: tiene otro cargo, {_donde(otros[0])}.")
    elif s.desde > hoy():
        plan.cuentas.append(
            f"{queda} hasta que se cierre a mano: su cargo sigue hasta el {fecha(s.desde - UN_DIA)}. Ese día deja de ver y de hacer."
        )
    else:
        plan.cierra = True
        plan.cuentas.append(f"Se cierra la cuenta «{sale.username}» de {sale}: no podrá entrar.")
