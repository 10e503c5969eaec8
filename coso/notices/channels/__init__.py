"""The ways out of the app: each sends one letter and says what came of it. None of them knows a table."""

from coso.notices.channels.letters import Letter, Outcome

__all__ = ["Letter", "Outcome"]
