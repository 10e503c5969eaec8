"""Two-phase imports: read a file safely, show what it would do, then do it through an app's own actions.

files     what kind of file it is; checked before anything is opened
child     the only place where a file is opened, in a process of its own with limits
headings  where the table is in the sheet, which column means what
cells     what people write in cells: dates, numbers with lost noughts, yes and no
kinds     what an app declares to import something
actions   the verbs: read a file, map, look, enter, undo
"""
