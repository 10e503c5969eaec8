"""Invented names that read like those of each people: syllables with frequencies, written for this purpose.

Kinh, Tày and many others: family – middle – given, the middle word often Văn or Thị. Mông men: family – A – given;
Dao, Hà Nhì and La Hủ have their own middle and given words. `NOT_USED` keeps out the few combinations that
are the names of well-known people.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from random import Random


@dataclass(frozen=True)
class Words:
    """Words with cumulative weights, drawn by one random number."""

    words: tuple[str, ...]
    sums: tuple[float, ...]

    @classmethod
    def of(cls, text: str) -> Words:
        """From `word:weight word word …`; no weight is 1."""
        pairs = [part.partition(":") for part in text.split()]
        return cls(tuple(word for word, _colon, _weight in pairs), tuple(accumulate(float(weight or 1) for _word, _colon, weight in pairs)))

    @classmethod
    def spoken(cls, text: str) -> Words:
        """As `of`, where a `_` in a word is a space."""
        coded = cls.of(text)
        return cls(tuple(word.replace("_", " ") for word in coded.words), coded.sums)

    def pool(self, size: int) -> list[str]:
        """The words as often as their weight, at most about `size`: picking one is one index."""
        last = self.sums[-1]
        counts = [b - a for a, b in zip((0.0, *self.sums), self.sums, strict=False)]
        return [word for word, count in zip(self.words, counts, strict=True) for _ in range(max(1, round(count * size / last)))]


POOL = 400
KINH_FAMILIES = (
    "Nguyễn:31 Trần:11 Lê:9 Phạm:6 Hoàng:4 Huỳnh:2 Vũ:3 Võ:2 Phan:3 Trương:2.2 Bùi:2.1 Đặng:2 Đỗ:1.9 Ngô:1.7 Hồ:1.3 "
    "Dương:1.5 Đinh:1.1 Đoàn:0.9 Lâm:0.8 Trịnh:0.9 Mai:0.8 Đào:0.8 Cao:0.7 Lý:0.6 Hà:0.7 Lưu:0.6 Lương:0.7 Thái:0.4 "
    "Châu:0.3 Tạ:0.4 Phùng:0.4 Tô:0.3 Vương:0.3 Quách:0.2 Tăng:0.2 Kiều:0.2 Nghiêm:0.2 Chu:0.3 Khuất:0.1 Doãn:0.1"
)
MALE_MIDDLES = "Văn:26 Đức:6 Hữu:6 Quang:5 Minh:5 Công:4 Xuân:4 Ngọc:4 Thanh:4 Đình:4 Trọng:3 Quốc:3 Thế:3 Anh:3 Hoàng:3 Duy:3 Tuấn:2 Mạnh:2 Viết:1.5 Bá:1.5 Đăng:1.5 Khắc:1 Tiến:2 Hải:2 Trung:1 Sỹ:1 Việt:1"
FEMALE_MIDDLES = "Thị:34 Thị_Thu:6 Thị_Thanh:6 Thị_Ngọc:4 Thị_Kim:3 Thị_Hồng:4 Thị_Bích:3 Thị_Minh:3 Thị_Phương:3 Thị_Lan:2 Thị_Mai:2 Thị_Thùy:2 Ngọc:3 Thu:3 Thanh:3 Kim:2 Phương:2 Minh:2 Hồng:2 Thùy:2 Bích:1 Khánh:1 Quỳnh:1 Hoài:1 Diệu:1"
MALE_GIVENS = (
    "Hùng:4 Dũng:4 Tuấn:4 Cường:3 Sơn:3 Hải:3 Nam:3 Thắng:3 Minh:3 Long:3 Hà:1 Bình:2 Quang:2 Thành:3 Trung:2 Tùng:2 "
    "Hưng:2 Toàn:2 Tiến:2 Hòa:2 Đức:3 Phong:2 Việt:2 Khoa:1 Kiên:2 Lâm:2 Linh:1 Lợi:1 Mạnh:2 Nghĩa:2 Nhân:1 Phúc:2 "
    "Phương:1 Quân:2 Quý:1 Tài:1 Tân:1 Thái:1 Thanh:1 Thịnh:1 Thuận:1 Tú:1 Vinh:2 Vũ:1 Khánh:1 Huy:2 Hiếu:2 Hoàng:1 Đạt:2 Định:1 Bảo:1 Chiến:1 Công:1 Doanh:1 Đông:1 Khải:1 Trường:1 Lộc:1 Luân:1 Nhật:1 Thiện:1 Tuyên:1"
)
FEMALE_GIVENS = (
    "Hương:4 Lan:4 Hoa:3 Hằng:3 Hà:3 Thủy:3 Nga:3 Hạnh:3 Hiền:3 Huệ:2 Hồng:3 Huyền:3 Liên:2 Linh:4 Loan:2 Mai:3 Minh:1 "
    "Ngân:2 Ngọc:2 Nhung:3 Oanh:2 Phương:4 Quyên:1 Tâm:2 Thanh:2 Thảo:3 Thu:3 Thúy:2 Trang:4 Tuyết:2 Vân:3 Yến:3 Xuân:1 "
    "Anh:3 Bích:1 Châu:1 Chi:1 Dung:2 Duyên:2 Giang:1 Hải:1 Lý:1 My:1 Nguyệt:1 Như:1 Phượng:1 Quỳnh:2 Sen:1 Thơm:1 Thoa:1 Tươi:1 Uyên:1 Vui:1"
)

# Each people: families (of men | of women where they differ), male middles, male givens, female middles, female givens
PEOPLES: dict[str, tuple[str, str, str, str, str]] = {
    "kinh": (KINH_FAMILIES, MALE_MIDDLES, MALE_GIVENS, FEMALE_MIDDLES, FEMALE_GIVENS),
    "thai": (
        "Lò:26 Lường:12 Quàng:10 Cầm:6 Tòng:8 Cà:6 Hoàng:6 Vì:6 Điêu:4 Hà:4 Bạc:2 Lù:4 Mè:3 Ngần:2 Tao:3 Lừ:2 Đèo:2 Khoàng:1 Vàng:2",
        "Văn:40 Thanh:3 Minh:3 Trung:2 Đức:2 Xuân:2",
        "Păn Ún Pâng Inh Panh Thoan Dọn Hịa Xôm Phanh Thưởng Toản Phủ Pành Hặc Ơn Sáng Tiên Pọm Muôn Lả Chựa Xiên Phóng Dương Thiết Quân Hải Nghiệp Trường Tuấn Kiên Chung Hiêng Biên Lún",
        "Thị:60 Thị_Kim:3 Thị_Thu:3 Thị_Hồng:3",
        "Ún Pánh Xương Phương Hịa Thiêng Lả Ngoan Chiêm Piếng Hoan Hương Dung Inh Ơn Pâng Mai Nọi Bình Biên Ban Xuân Thoa Ánh Diên Liên Pành Tươi Pỏm Muôn",
    ),
    "hmong": (
        "Giàng:14 Vàng:14 Thào:12 Sùng:12 Lý:9 Mùa:8 Hạng:7 Cứ:5 Sình:4 Phàng:4 Tráng:3 Lầu:4 Vừ:4 Chang:3 Hảng:3 Ly:4 Má:2 Cháng:3 Tếnh:1",
        "A:90 Văn:3 Seo:5 Mí:4",
        "Páo Chu Sính Tủa Dế Lử Hồ Thào Nhà Chống Sang Lềnh Vàng Phừ Của Nủ Lâu Chỉnh Tếnh Dơ Chìa Dình Khua Sử Tồng Chứ Dính Phía Lù Kỷ Sèng Giống Tú Hừ Vư Súa",
        "Thị:80 Y:3", "Mỷ Dở Dợ Mai Sua Chứ Pàng Xua Say Ca Vá Sông Máy Dung Pà Nu Chu Dí Chía Của Si Mo Bầu Chở Ly Khua Ghếnh Dếnh Lia",
    ),
    "dao": (
        "Tẩn:22 Chẻo:14 Phàn:14 Lý:10 Triệu:6 Phùng:6 Vàng:4 Bàn:6 Đặng:5 Lò:3 Tần:4 Chảo:6 Lù:2",
        "A:16 Phù:10 Láo:10 Vần:8 Duần:4 Chỉn:6 Sài:5 Kim:6 Văn:12 Tờ:4 Lao:5 U:3 Dùn:3",
        "Siệu Lìn Khé Sếnh San Phâu Chẳn Nhẳn Mình Sơn Pao Lở Chòi Phúc Vạng Quẩy Xiệu Sài Chiêu Phủ Dần Hìn Thành Chiệp Ton",
        "Mý:16 Thị:20 Tả:10 Lở:8 Sử:6 U:8 Mùi:6 Ú:5 San:4", "Mẩy Pham Sinh Khé Dao Chản Nái Nhậy Liều Mắn Phẩy Chiệp Pà Sếnh Pèng Viện Phan Man Lụa Dính Tá",
    ),
    "ha_nhi": (
        "Lỳ:16 Pờ:14 Chang:10 Vàng:8 Ly:8 Khoàng:5 Mạ:6 Sừng:8 Toán:4 Lý:6 Chu:6 Po:4 Sần:5 Cao:3 Phùng:4 Vù:3 Sỳ:3",
        "Xè Go Gó Phì Á Xú Lòng Hừ Mò Ha Sừ Po Khừ Bá Hà Dì", "Chừ Xá Cà Hừ Sinh Pa Sừ Xè Tư Hùng Dũng Phu Bơ Lòng Hử Cư Gia Mờ Khù Pừ",
        "Mì:3 Gò:3 Thó Mé Chu Xó Go Lò Bứ Khai Hờ", "Xó Pớ Mé Nu Xe Pư Sơ Bê Nơ Bơ Chừ Mờ Da Pơ Xú Lụa Hà Nhù",
    ),
    "la_hu": ("Lỳ:10 Ly:6 Vàng:7 Phản:6 Pờ:5 Giàng:4 Thàng:3", "Xè Hừ Á Phí Gió Ló Khừ", "Hừ Xè Chừ Cà Sơ Phu Pa Lò Há Bơ", "Mì:4 Gô Lò Na", "De Xó Pơ Nhù Phê Sê Cá Mé Nô Bu"),
    "tay": ("Hoàng:20 Nông:18 Lương:8 Ma:6 Hà:5 La:4 Triệu:6 Nguyễn:10 Bế:5 Lục:4 Dương:4 Đàm:4 Vi:3 Chu:4", "Văn:30 Đức:5 Minh:4 Ngọc:4 Quang:3 Công:2", MALE_GIVENS, "Thị:40 Thị_Thu:4 Thị_Bích:4 Thúy:2", FEMALE_GIVENS),
    "nung": ("Nông:22 Hoàng:15 Lương:6 Vi:7 Lý:6 Mông:4 Lành:3 Hứa:5 Chu:5 Lâm:4 Vàng:2 Lộc:2", "Văn:36 Minh:4 Quốc:3", MALE_GIVENS, "Thị:44 Thị_Lan:3", FEMALE_GIVENS),
    "muong": ("Bùi:38 Đinh:14 Quách:9 Hà:8 Nguyễn:8 Bạch:4 Phùng:3 Cao:3 Trương:4 Phạm:6", "Văn:40 Minh:3 Xuân:3", MALE_GIVENS, "Thị:46 Thị_Hồng:3", FEMALE_GIVENS),
    "giay": ("Vàng:14 Lò:8 Lù:10 Hoàng:8 Phan:4 Nông:4 Sần:3 Tải:2", "Văn:30 Seo:3 A:2", "Páo Sửu Dìn Sẩn Chẩn Hòa Phong Tiến Chúng Nhà Hùng Giang", "Thị:40", "Nái Mỷ Hương Liên Lủ Pèng Sen Xuân Dợ Loan Ngân"),
    "khmer": ("Thạch:16 Kim:10 Sơn:10 Danh:12 Châu:6 Lâm:6 Kiên:6 Lý:4 Thị:1", "Sa Văn:4 Ngọc Minh Hoàng Rươne", "Rithi Phươl Sươne Tha Khuôl Hoành Sang Vũ Dươl Đa Rône Phát Xuân", "Thị:8 Thị_Sa Ngọc", "Phola Ry Sóc Duyên Thi Sari Nary Hoa Lan Chane Tha"),
    "e_de": ("Y | H'", "Bhiông Dhun Thinh Nguôm Blơm Ngăm Wel Djoan", "Niê Mlô Êban Byă Ayŭn Kbuôr Ktla Kpă", "Hương Nga Djuôn Linh Wen Yer", "Niê Mlô Êban Byă Ayŭn Kbuôr Ktla"),
    "gia_rai": ("Rơ_Châm Siu Ksor Rmah Rahlan Kpă Puih Nay", "Y:3 A", "Thon Blut Đông Chơi Hyun Wưn Lih Tuân Khuân", "H':3 H'_Mai", "Nhiên Lan Yun Phyin Ble Hằng Chi Loan"),
    "ba_na": ("A:3 Đinh:5", "Văn Y", "Thút Nhen Bơng Hyêk Blin Grôk Đêk Tuấn", "Thị:3 Y", "Blơi Hyôn Đrôm Thơm Pheo Nhung Loan"),
    "cham": ("Bá Báo Đàng Hán Lưu Não Quảng Thành Thuận Trượng", "Văn:5 Ngọc Minh Xuân", MALE_GIVENS, "Thị:6 Ngọc", FEMALE_GIVENS),
    "hoa": ("Trần:4 Lâm:4 Lý:3 Vương:2 Quách:2 Tăng:2 Ngô:2 Trương:2 Hứa:1 Lưu:1", "Vĩnh Chí Quốc Kiến Minh Gia Vĩ", MALE_GIVENS, "Mỹ:2 Tú Bội Lệ Tuyết", FEMALE_GIVENS),
}
LIKE: dict[str, str] = {  # peoples whose names read like another's
    "lu": "thai", "kho_mu": "thai", "lao": "thai", "khang": "thai", "xinh_mun": "thai", "la_ha": "thai", "mang": "giay", "cong": "ha_nhi",
    "si_la": "ha_nhi", "phu_la": "ha_nhi", "lo_lo": "hmong", "pa_then": "dao", "bo_y": "giay", "la_chi": "giay", "co_lao": "giay", "pu_peo": "giay",
    "san_chay": "tay", "san_diu": "tay", "ngai": "tay", "tho": "muong", "chut": "muong", "o_du": "muong", "ra_glai": "cham", "chu_ru": "cham",
    "co_ho": "e_de", "mnong": "e_de", "ma": "e_de", "xo_dang": "ba_na", "gie_trieng": "ba_na", "hre": "ba_na", "brau": "ba_na", "ro_mam": "ba_na",
    "bru_van_kieu": "ba_na", "ta_oi": "ba_na", "co_tu": "ba_na", "co": "ba_na", "xtieng": "e_de", "cho_ro": "e_de",
}
NOT_USED = frozenset({
    "Nguyễn Phú Trọng", "Nguyễn Minh Triết", "Nguyễn Tấn Dũng", "Nguyễn Xuân Phúc", "Nguyễn Sinh Hùng", "Nguyễn Văn Linh", "Nguyễn Văn Cừ",
    "Nguyễn Hòa Bình", "Nguyễn Xuân Thắng", "Nguyễn Trọng Nghĩa", "Nguyễn Văn Nên", "Nguyễn Duy Ngọc", "Nguyễn Chí Thanh", "Nguyễn Thị Định",
    "Nguyễn Thị Minh", "Nguyễn Thị Bình", "Nguyễn Thị Kim Ngân", "Trần Đại Quang", "Trần Đức Lương", "Trần Thanh Mẫn", "Trần Cẩm Tú",
    "Trần Lưu Quang", "Trần Quốc Vượng", "Trần Phú", "Lê Duẩn", "Lê Hồng Phong", "Lê Khả Phiêu", "Lê Đức Anh", "Lê Đức Thọ", "Lê Minh Hưng",
    "Lê Minh Khái", "Lê Hoài Trung", "Lê Quang Đạo", "Lê Thanh Hải", "Phạm Minh Chính", "Phạm Văn Đồng", "Phạm Hùng", "Phạm Bình Minh",
    "Phạm Quang Nghị", "Võ Nguyên Giáp", "Võ Văn Kiệt", "Võ Văn Thưởng", "Võ Chí Công", "Võ Thị Ánh Xuân", "Phan Văn Khải", "Phan Đình Trạc",
    "Phan Văn Giang", "Hoàng Văn Thụ", "Hoàng Trung Hải", "Huỳnh Thúc Kháng", "Vương Đình Huệ", "Trương Tấn Sang", "Trương Thị Mai",
    "Trương Hòa Bình", "Đinh Thế Huynh", "Đinh Tiến Dũng", "Đinh La Thăng", "Đỗ Mười", "Đỗ Văn Chiến", "Nông Đức Mạnh", "Tô Lâm",
    "Lương Cường", "Lương Tam Quang", "Hồ Chí Minh", "Hồ Đức Phớc", "Ngô Xuân Lịch", "Bùi Thị Minh Hoài", "Đào Ngọc Dung", "Tôn Đức Thắng",
    "Hà Huy Tập", "Hà Thị Khiết", "Giàng Páo Mỷ", "Giàng Seo Phử", "Vừ A Dính", "Lò Văn Giàng", "Tòng Thị Phóng", "Cầm Văn Thanh",
    "Lò Văn Hạc", "Lò Mai Kiên", "Sùng A Hồ", "Hoàng Thị Hoa",
})
MALE, FEMALE = "male", "female"
_pools: dict[tuple[str, str], tuple[list[str], list[str], list[str]]] = {}


def _pools_of(group: str, sex: str) -> tuple[list[str], list[str], list[str]]:
    """Families, middles and givens of a people and sex, each word as often as it is met."""
    if (group, sex) not in _pools:
        families, *by_sex = PEOPLES.get(LIKE.get(group, group)) or PEOPLES["kinh"]
        of_men, _bar, of_women = families.partition("|")
        family, middle, given = (of_men, *by_sex[:2]) if sex == MALE else (of_women or of_men, *by_sex[2:])
        _pools[group, sex] = tuple(Words.spoken(text).pool(POOL) for text in (family, middle, given))
    return _pools[group, sex]


def invent(rng: Random, group: str, sex: str) -> str:
    """A name for a person of an ethnic group and sex, from the generator's own syllables."""
    families, middles, givens = _pools_of(group, sex)
    draw = rng.random
    while True:
        middle, given = middles[int(draw() * len(middles))], givens[int(draw() * len(givens))]
        name = f"{families[int(draw() * len(families))]} {middle} {given}"
        if given not in middle and name not in NOT_USED:
            return name
