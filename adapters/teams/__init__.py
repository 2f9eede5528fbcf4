"""Microsoft Teams as a channel."""
