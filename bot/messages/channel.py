"""How a channel is spoken to: its language, and whether people who write watched names are answered."""

from bot.commands.verbs import changing_language
from bot.locale import N_, Language, _, speaking
from bot.messages.answers import sentence
from bot.messages.message import Message
from bot.models import Channel

NAMES: dict[Language, str] = {"en": N_("English"), "fr": N_("French")}


def language_sentence(channel: Channel) -> Message:
    """In which language the bot speaks in a channel, in that language."""
    with speaking(channel.language):
        return sentence(
            _(
                "In this channel I speak {language}; what only you see is in the language of your Slack. "
                "{command} changes the channel's.",
                language=_(NAMES[channel.language]),
                command=changing_language(),
            )
        )


def replies_asked(channel: Channel) -> Message:
    """Whether people who write watched names are answered, and what changes it."""
    if channel.replies:
        return sentence(_("Replies to watched names are on here. /watch replies off changes it."))
    return sentence(_("Replies to watched names are off here. /watch replies on changes it."))


def replies_message(channel: Channel) -> Message:
    """Whether people who write watched names are answered from now on."""
    if not channel.replies:
        return sentence(_("Nobody is answered here unless they mention me."))
    return sentence(
        _(
            "When somebody here writes a watched name, I answer once in the thread, for each name at most "
            "once in six hours."
        )
    )
