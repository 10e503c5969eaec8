"""Wall two, declared: each model that holds people's data says by which column its rows are guarded.

`coso setup_database` turns the declarations into policies and grants; the check `coso.E001` compares
what stands in the database with what is declared, so that no table is forgotten.
"""

from __future__ import annotations

from dataclasses import dataclass

# The interval is bare, so that the planner can weigh it and use it on an index; what only few readers need (several
# intervals, own rows wherever they lie) stands in a CASE whose settings are read once a query. Measured in ADR 9.
IN_SCOPE = """{column} BETWEEN NULLIF(current_setting('coso.lo', true), '')::bigint
  AND NULLIF(current_setting('coso.hi', true), '')::bigint
  AND CASE WHEN (SELECT current_setting('coso.many', true) <> '')
    THEN {column} <@ (SELECT NULLIF(current_setting('coso.many', true), '')::int8multirange){own} ELSE true END"""
# What one post alone reads, and none above it: the place and the post together, among those the reader holds.
AT_DESK = """{column} BETWEEN NULLIF(current_setting('coso.lo', true), '')::bigint
  AND NULLIF(current_setting('coso.hi', true), '')::bigint
  AND CASE WHEN (SELECT current_setting('coso.desks', true) = '*')
    THEN true ELSE ({desk} || '@' || {column}) = ANY ((SELECT string_to_array(current_setting('coso.desks', true), ','))::text[]){own} END"""
MEMBER = "(SELECT NULLIF(current_setting('coso.member', true), '')::bigint)"
AT = "{column} <@ (SELECT NULLIF(current_setting('coso.at', true), '')::int8multirange)"
OWN, AMONG = f" OR {{own}} = {MEMBER}", f" OR {MEMBER} = ANY({{own}})"

FORMS = {"read": "FOR SELECT USING ({})", "add": "FOR INSERT WITH CHECK ({})", "change": "FOR UPDATE USING ({0}) WITH CHECK ({0})", "remove": "FOR DELETE USING ({})"}


@dataclass(frozen=True)
class RowSecurity:
    """How a table's rows are guarded.

    column: the bigint position of the owning unit.
    also: a second position, of the other unit a row concerns; empty in rows that concern one unit only.
    own: the column that holds the member a row is about; that member may read it. own_many: it is an array of several.
    own_insert: the member may also add such rows (a correction request, an answer).
    desk: a column that names a post (access/roles.py): only whoever holds it in the very unit reads the row, nobody above.
    append_only: the app may add and read rows, never change or delete them; only their place follows the unit.
    stays: rows are read in their very unit, where the reader holds a role, and by whom they are about; not from above.
    only_own: rows are the member's alone: nobody else reads, adds, changes or removes them, whatever their roles.
    """

    column: str = "position"
    also: str = ""
    own: str = ""
    own_many: bool = False
    own_insert: bool = False
    append_only: bool = False
    desk: str = ""
    stays: bool = False
    only_own: bool = False

    def policies(self, table: str) -> dict[str, str]:
        """Policy name to the SQL that makes it, for one table."""
        if self.only_own:
            return self._named(table, dict.fromkeys(("read", "add", "change", "remove"), OWN.format(own=self.own).removeprefix(" OR ")))
        scope = self._either(own="")
        read = self._either(own=(AMONG if self.own_many else OWN).format(own=self.own)) if self.own else scope
        told = {"read": read, "add": read if self.own_insert else scope, "change": scope}
        return self._named(table, told if self.append_only else told | {"remove": scope})

    def _named(self, table: str, told: dict[str, str]) -> dict[str, str]:
        return {f"coso_{name}": f"CREATE POLICY coso_{name} ON {table} {FORMS[name].format(told[name])}" for name in told}

    def _either(self, own: str) -> str:
        """In scope by the one position, or by the other."""
        if self.stays:
            return AT.format(column=self.column) + own
        first = (AT_DESK if self.desk else IN_SCOPE).format(column=self.column, own=own, desk=self.desk)
        return f"({first}) OR ({IN_SCOPE.format(column=self.also, own='')})" if self.also else first

    @property
    def columns(self) -> list[str]:
        """The columns that hold a position."""
        if self.only_own:
            return []
        return [self.column, self.also] if self.also else [self.column]

    @property
    def following(self) -> list[str]:
        """The columns that follow what a row is about, also where rows are only added: positions, the post, and the several members."""
        return [*self.columns, *([self.own] if self.own_many else []), *([self.desk] if self.desk else [])]


@dataclass(frozen=True)
class NotPersonal:
    """A model's declaration that its rows need no guard, and why."""

    reason: str


@dataclass(frozen=True)
class Sealed(NotPersonal):
    """A model's declaration that the app itself has no right to its rows; functions of the database touch them."""
