"""Where the portal keeps something about a person, how each row is known to be theirs, and what is left in it once it is erased."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from allauth.usersessions.models import UserSession
from django.db.models import Count, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from base.avisos.models import Aviso, Carta, Envio, Preferencia
from base.bitacora.lecturas import Lectura
from base.bitacora.models import Visto
from base.cuentas.models import Equipo, Invitacion, LlaveDeApi, Usuario
from convenios.models import Designacion, Parte
from encuentros.models import Asistencia, Invitado, Participante
from municipios.models import Gestion, ProyectoEducativo

SIN_CORREO = "borrado@invalid.invalid"  # no address: a mail keeps the place of who got it


@dataclass(frozen=True)
class Persona:
    """An account, with every name and every address by which the portal has known its person."""

    cuenta: Usuario
    nombres: frozenset[str]
    correos: frozenset[str]

    @property
    def seudonimo(self) -> str:
        """What stands in place of the name: the same in every record, so that who did what stays one person."""
        return f"Persona {self.cuenta.pk}"

    @classmethod
    def de(cls, cuenta: Usuario) -> "Persona":
        """With the names that its history remembers, and the addresses to which its mails went."""
        historia: Any = Usuario.history.model  # type: ignore[attr-defined]
        nombres = {cuenta.nombre, *historia.objects.filter(id=cuenta.pk).values_list("nombre", flat=True)}
        correos = {cuenta.email, *Envio.objects.filter(usuario=cuenta).values_list("para", flat=True)}
        return cls(cuenta, frozenset(filter(None, nombres)), frozenset(filter(None, correos)) - {SIN_CORREO})


@dataclass(frozen=True)
class Lugar:
    """A kind of record that says something personal. `queda`: what each field says after the erasure (None: the pseudonym).

    A row is a person's by its account (`usuario`), by its name (`nombres`) or by its address (`correo`). Two people may have one name, and
    whoever corrects a name or a mail chooses what is found by it: so nobody finds here more than they read, and by the account alone it is sure.
    """

    modelo: Any
    queda: dict[str, Any]
    usuario: str = ""
    nombres: tuple[str, ...] = ()
    correo: str = ""
    con: tuple[str, ...] = ()  # what its own words need of other records

    @property
    def nombre(self) -> str:
        """How its rows are called."""
        return str(self.modelo._meta.verbose_name_plural)

    def clave(self, fila: Any) -> str:
        """How a form names one row."""
        return f"{self.modelo._meta.label_lower}:{fila.pk}"

    def es_de_la_cuenta(self, fila: Any, persona: Persona) -> bool:
        """Whether it says itself whose it is, and no name was looked for."""
        return bool(self.usuario) and getattr(fila, f"{self.usuario}_id") == persona.cuenta.pk

    def al_alcance(self, por: Usuario) -> "QuerySet[Any]":
        """What `por` reads, also in the papelera; all of it, for whoever administers the whole installation."""
        filas: QuerySet[Any] = self.modelo.todos.all() if por.is_superuser else self.modelo.todos.for_user(por)
        return filas

    def _de(self, persona: Persona) -> Q:
        condicion = Q(**{self.usuario: persona.cuenta}) if self.usuario else Q(pk__in=())
        for campo in self.nombres:
            for nombre in persona.nombres:
                condicion |= Q(**{f"{campo}__iexact": nombre})
        for correo in persona.correos if self.correo else ():
            condicion |= Q(**{f"{self.correo}__iexact": correo})
        return condicion

    def filas(self, persona: Persona, por: Usuario) -> "QuerySet[Any]":
        """Those of this person that `por` reads."""
        return self.al_alcance(por).filter(self._de(persona)).order_by("pk")

    def campos_de(self, fila: Any, persona: Persona) -> dict[str, Any]:
        """What is put in one row: a field that holds somebody else's name is left alone."""
        suya = self.es_de_la_cuenta(fila, persona)
        conocidos = {n.casefold() for n in persona.nombres}
        puesto = {}
        for campo, queda in self.queda.items():
            if suya or campo not in self.nombres or str(getattr(fila, campo)).casefold() in conocidos:
                puesto[campo] = persona.seudonimo if queda is None else queda
        return {campo: valor for campo, valor in puesto.items() if getattr(fila, campo)}


