"""Who may issue what on a day, how numbers are written, and what may be done with a paper."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coso.access.queries import people_with
from coso.common import vietnamese
from coso.common.errors import RuleBroken
from coso.common.uploads import MARKS
from coso.documents.declarations import BY_WORD, bodies_of
from coso.documents.enums import (
    Body,
    Direction,
    DocumentState,
    DocumentType,
    Reach,
    RequestKind,
)
from coso.documents.models import Document, DraftRequest, GivenNumber, Publication, Study, Term
from coso.members.models import Member
from coso.org.kinds import GRASSROOTS_KINDS
from coso.org.models import Unit
from coso.rulebook import rules
from coso.rulebook.book import Rule

TERM = "term"
# Where a draft's first text waits to be filled in; dots at the end of a list (“chè, quế, …”) are none.
GAP = re.compile(r"^…$|[:.] …[;,]?$|^(?:Căn cứ|Xét) …|ngày … tháng", re.MULTILINE)


@dataclass(frozen=True)
class Permitted:
    """The kinds a body may issue, and the rule that says so; without a rule nothing is known, and nothing is refused."""

    kinds: frozenset[DocumentType]
    rule: Rule | None = None


EVERY = frozenset(DocumentType)


def permitted(body: str, unit: Unit, day: date) -> Permitted:
    """What the rulebook knows of this body of the unit on the day (domain/documents.md §2)."""
    if body == Body.BRANCH:
        return _of_branch(unit, day)
    if body == Body.CONGRESS and Body.BRANCH in bodies_of(unit.kind):
        return _branch_list(unit, day, without="doc.types.branch_congress_excluded")
    if body == Body.STANDING_COMMITTEE and unit.kind in GRASSROOTS_KINDS:
        return _branch_list(unit, day, without="doc.types.standing_committee_excluded", extra="doc.types.standing_committee_extra")
    return Permitted(EVERY)


def _of_branch(unit: Unit, day: date) -> Permitted:
    """By the list in force; while there was none, all but what the regulation of 2017 left out."""
    known = _branch_list(unit, day)
    before = rules.on(day, unit).find("doc.types.branch_excluded_2017")
    return known if known.rule or before is None else Permitted(EVERY - kinds_of(before), before)


def _branch_list(unit: Unit, day: date, *, without: str = "", extra: str = "") -> Permitted:
    """The branch's list, with what another key adds or takes away; that key is then the rule."""
    asked = rules.on(day, unit)
    base, less, more = (asked.find(key) if key else None for key in ("doc.types.branch", without, extra))
    if base is None:
        return Permitted(EVERY)
    return Permitted((kinds_of(base) | kinds_of(more)) - kinds_of(less), more or less or base)


def kinds_of(rule: Rule | None) -> frozenset[DocumentType]:
    return frozenset(BY_WORD[word] for word in rule.value) if rule else frozenset()


def check_may_issue(body: str, kind: str, unit: Unit, day: date) -> None:
    if body not in bodies_of(unit.kind):
        raise RuleBroken(_("“%(unit)s” has no %(body)s. Nothing was saved. Choose another issuing body.") % {"unit": unit, "body": str(Body(body).label).lower()})
    known = permitted(body, unit, day)
    if known.rule and kind not in known.kinds:
        told = {"body": Body(body).label, "kind": str(DocumentType(kind).label).lower(), "day": vietnamese.date(day), "rule": known.rule.symbols}
        raise RuleBroken(_("%(body)s may not issue a paper of the kind “%(kind)s” on %(day)s (%(rule)s). Nothing was saved. Choose another kind, or let the right body issue it.") % told)


def said(key: str, unit: Unit, day: date) -> Rule:
    """The value of the day; before the first version anybody has read, as that one says."""
    return rules.on(day, unit).find(key) or rules.on(max(day, min(rule.valid_from for rule in rules.all_of(key) if rule.valid_from)), unit).rule(key)


def digits(unit: Unit, day: date) -> int:
    """How many digits a number has at least."""
    return int(said("doc.number_min_digits", unit, day).value)


