"""Rolls, papers, a branch's own meetings, and the board of those below."""
