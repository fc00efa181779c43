"""What Slack must grant, and what for: the one list behind the manifest and `check`."""

SCOPES = {
    "app_mentions:read": "hear when somebody mentions the bot",
    "channels:history": "see messages for replies to watched names, and whether a message was already sent",
    "channels:read": "know whether the bot is in a channel",
    "chat:write": "speak",
    "commands": "take /watch",
    "groups:history": "the same as channels:history, in private channels",
    "groups:read": "the same as channels:read, in private channels",
    "im:history": "hear what people write to the bot alone, and whether a notice was already sent",
    "im:write": "tell whoever set up a channel when it can no longer be spoken to",
    "users:read": "know people's time zones",
}
EVENTS = (
    "app_mention",
    "channel_archive",
    "channel_deleted",
    "channel_left",
    "channel_unarchive",
    "group_archive",
    "group_deleted",
    "group_left",
    "group_unarchive",
    "member_joined_channel",
    "message.channels",
    "message.groups",
    "message.im",
)
