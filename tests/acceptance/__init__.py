"""Tests of the whole, as somebody outside would judge it."""
