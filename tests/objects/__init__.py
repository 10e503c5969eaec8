"""What an address may name, made in a unit: one function for each word used as `object:` in permissions.yml.

A function takes the unit and gives the parts of the address, e.g. `{"pk": 5}`, or None where such a thing cannot be
in such a unit. It is called once for each unit. Write the function in the room it belongs to (`records`, `work`, `asked`, `library`) and mark it `@made("word")`.
Where a member may open what is their own (`self:`), a second function marked `@made_own("word")` takes the account too.
"""

from tests.objects import asked, library, records, work
from tests.objects.registry import OBJECTS, OWN, Parts

__all__ = ["OBJECTS", "OWN", "Parts", "asked", "library", "records", "work"]
