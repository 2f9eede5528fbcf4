"""Several parts together, on a real database."""
