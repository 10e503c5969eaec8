from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class RuleStatus(models.TextChoices):
    """How far a value was checked (domain/rules.md); only `official` is relied on without a word."""

    OFFICIAL = "official", _("Checked against the official text")
    SECONDARY = "secondary", _("Not checked against the official text")
    CONFLICT = "conflict", _("Sources disagree; not checked against the official text")
    LOCAL = "local", _("Set locally")


# What a key is about, in words for people; the longest beginning of a key counts.
SUBJECTS: dict[str, Any] = {
    "admission": _("the admission of members"),
    "award": _("awards"),
    "badge": _("the party badge"),
    "card": _("party cards"),
    "cadre": _("cadre work"),
    "committee": _("committees"),
    "discipline": _("discipline"),
    "doc": _("the layout of papers"),
    "dues": _("dues"),
    "exemption": _("exemption from activity"),
    "figure": _("the groups of figures"),
    "file": _("member files"),
    "inspection": _("inspection"),
    "meeting": _("meetings"),
    "org": _("the organisation of units"),
    "org.branch_committee_min_official_members": _("from which size a branch elects a committee"),
    "org.code": _("codes of organisations"),
    "org.merge_trigger_official_members": _("at which size a branch is merged"),
    "org.min_official_members": _("the least number of official members of a unit"),
    "org.party_organisation_min_members": _("from how many members a grass-roots unit is a party organisation"),
    "org.term_years": _("terms of office"),
    "papers": _("the papers of a procedure"),
    "party_age": _("party age"),
    "planning": _("the planning of cadres"),
    "privacy": _("the protection of personal data"),
    "probation": _("probation and recognition"),
    "procedure": _("procedures"),
    "readmission": _("readmission"),
    "removal": _("removal from the roll"),
    "residence": _("contact with the place of residence"),
    "review": _("the yearly review"),
    "screening": _("the screening of members"),
    "secret": _("state secrets"),
    "security": _("information security"),
    "supervision": _("supervision"),
    "training": _("training"),
    "transfer": _("transfers of activity"),
    "vote": _("votes"),
}


def subject_of(key: str) -> str:
    """What a key of the rulebook is about, in words."""
    parts = key.split(".")
    beginnings = (".".join(parts[:count]) for count in range(len(parts), 0, -1))
    return str(next((SUBJECTS[one] for one in beginnings if one in SUBJECTS), _("this matter")))
