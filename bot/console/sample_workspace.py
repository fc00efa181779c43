"""The people and channels that a console begins with."""

from bot.console.directory import BOT_USER
from bot.console.workspace import Workspace


def furnish(workspace: Workspace) -> None:
    """Two people in two zones; the bot is in one open and one private channel, and not in a third."""
    workspace.add_user("U0CAMILLE", "Camille", "Europe/Paris")
    workspace.add_user("U0ALEX", "Alex", "America/New_York")
    workspace.add_channel("C0DEMO", "veille-demo", ["Camille", "Alex", BOT_USER])
    workspace.add_channel("C0RANDOM", "random", ["Camille", "Alex"])
    workspace.add_channel("C0CRISE", "crise", ["Camille", BOT_USER], private=True)
