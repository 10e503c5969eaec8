"""Papers come into a case and out of it."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coso.common import uploads
from coso.common.actors import Actor
from coso.common.errors import RuleBroken
from coso.common.uploads import Upload
from coso.procedures import queries, rules
from coso.procedures.actions.ground import held_case, recorded
from coso.procedures.declarations import Step
from coso.procedures.enums import CaseAct, PaperWay
from coso.procedures.models import Case, CasePaper


@transaction.atomic
def add_paper(
    *, case: Case, key: str, by: Actor, upload: Upload, secret: bool = False, way: str = PaperWay.UPLOADED, number: str = "", dated: date | None = None,
) -> CasePaper:
    """Keep a checked file as one of the papers the procedure asks for. A paper with a secrecy mark is refused."""
    step, paper = case.declared.paper(key)
    require_a_side(case, step, by)
    uploads.check_not_secret(secret, upload.name)
    rules.check_open(Case.objects.select_for_update(of=("self",)).get(pk=case.pk))
    name = uploads.store(upload)
    try:
        kept = CasePaper.objects.create(
            case=case, step=step.key, key=key, title=str(paper.title), form_code=paper.form_code, way=way, number=number, dated=dated,
            stored_as=name, original_name=upload.name, content_type=upload.content_type, sha256=upload.sha256, added_by_id=by.pk,
        )
        recorded(CaseAct.PAPER_ADDED, case, by=by, details={"paper": key})
    except Exception:
        uploads.forget(name)
        raise
    return kept


@transaction.atomic
def withdraw_paper(*, paper: CasePaper, reason: str, by: Actor) -> CasePaper:
    """Take a paper out of an open case; its file is kept as long as the case is. What a step that is done rests on stays."""
    require_a_side(paper.case, paper.case.declared.by_key[paper.step], by)
    case = held_case(paper.case)
    rules.check_open(case)
    now = CasePaper.objects.select_for_update(of=("self",)).get(pk=paper.pk)
    if now.withdrawn_at:
        raise RuleBroken(_("This paper was withdrawn already. Nothing was saved."))
    rules.check_may_go(now, case, copies=_copies(now))
    now.withdrawn_at = timezone.now()
    now.save(update_fields=["withdrawn_at"])
    recorded(CaseAct.PAPER_WITHDRAWN, case, by=by, reason=reason, details={"paper": paper.key})
    return now


def _copies(paper: CasePaper) -> int:
    """How many other papers of the case stand for the same."""
    return CasePaper.objects.filter(case=paper.case_id, key=paper.key, withdrawn_at=None).exclude(pk=paper.pk).count()


def require_a_side(case: Case, step: Step, by: Actor) -> None:
    """Papers may be handed in by whoever does their step, and by whoever may open such a case."""
    if not by.allowed(case.declared.opens, case.unit):
        by.require(step.permission, queries.acting_unit(case, step))


def see(case: Case, key: str, by: Actor) -> None:
    """Keep that a paper was seen on paper; it trusts its caller to have asked leave."""
    step, paper = case.declared.paper(key)
    if key not in paper_keys(case):
        CasePaper.objects.create(case=case, step=step.key, key=key, title=str(paper.title), form_code=paper.form_code, way=PaperWay.SEEN, added_by_id=by.pk)


def paper_keys(case: Case) -> set[str]:
    return set(CasePaper.objects.filter(case=case, withdrawn_at=None).values_list("key", flat=True))
