"""Dates as strangers write them, read in one place for all sources."""

from bot.dates.date import Written, read_date, read_seconds

__all__ = ["Written", "read_date", "read_seconds"]
