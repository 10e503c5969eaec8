"""What leaves the handbook: what a phone keeps of Today, and the copy of one's own data."""
