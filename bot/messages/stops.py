"""Why a channel takes no messages any more, and what a person can do about it, by Slack's refusal."""

from typing import Final

from bot.locale import N_, _
from bot.messages.answers import sentence
from bot.messages.message import Message
from bot.models import Channel

_SENTENCES: Final = {
    "not_in_channel": N_("the bot is not in the channel: invite it again"),
    "channel_not_found": N_("the channel is gone, or the bot is no longer in it"),
    "is_archived": N_("the channel is archived"),
    "channel_is_archived": N_("the channel is archived"),
    "restricted_action": N_("the workspace lets only some people write there: an admin can let Veille, too"),
    "restricted_action_read_only_channel": N_("it is read-only: an admin can let Veille write there"),
    "restricted_action_thread_only_channel": N_(
        "only threads may be written there: an admin can allow messages"
    ),
    "posting_to_general_channel_denied": N_("only some people may write there: an admin can let Veille, too"),
    "channel_not_allowed": N_("an admin does not let Veille write there"),
    "user_is_restricted": N_("Veille is a guest who may not write there"),
    "not_allowed": N_("an admin does not let Veille write there"),
    "no_permission": N_("Veille may not write there: invite it again"),
    "access_denied": N_("Slack gives Veille no access to it: ask an admin"),
    "ekm_access_denied": N_("an admin has suspended writing there"),
    "messages_tab_disabled": N_("the app's messages tab is off: turn it on under App Home"),
    "cannot_dm_bot": N_("it is the conversation of a bot"),
}


def why_stopped(code: str) -> str:
    """The reason in words; what an earlier version wrote down in English stands for itself."""
    return _(_SENTENCES.get(code, code))


def stopped_message(channel: Channel, code: str) -> Message:
    """What whoever set a channel up is told when it takes no messages any more."""
    return sentence(
        _(
            "Veille can no longer speak in the channel {channel} that you set up: {reason}. Its "
            "watches are kept and rest. They go on once I am invited there again, or once somebody "
            "types /watch digest there.",
            channel=channel.id,
            reason=why_stopped(code),
        )
    )
