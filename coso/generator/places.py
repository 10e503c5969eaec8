"""Where people live: which peoples in which province, and place names nobody has on a map."""

from __future__ import annotations

from random import Random

from coso.generator.names import Words

# Which peoples the members of a commune belong to, by the kind of country.
PEOPLES_BY_REGION: dict[str, str] = {
    "north_west": "kinh:26 thai:33 hmong:18 dao:9 ha_nhi:4 giay:4 lu:1 kho_mu:1 la_hu:1.5 mang:0.5 muong:1 tay:1",
    "north_east": "kinh:40 tay:26 nung:17 dao:7 hmong:6 san_chay:2 giay:1 lo_lo:0.3 hoa:0.4",
    "muong_country": "kinh:64 muong:28 thai:5 tho:1 hmong:1 dao:1",
    "highlands": "kinh:76 e_de:6 gia_rai:6 ba_na:4 co_ho:2 mnong:1.5 xo_dang:1 nung:1.5 tay:1 ma:0.5",
    "south": "kinh:94 khmer:4 hoa:1.5 cham:0.5",
    "plain": "kinh:985 tay:4 muong:5 nung:2 thai:2 hoa:2",
}
REGION_OF_PROVINCE: dict[int, str] = {
    4: "north_east", 8: "north_east", 11: "north_west", 12: "north_west", 14: "north_west", 15: "north_west", 19: "north_east", 20: "north_east",
    25: "muong_country", 38: "muong_country", 40: "muong_country", 51: "highlands", 52: "highlands", 56: "south", 66: "highlands", 68: "highlands",
    75: "south", 80: "south", 86: "south", 91: "south", 92: "south", 96: "south",
}
SHARES = 1000


def peoples_of(province: int) -> list[str]:
    """Ethnic groups of a province's members, each as often as it is met."""
    return Words.of(PEOPLES_BY_REGION[REGION_OF_PROVINCE.get(province, "plain")]).pool(SHARES)


HIGHLAND_FIRST = "Nậm Mường Pa Huổi Tà Phìn Sìn Hua Khun Lùng Chiềng Pù Ma Hồ Pắc Nà Tả Pú Mù Dền Sá Thèn Ngài Xà Páo Háng Làng Pho".split()
HIGHLAND_LAST = (
    "Lăm Sọi Pẳn Chăng Ngoa Khẻo Tở Páng Hẹ Lìu Cưởm Vạng Mở Sảng Khao Xoong Tằm Đích Nhùng Lòm Pục Bó Hón Dạo Cáy Tìa Ngúm Sèo "
    "Mít Lạn Chít Há Phong Xum Tạo Kẹm Súng Ban Ỏ Lay Chìn Hang Thàng Lúng Pậu Cò Xiên Dìn Tung Phang Khoa Lướt Sập Manh Cù Nọi"
).split()
LOWLAND_FIRST = "An Bình Tân Phú Thanh Vĩnh Đông Tây Xuân Long Hòa Thái Phước Mỹ Hưng Yên Đại Trung Quang Đức".split()
LOWLAND_LAST = "Lạc Khê Lương Sơn Hà Thịnh Phong Cát Đồng Trạch Điền Lộc Giang Mỹ Lãng Nghĩa Hải Trì Ninh Thành Khánh Quý".split()


class PlaceNames:
    """Names made of two syllables, each given once."""

    def __init__(self, rng: Random, *, highland: bool) -> None:
        first, last = (HIGHLAND_FIRST, HIGHLAND_LAST) if highland else (LOWLAND_FIRST, LOWLAND_LAST)
        self.names = [f"{one} {other}" for one in first for other in last if one != other]
        rng.shuffle(self.names)
        self.given = 0

    def take(self) -> str:
        """The next name; when all have been given, with a number."""
        turn, at = divmod(self.given, len(self.names))
        self.given += 1
        return f"{self.names[at]} {turn + 1}" if turn else self.names[at]