def check_numbered_by_term(unit: Unit, day: date) -> None:
    """Numbers begin anew with each term; a local value that says otherwise is not carried out by guessing."""
    rule = said("doc.number_reset", unit, day)
    if rule.value != TERM:
        raise RuleBroken(_("The rulebook says that numbers begin anew by “%(said)s”; Coso counts by term only. No number was given. Ask the administrator about “%(title)s”.") % {"said": rule.said, "title": rule.title})


def check_term(term: Term | None, unit: Unit, day: date) -> Term:
    if term is None:
        raise RuleBroken(_("No term of “%(unit)s” is entered for %(day)s, so no number can be given. Nothing was saved. Enter the term first.") % {"unit": unit, "day": vietnamese.date(day)})
    return term


def check_unit_stands(unit: Unit, day: date) -> None:
    if unit.ended_on and unit.ended_on <= day:
        raise RuleBroken(_("“%(unit)s” ended on %(day)s. Nothing was saved. Choose the unit that follows it.") % {"unit": unit, "day": vietnamese.date(unit.ended_on)})


def check_has_come(day: date, today: date) -> None:
    if day > today:
        raise RuleBroken(_("%(day)s has not come yet. Nothing was saved. Give the day that stands on the paper.") % {"day": vietnamese.date(day)})


def check_state(document: Document, *states: DocumentState) -> None:
    if document.state not in states:
        raise RuleBroken(_("This paper stands as “%(state)s” by now. Nothing was saved. Open the page again.") % {"state": document.get_state_display()})


def check_whole(document: Document) -> None:
    """What an issued paper must name."""
    if not (document.signatory.strip() and document.signatory_role.strip()):
        raise RuleBroken(_("The paper names nobody who signs it, or not in which post. It was not issued. Change the draft first."))
    if gaps := len(GAP.findall(document.text)):
        raise RuleBroken(ngettext("The text still has a gap (…) that the draft began with. It was not issued. Fill it in or take it out first.", "The text still has %(n)s gaps (…) that the draft began with. It was not issued. Fill them in or take them out first.", gaps) % {"n": vietnamese.number(gaps)})


READ = ("abstract", "text", "signatory", "signatory_role", "recipients", "basis")  # what a reader of a draft has before them


def digest_of(document: Document) -> str:
    """Of what a draft says: two drafts that say the same have the same."""
    return sha256("\x1f".join(getattr(document, name) for name in READ).encode()).hexdigest()


def check_asked(people: list[Any], due_on: date | None, today: date, document: Document) -> None:
    """Whoever is asked can open the draft, and has a day left."""
    if not people:
        raise RuleBroken(_("Choose at least one person. Nothing was sent."))
    if due_on and due_on < today:
        raise RuleBroken(_("The day by which it is asked for is over. Nothing was sent. Choose a later one."))
    able = set(people_with("document.view", document.unit, today).values_list("pk", flat=True))
    if blind := [one for one in people if one.pk not in able]:
        raise RuleBroken(_("%(name)s may not see papers of “%(unit)s”. Nothing was sent. Choose somebody who may.") % {"name": blind[0], "unit": document.unit})


def check_answer(request: DraftRequest, text: str, agreed: bool | None) -> None:
    if not request.is_open:
        raise RuleBroken(_("This request is answered or taken back by now. Nothing was saved. Open the paper again."))
    if request.kind == RequestKind.SIGN_OFF and agreed is None:
        raise RuleBroken(_("Say whether you sign the draft off. Nothing was saved."))
    if not text.strip() and not agreed:
        raise RuleBroken(_("Say what has to be mended. Nothing was saved."))


def check_signed_off(document: Document) -> None:
    """All who were asked to sign off have signed off what stands; where nobody was asked, nothing holds the paper up."""
    last = {one.asked_id: one for one in document.requests.filter(kind=RequestKind.SIGN_OFF, withdrawn_at=None).select_related("asked")}
    for one in last.values():
        if one.answered_at is None:
            raise RuleBroken(_("%(name)s has not signed the draft off yet. It was not issued. Wait for the answer, or take the request back.") % {"name": one.asked})
        if not one.agreed:
            raise RuleBroken(_("%(name)s has not agreed: %(text)s It was not issued. Mend the draft and ask again, or take the request back.") % {"name": one.asked, "text": one.text})
        if one.digest != digest_of(document):
            raise RuleBroken(_("The draft has changed since %(name)s signed it off. It was not issued. Ask again, or take the request back.") % {"name": one.asked})


