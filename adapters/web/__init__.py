"""The web channel: a personal link that is a chat page."""
