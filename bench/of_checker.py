"""Checking the figures of a megabyte of text, beside a plain search for its numbers in the same text.

Needs no database: `.venv/bin/python bench/of_checker.py` measures it alone, in seconds of one core.
"""

import os
import re
import sys
import time
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
CORPUS = HERE.parent / "tests" / "reports" / "checker" / "corpus"
MEGABYTE = 1_000_000
NUMBER = re.compile(r"\d+(?:[.,/]\d+)*%?")
PROSE = (
    "Cấp ủy các cấp tập trung lãnh đạo, chỉ đạo quán triệt, triển khai thực hiện nghiêm túc các chỉ thị, nghị quyết của Đảng; nội dung, hình thức sinh hoạt chi bộ từng bước được đổi mới, "
    "phát huy vai trò tiên phong, gương mẫu của cán bộ, đảng viên, tạo sự thống nhất trong Đảng và đồng thuận trong nhân dân. "
)


def texts() -> dict[str, str]:
    """A megabyte each: as reports are, a sentence with figures and one without; and nothing but figures, two fifths of the sentences wrong."""
    told = [tomllib.loads((CORPUS / f"{name}.toml").read_text()) for name in ("sentences", "later")]
    every = [text for one in told for text in (*one["right"], *(case["text"] for case in one["wrong"]))]
    right = [text for one in told for text in one["right"]]
    return {"report prose": whole(f"{text} {PROSE}" for text in right), "figures only, 40 % wrong": whole(every)}


def whole(lines) -> str:
    text = "\n".join(lines) + "\n"
    return text * (1 + MEGABYTE // len(text.encode()))


def measured(runs: int) -> list:
    from measure import Result, asked  # noqa: PLC0415 only where the other parts are measured too

    from coso.reports.checker import check  # noqa: PLC0415 Django is ready now

    return [
        Result(f"check figures, {name}", f"{len(text.encode()) / MEGABYTE:.2f} MB", asked(lambda text=text: check(text), max(3, runs // 5)), {"search": asked(lambda text=text: NUMBER.findall(text), runs)})
        for name, text in texts().items()
    ]


def alone() -> None:
    sys.path.insert(0, str(HERE.parent))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django  # noqa: PLC0415 the path comes first

    django.setup()
    from coso.reports.checker import check  # noqa: PLC0415

    print("| text | MB | numbers | check, MB/s | search for numbers, MB/s |\n|---|--:|--:|--:|--:|")
    for name, text in texts().items():
        size, seconds, limit = len(text.encode()) / MEGABYTE, of_one_core(lambda text=text: check(text)), of_one_core(lambda text=text: NUMBER.findall(text))
        print(f"| {name} | {size:.2f} | {len(NUMBER.findall(text)):,} | {size / seconds:.2f} | {size / limit:.0f} |")


def of_one_core(work) -> float:
    """The best of three, in seconds of processor time."""
    taken = []
    for _ in range(3):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return min(taken)


if __name__ == "__main__":
    alone()
