"""The domain: what a dialogue is, whom it asks and when, what the answers are worth. Pure; standard library only."""
