"""A commune and a branch, each in its term, with papers."""

from __future__ import annotations

from datetime import date

from coso.common.actors import SYSTEM
from coso.common.uploads import Upload
from coso.documents import actions
from coso.documents.actions import Asked, Content, Received
from coso.documents.declarations import bodies_of
from coso.documents.enums import Body, DocumentType
from coso.documents.models import Term
from tests.factories import make_commune

TODAY = date(2026, 11, 20)
SINCE = date(2025, 8, 1)
K, B = DocumentType, Body


def content(abstract="Phát triển đảng viên năm 2026", **told):
    return Content(abstract, **({"text": "Căn cứ tình hình.\n\nChi bộ quyết nghị.", "signatory": "Lò Văn Chính", "signatory_role": "Bí thư", "recipients": "Đảng ủy xã,"} | told))


def set_term(unit, name="2025–2030", valid_from=SINCE):
    return actions.set_term(unit=unit, name=name, valid_from=valid_from, by=SYSTEM)


def numbered(unit=None):
    """A unit with a term."""
    unit = unit or make_commune()
    set_term(unit)
    return unit


def make_draft(unit, kind=K.RESOLUTION, body=B.STANDING_COMMITTEE, by=SYSTEM, secret=False, **told):
    return actions.draft(unit=unit, body=body, kind=kind, content=content(**told), secret=secret, by=by, today=TODAY)


def make_issued(unit, kind=K.RESOLUTION, body=B.STANDING_COMMITTEE, dated=TODAY, by=SYSTEM, **told):
    return actions.issue(document=make_draft(unit, kind, body, **told), dated=dated, by=by, today=TODAY)


def make_received(unit, symbol="12-NQ/TU", secret=False, **told):
    head = {"kind": K.RESOLUTION, "symbol": symbol, "issuer": "Tỉnh ủy Lai Châu", "abstract": "Xây dựng tổ chức cơ sở đảng", "dated": date(2026, 11, 2), "arrived_on": date(2026, 11, 5)}
    return actions.register_received(unit=unit, head=Received(**(head | told)), secret=secret, by=SYSTEM, today=TODAY)


def reserve(unit, kind=K.RESOLUTION, body=B.STANDING_COMMITTEE, on=TODAY, purpose="Nghị quyết chuyên đề quý I"):
    return actions.reserve(unit=unit, body=body, kind=kind, on=on, purpose=purpose, by=SYSTEM)


def a_file(name="ban-ky.pdf"):
    return Upload(b"%PDF-1.7 test", "application/pdf", name)


def make_file(document, title="Bản ký", secret=False, name="ban-ky.pdf"):
    return actions.add_file(document=document, title=title, upload=a_file(name), secret=secret, by=SYSTEM, today=TODAY)


def make_paper(unit):
    """A draft of whichever body the unit has."""
    return make_draft(unit, K.NOTICE, bodies_of(unit.kind)[0])


def issue_paper(unit):
    """An issued one, in a term that is entered when there is none."""
    if not Term.objects.filter(unit=unit).exists():
        set_term(unit)
    return actions.issue(document=make_paper(unit), dated=TODAY, by=SYSTEM, today=TODAY)


def make_published(document, reach="below", *, file=False, **told):
    kept = make_file(document) if file else None
    return actions.publish(document=document, reach=reach, file=kept, by=SYSTEM, today=TODAY, **told)


def ask_to_read(document, *people, kind="comment", **told):
    (first, *_others) = actions.ask(document=document, kind=kind, people=people, by=SYSTEM, today=TODAY, **told)
    return first


def prepare_study(unit, paper=None, *, reach="below", **told):
    """A study being prepared, of a paper that everybody below may read."""
    if paper is None:
        if not Term.objects.filter(unit=unit).exists():
            set_term(unit)
        paper = make_published(make_issued(unit, K.NOTICE, bodies_of(unit.kind)[0], **told), reach)
    return actions.prepare_study(publication=paper, unit=unit, reach=reach, until=date(2027, 1, 31), by=SYSTEM, today=TODAY)


def lay_out_study(unit, paper=None, **told):
    return actions.open_study(study=prepare_study(unit, paper, **told), by=SYSTEM, today=TODAY)


def quiz(study, text="Kết quả thế nào?", why="Mục I nêu rõ."):
    return actions.write_question(study=study, asked=Asked(study.questions.count() + 1, text, ["Hoàn thành 8 việc", "Chưa làm việc nào"], 1, why), by=SYSTEM, today=TODAY)
