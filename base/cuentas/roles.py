"""The whole permission table, on one page.

A role says *what* a person may do; *where* (which UGEL, which municipality, from when to when) stands in the dated terms of
`municipios`, and every queryset obeys both through `for_user`.
"""

from enum import Enum

from django.db import models


class Rol(models.TextChoices):
    """What a person is for the portal; one at a time."""

    ADMINISTRADOR = "administrador", "Administrador"
    COORDINADOR = "coordinador", "Coordinador de la UGEL"
    ESPECIALISTA = "especialista", "Especialista de la UGEL"
    DIRECTOR = "director", "Director de la UGEL"
    ALCALDE = "alcalde", "Alcalde"
    ENLACE = "enlace", "Enlace municipal"
    DRE = "dre", "Dirección Regional (lectura)"


class Permiso(Enum):
    """One kind of act. Views wear it, the admin asks for it, the import will."""

    VER = "ver"
    VER_HISTORIA = "ver_historia"
    REPORTAR_AVANCES = "reportar_avances"
    VERIFICAR_AVANCES = "verificar_avances"
    CONSULTAR = "consultar"  # ask the other side about a commitment, and answer what it asks
    EDITAR_COMPROMISOS = "editar_compromisos"
    CERRAR_COMPROMISOS = "cerrar_compromisos"
    EDITAR_CONVENIOS = "editar_convenios"
    EDITAR_ENCUENTROS = "editar_encuentros"
    EDITAR_TERRITORIO = "editar_territorio"
    EDITAR_INSTITUCIONES = "editar_instituciones"  # schools, their projects
    EVALUAR_RIESGO = "evaluar_riesgo"  # fill a risk sheet
    PRIORIZAR = "priorizar"  # set the weights, close a list
    EDITAR_DIAGNOSTICO = "editar_diagnostico"  # indicators, measurements, nudos críticos
    EDITAR_PLANES = "editar_planes"  # prepare a plan, its activities and targets
    APROBAR_PLANES = "aprobar_planes"  # each side for itself
    CERRAR_TRIMESTRES = "cerrar_trimestres"  # and rectify what was closed
    EDITAR_CUENTAS = "editar_cuentas"
    PAPELERA = "papelera"
    DEPURAR_PAPELERA = "depurar_papelera"
    CAMBIAR_MUCHOS = "cambiar_muchos"
    IMPORTAR = "importar"
    IMPORTAR_TODO = "importar_todo"
    TRASPASAR = "traspasar"  # municipal charges; one at the UGEL asks for EDITAR_CUENTAS too
    VER_CONFIGURACION = "ver_configuracion"
    CONFIGURAR = "configurar"
    USAR_ADMINISTRACION = "usar_administracion"
    VER_CORREOS = "ver_correos"
    VER_TAREAS = "ver_tareas"
    PROTEGER_DATOS = "proteger_datos"  # the seals of the history, what an account read, the rights of a person over their data
    ENVIAR_AVISOS = "enviar_avisos"  # see what would be sent to whom, and turn the sending on


UGEL = frozenset({Rol.ADMINISTRADOR, Rol.COORDINADOR, Rol.ESPECIALISTA, Rol.DIRECTOR})
MUNICIPALES = frozenset({Rol.ALCALDE, Rol.ENLACE})

# Acts that undo the work of many or open the way to others: whoever may do one of them signs in with a second factor (`factores`)
DELICADOS = frozenset(
    {
        Permiso.EDITAR_CUENTAS,
        Permiso.USAR_ADMINISTRACION,
        Permiso.CONFIGURAR,
        Permiso.IMPORTAR,
        Permiso.CAMBIAR_MUCHOS,
        Permiso.PAPELERA,
        Permiso.DEPURAR_PAPELERA,
        Permiso.TRASPASAR,
        Permiso.VERIFICAR_AVANCES,
        Permiso.CERRAR_COMPROMISOS,
        Permiso.CERRAR_TRIMESTRES,
    }
)

