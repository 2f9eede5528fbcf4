"""The edges: each channel translates between its own protocol and our messages."""
