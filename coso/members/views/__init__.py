"""Pages of the members' records: each fetches in scope, shows a form, calls one verb."""
