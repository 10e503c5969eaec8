"""One file for each kind of relation between figures of a sentence."""
