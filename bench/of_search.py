"""Finding people by name and number as they are typed: with, with some and without tone marks."""

from functools import partial

from measure import Result, asked, owner
from people import Reader, readers

from coso.common.scope import within
from coso.home.queries import found

TYPED = ["Nguyễn Văn Hùng", "nguyen van hung", "nguyen", "giàng a páo", "giang a", "Lò Thị", "tran thi thanh huong", "xyz khong co"]
SHOWN = 50


def measured(runs: int) -> list[Result]:
    with owner() as connection:
        number = connection.execute("SELECT citizen_id_number FROM members_member ORDER BY id OFFSET 999 LIMIT 1").fetchone()[0]
        return [_one(connection, reader, typed, runs) for reader in readers() for typed in [*TYPED, number]]


def _one(connection, reader: Reader, typed: str, runs: int) -> Result:
    limit = asked(partial(_plain, connection, reader, typed), max(3, runs // 4))
    return Result(f"search “{'a number' if typed.isdecimal() else typed}”", reader.level, asked(partial(_search, reader, typed), runs), {"SQL": limit})


def _search(reader: Reader, typed: str) -> object:
    with within(reader.user.scope("bench")):
        return found(reader.user, typed, most=SHOWN)


def _plain(connection, reader: Reader, typed: str) -> list:
    """The owner's question without row-level security: the words in the name's index, or the number in its own."""
    place = (reader.unit.position, reader.unit.position_end)
    if typed.isdecimal():
        return connection.execute("SELECT id FROM members_member WHERE citizen_id_number = %s AND merged_into_id IS NULL AND position >= %s AND position < %s", [typed, *place]).fetchall()
    words = " & ".join(f"{word}:*" if at == len(typed.split()) - 1 else word for at, word in enumerate(typed.lower().split()))
    return connection.execute("SELECT id FROM members_member WHERE name_tokens @@ %s::tsquery AND position >= %s AND position < %s LIMIT 50", [words, *place]).fetchall()
