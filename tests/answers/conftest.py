"""The desk of what people ask for."""

from tests.watches.conftest import watch_desk

__all__ = ["watch_desk"]
