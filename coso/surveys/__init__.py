"""Surveys: what a unit asks its members, either by name or truly anonymously, said plainly which (ADR 38)."""
