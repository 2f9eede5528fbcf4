"""Whom is asked when."""
