"""What the laws of the house object to an undo, asked of all its records at once: a fixed number of queries a model."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from django.db.models import ForeignKey, Model

from .cambios import columnas_recordadas, del_lote, nombres_de, tandas
from .leyes import clave_unica, incumplidas, unicas
from .models import Registro
from .reglas import SALE, VUELVE, Intento, Reparo, regla_de

if TYPE_CHECKING:
    from .ensayo import Ensayo

Objecion = Iterable[tuple[Any, Reparo]]


def _llamado(registro: Any) -> str:
    return f"{registro._meta.verbose_name} «{registro}»"


def _llaves(modelo: Any) -> "list[ForeignKey[Any, Any]]":
    """The keys of a record to others that may be in the papelera."""
    return [c for c in modelo._meta.concrete_fields if isinstance(c, ForeignKey) and issubclass(c.related_model, Registro)]


def sin_autor(ensayo: "Ensayo") -> Objecion:
    """What goes to the papelera bears the name of a person."""
    if ensayo.autor is None:
        for intento in list(ensayo.todos()):
            if intento.accion == SALE and isinstance(intento.registro, Registro):
                yield intento.modelo, Reparo(intento.pk, "Para enviarlo a la papelera hace falta decir quién lo hace.")


def lo_que_cuelga(ensayo: "Ensayo") -> Objecion:
    """A record that goes leaves nothing living behind that stands on it."""
    for modelo in list(ensayo.intentos):
        salen = ensayo.salen(modelo)
        if not salen:
            continue
        cuelgan: dict[Any, list[tuple[Any, Any]]] = {}
        for hijo, columna in _que_apuntan_a(modelo):
            suyas = del_lote(modelo, ensayo.lote).values(modelo._meta.pk.attname)
            vivos = hijo._base_manager.filter(eliminado_en=None, **{f"{columna}__in": suyas}).order_by("pk").values_list("pk", columna)
            se_van = ensayo.salen(hijo)
            for pk, base in vivos:
                if base in salen and pk not in se_van and ensayo.final(hijo, pk, columna, base) == base:
                    cuelgan.setdefault(base, []).append((hijo, pk))
        yield from ((modelo, Reparo(pk, motivo)) for pk, motivo in _nombrar(cuelgan))


def _que_apuntan_a(modelo: type[Model]) -> list[tuple[Any, str]]:
    """Records of other models that have a key to this one."""
    relaciones: Any = modelo._meta.get_fields(include_hidden=True)
    return [
        (r.related_model, r.field.attname)
        for r in relaciones
        if r.auto_created and not r.concrete and (r.one_to_many or r.one_to_one) and issubclass(r.related_model, Registro)
    ]


def _nombrar(cuelgan: dict[Any, list[tuple[Any, Any]]]) -> Iterator[tuple[Any, str]]:
    """The first of what hangs on each, by name."""
    primeros: dict[Any, set[Any]] = {}
    for hijo, pk in (hijos[0] for hijos in cuelgan.values()):
        primeros.setdefault(hijo, set()).add(pk)
    nombres = {hijo: nombres_de(hijo, pks) for hijo, pks in primeros.items()}
    for base, hijos in cuelgan.items():
        hijo, pk = hijos[0]
        mas = f" y {len(hijos) - 1} más" if len(hijos) > 1 else ""
        yield base, f"Ahora cuelga de él {_llamado(nombres[hijo][pk])}{mas}."


def lo_que_sostiene(ensayo: "Ensayo") -> Objecion:
    """A record that comes back, or a key that returns, stands on something living."""
    buscados: dict[Any, set[Any]] = {}
    pares: list[tuple[Intento, Any, Any]] = []
    for modelo, intentos in ensayo.intentos.items():
        llaves = _llaves(modelo)
        for intento in intentos.values():
            for campo in llaves:
                if intento.accion == VUELVE or (intento.accion != SALE and campo.attname in intento.valores):
                    otro = intento.final(campo.attname)
                    if otro is not None:
                        buscados.setdefault(campo.related_model, set()).add(otro)
                        pares.append((intento, campo, otro))
    caidos = {modelo: _caidos(modelo, pks, ensayo) for modelo, pks in buscados.items()}
    for intento, campo, otro in pares:
        if otro in caidos[campo.related_model]:
            caido = caidos[campo.related_model][otro]
            campos = None if intento.accion == VUELVE else frozenset({campo.attname})
            yield intento.modelo, Reparo(intento.pk, f"Está en la papelera: antes restaure {_llamado(caido)}.", campos)


def _caidos(modelo: Any, pks: set[Any], ensayo: "Ensayo") -> dict[Any, Any]:
    """Those that will be in the papelera after the undo."""
    vuelven, salen = ensayo.vuelven(modelo), ensayo.salen(modelo)
    ya = {
        pk
        for tanda in tandas(pks)
        for pk in modelo._base_manager.filter(pk__in=tanda).exclude(eliminado_en=None).values_list("pk", flat=True)
    }
    caidos = (ya - vuelven) | (pks & salen)
    return nombres_de(modelo, caidos) if caidos else {}


def lo_que_acompana(ensayo: "Ensayo") -> Objecion:
    """What only tells of a change goes, and returns, with the change."""
    for modelo, intentos in ensayo.intentos.items():
        regla = regla_de(modelo)
        if regla is None or regla.sigue_a is None:
            continue
        llave, columna = modelo._meta.get_field(regla.sigue_a[0]), regla.sigue_a[1]
        otro = llave.related_model
        lugar = [c.attname for c in columnas_recordadas(otro)].index(columna)
        for intento in intentos.values():
            pk = vars(intento.registro)[llave.attname]
            toque, suyo = ensayo.toques.get(otro, {}).get(pk), ensayo.intentos.get(otro, {}).get(pk)
            if intento.accion not in (SALE, VUELVE) or toque is None or toque.antes is None or toque.antes[lugar] == toque.despues[lugar]:
                continue
            if suyo is None or columna not in suyo.valores:
                nombre = otro._meta.get_field(columna).verbose_name
                yield modelo, Reparo(intento.pk, f"Cuenta un cambio de {nombre} que no se devuelve.")


def candados(ensayo: "Ensayo") -> Objecion:
    """What each app forbids of its own records."""
    for modelo, intentos in ensayo.intentos.items():
        regla = regla_de(modelo)
        if intentos and regla is not None and regla.candado is not None:
            yield from ((modelo, reparo) for reparo in regla.candado(intentos, ensayo))


def leyes_de_la_fila(ensayo: "Ensayo") -> Objecion:
    """A row that is part what it was and part what it is must still be lawful."""
    for modelo, intentos in ensayo.intentos.items():
        for intento in intentos.values():
            if intento.accion != SALE and intento.valores:
                for ley in incumplidas(modelo, {**vars(intento.registro), **intento.valores}, intento.valores):
                    yield modelo, Reparo(intento.pk, str(ley.violation_error_message), frozenset(intento.valores))
                    break


def unicidad(ensayo: "Ensayo") -> Objecion:
    """What may be only once is not taken meanwhile."""
    for modelo, intentos in ensayo.intentos.items():
        for expresiones, condicion, mensaje, columnas in unicas(modelo) if intentos else []:
            mira = {pk: i for pk, i in intentos.items() if i.accion == VUELVE or (i.accion != SALE and columnas & i.valores.keys())}
            claves: dict[Any, list[Any]] = {}
            for pk, intento in mira.items():
                clave = clave_unica(modelo, expresiones, condicion, _final(intento))
                if clave is not None:
                    claves.setdefault(clave, []).append(pk)
            tomadas = _tomadas(modelo, expresiones, condicion, claves, intentos, mira.keys()) if claves else set()
            for clave, pks in claves.items():
                for pk in pks if clave in tomadas else pks[1:]:
                    campos = None if mira[pk].accion == VUELVE else frozenset(columnas & mira[pk].valores.keys())
                    yield modelo, Reparo(pk, mensaje, campos)


def _final(intento: Intento) -> dict[str, Any]:
    fuera = {"eliminado_en": None, "eliminado_por_id": None} if intento.accion == VUELVE else {}
    return {**vars(intento.registro), **intento.valores, **fuera}


def _tomadas(modelo: Any, expresiones: list[Any], condicion: Any, claves: Any, intentos: Any, mira: Any) -> set[Any]:
    """Of those keys, the ones that a row which does not move holds."""
    simples = [(i, e if isinstance(e, str) else getattr(e, "name", "")) for i, e in enumerate(expresiones)]
    simples = [(i, modelo._meta.get_field(nombre).attname) for i, nombre in simples if nombre]
    if not simples:
        return set()
    lugar, columna = min(simples, key=lambda par: len({clave[par[0]] for clave in claves}))
    filas = modelo._base_manager.filter(condicion) if condicion is not None else modelo._base_manager.all()
    nombres = [c.attname for c in modelo._meta.concrete_fields if not c.generated]
    tomadas = set()
    for tanda in tandas({clave[lugar] for clave in claves}):
        for valores in filas.filter(**{f"{columna}__in": tanda}).order_by().values_list("pk", *nombres):
            pk = valores[0]
            if pk in mira or (pk in intentos and intentos[pk].accion == SALE):
                continue
            clave = clave_unica(modelo, expresiones, condicion, dict(zip(nombres, valores[1:], strict=True)))
            if clave in claves:
                tomadas.add(clave)
    return tomadas
