"""Who watches what: every watch as it is listened for, and what all of them ask of the sources."""
