"""Laws of the whole house: what no single file can promise. import-linter sees the imports; this sees the rest."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.db import models
from django.urls import get_resolver

from base.bitacora.models import Registro, Vivos
from base.cuentas.reglas import declarada, rutas
from portal.publico.api.tablas import TABLAS

RAIZ: Path = settings.RAIZ
PISOS = ["base.comun", "base.cuentas", "base.bitacora", "base.avisos", "municipios", "convenios", "encuentros", "portal"]
NUESTRAS = [c for c in apps.get_app_configs() if c.name.startswith(tuple(PISOS))]
MODELOS = [m for c in NUESTRAS for m in c.get_models() if not m.__name__.startswith("Historical")]
REGISTROS = [m for m in MODELOS if issubclass(m, Registro)]
# The doors to rows: each narrows to what one person (or anyone) may see.
PUERTAS = {
    "for_user",
    "publicos",
    "por_verificar",
    "por_responder",
    "pendientes_de",
    "propios_de",
    "propias_de",
    "reportables_por",
    "atendidas_por",
}


def fuentes(*carpetas: str) -> list[Path]:
    """Python files of the product, migrations aside."""
    raices = carpetas or ("base", "municipios", "convenios", "encuentros", "portal")
    return [f for c in raices for f in sorted((RAIZ / c).rglob("*.py")) if "migrations" not in f.parts]


def plantillas() -> list[Path]:
    return sorted((RAIZ / "templates").rglob("*.html"))


def piso(modulo: str) -> int:
    """Height of a module; -1 when it stands on no floor."""
    return next((i for i, nombre in enumerate(PISOS) if modulo == nombre or modulo.startswith(f"{nombre}.")), -1)


RUTAS = list(rutas(get_resolver().url_patterns))


# ── Floors ───────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_every_package_stands_on_a_floor():
    paquetes = {f.parent.name for f in RAIZ.glob("*/__init__.py")} - {"tests", "bench"}
    assert paquetes == {"base", "municipios", "convenios", "encuentros", "portal"}
    assert {p.name for p in (RAIZ / "base").iterdir() if (p / "__init__.py").exists()} == {"comun", "cuentas", "bitacora", "avisos"}


def test_the_top_level_holds_only_what_was_agreed():
    visibles = {p.name for p in RAIZ.iterdir() if not p.name.startswith((".", "_"))} - {"var"}
    assert visibles <= {
        *("manage.py", "convenios", "municipios", "encuentros", "templates", "static", "requirements.txt", "tests", "README.md"),
        *("base", "portal", "docs", "bench", "Makefile", "pyproject.toml", "requirements.lock", "CHANGELOG.md", "CONTRIBUTING.md"),
    }


def test_a_template_names_no_higher_floor():
    donde = {p.name: piso(p.callback.__module__) for _, p in RUTAS if p.name and piso(p.callback.__module__) >= 0}
    carpetas = {nombre.rsplit(".", 1)[-1]: i for i, nombre in enumerate(PISOS)} | {
        "tablero": 7,
        "publico": 7,
        "importaciones": 7,
        "account": piso("base.cuentas"),
    }
    faltas = []
    for plantilla in plantillas():
        carpeta = plantilla.relative_to(RAIZ / "templates").parts[0]
        altura = carpetas.get(carpeta, 0)
        texto = plantilla.read_text()
        for nombre in re.findall(r"{%\s*url\s+['\"]([\w-]+)['\"]", texto):
            if donde.get(nombre, 0) > altura:
                faltas.append((plantilla.name, nombre))
        for otra in re.findall(r"{%\s*(?:include|extends)\s+['\"](\w+)/", texto):
            if carpetas.get(otra, 0) > altura:
                faltas.append((plantilla.name, otra))
    assert faltas == []


def test_models_know_nothing_of_pages():
    prohibidos = ("django.http", "django.forms", "django.shortcuts", "django.views", "django.template")
    faltas = []
    for archivo in fuentes():
        if archivo.name == "models.py" or "models" in archivo.parts:
            for nodo in ast.walk(ast.parse(archivo.read_text())):
                nombres = (
                    [nodo.module or ""]
                    if isinstance(nodo, ast.ImportFrom)
                    else [a.name for a in nodo.names]
                    if isinstance(nodo, ast.Import)
                    else []
                )
                faltas += [(archivo.name, n) for n in nombres if n.startswith(prohibidos)]
    assert faltas == []


def test_a_key_from_a_higher_floor_leaves_no_name_below():
    faltas = []
    for modelo in MODELOS:
        for campo in modelo._meta.local_fields:
            if isinstance(campo, models.ForeignKey) and campo.related_model in MODELOS:
                arriba, abajo = piso(modelo.__module__), piso(campo.related_model.__module__)
                if arriba > abajo and not campo.remote_field.related_name.endswith("+"):
                    faltas.append(str(campo))
    assert faltas == []


def test_keys_to_a_person_name_the_setting():
    faltas = [f.name for f in fuentes() if re.search(r"ForeignKey\(\s*(Usuario|get_user_model|[\"']cuentas\.Usuario)", f.read_text())]
    assert faltas == []


# ── Guards ───────────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(("ruta", "patron"), RUTAS, ids=[r for r, _ in RUTAS])
def test_every_route_declares_who_may_use_it(ruta, patron):
    assert declarada(patron.callback), f"{ruta}: sin @requires ni @abierta"


def test_open_routes_are_one_written_set():
    abiertas = {p.name for _, p in RUTAS if getattr(p.callback, "abierta", None)}
    assert abiertas == {
        *("inicio", "publico", "publico_convenio", "salud_viva", "salud_lista", "salud_metricas", "evidencia"),
        *("publico_proyectos", "proyecto_evidencia", "publico_riesgo", "publico_riesgo_lista", "publico_diagnostico"),
        *("publico_planes", "publico_plan", "publico_cierre", "publico_comprobar", "evidencia_ejecucion"),
        *("account_login", "account_inactive", "account_reset_password", "account_reset_password_done"),
        *("account_reset_password_from_key", "account_reset_password_from_key_done"),
        *("activar", "activar_enlace", "activar_clave"),
        "segundo_paso",
        *("presencia", "publico_buscar"),
        "convocatoria_responder",
        *("publico_encuentros", "publico_encuentro", "foto_expuesta", "calendario"),
        "avisos_baja",
        "compartido",
        *("publico_datos", "publico_datos_tabla", "api", "api_openapi", "api_catalogo"),
        *(f"api_{clave}" for clave in TABLAS),
        *(f"api_privado_{clave}" for clave in TABLAS),  # the key of the header is the permission
        "publico_bitacora",
        *("publico_ugel", "publico_distritos", "publico_distrito", "publico_compromisos", "publico_compromiso"),
        *("publico_calculo", "publico_calculo_cifra", "publico_novedades", "publico_mapa", "mapas", "robots"),
        *("publico_privacidad", "publico_accesibilidad"),
    }


def accesos_sin_puerta(arbol: ast.AST) -> list[str]:
    """Uses of a manager (`X.objects`, `x.todos`) that do not go on through one of the doors."""
    padres = {hijo: nodo for nodo in ast.walk(arbol) for hijo in ast.iter_child_nodes(nodo)}
    faltas = []
    for nodo in ast.walk(arbol):
        if isinstance(nodo, ast.Attribute) and nodo.attr in {"objects", "todos", "_base_manager", "_default_manager"}:
            cadena, paso = [], padres.get(nodo)
            while isinstance(paso, ast.Attribute | ast.Call):
                if isinstance(paso, ast.Attribute):
                    cadena.append(paso.attr)
                paso = padres.get(paso)
            if not PUERTAS & set(cadena):
                faltas.append(f"línea {nodo.lineno}: {ast.unparse(nodo)}")
    return faltas


# Numbers of gestures, instants of history and counters of requests, of which no row is handed over; and what reads again by their numbers the
# rows that a door let through
SIN_FILAS = {
    *(RAIZ / "portal/publico" / nombre for nombre in ("copias.py", "ultima.py", "tareas.py")),
    *(RAIZ / "portal/publico/api" / nombre for nombre in ("limites.py", "rutas.py", "consulta.py")),
}


@pytest.mark.promesa("P23")
def test_views_reach_rows_only_through_a_door():
    faltas = {
        str(archivo.relative_to(RAIZ)): accesos_sin_puerta(ast.parse(archivo.read_text()))
        for archivo in set(fuentes()) - SIN_FILAS
        if archivo.name.startswith("views") or archivo.name == "consultas.py" or {"views", "publico"} & set(archivo.parts)
    }
    assert {archivo: lista for archivo, lista in faltas.items() if lista} == {}


@pytest.mark.promesa("P23")
@pytest.mark.control
def test_the_law_of_doors_sees_a_view_that_goes_around():
    assert accesos_sin_puerta(ast.parse("get_object_or_404(Avance.objects.filter(estado='x'), pk=pk)"))
    assert not accesos_sin_puerta(ast.parse("get_object_or_404(Avance.objects.for_user(user).filter(a=1), pk=pk)"))


def test_every_admin_stands_on_the_portal_admin():
    from base.bitacora.admin import PortalAdmin

    ajenos = [m._meta.label for m, a in admin.site._registry.items() if not isinstance(a, PortalAdmin)]
    assert ajenos == []


# ── Records ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("modelo", REGISTROS, ids=lambda m: m._meta.label)
def test_every_record_has_history_papelera_and_scope(modelo):
    assert hasattr(modelo, "history"), "sin historia"
    assert isinstance(modelo._default_manager, Vivos), "su primer manager muestra lo eliminado"
    assert hasattr(modelo.objects, "for_user"), "sin for_user"
    assert hasattr(modelo, "todos")


@pytest.mark.parametrize("modelo", MODELOS, ids=lambda m: m._meta.label)
def test_every_law_of_the_database_speaks_to_people(modelo):
    for ley in modelo._meta.constraints:
        assert ley.name.startswith(f"{modelo._meta.app_label}_"), ley.name
        assert ley.violation_error_message != ley.default_violation_error_message, f"{ley.name} no dice nada en español"
        assert ley.violation_error_message.endswith((".", "?")), ley.name


def test_the_database_of_municipios_knows_every_slug_that_may_be_chosen():
    faltas = []
    for modelo in (m for m in MODELOS if m._meta.app_label == "municipios"):
        leyes = [ley.condition.children for ley in modelo._meta.constraints if isinstance(ley, models.CheckConstraint)]
        unas = {hijos[0][0]: set(hijos[0][1]) for hijos in leyes if isinstance(hijos[0], tuple) and hijos[0][0].endswith("__in")}
        for campo in (c for c in modelo._meta.local_fields if c.choices and not c.name.startswith("archivo_")):
            conocidos = {slug for slug, _ in campo.choices} | ({""} if campo.blank else set())
            if unas.get(f"{campo.name}__in") != conocidos:
                faltas.append(str(campo))
    assert faltas == []


@pytest.mark.parametrize("modelo", MODELOS, ids=lambda m: m._meta.label)
def test_models_and_fields_are_called_in_plain_lower_case(modelo):
    siglas = ("UGEL", "DRE", "RENIEC", "SHA")
    for nombre in [str(modelo._meta.verbose_name), str(modelo._meta.verbose_name_plural)]:
        assert nombre[0].islower() or nombre.startswith(siglas), nombre
    for campo in modelo._meta.local_fields:
        nombre = str(campo.verbose_name)
        assert nombre[0].islower() or nombre.startswith(siglas) or campo.primary_key, f"{campo}: {nombre}"


@pytest.mark.parametrize("modelo", MODELOS, ids=lambda m: m._meta.label)
def test_an_instant_that_may_be_empty_walks_with_its_person(modelo):
    campos = {c.name: c for c in modelo._meta.local_fields}
    juntos = [str(ley.condition) for ley in modelo._meta.constraints if isinstance(ley, models.CheckConstraint)]
    for nombre, campo in campos.items():
        otro = nombre.removesuffix("_en") + "_por"
        if nombre.endswith("_en") and campo.null and otro in campos:
            assert any(f"{nombre}__isnull" in ley and f"{otro}__isnull" in ley for ley in juntos), f"{nombre} puede ir sin {otro}"


def test_no_history_row_is_lost_with_its_record():
    for modelo in REGISTROS:
        relacion = modelo.history.model._meta.get_field("history_relation") if "history_relation" in vars(modelo.history.model) else None
        assert relacion is None, f"{modelo._meta.label}: borrar el registro borraría su historia"


def test_personal_fields_stay_outside_history():
    personales = {"correo", "telefono", "email", "password", "dni", "asesor"}
    for modelo in (m for c in NUESTRAS for m in c.get_models() if m.__name__.startswith("Historical")):
        assert not personales & {c.name for c in modelo._meta.fields}, modelo._meta.label


# ── Texts ────────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_every_partial_opens_with_its_usage():
    parciales = [p for p in plantillas() if p.name.startswith("_")]
    assert parciales
    assert [p.name for p in parciales if not p.read_text().startswith("{# Usage:")] == []


def test_templates_carry_nothing_that_the_policy_forbids():
    faltas = []
    for plantilla in plantillas():
        texto = re.sub(r"{#.*?#}|{% comment %}.*?{% endcomment %}", "", plantilla.read_text(), flags=re.S)
        if plantilla.parent.name == "correo":  # a mail program knows no style sheet of ours, and no policy
            texto = re.sub(r"\sstyle=\"[^\"<>]*\"", "", texto)
        if re.search(r"<style|\sstyle=|\son\w+=[\"']|javascript:|<script(?![^>]*\bsrc=)", texto):
            faltas.append(plantilla.name)
        if re.search(r"(?:src|srcset|<link[^>]+href)=[\"'](?:https?:)?//", texto):
            faltas.append(plantilla.name)
    assert faltas == []


def test_names_carry_no_accents():
    con_tilde = re.compile(r"[áéíóúüñÁÉÍÓÚÜÑ]")
    faltas = [str(f.relative_to(RAIZ)) for f in [*fuentes(), *plantillas()] if con_tilde.search(str(f.relative_to(RAIZ)))]
    for archivo in fuentes():
        for nodo in ast.walk(ast.parse(archivo.read_text())):
            nombre = getattr(nodo, "name", None) or getattr(nodo, "id", None) or getattr(nodo, "attr", None)
            if isinstance(nombre, str) and con_tilde.search(nombre):
                faltas.append(f"{archivo.name}: {nombre}")
    assert faltas == []


def test_every_requirement_says_what_it_is_for():
    for linea in (RAIZ / "requirements.txt").read_text().splitlines():
        if linea.strip() and not linea.startswith("#"):
            assert "#" in linea, linea


def test_public_docstrings_say_what_a_thing_is():
    faltas = []
    for archivo in fuentes("base", "municipios", "convenios", "encuentros"):
        arbol = ast.parse(archivo.read_text())
        if not ast.get_docstring(arbol) and arbol.body:
            faltas.append(str(archivo.relative_to(RAIZ)))
        if "models" in str(archivo):
            faltas += [f"{archivo.name}: {n.name}" for n in arbol.body if isinstance(n, ast.ClassDef) and not ast.get_docstring(n)]
    assert faltas == []


def nombrados_y_ausentes(pagina: str) -> list[str]:
    """The files of `docs/despliegue/` that `pagina` names and a clone does not bring."""
    nombrados = set(re.findall(r"docs/despliegue/[\w./*-]+\w", pagina))
    ocultos = set((RAIZ / ".gitignore").read_text(encoding="utf-8").split())  # there for whoever wrote the page, and for nobody else
    return sorted(n for n in nombrados if Path(n).name in ocultos or not any(RAIZ.glob(n)))


def test_every_file_that_the_installation_names_comes_with_a_clone():
    assert nombrados_y_ausentes((RAIZ / "docs/despliegue/README.md").read_text(encoding="utf-8")) == []


def test_a_named_file_that_is_hidden_or_absent_is_seen():
    dicho = "cp docs/despliegue/contenedores/portal.env docs/despliegue/debian/nada.conf docs/despliegue/debian/nginx.conf"
    assert nombrados_y_ausentes(dicho) == ["docs/despliegue/contenedores/portal.env", "docs/despliegue/debian/nada.conf"]
