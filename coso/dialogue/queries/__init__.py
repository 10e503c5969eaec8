"""What is asked about questions and proposals."""
