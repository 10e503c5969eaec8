"""Wall two, declared: each model that holds people's data says by which column its rows are guarded.

`coso setup_database` turns the declarations into policies and grants; the check `coso.E001` compares
what stands in the database with what is declared, so that no table is forgotten.
"""

from __future__ import annotations

from dataclasses import dataclass

# Each setting stands in a sub-select, so that it is read once a query and not once a row; the appointments are asked
# in a function, because a sub-select that looks at the row would keep counts from using an index alone or two processors.
LO = "(SELECT NULLIF(current_setting('coso.lo', true), '')::bigint)"
HI = "(SELECT NULLIF(current_setting('coso.hi', true), '')::bigint)"
ONE = "(SELECT NULLIF(current_setting('coso.many', true), '') IS NULL)"
EVERYTHING = (
    "(SELECT current_setting('coso.lo', true) = '0' AND current_setting('coso.hi', true) = '4611686018427387903' "
    "AND NULLIF(current_setting('coso.many', true), '') IS NULL)"
)
IN_SCOPE = f"{EVERYTHING} OR ({{column}} BETWEEN {LO} AND {HI} AND ({ONE} OR coso_in_many({{column}})))"
OWN = "{own} = (SELECT NULLIF(current_setting('coso.member', true), '')::bigint)"
IN_MANY = """CREATE OR REPLACE FUNCTION coso_in_many(place bigint) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT EXISTS (
    SELECT FROM access_appointment a JOIN org_unit u ON u.id = a.unit_id
    WHERE a.user_id = NULLIF(current_setting('coso.many', true), '')::bigint
      AND place >= u.position AND place < u.position_end
      AND a.valid_from <= CURRENT_DATE AND (a.valid_to IS NULL OR a.valid_to > CURRENT_DATE))
$$"""


@dataclass(frozen=True)
class RowSecurity:
    """How a table's rows are guarded.

    column: the bigint position of the owning unit.
    own: the column that holds the member a row is about; that member may read it.
    own_insert: the member may also add such rows (a correction request, an answer).
    append_only: the app may add and read rows, never change or delete them; only their place follows the unit.
    """

    column: str = "position"
    own: str = ""
    own_insert: bool = False
    append_only: bool = False

    def policies(self, table: str) -> dict[str, str]:
        """Policy name to the SQL that makes it, for one table."""
        scope = IN_SCOPE.format(column=self.column, table=table)
        own = OWN.format(own=self.own) if self.own else ""
        read = f"({scope}) OR {own}" if own else scope
        add = f"({scope}) OR {own}" if own and self.own_insert else scope
        parts = {"read": f"FOR SELECT USING ({read})", "add": f"FOR INSERT WITH CHECK ({add})"}
        parts["change"] = f"FOR UPDATE USING ({scope}) WITH CHECK ({scope})"
        if not self.append_only:
            parts["remove"] = f"FOR DELETE USING ({scope})"
        return {f"coso_{name}": f"CREATE POLICY coso_{name} ON {table} {sql}" for name, sql in parts.items()}


@dataclass(frozen=True)
class NotPersonal:
    """A model's declaration that its rows need no guard, and why."""

    reason: str
