"""Sentences that a language model writes above a page, if the operator names one: cited, or not shown."""
