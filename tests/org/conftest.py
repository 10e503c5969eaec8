"""These stories quote sentences in English; that Vietnamese is complete is tested elsewhere."""

import pytest
from django.utils import translation

from tests.factories import make_commune, make_province
from tests.org.pages import sign_in


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def province():
    return make_province()


@pytest.fixture
def commune(province):
    return make_commune("Đảng bộ xã Mường So", parent=province, code="12000017000000")


@pytest.fixture
def officer(client, province):
    """An organisation officer of the province, signed in and reading English."""
    return sign_in(client, "organisation_officer", province)


@pytest.fixture
def one_factor(settings):
    settings.DEMO = True
