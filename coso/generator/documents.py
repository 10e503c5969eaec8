"""A term of the invented commune and branch with papers out and in, one withdrawn, one corrected, two published, a number reserved."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from coso.access.models import User
from coso.common import scope
from coso.common.actors import SYSTEM
from coso.documents import actions, queries
from coso.documents.actions import Asked, Content, PartSaid, Received
from coso.documents.enums import Body, DocumentType, Reach, RequestKind
from coso.documents.models import Document, Publication
from coso.org.models import Unit

K = DocumentType
TERM = 5  # years
COMMITTEE_PAPERS = (
    (K.RESOLUTION, "Lãnh đạo nhiệm vụ năm, trọng tâm là phát triển đảng viên ở các bản vùng cao"),
    (K.PLAN, "Kiểm tra, giám sát các chi bộ trực thuộc trong năm"),
    (K.DECISION, "Thành lập tổ công tác giúp chi bộ ghép sinh hoạt đúng kỳ"),
    (K.NOTICE, "Kết luận hội nghị Ban Thường vụ về thu nộp đảng phí"),
    (K.REPORT, "Kết quả thực hiện nghị quyết sáu tháng đầu năm"),
)
BRANCH_PAPERS = ((K.RESOLUTION, "Nghị quyết sinh hoạt chi bộ thường kỳ"), (K.NOTICE, "Lịch sinh hoạt chi bộ tháng tới"), (K.MINUTES, "Hội nghị chi bộ thường kỳ"))
TEXTS = {
    K.RESOLUTION: "Căn cứ Điều lệ Đảng;\n\nCăn cứ kết quả thảo luận và biểu quyết tại hội nghị,\n\nQUYẾT NGHỊ\n\nI. Đánh giá kết quả thực hiện nghị quyết kỳ trước\n\nHoàn thành 8 trong 9 việc đã giao; còn chậm làm đường nội đồng.\n\nII. Phương hướng, nhiệm vụ\n\nTập trung tạo nguồn ở các bản chưa có quần chúng ưu tú; giữ nền nếp sinh hoạt vào ngày 03 hằng tháng.\n\nIII. Phân công và tổ chức thực hiện\n\nMỗi đồng chí cấp ủy viên theo dõi ba chi bộ và báo cáo trước ngày 25 hằng tháng.",
    K.PLAN: "I. Mục đích, yêu cầu\n\nGiúp chi bộ làm đúng quy định, kịp thời sửa chỗ còn yếu; không gây thêm giấy tờ.\n\nII. Nội dung và thời gian\n\nQuý I: nền nếp sinh hoạt. Quý II: thu nộp đảng phí. Quý III: phát triển đảng viên.\n\nIII. Phân công thực hiện\n\nỦy ban Kiểm tra chủ trì, Văn phòng phối hợp.",
    K.DECISION: "Căn cứ Điều lệ Đảng;\n\nXét đề nghị của Văn phòng Đảng ủy,\n\nQUYẾT ĐỊNH\n\nĐiều 1. Thực hiện nội dung nêu tại trích yếu.\n\nĐiều 2. Văn phòng Đảng ủy theo dõi, báo cáo kết quả hằng quý.\n\nĐiều 3. Các đồng chí và tổ chức có liên quan chịu trách nhiệm thi hành Quyết định này.",
    K.NOTICE: "1. Thời gian: 19 giờ.\n\n2. Địa điểm: Nhà văn hóa.\n\n3. Nội dung: theo chương trình gửi kèm.\n\n4. Thành phần: toàn thể đảng viên.",
    K.REPORT: "I. Tình hình và kết quả\n\nCác chi bộ giữ nền nếp sinh hoạt; việc tạo nguồn có chuyển biến.\n\nII. Hạn chế và nguyên nhân\n\nMột số chi bộ gửi tài liệu chậm do mạng yếu.\n\nIII. Nhiệm vụ thời gian tới\n\nHướng dẫn bí thư chi bộ làm trên điện thoại.",
    K.MINUTES: "I. Thành phần\n\nĐảng viên chi bộ; vắng một đồng chí có lý do.\n\nII. Nội dung\n\nKiểm điểm việc tháng trước, bàn việc tháng tới.\n\nIII. Kết luận\n\nChi bộ thống nhất nội dung nghị quyết.",
    K.PROGRAMME: "I. Trọng tâm\n\n…\n\nII. Tiến độ theo quý\n\n…",
}
PROGRAMME = "I. Trọng tâm\n\nPhát triển đảng viên ở các bản vùng cao.\n\nII. Tiến độ theo quý\n\nQuý I: nền nếp sinh hoạt, Ban Tổ chức chủ trì. Quý II: thu nộp đảng phí, Văn phòng chủ trì."
STUDIED = 3
QUIZ = (
    ("Đảng bộ xã đã hoàn thành bao nhiêu việc đã giao trong kỳ trước?", ("8 trong 9 việc", "Cả 9 việc", "5 trong 9 việc"), 1, "Mục I ghi: hoàn thành 8 trong 9 việc đã giao."),
    ("Việc nào còn chậm?", ("Thu nộp đảng phí", "Làm đường nội đồng", "Sinh hoạt định kỳ", "Chuyển sinh hoạt đảng"), 2, "Mục I ghi: còn chậm làm đường nội đồng."),
    ("Chi bộ giữ nền nếp sinh hoạt vào ngày nào hằng tháng?", ("Ngày 25", "Ngày 15", "Ngày 03"), 3, "Mục II ghi: sinh hoạt vào ngày 03 hằng tháng; ngày 25 là ngày cấp ủy viên báo cáo."),
)
INCOMING = (
    (K.DIRECTIVE, "05-CT/TU", "Tăng cường lãnh đạo công tác phát triển đảng viên ở thôn, bản biên giới"),
    (K.OFFICIAL_LETTER, "212-CV/BTC", "Rà soát hồ sơ đảng viên trước ngày 15 hằng tháng"),
)


def fill(*, commune: Unit, branch: Unit, users: dict[str, User], today: date) -> None:
    for unit in (commune, branch):
        start = date(today.year - 1, 8, 1)
        actions.set_term(unit=unit, name=f"{start.year}–{start.year + TERM}", valid_from=start, by=SYSTEM)
    upper = [_received(commune, at, today) for at in range(len(INCOMING))]
    out = [_issued(commune, Body.STANDING_COMMITTEE, kind, about, today - timedelta(days=60 - 9 * at), today, upper[0] if at == 0 else None) for at, (kind, about) in enumerate(COMMITTEE_PAPERS)]
    inner = [_issued(branch, Body.BRANCH, kind, about, today - timedelta(days=25 - at), today) for at, (kind, about) in enumerate(BRANCH_PAPERS)]
    correcting = _issued(commune, Body.STANDING_COMMITTEE, K.DECISION, f"Đính chính Nghị quyết số {out[0].symbol}", today - timedelta(days=9), today)
    actions.correct(document=out[0], decision=correcting, text="Mục II: “ba chi bộ” đọc là “bốn chi bộ”.", by=SYSTEM)
    actions.withdraw(document=out[3], on=today - timedelta(days=5), reason="Thay bằng thông báo có đủ danh sách chi bộ", by=SYSTEM, today=today)
    resolution = actions.publish(document=out[0], reach=Reach.BELOW, by=SYSTEM, today=today)
    actions.publish(document=out[1], reach=Reach.PUBLIC, by=SYSTEM, today=today)
    actions.publish(document=inner[0], reach=Reach.UNIT, by=SYSTEM, today=today)
    _studied(resolution, commune, branch, users, today)
    asking = actions.publish(document=out[4], reach=Reach.BELOW, by=SYSTEM, today=today, receipt_by=today + timedelta(days=10))
    actions.confirm_read(publication=asking, by=users["bithu"], now=timezone.now())
    actions.reserve(unit=commune, body=Body.STANDING_COMMITTEE, kind=K.RESOLUTION, on=today, purpose="Nghị quyết chuyên đề về chuyển đổi số", by=SYSTEM)
    _read_by_others(_draft(commune, Body.STANDING_COMMITTEE, K.PROGRAMME, "Chương trình công tác năm tới", today), users, today)


def _studied(paper: Publication, commune: Unit, branch: Unit, users: dict[str, User], today: date) -> None:
    """All below study the resolution; in the branch some have finished, one of them on their own phone. The branch prepares another study."""
    study = actions.prepare_study(publication=paper, unit=commune, reach=Reach.BELOW, until=today + timedelta(days=24), by=SYSTEM, today=today)
    actions.write_part(study=study, said=PartSaid(study.parts.count() + 1, "Liên hệ thực tế chi bộ", question="Chi bộ ta cần làm gì trước để có quần chúng ưu tú ở mỗi bản?"), by=SYSTEM, today=today)
    for number, (text, choices, right, why) in enumerate(QUIZ, 1):
        actions.write_question(study=study, asked=Asked(number, text, list(choices), right, why), by=SYSTEM, today=today)
    actions.open_study(study=study, by=SYSTEM, today=today)
    own = users["chiuy"]
    with scope.within(own.scope(about_oneself=True)):
        for part in study.parts.all():
            actions.read_part(part=part, by=own, now=timezone.now())
        actions.finish_study(study=study, by=own, now=timezone.now())
    others = list(queries.asked_of(study).filter(unit=branch, account=None).by_name()[:STUDIED])
    actions.enter_receipts(reading=study, members=others, told_how="Học tại buổi sinh hoạt chi bộ thường kỳ", by=users["bithu"], now=timezone.now())
    actions.prepare_study(publication=paper, unit=branch, reach=Reach.UNIT, until=today + timedelta(days=40), by=users["bithu"], today=today)


def _read_by_others(draft: Document, users: dict[str, User], today: date) -> None:
    """The office asked the organisation officer for comments, has mended the draft since, and asked the standing member to sign off."""
    comment, = actions.ask(document=draft, kind=RequestKind.COMMENT, people=[users["tochuc"]], due_on=today, by=users["vanphong"], today=today)
    actions.answer_request(request=comment, text="Đề nghị ghi rõ ai chủ trì từng quý.", by=users["tochuc"], now=timezone.now())
    content = Content(draft.abstract, PROGRAMME, draft.signatory, draft.signatory_role, draft.recipients)
    actions.change(document=draft, content=content, by=users["vanphong"], today=today)
    actions.ask(document=draft, kind=RequestKind.SIGN_OFF, people=[users["thuongvu"]], due_on=today + timedelta(days=3), by=users["vanphong"], today=today)


def _draft(unit: Unit, body: str, kind: str, about: str, today: date, upper: Document | None = None) -> Document:
    content = Content(about, text=TEXTS[kind], signatory="Giàng A Chỉnh", signatory_role="Bí thư", recipients="Đảng ủy cấp trên,\nCác chi bộ trực thuộc,", carries_out=upper)
    return actions.draft(unit=unit, body=body, kind=kind, content=content, secret=False, by=SYSTEM, today=today)


def _issued(unit: Unit, body: str, kind: str, about: str, dated: date, today: date, upper: Document | None = None) -> Document:
    return actions.issue(document=_draft(unit, body, kind, about, today, upper), dated=dated, by=SYSTEM, today=today)


def _received(unit: Unit, at: int, today: date) -> Document:
    kind, symbol, about = INCOMING[at]
    head = Received(kind, symbol, "Tỉnh ủy" if at == 0 else "Ban Tổ chức Tỉnh ủy", about, today - timedelta(days=70 - at), today - timedelta(days=66 - at))
    return actions.register_received(unit=unit, head=head, secret=False, by=SYSTEM, today=today)
