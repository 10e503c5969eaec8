"""The members' sheet of 28 columns (domain/membership.md §1.1), in and out.

columns   what each column means and how its cells are understood
places    provinces and countries as people write them
units     the party organisation of a row, by code or by name inside the target unit
matching  who a row is, and what it would change
sheet     the kind of import the machinery in coso.common.imports works with
"""
