"""What people are told when something went wrong here, however they met the bot."""

from bot.locale import _
from bot.messages.answers import sentence
from bot.messages.message import Message


def sorry_message() -> Message:
    """That something failed, and that nothing is lost."""
    return sentence(
        _(
            "Something went wrong here, and the reason is in the log. Nothing you set up is lost; try again, "
            "and if it stays so, show this to whoever runs Veille."
        )
    )


def later_message() -> Message:
    """That a question is answered once what is kept can be read again."""
    return sentence(
        _("I cannot look into what I keep just now. Your question is not lost: I answer it as soon as I can.")
    )