def check_reserved(given: GivenNumber, document: Document, term: Term) -> None:
    """A reserved number fits a paper of the same kind, body and term, and no paper bears it yet."""
    if Document.objects.filter(given=given).exists():
        raise RuleBroken(_("Another paper bears the reserved number %(symbol)s by now. Nothing was saved. Choose another number.") % {"symbol": given.symbol})
    if (given.unit_id, given.kind, given.body, given.series.term_id) != (document.unit_id, document.kind, document.body, term.pk):
        raise RuleBroken(_("The number %(symbol)s is reserved for a paper of another kind, body or term. Nothing was saved. Choose another number.") % {"symbol": given.symbol})


def check_receipts(until: date, today: date, anybody: bool) -> None:
    """Receipts are asked of somebody, with a day left."""
    if until < today:
        raise RuleBroken(_("The day by which it is asked for is over. Nothing was published. Choose a later one."))
    if not anybody:
        raise RuleBroken(_("Nobody on the roll is reached by this paper, so nobody can confirm having read it. Nothing was published. Ask for no confirmation, or let those below read it too."))


def check_confirms(publication: Publication, member: Member | None) -> None:
    """A receipt is given by a member whom the paper reaches, where it was asked for."""
    if not publication.asks:
        raise RuleBroken(_("No confirmation is asked for this paper. Nothing was saved."))
    if member is None or not reaches(publication, member.position):
        raise RuleBroken(_("You are not among the members asked to confirm this paper. Nothing was saved."))


def reaches(asked: Any, place: int) -> bool:
    """Whether receipts are asked of those who stand at this place. asked: a paper of the library, a study of one or a guide."""
    unit = asked.unit
    return bool(place == unit.position or (asked.reach != Reach.UNIT and unit.position <= place < unit.position_end))


def check_entered(places: list[tuple[int, int]], members: list[Member], own: int | None) -> None:
    """What others have read is entered in their very branch, and nobody's own is entered so."""
    if not members:
        raise RuleBroken(_("Choose at least one member who has not confirmed yet. Nothing was saved."))
    if any(one.pk == own for one in members):
        raise RuleBroken(_("This is you yourself. Confirm it on your own page. Nothing was saved."))
    if outside := [one for one in members if not any(lo <= one.position < hi for lo, hi in places)]:
        raise RuleBroken(_("%(name)s belongs to another branch; only that branch enters who has read or studied. Nothing was saved.") % {"name": outside[0].full_name})


def check_can_be_studied(publication: Publication, unit: Unit, reach: str) -> None:
    """A paper is laid out for study by a unit it reaches, and for nobody it does not reach."""
    if publication.ended_on:
        raise RuleBroken(_("This paper is no longer published. Nothing was saved."))
    if not reaches(publication, unit.position) or (publication.reach == Reach.UNIT and reach != Reach.UNIT):
        raise RuleBroken(_("This paper is published to fewer people than that. Nothing was saved. Publish it to those below first, or choose fewer."))


def check_day_left(until: date, today: date) -> None:
    if until < today:
        raise RuleBroken(_("The day by which it is to be studied is over. Nothing was saved. Choose a later one."))


def check_is_prepared(study: Study) -> None:
    if study.opened_on:
        raise RuleBroken(_("The study is laid out already; what it says no longer changes. Nothing was saved. End it with a reason and prepare another."))


def check_runs(study: Study) -> None:
    if not study.asks:
        raise RuleBroken(_("This study is not open now. Nothing was saved."))


def check_can_be_opened(parts: int, anybody: bool) -> None:
    if not parts:
        raise RuleBroken(_("The study has no part yet. It was not laid out. Add one first."))
    if not anybody:
        raise RuleBroken(_("Nobody on the roll is reached by this study. It was not laid out. Choose more people or another unit."))


