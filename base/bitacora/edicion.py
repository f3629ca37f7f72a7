"""How a page with a form answers: one way, for all of them.

    return responder(request, formulario, plantilla="…", contexto={…}, hacer=lambda: acciones.crear(...), mensaje="Guardado.")

Shown: 200. With errors: 422 and everything typed still there. Somebody saved in between: 409 with both texts; of a decision, that
it has to be taken again. Done, or done already by the first of two presses: the page it leads to.
"""

import datetime
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError
from django.db.models import Model, QuerySet
from django.forms.formsets import BaseFormSet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from base.cuentas.permisos import Pedido

from .formularios import ConClave, FormularioRegistro
from .gestos import YaHecho, gesto, ya_recibido
from .models import Lote
from .revisiones import Conflicto, revision_de

Destino = Model | str


def responder(
    request: Pedido,
    formulario: ConClave,
    *,
    plantilla: str,
    hacer: Callable[[], Destino],
    mensaje: str,
    contexto: dict[str, Any] | None = None,
    juegos: Iterable[BaseFormSet] = (),
    recibido: str = "",
    tipo: str = Lote.Tipo.EDICION,
    ambito: str = "",
    deshace: Lote | None = None,
) -> HttpResponse:
    """Show `formulario`, or do `hacer` once, under its revision, and go where it says. `juegos` are formsets on the same page.

    `recibido` is the key of the draft that the device keeps: the page reached tells it that the server has it. A gesture over many
    records says its `tipo`, its `ambito` and which one it takes back (see `Lote`).
    """
    status = 200
    if request.method == "POST":
        if formulario.is_valid() & all([juego.is_valid() for juego in juegos]):  # noqa: C419  (every formset is asked, so that every error shows)
            try:
                clave, motivo = formulario.cleaned_data["clave"], formulario.motivo_del_gesto
                with gesto(por=request.user, motivo=motivo, clave=clave, tipo=tipo, ambito=ambito, deshace=deshace) as lote:
                    formulario.comprobar_revision()
                    lote.llevar_a(_direccion(hacer()))
            except YaHecho as ya:
                return _ya_hecho(request, ya.lote)
            except Conflicto as conflicto:
                return _conflicto(request, formulario, conflicto.registro)
            except ValidationError as error:
                _anotar(formulario, error)
            except IntegrityError:
                _anotar(formulario, _choque(formulario))
            else:
                messages.success(request, mensaje, extra_tags=f"recibido:{recibido}" if recibido else "")
                return redirect(lote.destino)
        elif formulario.is_bound and (anterior := ya_recibido(request.user, formulario.cleaned_data.get("clave"))) is not None:
            return _ya_hecho(request, anterior)  # what the first press did is what makes the second one invalid
        status = 422
    return render(request, plantilla, {"form": formulario, **(contexto or {})}, status=status)


def _ya_hecho(request: HttpRequest, lote: Lote) -> HttpResponse:
    """To where the first press led; who had gone back and changed something is told that it was not taken."""
    messages.info(request, "Ese formulario ya se había recibido: se hizo una sola vez. Si después cambió algo, cámbielo aquí.")
    return redirect(lote.destino or reverse("inicio"))


def _direccion(destino: Destino) -> str:
    return destino if isinstance(destino, str) else destino.get_absolute_url()  # type: ignore[attr-defined]


def _anotar(formulario: forms.Form, error: ValidationError) -> None:
    """Each message beside its field, or above all where the form does not show that field."""
    if not hasattr(error, "error_dict"):
        formulario.add_error(None, error)
        return
    for campo, errores in error.error_dict.items():
        visible = campo in formulario.fields and campo != NON_FIELD_ERRORS
        formulario.add_error(campo if visible else None, errores)


def _choque(formulario: forms.Form) -> ValidationError:
    """What a law of the database says about a save that lost a race against another one."""
    instancia = getattr(formulario, "instance", None)
    if instancia is not None:
        try:
            instancia.validate_constraints()
        except ValidationError as error:
            return error
    return ValidationError("Otra persona guardó algo que choca con esto en el mismo momento. Revise y guarde de nuevo.", code="choque")


