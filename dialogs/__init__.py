"""The domain: what a dialogue is, whom it asks and when, and what the answers are worth. Pure; standard library only."""
