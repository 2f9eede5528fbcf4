"""Conversations as text, played again by the real engine."""
