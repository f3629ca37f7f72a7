"""What a whole file of tests looks at, written once."""

import pytest
from django.db import transaction


@pytest.fixture(scope="module")
def modulo_db(django_db_setup, django_db_blocker):
    """A transaction around all the tests of a file: what is written in it, each of them sees, and after the last one it is taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