# What is changed. A mayor's name is in the convenio that was signed: it is erased here when the office decides it, with its document
DE_SU_DISTRITO = ("municipalidad__distrito",)
LUGARES = (
    Lugar(
        Gestion,
        {"alcalde": None, "correo": "", "telefono": ""},
        usuario="usuario",
        nombres=("alcalde",),
        correo="correo",
        con=DE_SU_DISTRITO,
    ),
    Lugar(Designacion, {"nombre": None}, usuario="usuario", nombres=("nombre",)),
    Lugar(Parte, {"firmante": None}, nombres=("firmante",), con=DE_SU_DISTRITO),
    Lugar(Invitado, {"nombre": None, "correo": "", "delegado": None}, nombres=("nombre", "delegado"), correo="correo", con=DE_SU_DISTRITO),
    Lugar(Asistencia, {"representante": None}, nombres=("representante",), con=DE_SU_DISTRITO),
    Lugar(Participante, {"nombre": None}, nombres=("nombre",)),
    Lugar(ProyectoEducativo, {"asesor": None}, nombres=("asesor",)),
)


def repartidas(persona: Persona, por: Usuario) -> tuple[list[str], dict[str, str]]:
    """The rows of this person in words: those of the account, which are theirs for sure, and by their keys those found by a name or an address."""
    suyas, halladas = [], {}
    hay = dict(cuantos(persona, por))
    for lugar in LUGARES:
        for fila in lugar.filas(persona, por).select_related(*lugar.con) if hay[lugar.nombre] else ():
            dicha = f"{str(lugar.modelo._meta.verbose_name).capitalize()}: {fila}"
            if lugar.es_de_la_cuenta(fila, persona):
                suyas.append(dicha)
            else:
                halladas[lugar.clave(fila)] = dicha
    return suyas, halladas


# What goes: it says nothing once its person is erased
SE_BORRAN: tuple[tuple[Any, str], ...] = (
    (Aviso, "usuario"),
    (Carta, "usuario"),
    (Preferencia, "usuario"),
    (Visto, "usuario"),
    (Equipo, "usuario"),
    (Invitacion, "usuario"),
    (LlaveDeApi, "usuario"),
    (UserSession, "user"),
)


def correos_de(persona: Persona, por: Usuario) -> "QuerySet[Envio]":
    """The mails that went, or are to go, to this person; by the address alone, only those that `por` looks after."""
    por_direccion = Q(pk__in=())
    for correo in persona.correos:
        por_direccion |= Q(para__iexact=correo)
    atendidos = Envio.objects.for_user(por).filter(por_direccion)
    return Envio.objects.filter(Q(usuario=persona.cuenta) | Q(pk__in=atendidos.values("pk"))).order_by("pk")


def cuantos(persona: Persona, por: Usuario) -> list[tuple[str, int]]:
    """How much there is of each kind, in one question."""
    filas = {lugar.nombre: lugar.filas(persona, por) for lugar in LUGARES}
    contadas = [_contar(de_una) for de_una in (*filas.values(), correos_de(persona, por))]
    dichos = Usuario.objects.filter(pk=persona.cuenta.pk).values_list(*contadas).get()
    return list(zip([*filas, "correos"], dichos, strict=True))


def _contar(filas: "QuerySet[Any]") -> Any:
    por_todas = filas.order_by().annotate(todas=Value(1)).values("todas").annotate(cuantas=Count("pk")).values("cuantas")
    return Coalesce(Subquery(por_todas), 0)


def en_datos(persona: Persona, por: Usuario) -> dict[str, Any]:
    """All of it, as a file that a person reads and a program too."""
    cuenta = persona.cuenta
    lecturas = Lectura.objects.filter(por=cuenta).order_by("pk")
    return {
        "cuenta": {
            "usuario": cuenta.username,
            "nombre": cuenta.nombre,
            "correo": cuenta.email,
            "rol": cuenta.get_rol_display(),
            "creada_el": cuenta.creado_en,
            "entro_por_ultima_vez_el": cuenta.entro_en,
            "otros_nombres": sorted(persona.nombres - {cuenta.nombre}),
            "otros_correos": sorted(persona.correos - {cuenta.email}),
        },
        "registros": list(_registros(persona, por)),
        "correos": list(correos_de(persona, por).values("para", "asunto", "motivo", "estado", "creado_en", "enviado_en", "texto")),
        "avisos": list(Aviso.objects.for_user(cuenta).values("texto", "creado_en", "leido_en")),
        "lo_que_leyo": list(lecturas.values("en", "acto", "nombre", "direccion", "cuantos")),
        "sesiones": list(UserSession.objects.filter(user=cuenta).values("created_at", "last_seen_at", "ip", "user_agent")),
    }


def _registros(persona: Persona, por: Usuario) -> Iterator[dict[str, Any]]:
    for lugar in LUGARES:
        for fila in lugar.filas(persona, por):
            dicho = {campo: getattr(fila, campo) for campo in lugar.queda if getattr(fila, campo)}
            yield {"clase": str(lugar.modelo._meta.verbose_name), "numero": fila.pk, "registro": str(fila), **dicho}
