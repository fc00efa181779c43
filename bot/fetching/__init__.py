"""The one polite way out: HTTP that keeps limits, refuses private addresses, and names its failures."""

from bot.fetching.fetcher import Fetcher, Patience, user_agent
from bot.fetching.politeness import DomainLimiter
from bot.fetching.validators import MemoryValidators, Validators

__all__ = ["DomainLimiter", "Fetcher", "MemoryValidators", "Patience", "Validators", "user_agent"]
