"""Guides of the invented province: one person wrote them, another released them; one waits, one is a draft.

How long something takes and who decides is not said in them: the page shows the rule's value of the day beside the text.
"""

from __future__ import annotations

import io
from datetime import date, timedelta
from random import Random

from PIL import Image, ImageDraw

from coso.access.models import User
from coso.common.uploads import checked_photo
from coso.documents.enums import Reach
from coso.documents.queries import asked_of
from coso.handbook import actions
from coso.handbook.actions import Content
from coso.handbook.enums import Topic
from coso.handbook.models import Guide, GuideReceipt
from coso.org.models import Unit

GUIDES = (
    Content(
        Topic.MOVING, "Tôi chuyển nơi ở, làm gì?",
        "Đồng chí báo bí thư chi bộ nơi đang sinh hoạt: chuyển đến đâu, từ ngày nào. Báo sớm thì kịp thời hạn.\n\n1. Viết đơn xin chuyển sinh hoạt đảng và bản tự kiểm điểm. Không tự viết được thì nhờ người viết hộ, rồi ký tên.\n\n2. Chi bộ nhận xét, xem đảng phí đã nộp đủ chưa, gửi giấy tờ lên cấp ủy.\n\n3. Cấp ủy viết giấy giới thiệu, trao cho đồng chí cùng hồ sơ. Đồng chí giữ cẩn thận.\n\n4. Đến nơi ở mới, đồng chí đưa giấy giới thiệu cho cấp ủy nơi đến trong thời hạn ghi ở phần quy định bên dưới.\n\nKhi chi bộ mới xác nhận, đồng chí có tên trong danh sách của chi bộ mới. Trước ngày đó đồng chí vẫn thuộc chi bộ cũ.",
        Reach.PUBLIC, ("transfer.official_working_days", "transfer.present_letter_working_days"), "transfer",
    ),
    Content(
        Topic.MOVING, "Tôi đi nơi khác một thời gian rồi về, có phải chuyển sinh hoạt không?",
        "Đi học, đi làm, đi chữa bệnh ở nơi khác một thời gian rồi về thì chuyển sinh hoạt đảng tạm thời.\n\nĐồng chí báo bí thư chi bộ: đi đâu, từ ngày nào, dự kiến ngày nào về. Cấp ủy viết giấy giới thiệu để đồng chí sinh hoạt ở chi bộ nơi đến.\n\nTên đồng chí vẫn nằm trong danh sách của chi bộ nhà. Nơi tính đảng viên và nơi đóng đảng phí ghi ở phần quy định bên dưới.\n\nKhi về, đồng chí báo chi bộ nhà để sinh hoạt trở lại.",
        Reach.PUBLIC, ("transfer.temporary.counted_at", "transfer.temporary.dues_at"), "transfer_temporary",
    ),
    Content(
        Topic.MOVING, "Tôi đi làm ăn xa, chưa ổn định chỗ ở thì sao?",
        "Trước khi đi, đồng chí báo bí thư chi bộ: đi đâu, làm gì, gọi số nào thì gặp, dự kiến khi nào về.\n\nChi bộ và đồng chí thống nhất cách giữ liên lạc và cách đóng đảng phí.\n\nĐồng chí tự cho biết mình đang ở đâu. Không ai theo dõi vị trí của đồng chí.\n\nKhi về, đồng chí báo với chi bộ. Nếu ở hẳn nơi mới thì đề nghị chuyển sinh hoạt.",
        Reach.BELOW, ("exemption.mobile_work_max_years",), "away",
    ),
    Content(
        Topic.HEALTH, "Tôi già yếu, muốn nghỉ sinh hoạt đảng thì làm gì?",
        "Đồng chí làm đơn xin miễn công tác và sinh hoạt đảng, gửi chi bộ. Không viết được thì nhờ người viết hộ.\n\nChi bộ bàn trong buổi sinh hoạt và quyết định.\n\nĐược miễn, đồng chí vẫn là đảng viên. Những quyền đồng chí còn giữ ghi ở phần quy định bên dưới.\n\nKhi khỏe lại, đồng chí báo chi bộ để sinh hoạt trở lại.",
        Reach.PUBLIC, ("exemption.decider_old_or_weak", "exemption.effects"), "exemption",
    ),
    Content(
        Topic.HEALTH, "Ai được miễn đóng đảng phí?",
        "Đảng viên có tuổi Đảng cao được miễn; mức tuổi Đảng ghi ở phần quy định bên dưới.\n\nHoàn cảnh đặc biệt khó khăn thì đồng chí viết đơn gửi chi bộ. Khó khăn khác có thể được giảm hoặc miễn có thời hạn; đồng chí hỏi bí thư chi bộ.\n\nKhông thuộc trường hợp nào thì đóng hằng tháng: đóng ở chi bộ hoặc trên Cổng Dịch vụ công Quốc gia.",
        Reach.PUBLIC, ("dues.exempt_party_age_years", "dues.relief_max_months"),
    ),
    Content(
        Topic.JOINING, "Tôi là đảng viên dự bị, bao giờ được công nhận chính thức?",
        "Thời gian dự bị tính từ ngày làm lễ kết nạp.\n\nTrong thời gian đó đồng chí học lớp đảng viên mới, được một đảng viên chính thức giúp đỡ, và dự sinh hoạt đều.\n\nHết thời gian dự bị, đồng chí viết bản tự kiểm điểm. Người giúp đỡ viết nhận xét. Chi bộ họp xét và biểu quyết trong thời hạn ghi ở phần quy định bên dưới.\n\nCó quyết định muộn cũng không thiệt: đủ tư cách thì ngày chính thức vẫn tính từ ngày hết thời gian dự bị.",
        Reach.PUBLIC, ("probation.months", "probation.review_working_days"), "recognition",
    ),
    Content(
        Topic.JOINING, "Tôi được nhờ giới thiệu người vào Đảng, cần biết gì?",
        "Đồng chí phải là đảng viên chính thức và biết rõ người mình giới thiệu qua thời gian cùng làm việc, học tập hoặc cùng ở một nơi.\n\nĐồng chí viết giấy giới thiệu: nêu điều mình biết về người ấy.\n\nCần mấy người giới thiệu và cùng đơn vị bao lâu, xem phần quy định bên dưới.",
        Reach.BELOW, ("admission.introducers_members", "admission.introducer_same_unit_months"), "admission",
    ),
    Content(
        Topic.MEETING, "Tôi không đi họp chi bộ được thì báo thế nào?",
        "Mở trang Hôm nay, bấm “Tôi xin vắng”, ghi lý do rồi gửi. Không có điện thoại thì báo bí thư chi bộ ghi giúp.\n\nỞ xa thì chọn dự từ xa trong trang thông báo, nếu chi bộ có tổ chức.\n\nLý do vắng chỉ người phụ trách chi bộ đọc được.\n\nHọp xong, nghị quyết và việc được giao sẽ có trong sổ tay này.",
        Reach.BELOW, ("meeting.regular_day", "meeting.papers_before_days"),
    ),
    Content(
        Topic.RECORD, "Hồ sơ của tôi ghi sai thì sửa thế nào?",
        "Mở Hồ sơ, tìm chỗ ghi sai, bấm đề nghị sửa. Ghi điều đúng và nói căn cứ vào giấy tờ nào.\n\nCán bộ xem và trả lời. Cả nội dung cũ và nội dung mới đều được lưu, không ai xóa được.\n\nKhông có mạng vẫn gửi được: máy giữ lại và gửi khi có mạng.",
        Reach.BELOW, (), "correction",
    ),
    Content(
        Topic.RECORD, "Ai đã xem hồ sơ của tôi?",
        "Mở Hồ sơ, chọn “Ai đã xem”. Mỗi lần có người mở hồ sơ hoặc cho hiện mục nhạy cảm, hệ thống ghi lại: ai, lúc nào, xem mục gì.\n\nThấy lạ thì đồng chí hỏi bí thư chi bộ hoặc cấp ủy.\n\nKhông ai ghi lại đồng chí đã đọc văn kiện nào.",
        Reach.BELOW, ("privacy.law_from",), "correction",
    ),
)
# Which of them has a picture, and which members are asked to confirm, and for how many days.
WITH_PICTURE, ASKED = 0, {0: 30, 9: 14}
WAITING = Content(
    Topic.RECORD, "Tôi mất thẻ đảng viên thì làm gì?",
    "Báo ngay bí thư chi bộ, nói mất ở đâu, khi nào.\n\nBí thư báo cấp ủy và cho đồng chí biết cần viết giấy tờ gì.",
    Reach.BELOW, ("card.checks_per_year",),
)
DRAFT = Content(Topic.MEETING, "Tôi muốn báo cáo việc đã làm xong thì làm thế nào?", "Mở Việc của tôi, chọn việc, bấm báo cáo.", Reach.BELOW)


