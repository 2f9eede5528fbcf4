"""The week, made into a head and items."""
