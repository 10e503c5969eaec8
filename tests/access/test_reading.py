"""The reading log stands by itself, and without it nothing is shown."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import translation

from coso.access import reading
from coso.access.enums import ReadingKind
from coso.access.middleware import ScopeMiddleware
from coso.access.models import Reading
from coso.access.queries import who_has_read
from coso.access.reading import NotLogged, log_reading
from coso.common.scope import within
from tests.factories import make_member, make_unit, make_user

pytestmark = pytest.mark.django_db


def log(user, member, kind=ReadingKind.OPENED, **what):
    log_reading(by=user, kind=kind, position=member.position, member_id=member.pk, **what)


def test_a_reading_stands_even_when_the_page_fails_afterwards():
    member, user = make_member(), make_user()

    @transaction.atomic
    def page():
        log(user, member, fields=["ethnic_group"], purpose="Soát hồ sơ")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        page()
    kept = Reading.objects.get(member_id=member.pk)
    assert (kept.by_id, kept.kind, kept.fields, kept.purpose) == (user.pk, "opened", "ethnic_group", "Soát hồ sơ")


def test_a_reading_is_kept_from_within_a_get_that_cannot_write():
    member, user = make_member(), make_user()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY")
        log(user, member)
    assert Reading.objects.filter(member_id=member.pk).count() == 1


def test_a_connection_cut_while_idle_is_opened_again():
    member, user = make_member(), make_user()
    log(user, member)
    with connection.cursor() as cursor, reading._own().cursor() as its:
        its.execute("SELECT pg_backend_pid()")
        pid = its.fetchone()[0]
        cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
    log(user, member)
    assert Reading.objects.filter(member_id=member.pk).count() == 2


def test_when_the_log_cannot_be_written_the_page_is_not_shown(monkeypatch):
    member, user = make_member(), make_user("office_clerk", make_unit())

    def page(request):
        log(user, member)
        return HttpResponse("the record")

    monkeypatch.setattr(reading, "INSERT", "INSERT INTO no_such_table VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)")
    request = RequestFactory().get("/")
    request.user = user
    answer = ScopeMiddleware(page).process_view(request, page, (), {})
    assert answer.status_code == 503
    assert "the record" not in answer.content.decode()


def test_the_refusal_is_a_sentence(monkeypatch):
    monkeypatch.setattr(reading, "INSERT", "SELECT no_such_column")
    with translation.override("en"), pytest.raises(NotLogged, match="reading log"):
        log(make_user(), make_member())


def test_a_member_sees_who_read_their_record_and_in_which_role():
    branch = make_unit(name="Chi bộ Bản Mới")
    member = make_member(branch)
    secretary = make_user("branch_secretary", branch, full_name="Lò Thị Ban")
    owner = make_user(member=member)
    log(secretary, member, kind=ReadingKind.REVEALED, fields=["religion"])
    log(secretary, make_member(branch))
    with within(owner.scope()):
        seen = who_has_read(member.pk, owner)
    assert [(one.who, one.fields) for one in seen] == [("Lò Thị Ban", "religion")]
    assert "Bản Mới" in seen[0].roles


def test_others_do_not_see_who_read_a_record():
    member = make_member()
    log(make_user(), member)
    stranger = make_user("branch_secretary", make_unit())
    with within(stranger.scope()):
        assert who_has_read(member.pk, stranger) == []


def test_the_app_can_neither_change_nor_remove_a_reading():
    member = make_member()
    log(make_user(), member)
    for change in ("DELETE FROM access_reading", "UPDATE access_reading SET purpose = 'x'"):
        with pytest.raises(Exception, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)
