"""What the words beside a number say of it: a share, a rise, what was reached of a target, a part of what came before."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache


class Link(StrEnum):
    """How a number is tied to what stands before it."""

    NONE = ""
    SHARE = "share"  # chiếm, tỷ lệ
    EQUALS = "equals"  # bằng, tương ứng: a share, or what was reached of a target
    REACHES = "reaches"  # đạt: what was reached of a target, or of all there are
    BRACKET = "bracket"  # (62,67%)
    EXCEEDS = "exceeds"  # vượt
    RISE = "rise"  # tăng
    FALL = "fall"  # giảm
    FOLD = "fold"  # gấp


VERBS = {
    "chiếm": Link.SHARE, "tỷ lệ": Link.SHARE, "tỷ trọng": Link.SHARE, "đạt": Link.REACHES, "bằng": Link.EQUALS, "tương đương": Link.EQUALS, "tương ứng": Link.EQUALS,
    "ứng với": Link.EQUALS, "=": Link.EQUALS, "hay": Link.EQUALS, "tức": Link.EQUALS, "hoàn thành": Link.REACHES, "vượt": Link.EXCEEDS, "tăng": Link.RISE, "cao hơn": Link.RISE,
    "nhiều hơn": Link.RISE, "nâng": Link.RISE, "thêm": Link.RISE, "giảm": Link.FALL, "thấp hơn": Link.FALL, "ít hơn": Link.FALL, "hụt": Link.FALL, "gấp": Link.FOLD, "kém": Link.FALL, "hơn": Link.RISE,
}
FILL = r"tỷ lệ|tỷ trọng|với|là|khoảng|trên|hơn|gần|tới|đến|được|xấp xỉ|chỉ|ở mức|mức|một|bằng|ước|ước đạt|đạt|chiếm|tương đương|tương ứng|thêm|lên|xuống|còn|bình quân|trung bình|hơn|dưới|tổng cộng|chung|lần lượt|cao nhất|tròn|đúng|trung bình|khá cao|cao|thấp"
LINK = re.compile(rf"(?:^|[\s,;(:–-])({'|'.join(sorted(VERBS, key=len, reverse=True))})(?: (?:{FILL}))*[ :]*\(?$")
TARGET = r"chỉ tiêu|mục tiêu|kế hoạch|nghị quyết|dự toán|chỉ tiêu|kh\b|nq\b|ct\b"
TARGET_LINK = re.compile(rf"(?:^|[\s,;(:-])(đạt|vượt|bằng|hoàn thành)(?: vượt)? [^,;.()#]{{0,40}}?(?:{TARGET})[^,;.()#%]{{0,30}}$")
TARGET_AFTER = re.compile(rf"^ ?(?:\)|,)? ?(?:so với |của |trong )?(?:tổng |mức |các )?(?:{TARGET}|đề án|yêu cầu|số được giao|số giao)")
COMPARED_AFTER = re.compile(r"^ ?(?:so với|so sánh|so cùng|cùng kỳ|năm |của năm|kỳ trước)")
GROUP = re.compile(r"(?:^|[\s,;:.(-])(trong đó|trong số đó|trong số này|trong số ấy|trong tổng số đó|bao gồm|gồm có|gồm|chia ra|cụ thể)\b")
TO_A_LEVEL = re.compile(r"\b(?:tăng|giảm|nâng|hạ)\b[^,;.#()]{0,30} (?:lên|xuống|đến|tới|còn)(?: (?:là|mức|khoảng|trên|hơn|gần|thành|con số))* $")
MOVED = re.compile(r"\b(?:tăng|giảm)(?: (?:thêm|được))? $")
NOT_ALL = re.compile(r"\bnhư\b|nhất là|chủ yếu|điển hình|tiêu biểu|đặc biệt|v\.v|vv\b|\.\.\.|…|chẳng hạn|ví dụ|đáng chú ý|phần lớn|hầu hết|cơ bản")
NOT_YET = re.compile(r"\b(?:chưa|không|còn|trừ)\b")
RESPECTIVELY = "lần lượt"


@lru_cache(maxsize=2**13)
def link(gap: str) -> Link:
    """How the number after `gap` (the words since the number before) is tied to it."""
    end = gap[-70:]
    if found := LINK.search(end):
        return VERBS[found[1]]
    if found := TARGET_LINK.search(end):
        return Link.EXCEEDS if found[1] == "vượt" or " vượt " in found[0] else Link.REACHES
    return Link.BRACKET if end.rstrip().endswith("(") else Link.NONE


ASIDE = re.compile(r"\([^()]*\)")  # `Bộ Công an (bao gồm cả Bộ trưởng): 3 người` tells no parts


@lru_cache(maxsize=2**13)
def opens_group(gap: str) -> bool:
    """Whether what follows is part of what was said: trong đó, gồm, cụ thể."""
    return bool(GROUP.search(ASIDE.sub("", gap) if ")" in gap else gap))


@lru_cache(maxsize=2**13)
def of_target(before: str, after: str) -> bool:
    """Whether a per cent is said of a target: đạt 62,67% chỉ tiêu; vượt kế hoạch 11,8%."""
    return bool(TARGET_AFTER.match(after) or TARGET_LINK.search(before[-70:]))


def by_how_much(before: str) -> bool:
    """Whether the number after `before` is an amount of change: tăng 30, giảm 12 %."""
    return bool(MOVED.search(before[-30:]))


def compared(after: str) -> bool:
    """Whether what follows sets the number against another time."""
    return bool(COMPARED_AFTER.match(after))


ACTS = (
    "kết nạp", "công nhận", "thành lập", "đào tạo", "bồi dưỡng", "luân chuyển", "điều động", "bổ nhiệm", "kiểm tra", "giám sát", "kỷ luật", "tổ chức", "mở", "cử", "khen thưởng", "tặng", "trao",
    "xếp loại", "đánh giá", "tuyển", "bầu", "giới thiệu", "phát triển", "tạo nguồn", "xử lý", "giải quyết", "tiếp nhận", "ban hành", "miễn sinh hoạt", "chuyển", "quy hoạch", "phát hiện",
)
ACT = re.compile(rf"\b(?:{'|'.join(ACTS)})\b")
FREE = frozenset("tổng số trong của trên so với các được đã mới là toàn tất cả này đó chung và có trở lên đảng viên đồng chí người hiện tỉnh huyện xã phường thành phố quận bộ địa phương đơn vị cơ sở thị trấn bàn cán đ/c nhiệm kỳ ở tại cho nay giai đoạn".split())
CLAUSE = re.compile(r"[,;.:()]| - ")


def clause_after(gap: str) -> str:
    """The words right after a number, to the first mark."""
    return CLAUSE.split(gap[:90], maxsplit=1)[0]


def clause_before(gap: str) -> str:
    """The words right before a number, from the last mark."""
    return CLAUSE.split(gap[-90:])[-1]


def names_other_base(after: str, before_whole: str, after_whole: str) -> bool:
    """Whether the words behind a per cent name a base that need not be the whole meant here."""
    said = clause_after(after).split(" và ")[0]  # `chiếm 3,9% và trình độ trung cấp 223 người`
    if not said.strip():
        return False
    known = f"{clause_before(before_whole)} {clause_after(after_whole)}"
    if any(word not in FREE and word not in known for word in said.split()):
        return True
    acts = ACT.findall(clause_before(before_whole))
    names_people = any(word in said for word in ("đảng viên", "người", "cán bộ", "chi bộ", "tổ chức"))
    return names_people and any(act not in said for act in acts)