# ── Both texts ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def en_palabras(campo: forms.Field, valor: Any) -> str:
    """A value of a field as a person reads it."""
    if isinstance(campo, forms.ModelMultipleChoiceField):
        return ", ".join(str(o) for o in (valor if isinstance(valor, QuerySet | list | tuple) else []))
    if isinstance(campo, forms.ModelChoiceField):
        filas: Any = campo.queryset
        elegido = filas.filter(pk=valor).first() if valor and not isinstance(valor, Model) else valor
        return str(elegido or "")
    if isinstance(campo, forms.ChoiceField):
        opciones: Any = campo.choices
        return str(dict(opciones).get(valor, valor) or "")
    if isinstance(campo, forms.BooleanField):
        return "" if valor is None else "Sí" if valor else "No"
    if isinstance(valor, datetime.date):
        return f"{valor:%d/%m/%Y}"
    return "" if valor is None else str(valor)


def _crudo(campo: forms.Field, valor: Any) -> str:
    """A value as a form posts it."""
    if isinstance(valor, Model):
        return str(valor.pk)
    if isinstance(valor, bool):
        return str(valor) if isinstance(campo, forms.NullBooleanField) else "on" if valor else ""
    if isinstance(valor, datetime.date):
        return valor.isoformat()
    if isinstance(valor, Decimal):
        return f"{valor:f}"
    return "" if valor is None else str(valor)


def _al_abrir(formulario: FormularioRegistro, registro: Model) -> dict[str, Any]:
    """What the record said when this page was opened: its history row of that revision."""
    fila = type(registro).history.filter(history_id=formulario.cleaned_data.get("revision") or 0).first()  # type: ignore[attr-defined]
    return {} if fila is None else formulario.valores_de_entonces(fila)


def _campo(formulario: FormularioRegistro, nombre: str, ahora: dict[str, Any], antes: dict[str, Any]) -> dict[str, Any]:
    """One field of the conflict page. What this person had not touched follows what is saved now: it does not collide."""
    campo = formulario.fields[nombre]
    suyo, actual = formulario.cleaned_data.get(nombre), ahora.get(nombre)
    if isinstance(campo, forms.CharField) and not isinstance(suyo, str):  # what the form made of a text is not the text
        suyo = "\n".join(str(formulario[nombre].data or "").splitlines())
    multiple = isinstance(campo, forms.ModelMultipleChoiceField)
    if nombre in antes and not multiple and _crudo(campo, suyo) == _crudo(campo, antes[nombre]):
        suyo = actual
    textos = (en_palabras(campo, suyo), en_palabras(campo, actual))
    return {
        "etiqueta": campo.label or nombre,
        "nombre": f"_{nombre}" if multiple else nombre,
        "suyo": textos[0],
        "actual": textos[1],
        "valor": _crudo(campo, suyo),
        "valor_actual": _crudo(campo, actual),
        "distinto": textos[0] != textos[1],
        "largo": isinstance(campo.widget, forms.Textarea),
    }


def _conflicto(request: HttpRequest, formulario: ConClave, registro: Model) -> HttpResponse:
    """The conflict page: nothing is lost, nothing is overwritten; the person chooses field by field and saves again."""
    fresco = type(registro)._base_manager.get(pk=registro.pk)
    ultima = type(registro).history.filter(**{type(registro)._meta.pk.attname: registro.pk}).select_related("history_user").first()  # type: ignore[attr-defined]
    contexto: dict[str, Any] = {
        "titulo": str(registro),
        "quien": ultima.history_user if ultima else None,
        "cuando": ultima.history_date if ultima else None,
        "volver_url": request.get_full_path(),
    }
    if not isinstance(formulario, FormularioRegistro):  # a decision: it is taken again, on what there is now
        return render(request, "comun/decidir_de_nuevo.html", contexto, status=409)
    ahora, antes = formulario.valores(fresco), _al_abrir(formulario, registro)
    visibles = [n for n, c in formulario.fields.items() if not c.widget.is_hidden and not isinstance(c, forms.FileField) and n != "motivo"]
    campos = [_campo(formulario, nombre, ahora, antes) for nombre in visibles]
    contexto |= {
        "campos": campos,
        "ocultos": [("revision", revision_de(registro)), *_demas(request.POST, {c["nombre"] for c in campos})],
        "habia_archivos": bool(request.FILES),
    }
    return render(request, "comun/conflicto.html", contexto, status=409)


def _demas(publicado: QueryDict, mostrados: set[str]) -> list[tuple[str, str]]:
    """The rest of what was posted (rows of formsets, lists, the key), carried along."""
    fuera = mostrados | {"revision", "csrfmiddlewaretoken"}
    return [(nombre, str(valor)) for nombre, valores in publicado.lists() if nombre not in fuera for valor in valores]
