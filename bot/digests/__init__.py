"""Digests: what they hold, when they are due, what they are made of, and what they could not read."""
