"""The words that decide: what is counted, what only names a number, what says that a number is rough."""

from __future__ import annotations

import re
from enum import StrEnum


class Thing(StrEnum):
    """Kinds of what is counted; numbers of two kinds are never parts of each other."""

    PEOPLE = "people"
    ORGANISATION = "organisation"
    PLACE = "place"
    EVENT = "event"
    TURN = "turn"
    MONEY = "money"
    PAPER = "paper"
    OTHER = "other"


def _split(text: str) -> list[str]:
    return [" ".join(word.split()) for word in text.split(",")]


NOUNS: dict[str, Thing] = {
    **dict.fromkeys(_split(
        "người, vị, đồng chí, đ/c, đảng viên, đv, cán bộ, cb, công chức, viên chức, cbccvc, cbcc, ccvc, học viên, quần chúng, đoàn viên, hội viên, bí thư, phó bí thư, chi ủy viên, "
        "cấp ủy viên, ủy viên, đại biểu, cá nhân, thành viên, giáo viên, chiến sĩ, chiến sỹ, sinh viên, học sinh, trưởng thôn, trưởng bản, trưởng ấp, trưởng khóm, tổ trưởng, phó thôn, "
        "phó trưởng thôn, nữ, nam, nhân viên, lao động, công nhân, nông dân, đảng ủy viên, huyện ủy viên, tỉnh ủy viên, thường vụ, bí thư chi bộ, bí thư đảng ủy, chủ tịch, phó chủ tịch, "
        "đảng viên mới, già làng, người có uy tín, thanh niên, phụ nữ, nam giới, nữ giới, giảng viên, báo cáo viên, cộng tác viên, đối tượng, thương binh, sĩ quan, bộ đội, trí thức, "
        "kỹ sư, bác sĩ, hộ lý, thí sinh, cử tri, ứng viên, chuyên viên, phó trưởng bản, trưởng khu phố, phó giám đốc, giám đốc, trưởng phòng, phó trưởng phòng, nhân sự, thạc sĩ, tiến sĩ, cử nhân"
    ), Thing.PEOPLE),
    **dict.fromkeys(_split(
        "tổ chức, tổ chức cơ sở đảng, tổ chức đảng, tccsđ, tcđ, đảng bộ, chi bộ, đảng bộ cơ sở, chi bộ cơ sở, đảng bộ bộ phận, đảng ủy, cấp ủy, chi ủy, tập thể, đơn vị, cơ quan, doanh nghiệp, "
        "hợp tác xã, htx, trường, trường học, trạm, trạm y tế, phòng, ban, sở, đoàn thể, chi đoàn, chi hội, công đoàn, công đoàn cơ sở, hội, tổ, nhóm, đội, câu lạc bộ, clb, đảng bộ xã, đảng bộ phường, "
        "ban chấp hành, ban thường vụ, huyện ủy, thành ủy, công ty, ngành, cơ sở, hộ, hộ gia đình"
    ), Thing.ORGANISATION),
    **dict.fromkeys(_split(
        "xã, phường, thị trấn, thôn, bản, buôn, làng, khu phố, tổ dân phố, tdp, khu dân cư, ấp, khóm, xóm, huyện, tỉnh, thành phố, thị xã, quận, khu, địa phương, địa bàn, đơn vị hành chính, khối phố, "
        "thôn bản, tiểu khu, đặc khu, xã phường, khu vực"
    ), Thing.PLACE),
    **dict.fromkeys(_split(
        "cuộc, lớp, hội nghị, buổi, đợt, vụ, vụ việc, đơn, đơn thư, trường hợp, ca, mô hình, công trình, phần việc, nhiệm vụ, chỉ tiêu, nội dung, hội thi, cuộc họp, cuộc kiểm tra, "
        "lớp bồi dưỡng, hoạt động, đề án, dự án, điển hình, sáng kiến, giải pháp, tin, bài, tin bài, chuyên đề, kỳ họp, cuộc thi, phong trào, hồ sơ, huy hiệu"
    ), Thing.EVENT),
    **dict.fromkeys(_split("lượt, lượt người, lượt học viên, lượt đảng viên, lượt cán bộ, lần, suất, phần quà, căn nhà, căn, ngôi nhà, cây, con, tấn, kg, ha, km, m2, mét, ngày công"), Thing.TURN),
    **dict.fromkeys(_split("phiếu, ý kiến, lượt ý kiến, phiếu bầu, phiếu khảo sát"), Thing.OTHER),
    **dict.fromkeys(_split("đồng, triệu đồng, tỷ đồng, nghìn đồng, ngàn đồng, vnd, usd"), Thing.MONEY),
    **dict.fromkeys(_split("văn bản, nghị quyết, chỉ thị, kế hoạch, quyết định, kết luận, chương trình, thông báo, hướng dẫn, quy định, công văn, bằng khen, giấy khen, báo cáo, tài liệu, cuốn"), Thing.PAPER),
}
FIRST_WORDS = frozenset(noun.split()[0] for noun in NOUNS)
MOST_WORDS = max(len(noun.split()) for noun in NOUNS)

