"""Feeds of every kind, read into one shape."""

from bot.feeds.feed import Entry, Feed
from bot.feeds.reader import read_feed

__all__ = ["Entry", "Feed", "read_feed"]
