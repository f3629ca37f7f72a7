"""`manage.py deshacer LOTE`: take an import or a bulk edit back, from the console of the server."""

import json
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandParser
from django.db import IntegrityError

from base.bitacora import relato
from base.bitacora.deshacer import deshacer, ensayar
from base.bitacora.ensayo import Ensayo
from base.bitacora.models import Lote
from base.cuentas.models import Usuario

CHOQUE = "Otra persona guardó algo que choca con esto en el mismo momento. No se escribió nada: pruebe otra vez."


class Command(BaseCommand):
    """Exit 0: done (or rehearsed). Exit 1: refused, and the reason is told."""

    help = "Deshace un lote (importación, edición de muchos, adenda, cambio de autoridades u otro deshacer). Con --ensayo no escribe nada."

    def add_arguments(self, parser: CommandParser) -> None:
        """What may be written after the command."""
        parser.add_argument("lote", type=int, metavar="LOTE", help="número del lote")
        parser.add_argument("--por", metavar="USUARIO", help="cuenta de quien lo deshace; sin ella, la consola del servidor")
        parser.add_argument("--motivo", metavar="TEXTO", default="", help="por qué se deshace")
        parser.add_argument("--ensayo", action="store_true", help="dice qué volvería y qué se dejaría, sin escribir nada")
        parser.add_argument("--json", action="store_true", help="responde con un solo objeto JSON")

    def handle(self, *args: Any, **opciones: Any) -> None:
        """Undo it, and tell what was restored and what was left."""
        try:
            respuesta = self._hacer(**opciones)
        except ValidationError as error:
            respuesta = {"resultado": "rechazado", "motivo": " ".join(error.messages), "lote": opciones["lote"]}
        except IntegrityError:
            respuesta = {"resultado": "rechazado", "motivo": CHOQUE, "lote": opciones["lote"]}
        self.stdout.write(json.dumps(respuesta, ensure_ascii=False, default=str) if opciones["json"] else _en_palabras(respuesta))
        if respuesta["resultado"] == "rechazado":
            raise SystemExit(1)

    def _hacer(self, **opciones: Any) -> dict[str, Any]:
        por = _persona(opciones["por"])
        lotes = Lote.objects.all() if por is None else Lote.objects.for_user(por)
        lote = lotes.filter(pk=opciones["lote"]).first() if 0 < opciones["lote"] < 2**63 else None
        if lote is None:
            raise ValidationError("No existe ese lote.")
        self.stderr.write(f"{lote}: {lote.get_tipo_display().lower()}, {lote.motivo or 'sin motivo'}.")
        if opciones["ensayo"]:
            ensayo = ensayar(lote, por=por)
            return {"resultado": "ensayo", "motivo": None, "lote": lote.pk, "deshecho_en": None, **_cuenta(ensayo)}
        motivo = opciones["motivo"] or f"Se deshace el {lote} desde la consola del servidor"
        if len(motivo) > 200:
            raise ValidationError("El motivo tiene a lo más 200 caracteres.")
        nuevo = deshacer(lote, por=por, motivo=motivo)
        self.stderr.write(f"Hecho en el {nuevo}.")
        return {"resultado": "deshecho", "motivo": None, "lote": lote.pk, "deshecho_en": nuevo.pk, **_cuenta(nuevo.ensayo, escrito=True)}  # type: ignore[attr-defined]


def _persona(usuario: str | None) -> Usuario | None:
    if not usuario:
        return None
    persona = Usuario.objects.filter(username=usuario, is_active=True).first()
    if persona is None:
        raise ValidationError("No existe una cuenta abierta con ese usuario.")
    return persona


def _cuenta(ensayo: Ensayo, *, escrito: bool = False) -> dict[str, Any]:
    """What returns and what is left, in words and keys."""
    vuelven = relato.contar_lo_que_vuelve(ensayo, relato.de_lo_que_vuelve(ensayo))
    devueltos = [
        {
            "clase": linea.modelo._meta.label_lower,
            "clave": str(linea.pk),
            "registro": linea.nombre,
            "accion": linea.que,
            # once written, the record already says what has returned
            "campos": [
                {"campo": campo} | ({"queda": queda} if escrito else {"ahora": ahora, "quedaria": queda})
                for campo, ahora, queda in linea.cambios
            ],
        }
        for linea in vuelven
    ]
    dejados = [
        {
            "clase": linea.modelo._meta.label_lower,
            "clave": str(linea.pk),
            "registro": linea.nombre,
            "campo": linea.cambios[0][0] if linea.cambios else None,
            "puso_el_lote": linea.cambios[0][1] if linea.cambios else None,
            "dice_ahora": linea.cambios[0][2] if linea.cambios else None,
            "quien": str(linea.quien) if linea.quien else None,
            "cuando": linea.en.isoformat() if linea.en else None,
            "motivo": linea.motivo,
        }
        for linea in relato.contar_lo_que_se_deja(ensayo)
    ]
    return {"devueltos": devueltos, "dejados": dejados, "ya_estaban": ensayo.iguales, "fuera_de_alcance": ensayo.ajenos}


def _en_palabras(respuesta: dict[str, Any]) -> str:
    if respuesta["resultado"] == "rechazado":
        return str(respuesta["motivo"])
    verbo = "Volverían" if respuesta["resultado"] == "ensayo" else "Volvieron"
    lineas = [
        f"{verbo} {len(respuesta['devueltos'])} registros; ya estaban {respuesta['ya_estaban']}; se dejan {len(respuesta['dejados'])} cosas."
    ]
    for d in respuesta["dejados"]:
        quien = f" ({d['quien']}, {d['cuando']})" if d["quien"] else ""
        lineas.append(f"  {d['registro']}{': ' + d['campo'] if d['campo'] else ''}: {d['motivo']}{quien}")
    return "\n".join(lineas)
