"""What was said and what it is worth."""
