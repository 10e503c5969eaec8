"""Papers, what the library lays out of them, and guides."""

from __future__ import annotations

from datetime import date

from coso.common.actors import SYSTEM
from coso.documents import actions as documents
from coso.documents.enums import Reach
from coso.org.kinds import MEMBER_KINDS
from coso.org.models import Unit
from tests.documents.story import (
    ask_to_read,
    issue_paper,
    make_file,
    make_paper,
    make_published,
    prepare_study,
    quiz,
)
from tests.factories import (
    TODAY,
    make_member,
    make_user,
)
from tests.handbook.guides import as_released, asking_guide, make_guide, with_picture
from tests.objects.registry import Parts, made


@made("paper")
def paper(at: Unit) -> Parts:
    return {"pk": make_paper(at).pk}


@made("draft_request")
def draft_request(at: Unit) -> Parts:
    return {"pk": ask_to_read(make_paper(at), make_user("standing_member", at)).pk}


@made("issued_paper")
def issued_paper(at: Unit) -> Parts:
    return {"pk": issue_paper(at).pk}


@made("paper_file")
def paper_file(at: Unit) -> Parts:
    return {"pk": make_file(make_paper(at)).pk}


@made("published_paper")
def published_paper(at: Unit) -> Parts:
    return {"pk": make_published(issue_paper(at), reach="unit", file=True).pk}


@made("asking_paper")
def asking_paper(at: Unit) -> Parts:
    """One whose reading is to be confirmed, by somebody who is there."""
    if at.kind not in MEMBER_KINDS:
        return None
    make_member(at)
    return {"pk": make_published(issue_paper(at), reach="unit", receipt_by=date(2026, 12, 31)).pk}


@made("prepared_study")
def prepared_study(at: Unit) -> Parts:
    return {"pk": prepare_study(at, reach="unit").pk}


@made("study_part")
def study_part(at: Unit) -> Parts:
    study = prepare_study(at, reach="unit")
    return {"pk": study.pk, "piece": study.parts.all()[0].pk}


@made("quiz_question")
def quiz_question(at: Unit) -> Parts:
    study = prepare_study(at, reach="unit")
    return {"pk": study.pk, "piece": quiz(study).pk}


@made("study")
def open_study(at: Unit) -> Parts:
    """One with a question, laid out for somebody who is there."""
    if at.kind not in MEMBER_KINDS:
        return None
    make_member(at)
    study = prepare_study(at, reach="unit")
    quiz(study)
    return {"pk": documents.open_study(study=study, by=SYSTEM, today=TODAY).pk}


@made("guide_draft")
def guide_draft(at: Unit) -> Parts:
    return {"pk": make_guide(at, Reach.BELOW).pk}


def released_guide(at: Unit, reach: str) -> Parts:
    return {"pk": as_released(make_guide(at, reach)).pk}


@made("guide")
def guide(at: Unit) -> Parts:
    return released_guide(at, Reach.BELOW)


@made("public_guide")
def public_guide(at: Unit) -> Parts:
    return released_guide(at, Reach.PUBLIC)


@made("asking_guide")
def guide_that_asks(at: Unit) -> Parts:
    """One whose reading is to be confirmed, by somebody who is there."""
    if at.kind not in MEMBER_KINDS:
        return None
    make_member(at)
    return {"pk": asking_guide(at).pk}


@made("guide_image")
def guide_image(at: Unit) -> Parts:
    return {"pk": with_picture(make_guide(at, Reach.BELOW)).pk}


@made("released_image")
def released_image(at: Unit) -> Parts:
    image = with_picture(make_guide(at, Reach.BELOW))
    as_released(image.guide)
    return {"pk": image.pk}


@made("public_image")
def public_image(at: Unit) -> Parts:
    image = with_picture(make_guide(at, Reach.PUBLIC))
    as_released(image.guide)
    return {"pk": image.pk}
