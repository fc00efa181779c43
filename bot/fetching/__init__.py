"""The one polite way out: HTTP that keeps limits, refuses private addresses, and names its failures."""

from bot.fetching.fetcher import Fetcher
from bot.fetching.identity import user_agent
from bot.fetching.limits import FetchLimits
from bot.fetching.memory import MemoryValidators, Validators
from bot.fetching.politeness import DomainLimiter

__all__ = ["DomainLimiter", "FetchLimits", "Fetcher", "MemoryValidators", "Validators", "user_agent"]
