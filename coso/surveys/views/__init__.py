"""Surveys as members answer them, as offices prepare them, and what they found."""
