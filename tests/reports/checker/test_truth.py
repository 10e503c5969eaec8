"""True statements are never doubted, and the same with a number changed past rounding is always found."""

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from coso.common.vietnamese import number
from coso.reports.checker import check

COUNTS = st.integers(2, 60_000)
ROUNDINGS = st.sampled_from([ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_DOWN])
PLACES = st.integers(0, 2)

FRACTIONS = ["Có {part}/{whole} trưởng thôn là đảng viên, đạt {share}%.", "Đến nay {part}/{whole} chi bộ ({share}%) đã tổ chức đại hội.", "Tỷ lệ thôn có chi bộ đạt {share}% ({part}/{whole} thôn)."]
SHARES = [
    "Kết nạp {whole} đảng viên, trong đó có {part} đồng chí nữ, chiếm {share}%.", "Trong tổng số {whole} cán bộ có {part} đồng chí đạt chuẩn, chiếm {share}%.",
    "Toàn Đảng bộ có {whole} đảng viên, trong đó đảng viên nữ {part} đồng chí ({share}%).", "Có {part} đồng chí được quy hoạch, chiếm {share}% tổng số {whole} cán bộ.",
]
TARGETS = ["Chỉ tiêu kết nạp {whole} đảng viên, đã kết nạp {part} đảng viên, đạt {share}% chỉ tiêu.", "Kết nạp {part} đảng viên, đạt {share}% kế hoạch ({whole} đảng viên)."]


def rounded(part, whole, places, rounding):
    return (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal(1).scaleb(-places), rounding)


def said(template, part, whole, share, places):
    return template.format(part=number(part), whole=number(whole), share=number(share, places))


@pytest.mark.parametrize("template", [*FRACTIONS, *SHARES, *TARGETS])
@given(whole=COUNTS, part=COUNTS, places=PLACES, rounding=ROUNDINGS)
def test_a_true_share_is_silent_however_it_is_rounded(template, whole, part, places, rounding):
    assume(part <= whole and whole > 31 and not 1900 <= whole < 2100)
    checked = check(said(template, part, whole, rounded(part, whole, places, rounding), places))
    assert checked.findings == []
    assert checked.checked >= 1


@pytest.mark.parametrize("template", [*FRACTIONS, *SHARES, *TARGETS])
@given(whole=COUNTS, part=COUNTS, places=PLACES, off=st.integers(2, 400), sign=st.sampled_from([1, -1]))
def test_a_share_off_by_more_than_rounding_is_found(template, whole, part, places, off, sign):
    assume(part < whole and whole > 31 and not 1900 <= whole < 2100)
    share = rounded(part, whole, places, ROUND_DOWN) + sign * off * Decimal(1).scaleb(-places)
    other_way = 100 - Decimal(part) * 100 / whole  # `chưa` may turn a share round; the templates say none
    assume(0 < share <= 100 and abs(share - other_way) > 2)
    (found,) = check(said(template, part, whole, share, places)).errors
    assert found.stated == f"{number(share, places)}%"


@given(parts=st.lists(st.integers(1, 900), min_size=2, max_size=5), off=st.integers(-3, 3))
def test_parts_make_the_whole_or_are_found(parts, off):
    kinds = ["đảng bộ xã", "đảng bộ cơ quan", "chi bộ cơ sở", "đảng bộ phường", "chi bộ doanh nghiệp"]
    total = sum(parts) + off
    sums = {sum(parts[:length]) for length in range(2, len(parts))}
    assume(total > 1 and (off == 0 or total not in sums))
    listed = ", ".join(f"{number(count)} {kind}" for count, kind in zip(parts[:-1], kinds, strict=False)) + f" và {number(parts[-1])} {kinds[len(parts) - 1]}"
    checked = check(f"Toàn huyện có {number(total)} tổ chức cơ sở đảng, gồm {listed}.")
    assert bool(checked.errors) == (off != 0)
    assert checked.checked >= 1


@given(base=st.integers(30, 9000), now=st.integers(30, 9000), off=st.sampled_from([0, 0, 2, -2, 15]))
def test_a_change_is_the_difference_or_is_found(base, now, off):
    assume(base != now and abs(now - base) + off > 0)
    verb, to = ("tăng", "lên") if now > base else ("giảm", "xuống còn")
    text = f"Số đảng viên {verb} từ {number(base)} {to} {number(now)} đồng chí, {verb} {number(abs(now - base) + off)} đồng chí."
    assert bool(check(text).errors) == (off != 0)


@given(rows=st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), min_size=2, max_size=8), off=st.sampled_from([0, 1, -1, 10]))
def test_a_table_s_total_is_its_rows_or_is_found(rows, off):
    total = [sum(row[at] for row in rows) for at in (0, 1)]
    assume(total[0] + off >= 0)
    lines = ["Đơn vị\tChi bộ\tĐảng viên", *(f"Xã {'ABCDEFGH'[at]}\t{number(one)}\t{number(other)}" for at, (one, other) in enumerate(rows)), f"Tổng cộng\t{number(total[0] + off)}\t{number(total[1])}"]
    checked = check("\n".join(lines))
    assert [one.stated for one in checked.errors] == ([number(total[0] + off)] if off else [])
