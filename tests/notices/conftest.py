"""A push service that is listed, with a key made for it."""

from __future__ import annotations

from datetime import time

import pytest

from coso.notices.channels import push
from tests.notices.push_service import Service


@pytest.fixture
def service(settings, tmp_path):
    made = Service()
    settings.COSO_PUSH_HOSTS = [made.origin]
    settings.COSO_PUSH_KEY_FILE = str(tmp_path / "push_key.pem")
    settings.COSO_QUIET_FROM = settings.COSO_QUIET_TO = time(0)  # none, whatever hour the test runs at
    push.make_key(tmp_path / "push_key.pem")
    yield made
    made.held.set()
    made.server.shutdown()
