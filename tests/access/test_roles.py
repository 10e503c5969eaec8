"""The page of roles says everything, and nobody holds what the field would not allow."""

from __future__ import annotations

import pytest

from coso.access.roles import ROLES, SAID, Permission, roles_with

P = Permission


def test_every_permission_is_said_in_words_and_held_by_some_role():
    assert set(SAID) == set(Permission)
    for permission in Permission:
        assert roles_with(permission), permission


def test_permissions_are_in_the_order_of_the_alphabet():
    assert [str(one) for one in Permission] == sorted(str(one) for one in Permission)


def test_an_unknown_permission_is_an_error_and_never_a_silent_no():
    with pytest.raises(ValueError, match="member.love"):
        roles_with("member.love")


def test_whoever_may_show_sensitive_fields_or_change_rights_owes_a_second_factor():
    for role in ROLES.values():
        if role.permissions & {P.MEMBER_REVEAL, P.MEMBER_EXPORT, P.MEMBER_CHANGE, P.ACCOUNT_MANAGE, P.APPOINTMENT_MANAGE, P.READING_VIEW, P.RULE_SETTLE}:
            assert role.second_factor, role.key


def test_the_administrator_gives_rights_but_sees_no_member():
    assert not [one for one in ROLES["administrator"].permissions if one.startswith("member.")]


def test_only_administrators_give_rights():
    assert roles_with(P.APPOINTMENT_MANAGE) == roles_with(P.ACCOUNT_MANAGE) == ["administrator"]


def test_readers_of_figures_and_editors_see_no_member():
    for key in ("report_reader", "handbook_editor", "auditor", "member", "public"):
        assert P.MEMBER_VIEW not in ROLES[key].permissions
        assert P.MEMBER_REVEAL not in ROLES[key].permissions


def test_inspectors_change_nothing():
    assert not [one for one in ROLES["inspection_officer"].permissions if one.endswith((".change", ".add", ".merge", ".import", ".move", ".found"))]
