"""How the bot names itself to servers."""

from typing import Final

from bot import __version__

HOME: Final = "https://github.com/veille-bot/veille"
"""Where somebody whose server is asked can learn who asks."""


def user_agent(contact: str = HOME) -> str:
    """How the bot names itself; several services refuse programs that do not."""
    return f"Veille/{__version__} (+{contact})"
