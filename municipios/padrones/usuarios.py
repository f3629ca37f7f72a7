"""The padrón of accounts: who enters, with which role and, for a municipality, which one. Nobody is mailed: invitations leave from Cuentas."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.db.models.functions import Lower

from base.bitacora.bloque import cambiar_en_bloque, crear_en_bloque
from base.bitacora.carga import UnRegistro
from base.comun.busqueda import sin_tildes
from base.comun.documentos import Celda
from base.comun.padron import Codigo, Correo, Eleccion, Fila, Padron, Texto
from base.cuentas.models import Usuario
from base.cuentas.roles import MUNICIPALES, Permiso, Rol
from municipios.acciones import olvidar_otros_correos, terminar_los_que_no_usa
from municipios.cuentas import con_cargo_fuera, cuentas_para, roles_que_da
from municipios.models import Distrito, EnlaceMunicipal, Gestion, MiembroDre, MiembroUgel, Municipalidad, Ugel

SIN_UGEL = "No se sabe en qué UGEL sirve: quien carga tiene a su cargo varias, o ninguna."
SUYA = "Nadie cambia lo que puede su propia cuenta: pídaselo a otro administrador."
FUERA = "Esa persona tiene también un cargo fuera de su UGEL: su cuenta la cambia quien administra toda la instalación."
OCUPADO = "Ya existe una cuenta con ese usuario, y no es de las que usted cambia por archivo."
OTRA_CUENTA = "El alcalde de esa municipalidad ya tiene su cuenta: para cambiarla, use Traspasos."
EN_FEMENINO = {"administradora": "administrador", "coordinadora": "coordinador", "directora": "director", "alcaldesa": "alcalde"}
NO_SE_MUEVE = "Un archivo no mueve a nadie de municipalidad: hágalo en Cuentas, o con un traspaso."


class CargaUsuarios(UnRegistro):
    """Accounts that this person administers. A new one has no password and no invitation: it is created with its charge, and waits."""

    modelo = Usuario
    campos = {"usuario": "username", "nombre": "nombre", "correo": "email", "rol": "rol"}
    llave = ("usuario",)

    def registros(self) -> QuerySet[Any]:
        """Never one that runs the whole installation."""
        return con_cargo_fuera(cuentas_para(self.por), self.por).filter(is_superuser=False)

    def nuevo(self, fila: Fila) -> Model:
        cuenta = Usuario()
        cuenta.set_unusable_password()
        return cuenta

    # ── Which account, and where it serves ───────────────────────────────────────────────────────────────────────────────
    def buscar(self, filas: Sequence[Fila], *, con_candado: bool) -> None:
        super().buscar(filas, con_candado=con_candado)
        ajenas = set(Usuario.objects.exclude(pk__in=self.registros().values("pk")).values_list(Lower("username"), flat=True))
        municipalidades = self._municipalidades()
        lugares = lugares_de([fila.registro for fila in filas if fila.registro is not None], self.por)
        self.gestiones, self.tomadas = self._gestiones(con_candado=con_candado), set[int]()
        for fila in filas:
            ubigeo = fila.valores.get("ubigeo")
            if fila.registro is None and fila.llave in ajenas:
                fila.error("usuario", OCUPADO)
            if ubigeo is not None and ubigeo not in municipalidades:
                fila.error("ubigeo", f"{ubigeo} no es un distrito de su UGEL.")
            fila.extra["municipalidad"] = municipalidades.get(ubigeo)
            if fila.registro is not None:
                suyos = lugares.get(fila.registro.pk, [])
                fila.actual["ubigeo"] = ubigeo if ubigeo in suyos else min(suyos, default=None)

    def _municipalidades(self) -> dict[Any, Municipalidad]:
        suyas = Municipalidad.objects.filter(distrito__in=Distrito.objects.atendidos_por(self.por))
        return {m.distrito.ubigeo: m for m in suyas.select_related("distrito")}

    def _gestiones(self, *, con_candado: bool) -> dict[int, Gestion]:
        """Who governs each municipality today."""
        filas = Gestion.objects.for_user(self.por).vigentes().order_by("pk")
        if con_candado:
            filas = filas.select_for_update(of=("self",))
        return {gestion.municipalidad_id: gestion for gestion in filas}

    # ── What it becomes ──────────────────────────────────────────────────────────────────────────────────────────────────
    def comprobar(self, filas: Sequence[Fila]) -> None:
        super().comprobar(filas)
        correos = dict(Usuario.objects.exclude(email="").values_list(Lower("email"), "pk"))
        da, vistos = {rol for rol, _ in roles_que_da(self.por)}, dict[str, int]()
        for fila in filas:
            cuenta, cambian = fila.extra["registro"], {columna for columna, *_ in fila.cambios}
            if fila.registro is None:
                self._usuario(fila)
            elif fila.registro.con_cargo_fuera and cambian:
                fila.error(None, FUERA)
            elif cuenta.pk == self.por.pk and cambian & {"rol", "ubigeo"}:
                fila.error("rol" if "rol" in cambian else "ubigeo", SUYA)
            if (fila.registro is None or "rol" in cambian) and cuenta.rol not in da:
                fila.error("rol", "Quien lee por la Dirección Regional lo nombra quien administra toda la instalación.")
            self._correo(fila, cuenta, correos, vistos)
            self._cargo(fila, cuenta, cambian)

    def _usuario(self, fila: Fila) -> None:
        try:
            Usuario._meta.get_field("username").run_validators(fila.valores["usuario"])
        except ValidationError as error:
            fila.error("usuario", " ".join(error.messages))

    def _correo(self, fila: Fila, cuenta: Usuario, correos: dict[str, int], vistos: dict[str, int]) -> None:
        correo = str(fila.valores.get("correo") or "").lower()
        if not correo:
            return
        if correos.get(correo, cuenta.pk) != cuenta.pk:
            fila.error("correo", "Ya existe una cuenta con ese correo.")
        elif vistos.setdefault(correo, fila.numero) != fila.numero:
            fila.error("correo", f"Está repetido: ya aparece en la fila {vistos[correo]}.")

    def _cargo(self, fila: Fila, cuenta: Usuario, cambian: set[str]) -> None:
        """Which charge the row gives, if any."""
        estrena = fila.registro is None or "rol" in cambian
        if cuenta.rol not in MUNICIPALES:
            if "ubigeo" in fila.valores:
                fila.error("ubigeo", "Solo un alcalde o un enlace municipal llevan ubigeo: déjelo vacío.")
            elif fila.registro is None:
                fila.extra["lugar"] = self.ugel.dre if self.ugel is not None and cuenta.rol == Rol.DRE else self.ugel
                if self.ugel is None:
                    fila.error("rol", SIN_UGEL)
        elif "ubigeo" in cambian and fila.actual["ubigeo"] is not None:
            fila.error("ubigeo", NO_SE_MUEVE)
        elif estrena and fila.extra["municipalidad"] is None:
            if fila.registro is None:
                fila.error("ubigeo", "Escriba el ubigeo de su municipalidad.")
        elif estrena or "ubigeo" in cambian:
            fila.extra["lugar"] = fila.extra["municipalidad"]
            if cuenta.rol == Rol.ALCALDE:
                self._gestion(fila, cuenta)
        if estrena and fila.registro is not None and "lugar" not in fila.extra and not fila.errores:
            fila.aviso("rol", "Los cargos que el nuevo rol no usa terminan hoy: agréguele el que corresponda en Cuentas.")

    def _gestion(self, fila: Fila, cuenta: Usuario) -> None:
        """A mayor's account joins the term of office that is in force; the file does not say from which day somebody governs."""
        gestion = self.gestiones.get(fila.extra["lugar"].pk)
        if gestion is None:
            fila.error("ubigeo", "Esa municipalidad no tiene hoy una gestión registrada: cárguela primero en el padrón de autoridades.")
        elif gestion.usuario_id is not None or gestion.pk in self.tomadas:
            fila.error("ubigeo", OTRA_CUENTA)
        elif sin_tildes(gestion.alcalde) != sin_tildes(cuenta.nombre):
            fila.error("nombre", f"Hoy figura como alcalde «{gestion.alcalde}»: escriba ese mismo nombre, o corrija antes la gestión.")
        else:
            fila.extra["gestion"] = gestion
            self.tomadas.add(gestion.pk)

    # ── Written ──────────────────────────────────────────────────────────────────────────────────────────────────────────
    def escribir(self, filas: Sequence[Fila]) -> None:
        super().escribir(filas)
        for fila in filas:
            cambian = {columna for columna, *_ in fila.cambios}
            if "correo" in cambian:
                olvidar_otros_correos(fila.registro)
            if "rol" in cambian:
                terminar_los_que_no_usa(fila.registro, por=self.por)
        cargos: dict[type[Model], list[Any]] = {MiembroUgel: [], MiembroDre: [], EnlaceMunicipal: []}
        gestiones = []
        for fila in filas:
            cuenta, lugar = fila.extra["registro"], fila.extra.get("lugar")
            if "gestion" in fila.extra:
                fila.extra["gestion"].usuario = cuenta
                gestiones.append(fila.extra["gestion"])
            elif isinstance(lugar, Municipalidad):
                cargos[EnlaceMunicipal].append(EnlaceMunicipal(usuario=cuenta, municipalidad=lugar, demostracion=lugar.demostracion))
            elif isinstance(lugar, Ugel):
                cargos[MiembroUgel].append(MiembroUgel(usuario=cuenta, ugel=lugar, demostracion=lugar.demostracion))
            elif lugar is not None:
                cargos[MiembroDre].append(MiembroDre(usuario=cuenta, dre=lugar, demostracion=lugar.demostracion))
        for modelo, nuevos in cargos.items():
            crear_en_bloque(modelo, nuevos)
        cambiar_en_bloque(Gestion, gestiones, ["usuario"])


