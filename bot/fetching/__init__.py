"""The one polite way out: HTTP that keeps limits, refuses private addresses, and names its failures."""

from bot.fetching.fetcher import Fetcher, Patience, user_agent
from bot.fetching.politeness import Manners
from bot.fetching.validators import MemoryValidators, Validators

__all__ = ["Fetcher", "Manners", "MemoryValidators", "Patience", "Validators", "user_agent"]
