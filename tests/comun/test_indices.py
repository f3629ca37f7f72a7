"""Tables filled in bulk come out of it with the same indexes and foreign keys, and with rows that lead somewhere."""

import pytest
from django.db import IntegrityError, connection, transaction

from base.comun.indices import a_granel
from convenios.models import Alcance, Compromiso
from tests.factories import make_compromiso

TABLAS = (Compromiso, Alcance)


def lo_que_tiene() -> dict[str, dict[str, object]]:
    with connection.cursor() as cursor:
        return {m._meta.db_table: connection.introspection.get_constraints(cursor, m._meta.db_table) for m in TABLAS}


@pytest.mark.django_db(transaction=True)
def test_what_was_taken_off_is_put_on_again_as_it_was():
    antes = lo_que_tiene()
    with transaction.atomic():
        with a_granel(TABLAS):
            mientras = lo_que_tiene()
            make_compromiso()
        assert lo_que_tiene() == antes
    assert mientras != antes
    assert lo_que_tiene() == antes
    if connection.vendor == "postgresql":
        assert not any(c["foreign_key"] for tabla in mientras.values() for c in tabla.values())
        with pytest.raises(IntegrityError), transaction.atomic():
            Compromiso.objects.update(convenio=10**6)


@pytest.mark.django_db(transaction=True)
def test_a_row_that_leads_nowhere_is_refused_at_the_end_and_nothing_is_left():
    make_compromiso()
    antes = lo_que_tiene()
    with pytest.raises(IntegrityError), transaction.atomic(), a_granel(TABLAS):
        Compromiso.todos.update(convenio=10**6)
    assert lo_que_tiene() == antes
    assert not Compromiso.todos.filter(convenio=10**6).exists()