def lugares_de(cuentas: Sequence[Any], por: Any) -> dict[int, list[str]]:
    """Account → the districts whose municipality it speaks for, today or from a day to come, within reach of `por`."""
    lugares: dict[int, list[str]] = {}
    for rol, modelo in ((Rol.ALCALDE, Gestion), (Rol.ENLACE, EnlaceMunicipal)):
        suyas = {cuenta.pk for cuenta in cuentas if cuenta.rol == rol}
        cargos: Any = modelo.objects.for_user(por).sin_terminar().exclude(usuario=None)
        for cuenta, ubigeo in cargos.order_by().values_list("usuario", "municipalidad__distrito__ubigeo"):
            if cuenta in suyas:
                lugares.setdefault(cuenta, []).append(ubigeo)
    return lugares


def _exportar(*, por: Any, ugel: Any, convenio: Any) -> Iterator[list[Celda]]:
    cuentas = list(cuentas_para(por).filter(is_superuser=False).order_by("username"))
    lugares = lugares_de(cuentas, por)
    for cuenta in cuentas:
        yield [cuenta.username, cuenta.nombre, cuenta.email, cuenta.rol, min(lugares.get(cuenta.pk, []), default="")]


USUARIOS = Padron(
    clave="usuarios",
    nombre="Usuarios",
    descripcion="Las cuentas que usted administra. Las nuevas entran con su cargo y sin contraseña: a cada persona se le invita después, desde Cuentas.",
    columnas=(
        Texto(nombre="usuario", largo=60, requerida=True, ejemplo="enlace.060806", ayuda="Con lo que entra: letras sin tilde, cifras y @ . + - _",
              sinonimos=("cuenta", "nombre de usuario")),
        Texto(nombre="nombre", largo=150, requerida=True, ejemplo="Nombres y apellidos", sinonimos=("nombres y apellidos", "apellidos y nombres")),
        Correo(nombre="correo", largo=254, ejemplo="persona@ejemplo.pe", ayuda="De ninguna otra cuenta; vacío si no tiene.",
              sinonimos=("email", "correo electrónico")),
        Eleccion(nombre="rol", requerida=True, valores=dict(Rol.choices), otras=EN_FEMENINO, ejemplo="enlace", sinonimos=("perfil",),
                 ayuda="Al cambiarlo, los cargos que el nuevo rol no usa terminan ese día."),
        Codigo(nombre="ubigeo", digitos=6, ofrece="distritos", ejemplo="060806", sinonimos=("ubigeo inei",),
               ayuda="De la municipalidad por la que habla un alcalde o un enlace; en los demás roles va vacío."),
    ),
    llave=("usuario",),
    operacion=CargaUsuarios,
    crear=Permiso.EDITAR_CUENTAS,
    cambiar=Permiso.EDITAR_CUENTAS,
    conjunta=True,
    exportar=_exportar,
)  # fmt: skip
