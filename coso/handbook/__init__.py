"""The members' handbook: what a member needs on a phone, asked from the apps beneath."""
