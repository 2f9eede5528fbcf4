"""One conversation: its definition, the session of one person, and the engine that takes it a step on."""
