"""Tests of one conversation."""
