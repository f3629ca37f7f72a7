"""How sheets are written down and handed over: in the portal always, by mail where it is on. Inside the caller's transaction."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from base.comun.fechas import ahora
from base.cuentas.models import Usuario

from .correo import encolar_varios
from .hojas import Hoja
from .models import Aviso, Carta, Preferencia, Recordado
from .redaccion import MOTIVOS, redactar

LOTE = 200
Entrega = Carta.Entrega


@dataclass(frozen=True)
class Borrador:
    """One sheet before it is written down."""

    usuario: Usuario
    preferencia: Preferencia
    asunto: str
    hoja: Hoja
    esperan: int
    entrega: str
    en_el_portal: str  # what the inbox says of it, in one line


def previa(*, clase: str, ambito: str, periodo: str, borradores: Iterable[Borrador]) -> list[Carta]:
    """Write down what would be handed over, in place of the preview that there was."""
    return _escribir(clase, ambito, periodo, list(borradores), dada=False)


def dar(*, clase: str, ambito: str, periodo: str, borradores: Iterable[Borrador]) -> int:
    """Hand over; whoever has that sheet already gets no other. How many."""
    borradores = list(borradores)
    cartas = {carta.usuario_id: carta for carta in _escribir(clase, ambito, periodo, borradores, dada=True)}
    dados = [(borrador, cartas[borrador.usuario.pk]) for borrador in borradores if borrador.usuario.pk in cartas]
    Aviso.objects.bulk_create(
        [Aviso(usuario=b.usuario, texto=b.en_el_portal[:300], enlace=c.get_absolute_url(), clave=c.clave) for b, c in dados],
        ignore_conflicts=True,
        batch_size=LOTE,
    )
    correos = []
    for borrador, carta in dados:
        dicho = redactar(carta, borrador.preferencia) if carta.entrega == Entrega.CORREO else None
        if dicho is not None:
            motivo = MOTIVOS[Carta.Clase(clase)]
            correos.append({**dicho, "para": borrador.usuario.email, "clave": carta.clave, "usuario": borrador.usuario, "motivo": motivo})
    encolar_varios(correos)
    return len(dados)


def _escribir(clase: str, ambito: str, periodo: str, borradores: list[Borrador], *, dada: bool) -> list[Carta]:
    suyas = Carta.objects.filter(clase=clase, ambito=ambito, periodo=periodo)
    suyas.previas().delete()
    ya = set(suyas.values_list("usuario", flat=True))
    dada_en = ahora() if dada else None
    nuevas = [
        Carta(
            usuario=b.usuario,
            ambito=ambito,
            clase=clase,
            periodo=periodo,
            asunto=b.asunto[:200],
            contenido=b.hoja,
            esperan=b.esperan,
            entrega=b.entrega,
            dada_en=dada_en,
        )
        for b in borradores
        if b.usuario.pk not in ya
    ]
    return Carta.objects.bulk_create(nuevas, batch_size=LOTE)


# ── What was told ────────────────────────────────────────────────────────────────────────────────────────────────────────
def ya_dichas(ambito: str) -> set[str]:
    """What was told in a UGEL."""
    return set(Recordado.objects.filter(ambito=ambito).values_list("clave", flat=True))


def anotar_dichas(ambito: str, claves: Collection[str]) -> None:
    """These are told. Whoever tells one of them at the same moment is refused by the database, and what it wrote is taken back."""
    Recordado.objects.bulk_create([Recordado(ambito=ambito, clave=clave) for clave in sorted(claves)], batch_size=LOTE)
