"""What every test may ask for. The world around the tests (settings, network, templates) is made by tests/entorno.py."""

import hypothesis
import pytest

from tests.promesas import Promesa

# No deadline for one example: several workers share the processor, and what a page may cost is measured by bench/
hypothesis.settings.register_profile("portal", deadline=None)
hypothesis.settings.load_profile("portal")

pytest_plugins = ["tests.reparto"]  # the cast


@pytest.fixture
def promesa(request) -> Promesa:
    """The promise that this test measures: how many times to try, and where to write down what came out."""
    return Promesa(request.node.get_closest_marker("promesa").args[0])
