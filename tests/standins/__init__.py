"""Platforms of our own making, on loopback, that remember what was asked of them and fail when told to."""
