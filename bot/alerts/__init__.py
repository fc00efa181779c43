"""What is told at once: a mention of an instant watch, a source that cannot be heard."""
