"""Pages of papers: the register, the forms of its verbs, numbers and terms, the library."""
