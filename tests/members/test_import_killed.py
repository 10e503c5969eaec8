"""An import that is killed goes on where it was: nothing is lost, nothing is entered twice."""

import json
import os
import random
import signal
import subprocess
import sys

import pytest
from django.db import connection

from coso.common.models import Act, ImportBatch
from coso.members.models import Member
from coso.org.enums import AreaKind, UnitKind
from coso.org.models import Area
from tests import sheets
from tests.factories import make_unit
from tests.sheets import person

CODE = "38168053000000"
PEOPLE = 600
# Statements before each death: three while looking, one when entering begins, six while entering.
DEATHS = [(20, 90)] * 3 + [(130, 200)] + [(30, 80)] * 6
FACTS = ["full_name", "birth_date", "citizen_id_number", "unit__name", "residence_address", "stays__status", "stays__valid_from", "stays__valid_to"]


def run(path, dies_at):
    told = connection.settings_dict
    host = f"?host={told['HOST']}" + (f"&port={told['PORT']}" if told["PORT"] else "")
    env = os.environ | {"COSO_DATABASE_URL": f"postgresql://coso_owner@/{told['NAME']}{host}", "DJANGO_SETTINGS_MODULE": "config.settings"}
    command = [sys.executable, "-m", "tests.members.import_worker", str(dies_at), str(path), CODE]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=120)


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_an_import_killed_at_ten_random_points_ends_as_if_it_had_never_been(tmp_path):
    luck = random.Random(20261122)
    Area.objects.get_or_create(name="Thanh Hóa", kind=AreaKind.PROVINCE)
    commune = make_unit("Đảng bộ xã Mường So", kind=UnitKind.COMMUNE_ORGANISATION, code=CODE)
    for number in (1, 2, 3):
        make_unit(f"Chi bộ thôn {number}", parent=commune)
    people = [person(n, f"Chi bộ thôn {n % 3 + 1}") for n in range(1, PEOPLE + 1)]
    people[40] |= {6: "31/02/1980"}
    path = sheets.official(people, tmp_path / "a.xlsx")
    entered = []
    for early, late in DEATHS:
        assert run(path, luck.randrange(early, late)).returncode == -signal.SIGKILL
        entered.append(Member.objects.count())
    assert entered == sorted(entered)
    assert entered[2] == 0
    assert 0 < Member.objects.count() < PEOPLE - 1
    end = run(path, 0)
    said = json.loads(end.stdout.splitlines()[-1])
    assert (end.returncode, said["read"], said["created"], said["refused"]) == (1, PEOPLE, PEOPLE - 1, 1)
    assert ImportBatch.objects.exclude(state="done").count() == 0
    assert Member.objects.count() == Act.objects.filter(kind="member.added").count() == PEOPLE - 1
    killed = sorted(Member.objects.values_list(*FACTS), key=str)
    for member in Member.objects.all():
        member.stays.all().delete()
        member.delete()
    assert run(path, 0).returncode == 1
    assert sorted(Member.objects.values_list(*FACTS), key=str) == killed