def fill(*, province: Unit, users: dict[str, User], today: date) -> None:
    """Of two guides a confirmation is asked; some of the commune's members have given it."""
    author, second = users["bientap"], users["tochuc"]
    for at, content in enumerate(GUIDES):
        draft = actions.write(unit=province, content=content, by=author)
        if at == WITH_PICTURE:
            actions.add_image(guide=draft, upload=checked_photo(_steps(), "cac-buoc.png"), description="Bốn bước: viết đơn, chi bộ nhận xét, nhận giấy giới thiệu, nộp ở nơi đến", by=author)
        receipt_by = today + timedelta(days=ASKED[at]) if at in ASKED else None
        one = actions.release(guide=actions.submit(guide=draft, by=author), from_day=today, receipt_by=receipt_by, by=second, today=today)
        if receipt_by:
            _confirm(one, Random(content.question))
    actions.submit(guide=actions.write(unit=province, content=WAITING, by=author), by=author)
    actions.write(unit=province, content=DRAFT, by=author)


def _confirm(guide: Guide, rng: Random) -> None:
    """About half of the members of each branch, in one branch fewer than in another."""
    shares: dict[int, float] = {}
    people = [(one.pk, one.unit_id) for one in asked_of(guide).order_by("pk").only("pk", "unit_id")]
    told = [key for key, unit in people if rng.random() < shares.setdefault(unit, rng.uniform(0.2, 0.9))]
    GuideReceipt.objects.bulk_create([GuideReceipt(guide=guide, member_id=key) for key in told], batch_size=2_000)


def _steps() -> bytes:
    """A plain drawing of four steps in a row."""
    picture = Image.new("RGB", (960, 240), "#f6f4f0")
    pen = ImageDraw.Draw(picture)
    for at in range(4):
        left = 30 + at * 235
        pen.rounded_rectangle((left, 60, left + 190, 180), 16, fill="#ffffff", outline="#9b1c1c", width=4)
        pen.text((left + 82, 90), str(at + 1), fill="#9b1c1c", font_size=56)
        if at:
            pen.line((left - 40, 120, left - 8, 120), fill="#9b1c1c", width=4)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
