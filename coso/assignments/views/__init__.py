"""Pages of tasks: lists, one task, the forms of its verbs."""
