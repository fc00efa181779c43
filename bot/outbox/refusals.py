"""What each refusal of Slack's stops, by the names that Slack documents and that its users have met."""

from enum import StrEnum
from typing import Final


class Stops(StrEnum):
    """How far a refusal reaches. A code that is not listed here is retried later."""

    MESSAGE = "message"  # this message never
    BLOCKS = "blocks"  # its blocks never, its text perhaps
    THREAD = "thread"  # nothing into this thread, ever
    CHANNEL = "channel"  # nothing into this channel until somebody acts
    TOKEN = "token"  # nothing at all until somebody acts
    LATER = "later"


SHUT: Final = frozenset(
    {
        "not_in_channel",
        "channel_not_found",
        "is_archived",
        "channel_is_archived",
        "restricted_action",
        "restricted_action_read_only_channel",
        "restricted_action_thread_only_channel",
        "posting_to_general_channel_denied",
        "channel_not_allowed",
        "user_is_restricted",
        "not_allowed",
        "no_permission",
        "access_denied",
        "ekm_access_denied",
        "messages_tab_disabled",
        "cannot_dm_bot",
    }
)
"""Refusals that last until a person changes something in the channel; `bot.messages.stops` says what."""

NO_DIRECT_MESSAGES: Final = "no_direct_messages"
"""Our own name: the bot lacks the scope to open a conversation with a person."""

_BLOCKS = (
    "invalid_blocks",
    "invalid_blocks_format",
    "msg_blocks_too_long",
    "msg_too_long",
    "block_mismatch",
    "invalid_attachments",
    "too_many_attachments",
    "attachment_payload_limit_exceeded",
    "markdown_text_conflict",
)
_MESSAGE = (
    "no_text",
    "too_many_contact_cards",
    "as_user_not_supported",
    "send_on_behalf_not_allowed",
    "slack_connect_canvas_sharing_blocked",
    "slack_connect_file_link_sharing_blocked",
    "slack_connect_lists_sharing_blocked",
    "slack_connect_blocked_file_type",
    "slack_connect_clip_sharing_blocked",
    "invalid_arguments",
    "invalid_arg_name",
    "invalid_array_arg",
    "invalid_charset",
    "invalid_form_data",
    "invalid_json",
    "json_not_object",
    "invalid_post_type",
    "missing_post_type",
    "missing_file_data",
    "missing_argument",
    "invalid_metadata_format",
    "invalid_metadata_schema",
    "metadata_must_be_sent_from_app",
    "metadata_too_large",
    "duplicate_channel_not_found",
    "duplicate_message_not_found",
    NO_DIRECT_MESSAGES,
    "user_not_found",
    "user_not_visible",
    "user_disabled",
    "user_not_in_channel",
    "users_not_found",
    "users_list_not_supplied",
    "not_enough_users",
    "too_many_users",
    "invalid_user_combination",
    "method_not_supported_for_channel_type",
    "channel_type_not_supported",
)
UNCHANGEABLE: Final = frozenset(
    {"cant_update_message", "edit_window_closed", "no_dual_broadcast_content_update", "is_inactive"}
)
"""Refusals of a change that no later change fares better than."""
_THREAD = (
    "restricted_action_thread_locked",
    "restricted_action_non_threadable_channel",
    "cannot_reply_to_message",
    "thread_locked",
    "thread_not_found",
    "message_not_found",
    "invalid_thread_ts",
    "bad_timestamp",
)
_TOKEN = (
    "invalid_auth",
    "not_authed",
    "account_inactive",
    "token_revoked",
    "token_expired",
    "invalid_token",
    "missing_scope",
    "not_allowed_token_type",
    "org_login_required",
    "two_factor_setup_required",
    "enterprise_is_restricted",
    "team_access_not_granted",
    "team_not_found",
    "team_added_to_org",
    "accesslimited",
    "app_access_restricted",
    "method_deprecated",
    "deprecated_endpoint",
    "unknown_method",
)
_STOPS: Final = {
    **dict.fromkeys(_BLOCKS, Stops.BLOCKS),
    **dict.fromkeys(_MESSAGE, Stops.MESSAGE),
    **dict.fromkeys(UNCHANGEABLE, Stops.MESSAGE),
    **dict.fromkeys(_THREAD, Stops.THREAD),
    **dict.fromkeys(SHUT, Stops.CHANNEL),
    **dict.fromkeys(_TOKEN, Stops.TOKEN),
}
NOT_POSTED: Final = {"ratelimited", "rate_limited", "message_limit_exceeded", "external_channel_migrating"}
"""Refusals for later after which the message certainly does not stand in Slack."""
UNSEARCHABLE: Final = {"missing_scope", "not_allowed_token_type", "method_deprecated", "unknown_method"}
"""Refusals of a look-up that no later look-up will fare better than."""


def stops(code: str, *, in_thread: bool = False, to_person: bool = False) -> Stops:
    """How far a refusal reaches, given where the message was to go."""
    reach = _STOPS.get(code, Stops.LATER)
    if reach is Stops.THREAD and not in_thread:
        return Stops.MESSAGE
    if reach is Stops.CHANNEL and to_person:  # nobody could be told but that person
        return Stops.MESSAGE
    return reach


def may_be_posted(code: str) -> bool:
    """Whether the message may stand in Slack though it was refused so: a fault of Slack's, or a new name."""
    return code not in _STOPS and code not in NOT_POSTED