def check_choices(choices: list[str], right: int) -> None:
    """The answers differ, and the right one is among them; how many there are, the database holds."""
    if len(set(choices)) < len(choices):
        raise RuleBroken(_("Two of the answers are the same. Nothing was saved."))
    if right > len(choices):
        raise RuleBroken(_("The answer marked as right is empty. Nothing was saved."))


def check_studies(study: Study, member: Member | None) -> Member:
    """A study is gone through by a member for whom it is laid out."""
    check_runs(study)
    if member is None or member.left_on or not reaches(study, member.position):
        raise RuleBroken(_("You are not among the members for whom this study is laid out. Nothing was saved."))
    return member


def check_gives_receipt(asked: Publication | Study, member: Member) -> None:
    if isinstance(asked, Study):
        check_studies(asked, member)
    else:
        check_confirms(asked, member)


def check_all_read(left: int) -> None:
    if left:
        raise RuleBroken(
            ngettext("One part is not marked as read yet. Nothing was saved. Go on where you stopped.", "%(n)s parts are not marked as read yet. Nothing was saved. Go on where you stopped.", left)
            % {"n": vietnamese.number(left)}
        )


# What a phone holds, and reads aloud from its own memory in a moment; a member's marks are for one person to look through.
MOST_MARKS, MOST_ON_PHONE, MOST_LETTERS = 300, 20, 500_000


def check_has_record(member: int | None) -> int:
    if member is None:
        raise RuleBroken(_("No member record belongs to your account yet, so nothing can be marked. Ask your branch secretary to join them."))
    return member


def check_marks(marked: int) -> None:
    if marked >= MOST_MARKS:
        raise RuleBroken(_("You have marked %(most)s papers, as many as can be kept. Nothing was marked. Take out some you no longer need.") % {"most": vietnamese.number(MOST_MARKS)})


def check_fits(publication: Publication, there: list[Publication]) -> None:
    """What is kept on the phone stays small, and has words to show."""
    if not publication.text:
        raise RuleBroken(_("This paper stands in a file only, and files are not kept on the phone. Nothing was marked. Open the file while there is network."))
    if len(there) >= MOST_ON_PHONE:
        raise RuleBroken(_("%(most)s papers are kept on the phone, as many as there is room for. Nothing was added. Take one out first.") % {"most": vietnamese.number(MOST_ON_PHONE)})
    if sum(len(one.text) for one in [*there, publication]) > MOST_LETTERS:
        raise RuleBroken(_("With this paper more than %(most)s letters would lie on the phone, for which there is no room. Nothing was added. Take a long one out first.") % {"most": vietnamese.number(MOST_LETTERS)})


def check_corrects(decision: Document, document: Document) -> None:
    """A correction is a decision of the same unit, issued, not older than the paper."""
    if decision.unit_id != document.unit_id or decision.kind != DocumentType.DECISION or decision.state != DocumentState.ISSUED:
        raise RuleBroken(_("A paper is corrected by an issued decision of the same unit. Nothing was saved. Issue the decision first."))
    if decision.dated and document.dated and decision.dated < document.dated:
        raise RuleBroken(_("The decision is older than the paper it is to correct. Nothing was saved. Choose another decision."))


def check_not_signed(document: Document, digest: str) -> None:
    """The same bytes are signed once."""
    if document.files.filter(signed_from=digest).exists():
        raise RuleBroken(_("This very paper is signed already; the signed PDF stands among its files. Nothing was signed a second time."))


def check_links(document: Document, *others: Any) -> None:
    if document.pk and any(other and other.pk == document.pk for other in others):
        raise RuleBroken(_("A paper neither replaces nor carries out itself. Nothing was saved."))


def marks_in(text: str) -> list[str]:
    """The lines of a text that are nothing but a secrecy mark."""
    return [line.strip() for line in text.splitlines() if line.strip(" .:*()") in MARKS]


def is_received(document: Document) -> bool:
    return document.direction == Direction.RECEIVED
