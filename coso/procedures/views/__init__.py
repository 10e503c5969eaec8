"""Pages of cases: lists, boards, one case, and what is done in it."""