QUIEN: dict[Permiso, frozenset[Rol]] = {
    Permiso.VER: frozenset(Rol),
    Permiso.VER_HISTORIA: UGEL,
    Permiso.REPORTAR_AVANCES: frozenset({Rol.ADMINISTRADOR, Rol.COORDINADOR, Rol.ESPECIALISTA}) | MUNICIPALES,
    Permiso.VERIFICAR_AVANCES: frozenset({Rol.COORDINADOR}),
    Permiso.CONSULTAR: frozenset({Rol.ADMINISTRADOR, Rol.COORDINADOR, Rol.ESPECIALISTA}) | MUNICIPALES,
    Permiso.EDITAR_COMPROMISOS: frozenset({Rol.ADMINISTRADOR, Rol.COORDINADOR}),
    Permiso.CERRAR_COMPROMISOS: frozenset({Rol.COORDINADOR}),
    Permiso.EDITAR_CONVENIOS: frozenset({Rol.ADMINISTRADOR, Rol.COORDINADOR}),
    Permiso.EDITAR_ENCUENTROS: frozenset({Rol.ADMINISTRADOR, Rol.COORDINADOR}),
    Permiso.EDITAR_TERRITORIO: frozenset({Rol.ADMINISTRADOR}),
    Permiso.EDITAR_INSTITUCIONES: frozenset({Rol.ADMINISTRADOR, Rol.COORDINADOR, Rol.ESPECIALISTA}),
    Permiso.EVALUAR_RIESGO: UGEL,
    Permiso.PRIORIZAR: frozenset({Rol.ADMINISTRADOR, Rol.COORDINADOR}),
    Permiso.EDITAR_DIAGNOSTICO: frozenset({Rol.ADMINISTRADOR, Rol.COORDINADOR, Rol.ESPECIALISTA}),
    Permiso.EDITAR_PLANES: frozenset({Rol.ADMINISTRADOR, Rol.COORDINADOR, Rol.ESPECIALISTA}),
    Permiso.APROBAR_PLANES: frozenset({Rol.COORDINADOR, Rol.DIRECTOR, Rol.ALCALDE}),
    Permiso.CERRAR_TRIMESTRES: frozenset({Rol.COORDINADOR}),
    Permiso.EDITAR_CUENTAS: frozenset({Rol.ADMINISTRADOR}),
    Permiso.PAPELERA: frozenset({Rol.ADMINISTRADOR, Rol.COORDINADOR}),
    Permiso.DEPURAR_PAPELERA: frozenset({Rol.ADMINISTRADOR}),
    Permiso.CAMBIAR_MUCHOS: frozenset({Rol.ADMINISTRADOR, Rol.COORDINADOR}),
    Permiso.IMPORTAR: frozenset({Rol.ADMINISTRADOR, Rol.COORDINADOR}),
    Permiso.IMPORTAR_TODO: frozenset({Rol.ADMINISTRADOR}),
    Permiso.TRASPASAR: frozenset({Rol.ADMINISTRADOR, Rol.COORDINADOR}),
    Permiso.VER_CONFIGURACION: frozenset({Rol.ADMINISTRADOR, Rol.COORDINADOR, Rol.DIRECTOR}),
    Permiso.CONFIGURAR: frozenset({Rol.ADMINISTRADOR}),
    Permiso.USAR_ADMINISTRACION: frozenset({Rol.ADMINISTRADOR, Rol.COORDINADOR}),
    Permiso.VER_CORREOS: frozenset({Rol.ADMINISTRADOR}),
    Permiso.VER_TAREAS: frozenset({Rol.ADMINISTRADOR}),
    Permiso.PROTEGER_DATOS: frozenset({Rol.ADMINISTRADOR}),
    Permiso.ENVIAR_AVISOS: frozenset({Rol.ADMINISTRADOR, Rol.COORDINADOR}),
}

CON_SEGUNDO_FACTOR = frozenset[Rol]().union(*(QUIEN[permiso] for permiso in DELICADOS))
