"""Papers get their numbers once and without gaps; what is issued stands, and the rulebook says who may issue what."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DataError, IntegrityError, connection, transaction

from coso.common.actors import SYSTEM
from coso.common.errors import NotAllowed, RuleBroken
from coso.common.models import Act
from coso.documents import actions, queries, rules
from coso.documents.actions import Received
from coso.documents.declarations import PRINTED
from coso.documents.enums import DocumentState
from coso.documents.models import (
    Correction,
    Document,
    DocumentFile,
    GivenNumber,
    NumberSeries,
    Term,
)
from coso.org.enums import UnitKind
from coso.rulebook.actions import settle_rule
from coso.rulebook.book import book
from tests.documents.story import (
    SINCE,
    TODAY,
    B,
    K,
    content,
    make_draft,
    make_file,
    make_issued,
    make_received,
    numbered,
    reserve,
    set_term,
)
from tests.factories import end_unit, make_commune, make_province, make_unit, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def commune():
    return numbered()


def refused(act, *words):
    with pytest.raises(RuleBroken) as refusal:
        act()
    assert all(word in str(refusal.value) for word in words), str(refusal.value)


# --- numbers ---------------------------------------------------------------------------------------


def test_numbers_run_by_kind_and_body_from_01_and_begin_anew_with_the_term(commune):
    assert queries.next_symbol(unit=commune, body=B.STANDING_COMMITTEE, kind=K.RESOLUTION, day=TODAY) == "01-NQ/ĐU"
    issued = [make_issued(commune).symbol for _ in range(2)] + [make_issued(commune, K.REPORT).symbol, make_issued(commune, body=B.CONGRESS).symbol]
    assert issued == ["01-NQ/ĐU", "02-NQ/ĐU", "01-BC/ĐU", "01-NQ/ĐH"]
    assert make_issued(commune, body=B.COMMITTEE).symbol == "03-NQ/ĐU"  # prints the same letters, so counts on
    assert [make_issued(commune, kind).symbol for kind in (K.DECISION, K.REGULATION)] == ["01-QĐ/ĐU", "02-QĐ/ĐU"]
    set_term(commune, "2026–2031", date(2026, 11, 1))
    assert make_issued(commune).symbol == "01-NQ/ĐU"
    assert [str(one.valid_to) for one in Term.objects.filter(unit=commune)] == ["2026-11-01", "None"]
    assert make_issued(commune, dated=date(2026, 10, 30)).symbol == "04-NQ/ĐU"  # of the term before


def test_symbols_name_the_body_of_each_level():
    branch, province = numbered(make_unit()), numbered(make_province())
    assert make_issued(branch, K.NOTICE, B.BRANCH).symbol == "01-TB/CB"
    assert make_issued(branch, K.MINUTES, B.CONGRESS).symbol == "01-BB/ĐH"
    assert make_issued(province).symbol == "01-NQ/TU"
    assert {one.letters for one in PRINTED.values()} == set("NQ QĐ KL QC TB BC KH CTr TTr CV BB ĐA PA CT HD".split())


def test_a_refused_issue_takes_no_number(commune):
    nobody = make_draft(commune, signatory="")
    refused(lambda: actions.issue(document=nobody, dated=TODAY, by=SYSTEM, today=TODAY), "ai ký")
    refused(lambda: actions.issue(document=make_draft(commune), dated=date(2026, 12, 1), by=SYSTEM, today=TODAY), "01/12/2026")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        make_issued(commune)
        raise ZeroDivisionError
    assert make_issued(commune).symbol == "01-NQ/ĐU"


def test_without_a_term_no_number_and_in_a_paper_register_the_count_goes_on(commune):
    branch = make_unit(parent=commune, kind=UnitKind.SUBORDINATE_BRANCH)
    refused(lambda: make_issued(branch, K.NOTICE, B.BRANCH), "nhiệm kỳ")
    term = set_term(branch)
    actions.take_over(unit=branch, body=B.BRANCH, kind=K.NOTICE, term=term, last=37, by=SYSTEM)
    assert make_issued(branch, K.NOTICE, B.BRANCH).symbol == "38-TB/CB"
    assert NumberSeries.objects.get(term=term).last == 38
    refused(lambda: actions.take_over(unit=branch, body=B.BRANCH, kind=K.NOTICE, term=term, last=40, by=SYSTEM))
    refused(lambda: actions.take_over(unit=commune, body=B.CONGRESS, kind=K.NOTICE, term=term, last=4, by=SYSTEM))
    refused(lambda: set_term(branch, "2026–2027", SINCE))


def test_a_reserved_number_waits_for_its_paper_and_serves_once(commune):
    kept = reserve(commune)
    assert (kept.symbol, make_issued(commune).symbol) == ("01-NQ/ĐU", "02-NQ/ĐU")
    assert list(queries.reserved(SYSTEM, unit=commune)) == [kept]
    other = make_draft(commune, K.REPORT)
    refused(lambda: actions.issue(document=other, dated=TODAY, by=SYSTEM, today=TODAY, reserved=kept), "01-NQ/ĐU")
    assert actions.issue(document=make_draft(commune), dated=TODAY, by=SYSTEM, today=TODAY, reserved=kept).symbol == "01-NQ/ĐU"
    refused(lambda: actions.issue(document=make_draft(commune), dated=TODAY, by=SYSTEM, today=TODAY, reserved=kept), "01-NQ/ĐU")
    refused(lambda: reserve(commune, purpose="  "))
    assert not queries.reserved(SYSTEM, unit=commune).exists()


def test_the_database_itself_counts_and_gives_nothing_twice(commune):
    given = make_issued(commune).given
    for sql in ("UPDATE documents_numberseries SET last = 7", "DELETE FROM documents_numberseries", "DELETE FROM documents_givennumber"):
        with pytest.raises(Exception, match="series_stands|permission|denied"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    twin = GivenNumber.objects.create(unit=commune, series=given.series, digits=2, kind=given.kind, body=given.body, given_on=TODAY, number=1)
    twin.refresh_from_db()
    assert (twin.number, twin.symbol) == (2, "02-NQ/ĐU")


# --- who may issue what ----------------------------------------------------------------------------


@pytest.mark.parametrize(("body", "kind", "day", "may"), [
    (B.BRANCH, K.CONCLUSION, date(2026, 1, 9), True), (B.BRANCH, K.CONCLUSION, date(2026, 1, 8), False),
    (B.BRANCH, K.WORKING_RULES, date(2025, 6, 1), False), (B.BRANCH, K.RESOLUTION, date(2025, 6, 1), True),
    (B.BRANCH, K.REGULATION, TODAY, False), (B.BRANCH, K.DECISION, TODAY, True), (B.BRANCH, K.GUIDE, TODAY, False),
    (B.BRANCH, K.DIRECTIVE, date(2016, 1, 1), True),  # nothing is known of that time, so nothing is refused
    (B.CONGRESS, K.CONCLUSION, TODAY, False), (B.CONGRESS, K.MINUTES, TODAY, True),
])
def test_a_branch_issues_what_the_rulebook_of_the_day_lets_it(body, kind, day, may):
    known = rules.permitted(body, make_unit(), day)
    assert (kind in known.kinds) is may
    assert bool(known.rule) is (day.year > 2016)


def test_a_standing_committee_issues_regulations_and_guides_but_no_working_rules(commune):
    known = rules.permitted(B.STANDING_COMMITTEE, commune, TODAY)
    assert {K.REGULATION, K.GUIDE, K.RESOLUTION} <= known.kinds
    assert K.WORKING_RULES not in known.kinds
    assert K.DIRECTIVE not in known.kinds
    refused(lambda: make_draft(commune, K.WORKING_RULES), "399-QĐ/TW")
    refused(lambda: make_draft(commune, K.NOTICE, B.BRANCH), commune.name)
    assert rules.permitted(B.COMMITTEE, commune, TODAY).rule is None  # no source tells of it
    assert set(book().keys) >= {"doc.types.standing_committee_excluded"}


def test_numbers_by_another_reset_than_the_term_are_not_guessed(commune):
    assert rules.digits(commune, date(2026, 1, 1)) == 2  # before the first version anybody has read, as that one says
    settle_rule(key="doc.number_reset", unit=commune, value="year", on=date(2026, 6, 1), paper="9-QĐ/ĐU", reason="Theo năm", by=SYSTEM)
    refused(lambda: make_issued(commune), "nhiệm kỳ")


# --- what is issued stands -------------------------------------------------------------------------


def test_an_issued_paper_does_not_change_and_is_not_deleted(commune):
    paper = make_issued(commune)
    refused(lambda: actions.change(document=paper, content=content("Khác"), by=SYSTEM, today=TODAY))
    refused(lambda: actions.issue(document=paper, dated=TODAY, by=SYSTEM, today=TODAY))
    for change in ({"abstract": "Khác"}, {"dated": date(2026, 1, 1)}, {"state": DocumentState.DRAFT}, {"symbol": "9-NQ/ĐU"}):
        with pytest.raises(IntegrityError, match="document_stands"), transaction.atomic():
            Document.objects.filter(pk=paper.pk).update(**change)
    with pytest.raises(IntegrityError, match="document_stands"), transaction.atomic():
        Document.objects.filter(pk=paper.pk).delete()


def test_a_withdrawn_paper_keeps_its_number_for_good(commune):
    paper = make_issued(commune)
    refused(lambda: actions.withdraw(document=paper, on=TODAY, reason=" ", by=SYSTEM, today=TODAY))
    gone = actions.withdraw(document=paper, on=TODAY, reason="Ban hành nhầm", by=SYSTEM, today=TODAY)
    assert (gone.state, gone.symbol, make_issued(commune).symbol) == (DocumentState.WITHDRAWN, "01-NQ/ĐU", "02-NQ/ĐU")
    with pytest.raises(IntegrityError, match="document_stands"), transaction.atomic():
        Document.objects.filter(pk=paper.pk).update(state=DocumentState.ISSUED)
    refused(lambda: actions.withdraw(document=gone, on=TODAY, reason="Nữa", by=SYSTEM, today=TODAY), "thu hồi")


def test_a_decision_corrects_a_paper_that_stays_as_it_was_signed(commune):
    paper, older = make_issued(commune), make_issued(commune, K.DECISION, dated=date(2026, 11, 1))
    decision = make_issued(commune, K.DECISION, abstract="Đính chính")
    refused(lambda: actions.correct(document=paper, decision=older, text="x", by=SYSTEM))
    refused(lambda: actions.correct(document=paper, decision=make_issued(commune, K.NOTICE), text="x", by=SYSTEM))
    refused(lambda: actions.correct(document=paper, decision=decision, text=" ", by=SYSTEM))
    refused(lambda: actions.correct(document=decision, decision=decision, text="x", by=SYSTEM))
    assert list(queries.decisions_that_may_correct(paper)) == [decision]
    actions.correct(document=paper, decision=decision, text="Mục II: “5” đọc là “6”", by=SYSTEM)
    assert Correction.objects.get().document == paper
    assert [(one.how, one.document) for one in queries.related(decision, SYSTEM)] == [("corrects", paper)]


def test_a_draft_changes_and_its_history_is_kept(commune):
    old, upper = make_issued(commune), make_received(commune)
    paper = make_draft(commune)
    actions.change(document=paper, content=content("Phát triển đảng viên năm 2027", replaces=old, carries_out=upper), by=SYSTEM, today=TODAY)
    assert [event.abstract for event in paper.pgh_event_model.objects.filter(pgh_obj_id=paper.pk)] == ["Phát triển đảng viên năm 2026"]
    refused(lambda: actions.change(document=paper, content=content(replaces=paper), by=SYSTEM, today=TODAY))
    issued = actions.issue(document=paper, dated=TODAY, by=SYSTEM, today=TODAY)
    assert {(one.how, one.document) for one in queries.related(issued, SYSTEM)} == {("replaces", old), ("carries_out", upper)}
    assert [one.how for one in queries.related(old, SYSTEM)] == ["replaced_by"]
    assert set(queries.linkable(SYSTEM)) == {old, upper, issued}


# --- papers in, secrets, files ---------------------------------------------------------------------


def test_a_received_paper_stands_in_the_register_once_and_can_be_mended(commune):
    paper = make_received(commune)
    refused(lambda: make_received(commune), "sổ")
    refused(lambda: make_received(commune, arrived_on=date(2026, 12, 1)))
    head = Received(K.DIRECTIVE, "12-CT/TU", "Tỉnh ủy Lai Châu", "Sinh hoạt chi bộ", date(2026, 11, 2), date(2026, 11, 6))
    assert actions.change_received(document=paper, head=head, by=SYSTEM, today=TODAY).symbol == "12-CT/TU"
    refused(lambda: actions.withdraw(document=paper, on=TODAY, reason="x", by=SYSTEM, today=TODAY))


def test_whatever_bears_a_secrecy_mark_is_refused_and_nothing_is_kept(commune):
    for act in (
        lambda: make_draft(commune, secret=True), lambda: make_draft(commune, abstract="TỐI MẬT Kế hoạch"), lambda: make_draft(commune, text="MẬT\n\nKế hoạch"),
        lambda: make_received(commune, secret=True), lambda: make_received(commune, abstract="MẬT: danh sách"),
    ):
        refused(act, "độ mật")
    assert not Document.objects.exists()
    paper = make_draft(commune, abstract="Bảo vệ bí mật nhà nước")
    for told in ({"secret": True}, {"name": "TUYỆT MẬT.pdf"}, {"title": "Bản MẬT"}):
        refused(lambda told=told: make_file(paper, **told), "độ mật")
    assert not DocumentFile.objects.exists()


def test_files_are_added_also_to_an_issued_paper(commune, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    paper = make_issued(commune)
    with pytest.raises(DataError):  # what can't be kept leaves no file behind
        make_file(paper, title="x" * 300)
    kept = make_file(paper)
    assert (kept.title, len(kept.sha256)) == ("Bản ký", 64)
    assert len([one for one in tmp_path.rglob("*") if one.is_file()]) == 1


# --- rights ----------------------------------------------------------------------------------------


def test_whoever_drafts_does_not_issue_and_others_do_neither(commune):
    branch = numbered(make_unit(parent=commune, kind=UnitKind.SUBORDINATE_BRANCH))
    helper, secretary, sister = make_user("branch_committee", branch), make_user("branch_secretary", branch), make_user("branch_secretary", make_unit(parent=commune, kind=UnitKind.SUBORDINATE_BRANCH))
    paper = make_draft(branch, K.NOTICE, B.BRANCH, by=helper)
    for who in (helper, sister):
        with pytest.raises(NotAllowed):
            actions.issue(document=paper, dated=TODAY, by=who, today=TODAY)
    assert actions.issue(document=paper, dated=TODAY, by=secretary, today=TODAY).symbol == "01-TB/CB"
    assert [list(Document.objects.visible_to(who)) for who in (helper, sister)] == [[paper], []]
    assert list(GivenNumber.objects.visible_to(sister)) == list(DocumentFile.objects.visible_to(sister)) == []
    assert list(Act.objects.filter(subject_id=paper.pk, subject_type="documents.document").order_by("pk").values_list("kind", flat=True)) == ["document.drafted", "document.issued"]


def test_a_unit_that_ended_begins_no_paper_any_more(commune):
    branch = numbered(make_unit(parent=make_commune(), kind=UnitKind.SUBORDINATE_BRANCH))
    end_unit(branch, date(2026, 7, 1))
    refused(lambda: make_draft(branch, K.NOTICE, B.BRANCH), "01/07/2026")


@pytest.mark.parametrize("typed", ["phát triển", "phat trien", "PHAT TRI", "01 nq", "quyết nghị"])
def test_papers_are_found_with_or_without_tone_marks_by_symbol_abstract_and_text(commune, typed):
    paper = make_issued(commune)
    make_draft(commune, abstract="Thu nộp đảng phí", text="")
    assert list(Document.objects.search(typed)) == [paper]
    assert not Document.objects.search(" . ").exists()


@pytest.mark.parametrize("text", ["I. Mục đích\n\n…\n\nII. Nội dung", "1. Thời gian: …", "Điều 1. …", "Căn cứ …;\n\nĐiều 1. Thành lập.", "tại hội nghị ngày … tháng … năm …,"])
def test_a_paper_with_gaps_of_its_first_text_is_not_issued(text):
    with pytest.raises(RuleBroken, match="chỗ trống"):
        make_issued(numbered(), text=text)


def test_dots_at_the_end_of_a_list_are_no_gap():
    assert make_issued(numbered(), text="Các bản trồng chè, quế, …\n\nvà v.v…").symbol
