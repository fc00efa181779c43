"""What people write in Slack, as its events bring it: whose words they are, and what they say."""

import html
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.emoji import with_emoji
from bot.storage.questions import REMEMBERED, Asked

PERSONS = frozenset({None, "", "thread_broadcast", "file_share", "me_message"})
"""Subtypes of messages that people write: also sent to the channel, with a file, as `/me`."""
SLACKBOT = "USLACKBOT"
_TOKEN = re.compile(r"<[@#!][^>]*>|<(?:[^>|]*\|)?([^>]*)>")
"""Slack's marks: of people, channels and groups nothing is left, of a link what is shown of it."""
_PEOPLE = re.compile(r"<@[^>]*>")
_LINK = re.compile(r"<((?:https?|mailto):[^>|]+)(?:\|([^>]*))?>")
_STYLED = re.compile(r"(?<![\w*_~`])([*_~]|`{1,3})(?=\S)(.+?)(?<=\S)\1(?![\w*_~`])", re.DOTALL)
_ASKING = re.compile(
    r"^(?:(?:hey|hi|hello|bonjour|salut)[ ,]+)?"
    r"(?:(?:and )?what(?:['’]?s| is)? (?:about|of|up with|new (?:about|with|on))"
    r"|what do (?:people|they) say (?:about|of)|any(?:thing)? (?:news|new|word) (?:about|of|on)"
    r"|how about|tell (?:me|us) about"
    r"|quoi de neuf (?:sur|chez|pour)|que dit-on (?:de|d['’])|et (?:pour|sur))\s+",
    re.IGNORECASE,
)


def is_persons(message: Mapping[str, Any]) -> bool:
    """Whether a person wrote a message: no bot, nobody's edit, no notice of Slack's."""
    return (
        bool(message.get("user"))
        and message["user"] != SLACKBOT
        and not message.get("bot_id")
        and message.get("subtype") in PERSONS
    )


def question_in(event: Mapping[str, Any], bot_user: str, now: datetime) -> Asked | None:
    """The message to the bot that an event tells of, as it was written last; None for any other event.

    A message is to the bot when it mentions it, or stands in the direct messages with it.
    """
    message = _edited(event) if event.get("subtype") == "message_changed" else event
    if event.get("type") not in {"message", "app_mention"} or not is_persons(message):
        return None
    if message.get("edited") and now.timestamp() - float(message["ts"]) > REMEMBERED.total_seconds():
        return None  # nobody remembers whether it was answered
    direct, text = event.get("channel_type") == "im", message.get("text") or ""
    if not direct and event["type"] != "app_mention" and f"<@{bot_user}>" not in text:
        return None
    return message_in(event, message)


def _edited(event: Mapping[str, Any]) -> Mapping[str, Any]:
    """A message whose words a person changed; nothing where Slack tells only that it unfolded a link."""
    message, before = event.get("message") or {}, event.get("previous_message") or {}
    return message if message.get("edited") and message.get("text") != before.get("text") else {}


def message_in(event: Mapping[str, Any], message: Mapping[str, Any], *, is_overheard: bool = False) -> Asked:
    """The message that an event tells of, which is to be answered."""
    return Asked(
        channel=event["channel"],
        ts=message["ts"],
        user=message["user"],
        text=message.get("text") or "",
        edited=str((message.get("edited") or {}).get("ts", "")),
        thread_ts=message.get("thread_ts") or "",
        is_direct=event.get("channel_type") == "im",
        is_overheard=is_overheard,
    )


def plain(text: str) -> str:
    """What a person wrote, without Slack's own marks, with emoji in place of their names."""
    unmarked = html.unescape(_TOKEN.sub(_shown, text))
    return " ".join(_STYLED.sub(r"\2", with_emoji(unmarked)).split())


def command_text(text: str, *, addresses: bool = False) -> str:
    """What a person wrote as it would follow the command: without people, and links as they are shown."""

    def written(link: re.Match[str]) -> str:
        return link[1] if addresses or not link[2] or "://" in link[2] else link[2]

    return " ".join(_STYLED.sub(r"\2", _LINK.sub(written, _PEOPLE.sub(" ", text))).split())


def _shown(token: re.Match[str]) -> str:
    label = token[1] or ""
    return " " if "://" in label or label.startswith("mailto:") else label


def asked_name(text: str) -> str:
    """The name somebody asks about: `Acme` in `what about Acme?`."""
    return _ASKING.sub("", plain(text).strip(" :,")).strip(" ?!.:,").strip()
