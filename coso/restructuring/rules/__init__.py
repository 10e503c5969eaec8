"""What a plan may say, and what it would leave behind, without a database."""
