"""Pages of dialogue: what was asked, and the forms of its verbs."""
