"""What people write in Slack as plain words: without its marks of people, channels, links and styles."""

import html
import re

from bot.emoji import with_emoji

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
