"""crispy-bootstrap5 draws our forms with Bootstrap's class names; the rules are ours, so none may be missing."""

import re
from pathlib import Path

import crispy_bootstrap5
from django.conf import settings

PLANTILLAS = Path(crispy_bootstrap5.__file__).parent / "templates/bootstrap5"

# Templates that no form of the portal draws, and why. A form that begins to use one takes its line away and writes the rules.
NO_SE_USAN = {
    "accordion.html": "needs Bootstrap's JavaScript; <details> does it without",
    "accordion-group.html": "needs Bootstrap's JavaScript; <details> does it without",
    "layout/modal.html": "needs Bootstrap's JavaScript",
    "layout/tab.html": "needs Bootstrap's JavaScript",
    "layout/tab-link.html": "needs Bootstrap's JavaScript",
    "layout/floating_field.html": "a label inside its box is lost to who enlarges the text",
    "betterform.html": "for django-form-utils, which is not installed",
}
# Class names that stand in templates we do use and carry no look of their own, and why.
SIN_REGLA = {
    "collapsed": "accordion state",
    "alert-dismissible": "needs Bootstrap's JavaScript: our messages stay",
    "fade": "needs Bootstrap's JavaScript",
    "show": "needs Bootstrap's JavaScript",
    "btn-close": "needs Bootstrap's JavaScript",
    "empty-form": "a hook for scripts; the row is hidden by d-none",
    "aab": "placeholder of crispy without meaning",
    "has-danger": "styled through its label",
}
# Class names that crispy adds from Python, not from a template.
DE_PYTHON = {
    "btn", "btn-primary", "btn-inverse", "textInput", "textarea", "select", "emailinput", "dateinput", "numberinput", "clearablefileinput",
    "form-control", "form-select", "form-check-input",
}  # fmt: skip


def clases_de_las_plantillas() -> set[str]:
    """Every class name written in a template that our forms can draw."""
    clases: set[str] = set()
    for plantilla in PLANTILLAS.rglob("*.html"):
        if str(plantilla.relative_to(PLANTILLAS)) in NO_SE_USAN:
            continue
        texto = plantilla.read_text(encoding="utf-8")
        atributos = [trozo.group(1) for trozo in re.finditer(r'class="((?:\{[%{].*?[%}]\}|[^"])*)"', texto, re.DOTALL)]
        atributos += re.findall(r"'class' '([^']*)'", texto)
        for atributo in atributos:
            atributo = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", " ", atributo, flags=re.DOTALL)
            clases |= set(re.findall(r"(?<![\w-])[A-Za-z][\w-]*(?![\w-])", atributo))
    return {clase for clase in clases if not clase.endswith("-")}


def clases_con_regla() -> set[str]:
    css = (settings.RAIZ / "static/css/portal.css").read_text(encoding="utf-8")
    selectores = " ".join(re.findall(r"([^{}]+)\{", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)))
    return set(re.findall(r"\.([A-Za-z][\w-]*)", selectores))


def test_every_class_that_crispy_draws_has_a_rule_of_ours():
    dibujadas = clases_de_las_plantillas() | DE_PYTHON
    assert len(dibujadas) > 40, "the scan reads too little"

    assert dibujadas - clases_con_regla() - set(SIN_REGLA) == set()


def test_the_written_exceptions_still_exist():
    sobran = {nombre for nombre in NO_SE_USAN if not (PLANTILLAS / nombre).exists()}
    assert sobran == set()


def test_the_style_sheet_stays_light():
    import gzip

    peso = sum(len(gzip.compress(hoja.read_bytes())) for hoja in (settings.RAIZ / "static/css").glob("*.css"))
    assert peso <= 16 * 1024
