"""What is said where Slack did not grant the bot all that its manifest asks for."""

from collections.abc import Sequence

from bot.locale import _
from bot.messages.wording import listed


def ungranted(scopes: Sequence[str]) -> str:
    """That scopes are missing, and who can do what about it."""
    return _(
        "Slack does not grant me {scopes}, so part of what I do fails. Whoever runs me can paste this "
        "version's manifest.yml again at api.slack.com/apps and reinstall the app.",
        scopes=listed(scopes),
    )
