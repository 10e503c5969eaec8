"""These stories quote sentences in English; that Vietnamese is complete is tested elsewhere."""

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield
