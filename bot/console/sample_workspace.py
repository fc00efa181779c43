"""The people and channels that a console begins with."""

from bot.console.directory import BOT_USER
from bot.console.workspace import Workspace

ZONE = "Europe/Paris"
"""Where the first person lives, and the channel that they set up is told its digests."""


def furnish(workspace: Workspace, locale: str) -> None:
    """Two people in two zones, whose Slack is in that language.

    The bot is in one open and one private channel, and not in a third.
    """
    workspace.add_user("U0CAMILLE", "Camille", ZONE, locale)
    workspace.add_user("U0ALEX", "Alex", "America/New_York", locale)
    workspace.add_channel("C0DEMO", "veille-demo", ["Camille", "Alex", BOT_USER])
    workspace.add_channel("C0RANDOM", "random", ["Camille", "Alex"])
    workspace.add_channel("C0CRISE", "crise", ["Camille", BOT_USER], private=True)
