"""Closed lists of the record: ethnic groups and religions, by code of our own order.

The 54 groups are those the state's list names; the majority's code is what `minority` is derived from.
"""

MAJORITY = "kinh"
ETHNIC_GROUPS: dict[str, str] = {
    "kinh": "Kinh", "tay": "Tày", "thai": "Thái", "hoa": "Hoa", "khmer": "Khmer", "muong": "Mường", "nung": "Nùng",
    "hmong": "Mông", "dao": "Dao", "gia_rai": "Gia Rai", "ngai": "Ngái", "e_de": "Ê Đê", "ba_na": "Ba Na",
    "xo_dang": "Xơ Đăng", "san_chay": "Sán Chay", "co_ho": "Cơ Ho", "cham": "Chăm", "san_diu": "Sán Dìu", "hre": "Hrê",
    "mnong": "Mnông", "ra_glai": "Raglay", "xtieng": "Xtiêng", "bru_van_kieu": "Bru - Vân Kiều", "tho": "Thổ",
    "giay": "Giáy", "co_tu": "Cơ Tu", "gie_trieng": "Giẻ Triêng", "ma": "Mạ", "kho_mu": "Khơ Mú", "co": "Co",
    "ta_oi": "Tà Ôi", "cho_ro": "Chơ Ro", "khang": "Kháng", "xinh_mun": "Xinh Mun", "ha_nhi": "Hà Nhì", "chu_ru": "Chu Ru",
    "lao": "Lào", "la_chi": "La Chí", "la_ha": "La Ha", "phu_la": "Phù Lá", "la_hu": "La Hủ", "lu": "Lự", "lo_lo": "Lô Lô",
    "chut": "Chứt", "mang": "Mảng", "pa_then": "Pà Thẻn", "co_lao": "Cơ Lao", "cong": "Cống", "bo_y": "Bố Y",
    "si_la": "Si La", "pu_peo": "Pu Péo", "brau": "Brâu", "o_du": "Ơ Đu", "ro_mam": "Rơ Măm",
}
RELIGIONS: dict[str, str] = {
    "none": "Không", "buddhist": "Phật giáo", "catholic": "Công giáo", "protestant": "Tin lành", "cao_dai": "Cao Đài",
    "hoa_hao": "Phật giáo Hòa Hảo", "muslim": "Hồi giáo", "other": "Tôn giáo khác",
}
