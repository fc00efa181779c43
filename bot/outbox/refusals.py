"""What each refusal of Slack's stops."""

SHUT = {
    "not_in_channel": "the bot is not in the channel: invite it again",
    "channel_not_found": "the channel is gone, or the bot is no longer in it",
    "is_archived": "the channel is archived",
}
"""Refusals that last until a person changes something in the channel."""
