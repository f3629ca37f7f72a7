"""What can be found of this floor: districts, schools, buildings, risk, projects, nudos críticos, indicators; and, by who keeps them, accounts."""

from typing import Any

from django.db.models import Case, CharField, Exists, F, OuterRef, TextField, Value, When
from django.db.models.functions import Cast, Concat

from base.comun.buscador.declaracion import Hallable, registrar
from base.cuentas.models import Usuario
from base.cuentas.roles import Permiso, Rol

from .cuentas import cuentas_para
from .models import Distrito, FichaRiesgo, Indicador, InstitucionEducativa, LocalEscolar, NudoCritico, ProyectoEducativo

DEL_LOCAL = ("codigo_local", "nombre", "centro_poblado")


def _cuentas(user: Any) -> Any:
    """Accounts are looked for by who administers them."""
    return cuentas_para(user) if user.puede(Permiso.EDITAR_CUENTAS) else Usuario.objects.none()


def _con_ficha(user: Any) -> Any:
    """The buildings of which some sheet of risk is read."""
    return LocalEscolar.objects.for_user(user).filter(Exists(FichaRiesgo.objects.for_user(user).filter(local=OuterRef("pk"))))


def _codigo_de_institucion() -> Any:
    """As an address names it: see `InstitucionEducativa.codigo`."""
    sin_codigo = Concat(Value("s"), Cast("pk", TextField()), output_field=TextField())
    con_anexo = Concat(F("codigo_modular"), Value("-"), F("anexo"), output_field=TextField())
    return Case(
        When(codigo_modular="", then=sin_codigo), When(anexo="0", then=F("codigo_modular")), default=con_anexo, output_field=CharField()
    )


def declarar() -> None:
    """Called once, when the app is ready."""
    registrar(*_territorio(), *_escuelas(), *_diagnostico(), _las_cuentas())


def _territorio() -> list[Hallable]:
    return [
        Hallable(
            clave="distrito", singular="distrito", plural="distritos y municipalidades", icono="municipio", orden=10,
            modelo=Distrito, visibles=Distrito.objects.for_user,
            busca_en=("ubigeo", "nombre", "capital", "provincia", Value("distrito municipalidad"), "municipalidad__tipo"),
            codigo="ubigeo", titulo="nombre", donde=("provincia", "departamento"), ruta="distrito", llaves=("ubigeo",),
        ),
    ]  # fmt: skip


def _escuelas() -> list[Hallable]:
    return [
        Hallable(
            clave="institucion", singular="institución educativa", plural="instituciones educativas", icono="casa", orden=40,
            modelo=InstitucionEducativa, visibles=InstitucionEducativa.objects.for_user, busca_en=(),
            indice=("codigo_modular", "nombre"), columna="buscado", codigo="codigo_modular", titulo="nombre", donde=("distrito__nombre",),
            estado="nivel", estados=dict(InstitucionEducativa.Nivel.choices), ruta="institucion", llaves=(_codigo_de_institucion(),),
        ),
        Hallable(
            clave="local", singular="local escolar", plural="locales escolares", icono="casa", orden=42,
            modelo=LocalEscolar, visibles=LocalEscolar.objects.for_user, busca_en=(), indice=DEL_LOCAL, columna="buscado",
            codigo="codigo_local", titulo="nombre", detalle="direccion", donde=("centro_poblado", "distrito__nombre"),
            ruta="local", llaves=("pk",),
        ),
        Hallable(
            clave="riesgo", singular="local con ficha de riesgo", plural="locales con ficha de riesgo", icono="alarma", orden=44,
            modelo=LocalEscolar, visibles=_con_ficha, busca_en=(), indice=DEL_LOCAL, columna="buscado",  # its code is that of the building
            titulo="nombre", donde=("codigo_local", "centro_poblado", "distrito__nombre"), ruta="local_riesgo", llaves=("pk",),
        ),
        Hallable(
            clave="proyecto", singular="proyecto educativo", plural="proyectos educativos", icono="bandera", orden=46,
            modelo=ProyectoEducativo, visibles=ProyectoEducativo.objects.for_user, busca_en=(),
            indice=("codigo", "titulo", "tema", "producto"), columna="buscado", codigo="codigo", titulo="titulo", detalle="producto",
            donde=("institucion__nombre", "institucion__distrito__nombre"), estado="etapa", estados=dict(ProyectoEducativo.Etapa.choices),
            ruta="proyecto", llaves=("institucion__distrito__ugel__codigo", "pk"),
            publicos=ProyectoEducativo.objects.publicos, busca_en_publico=("titulo",),
        ),
    ]  # fmt: skip


def _diagnostico() -> list[Hallable]:
    return [
        Hallable(
            clave="nudo", singular="nudo crítico", plural="nudos críticos", icono="globo", orden=60,
            modelo=NudoCritico, visibles=NudoCritico.objects.for_user, busca_en=(), indice=("codigo", "texto", "causas"),
            codigo="codigo", titulo="texto", detalle="causas", donde=("distrito__nombre",),
            estado="estado", estados=dict(NudoCritico.Estado.choices), ruta="nudo", llaves=("pk", "distrito__ubigeo", "distrito__ugel__codigo"),
            de_la_ruta=1,
            publicos=NudoCritico.objects.publicos, busca_en_publico=("codigo", "texto"),
        ),
        Hallable(
            clave="indicador", singular="indicador", plural="indicadores", icono="ordenar", orden=62,
            modelo=Indicador, visibles=Indicador.objects.for_user, busca_en=("codigo", "nombre", "definicion"),
            codigo="codigo", titulo="nombre", detalle="definicion", donde=("unidad",), ruta="indicador", llaves=("pk",),
        ),
    ]  # fmt: skip


def _las_cuentas() -> Hallable:
    return Hallable(
        clave="cuenta", singular="cuenta", plural="cuentas", icono="persona", orden=90,
        modelo=Usuario, visibles=_cuentas, busca_en=("username", "nombre", "email"),
        codigo="username", titulo="nombre", detalle="email", estado="rol", estados=dict(Rol.choices), ruta="cuenta", llaves=("pk",),
    )  # fmt: skip
