"""A unit prepares the study of a paper, lays it out, and may end it early. What is laid out no longer changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from coso.common.actors import Actor
from coso.common.constraints import explained
from coso.common.errors import RuleBroken
from coso.common.locking import held
from coso.documents import queries, rules
from coso.documents.actions.ground import (
    check_not_secret,
    end_studies,
    kept_of_study,
    require_in_preparation,
)
from coso.documents.enums import DocumentAct, Reach
from coso.documents.models import Publication, QuizQuestion, Study, StudyPart
from coso.org.models import Unit


@dataclass(frozen=True)
class PartSaid:
    """What a part says. number: its place among the others."""

    number: int
    title: str
    text: str = ""
    question: str = ""


@dataclass(frozen=True)
class Asked:
    """A question of the quiz. right: which of the choices, counted from 1."""

    number: int
    text: str
    choices: list[str]
    right: int
    why: str


@transaction.atomic
def prepare_study(*, publication: Publication, unit: Unit, reach: str, until: date, by: Actor, today: date) -> Study:
    """Begin to lay a paper out for study: its parts are made from its own headings, and can be written anew until it is opened."""
    by.require("document.issue", unit)
    publication = held(Publication.objects.select_related("unit"), publication.pk)
    rules.check_can_be_studied(publication, unit, reach)
    rules.check_day_left(until, today)
    with explained(Study):
        made = Study.objects.create(publication=publication, unit=unit, reach=Reach(reach), until=until, prepared_by_id=by.pk)
    StudyPart.objects.bulk_create(StudyPart(study=made, number=number, title=one.title, text=one.text) for number, one in enumerate(queries.divided(publication.text), 1))
    return kept_of_study(DocumentAct.STUDY_PREPARED, made, by, today, paper=publication.symbol)


@transaction.atomic
def change_study(*, study: Study, reach: str, until: date, by: Actor, today: date) -> Study:
    study = require_in_preparation(study, by)
    rules.check_can_be_studied(study.publication, study.unit, reach)
    rules.check_day_left(until, today)
    study.reach, study.until = Reach(reach), until
    study.save(update_fields=["reach", "until"])
    return kept_of_study(DocumentAct.STUDY_CHANGED, study, by, today)


@transaction.atomic
def discard_study(*, study: Study, by: Actor, today: date) -> None:
    """Nothing is left of what was only prepared, but the act."""
    study = require_in_preparation(study, by)
    kept_of_study(DocumentAct.STUDY_DISCARDED, study, by, today, paper=study.publication.symbol)
    study.delete()


@transaction.atomic
def write_part(*, study: Study, said: PartSaid, by: Actor, today: date, part: StudyPart | None = None) -> StudyPart:
    """A new part, or one written anew."""
    study = require_in_preparation(study, by)
    part = part or StudyPart(study=study)
    _write(part, study, {"number": said.number, "title": said.title, "text": said.text, "question": said.question}, by, today)
    return part


@transaction.atomic
def write_question(*, study: Study, asked: Asked, by: Actor, today: date, question: QuizQuestion | None = None) -> QuizQuestion:
    """A new question of the quiz, or one written anew."""
    study = require_in_preparation(study, by)
    choices = [one for one in (said.strip() for said in asked.choices) if one]
    rules.check_choices(choices, asked.right)
    question = question or QuizQuestion(study=study)
    _write(question, study, {"number": asked.number, "text": asked.text, "choices": choices, "right": asked.right, "why": asked.why.strip()}, by, today)
    return question


@transaction.atomic
def remove_piece(*, piece: StudyPart | QuizQuestion, by: Actor, today: date) -> None:
    """A part or a question is taken out."""
    study = require_in_preparation(piece.study, by)
    piece.delete()
    kept_of_study(DocumentAct.STUDY_CHANGED, study, by, today)


@transaction.atomic
def open_study(*, study: Study, by: Actor, today: date) -> Study:
    """From now on members see it and are told; what it says no longer changes."""
    study = require_in_preparation(study, by)
    rules.check_can_be_studied(study.publication, study.unit, study.reach)
    rules.check_day_left(study.until, today)
    rules.check_can_be_opened(study.parts.count(), queries.asked_of(study).exists())
    study.opened_on, study.opened_by_id = today, by.pk
    study.save(update_fields=["opened_on", "opened_by"])
    return kept_of_study(DocumentAct.STUDY_OPENED, study, by, today, paper=study.publication.symbol)


@transaction.atomic
def end_study(*, study: Study, reason: str, by: Actor, today: date) -> Study:
    """Ask nobody any more. The receipts there are stay."""
    by.require("document.issue", study.unit)
    rules.check_runs(held(Study.objects.all(), study.pk))
    if not reason.strip():
        raise RuleBroken(_("Say why the study ends. Nothing was saved."))
    end_studies(Study.objects.filter(pk=study.pk), by, today, reason.strip())
    study.refresh_from_db()
    return study


@transaction.atomic
def follow_ended_unit(*, unit: Unit, on: date, by: Actor, reason: str) -> None:
    """A unit that ended lays nothing out any more; its members study with the units that follow."""
    by.require("unit.view", unit)
    end_studies(Study.objects.filter(unit=unit), by, on, reason)


def _write(piece: StudyPart | QuizQuestion, study: Study, said: dict[str, Any], by: Actor, today: date) -> None:
    """Held to what every paper of the library is held to; a refused one leaves nothing."""
    check_not_secret(False, study.publication.abstract, "\n".join(str(text) for text in said.values()))
    for name, value in said.items():
        setattr(piece, name, value)
    with explained(type(piece)):
        piece.save()
    kept_of_study(DocumentAct.STUDY_CHANGED, study, by, today)