# Nouns that stand for anybody.
ANYBODY = frozenset(_split("người, đồng chí, đ/c, cá nhân, trường hợp"))
# Groups that overlap: who is in one may be in another, so that they need not add up.
OVERLAPPING = frozenset(_split(
    "nữ, phụ nữ, dân tộc, dtts, người dân tộc, thiểu số, tôn giáo, có đạo, theo đạo, trẻ, trẻ tuổi, dưới 35, dưới 40, dưới 30, đoàn viên, trình độ, đại học, thạc sĩ, tiến sĩ, cao đẳng, cao cấp, trung cấp, "
    "sau đại học, thanh niên, kiêm, kiêm nhiệm, nông thôn, cán bộ trẻ, lần đầu, tái cử, chuyên môn, giáo dân, người hoa, khmer, chủ doanh nghiệp, vùng sâu, biên giới, đặc biệt khó khăn, tiêu biểu, "
    "trưởng thôn, phó thôn, học sinh, sinh viên, doanh nghiệp, ngoài nhà nước, tư nhân, hưu trí, quân nhân, xuất ngũ, lý luận, chuyên trách"
))

OVERLAP = re.compile(rf"\b(?:{'|'.join(map(re.escape, OVERLAPPING))})\b")

# A number right after one of these only names something: resolution 18, hamlet 7, article 4.
LABELS = frozenset(_split(
    "số, khóa, điều, khoản, mục, chương, phần, thứ, biểu, bảng, mẫu, trang, tập, quyển, bậc, hạng, nhóm, loại, cấp, tầng, đường, lộ, ql, tl, km, ngày, tháng, quý, tuần, kỳ, hồi, lúc, ngõ, ngách, nhà, phòng, tổ, khu, "
    "thôn, ấp, xóm, đội, bản, phường, quận, khối, khóm, làng, buôn, nq, qđ, ct, kl, kh, hd, nđ, tt, đa, mức, vòng, bài, câu, lô, ca, cột, dòng, hình, tiết, trường, đồn, trạm, đảo, tàu, đt, sđt, fax, tel, hotline, "
    "covid, nhánh, tổng đài, phiên, lần, k, t, lớp, tiểu khu"
))
PLACES = frozenset(_split("tổ, khu, thôn, ấp, xóm, đội, bản, phường, quận, khối, khóm, làng, buôn, lớp, phòng, trường"))
LABELS_OF_TWO = frozenset(_split(
    "nghị quyết, chỉ thị, kết luận, quyết định, quy định, nghị định, thông tư, hướng dẫn, thông báo, công văn, pháp lệnh, tờ trình, phụ lục, quốc lộ, tỉnh lộ, huyện lộ, chi bộ, đảng bộ, khu phố, dân phố, tiểu khu, "
    "trung đoàn, sư đoàn, lữ đoàn, tiểu đoàn, quân khu, quân đoàn, đại đội, chi hội, chi đoàn, điện thoại, di động, giai đoạn, nhiệm kỳ, kế hoạch, chương trình, đề án, dự án, quy chế, kỷ niệm, vận động, khối phố, giải phóng"
))
COUNTED_AFTER_NUMBER = frozenset(_split("tổng số, trong số, trên số, có số, với số, được số, là số, cả số, trung cấp, cao cấp, sơ cấp, xếp loại, phân loại"))
DOCUMENTS_OR_PLANS = frozenset(_split("kế hoạch, chương trình, đề án, dự án, chỉ tiêu"))
TIMES = frozenset(_split("năm, tháng, tuổi, giờ, phút, ngày, tuần, quý, giây, thập, tuổi-"))

OVER = frozenset(_split("trên, hơn, quá, vượt, tối thiểu, thiểu"))
UNDER = frozenset(_split("dưới, tối đa, đa"))
NEAR = frozenset(_split("gần, ngót"))
ABOUT = frozenset(_split("khoảng, xỉ, xấp xỉ, chừng, ước, độ, ~, ≈, ước đạt, trên dưới"))

SMALL_NUMBERS = {
    "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9, "mười": 10, "mười một": 11, "mười hai": 12, "mười ba": 13, "mười bốn": 14, "mười lăm": 15,
    "mười sáu": 16, "mười bảy": 17, "mười tám": 18, "mười chín": 19, "hai mươi": 20, "ba mươi": 30, "bốn mươi": 40, "năm mươi": 50,
}
SCALES = {"nghìn": 10**3, "ngàn": 10**3, "vạn": 10**4, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9}
