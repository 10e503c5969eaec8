"""Invented data of any size: a whole nation for measuring, a province for showing, a messy sheet for trying.

No person in it is real. Names are put together from the syllables in `names.py`.
"""
