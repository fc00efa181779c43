"""What may follow a verb in a sentence to the bot, so that only what is meant for one is carried out.

A verb that changes something takes a name and idle words about it: `stop watching Acme, please`. Whatever
else is said beside a watched name ("remove that comment about Acme", "competitor Acme news") is about
that name, and no order.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from bot.commands.tokens import Token, tokens_of
from bot.commands.unwatched_names import looks_like_name
from bot.commands.verbs import BY_NAME, WORDS
from bot.commands.vocabulary import COMMON, COURTESY, GRAMMAR, ORDINARY
from bot.commands.watched_names import watched_names

NAMED: Final = frozenset(
    {"brand", "competitor", "topic", "edit", "pause", "resume", "remove", "preview", "copy"}
)
"""Verbs that a name follows."""
ON_WATCH: Final = frozenset({"pause", "resume", "remove"})
"""Verbs that nothing but a name follows."""
ADDING: Final = frozenset({"brand", "competitor", "topic"})
LINKED: Final = frozenset({"feed", "why", "tone", "ours", "notours", "split", "join"})
"""Verbs that an address follows."""
READING: Final = frozenset({"help", "list", "status", "now", "corrections", "why"})
"""Verbs that change nothing: another word for one is as good as the verb itself."""
_ABOUT_THIS_WORDS: Final = """
watches watched names name channel here this of sources source bot all everything marques noms veilles suivis
surveilles surveille ici canal tout everyone commands commandes me us you
"""
_ABOUT_THIS: Final = frozenset(_ABOUT_THIS_WORDS.split())
_LISTENING_WORDS: Final = """
watch watching watches follow following track tracking listen listening monitor monitoring hear hearing
brand competitor topic name now moment everything anymore
veille surveiller surveillez surveilles suivre suivez suivi ecouter ecoutez ecoute marque concurrent sujet nom
maintenant instant tout
"""
_LISTENING: Final = frozenset(_LISTENING_WORDS.split())
_IDLE: Final = COURTESY | (GRAMMAR - ORDINARY) | _LISTENING
"""What is said beside the name in an order to end a watch or to pause it, folded."""
_TIMES: Final = re.compile(
    r"^(?:off|on|stop|daily|hourly|weekly|weekdays|twice|once|every|chaque|tous|mon|tue|wed|thu|fri|sat|sun|lun|mar"
    r"|mer|jeu|ven|sam|dim|(?:at |à )?\d)",
    re.IGNORECASE,
)
_ADDRESS: Final = re.compile(
    r"^(?:remove |retirer |add )?(?:https?://|\S+\.\S+)|^(?:remove|list)\b", re.IGNORECASE
)
_CHANNEL: Final = re.compile(r"(?:from |de )?(?:#\S+|<#\S+>)", re.IGNORECASE)
_KIND: Final = re.compile(
    r"^(?:brand|marque|competitor|rival|concurrente?|topic|subject|sujet|th[eè]me)\s+", re.IGNORECASE
)
_SYNTAX: Final = re.compile(r"\s(?:=|-\w|\w+:)")
"""Where a name ends, and what narrows it begins."""


def is_idle(rest: str) -> bool:
    """Whether words add nothing to a command: `list the watches here`."""
    return all(
        word in COURTESY | GRAMMAR | _ABOUT_THIS for word in (token.folded for token in tokens_of(rest))
    )


def fits_after(verb: str, rest: str, watched: Sequence[str]) -> bool:
    """Whether what follows a verb is what it takes; after a verb without a rule that is anything."""
    return not rest or _FITS.get(verb, _always)(rest, watched)


def is_no_verb(verb: str, rest: str, watched: Sequence[str]) -> bool:
    """Whether a word that stands for a verb is none, by what follows: `report Acme`, `update on Acme`."""
    named = watched_names(tokens_of(rest), watched)
    if verb == "edit":
        return not named or named[0].first > 0
    return verb == "preview" if not rest else verb not in NAMED and bool(named)


def watch_meant(verb: str, rest: str, watched: Sequence[str]) -> str | None:
    """What follows an order to pause, resume or remove: the watched name alone, where one is meant.

    None where more is said of that name than the order takes. A pause keeps its words (`Acme for an hour`):
    it has no end of its own, and it is said that no watch has that name.
    """
    named = [each for each in watched_names(tokens_of(rest), watched) if not each.is_near]
    if not named or "=" in rest:
        return rest
    if any(token.folded not in _IDLE for token in _beside(rest, watched)):
        return rest if verb == "pause" else None
    return watched[named[0].watch] if len({each.watch for each in named}) == 1 else rest


def _beside(rest: str, watched: Sequence[str]) -> list[Token]:
    """The words beside the watched names."""
    tokens = tokens_of(rest)
    taken = {
        place
        for each in watched_names(tokens, watched)
        if not each.is_near
        for place in range(each.first, each.last + 1)
    }
    return [token for place, token in enumerate(tokens) if place not in taken] if taken else []


def _names_watch(rest: str, watched: Sequence[str]) -> bool:
    return bool(watched_names(tokens_of(rest), watched)) or looks_like_name(rest)


def _adds(rest: str, watched: Sequence[str]) -> bool:
    """Whether a name to watch follows: no `new Acme light`, no news of a name that is watched."""
    head = _KIND.sub("", _SYNTAX.split(rest, maxsplit=1)[0])
    if head.startswith("new ") or any(
        token.text.islower() and token.folded in COMMON for token in _beside(head, watched)
    ):
        return False
    head = _SYNTAX.split(rest, maxsplit=1)[0]
    return head != rest or looks_like_name(head.strip('"“”«» '))


def _never(rest: str, watched: Sequence[str]) -> bool:
    return False


def _always(rest: str, watched: Sequence[str]) -> bool:
    return True


def _queries(rest: str, watched: Sequence[str]) -> bool:
    """Whether something that can be looked for follows: no `try again`, no `test test`."""
    return bool(_SYNTAX.search(rest)) or any(token.folded not in COMMON | WORDS for token in tokens_of(rest))


def _takes_back(rest: str, watched: Sequence[str]) -> bool:
    return is_idle(rest) or looks_like_name(rest)


def begins_with_link(rest: str) -> bool:
    """Whether words are about the post at an address: `not https://…`; else `why` is a question."""
    address = r"(?:(?:not|pas) )?<?(?:https?://|[\w.-]+\.[a-z]{2,}/)"
    return re.match(rf"{address}|(?:not|pas)$", rest, re.IGNORECASE) is not None


def _link(rest: str, watched: Sequence[str]) -> bool:
    return begins_with_link(rest)


def _account(rest: str, watched: Sequence[str]) -> bool:
    return re.match(r"(?:(?:add|remove|retirer|off) )?@\S+|list$", rest, re.IGNORECASE) is not None


def _channel(rest: str, watched: Sequence[str]) -> bool:
    return _CHANNEL.fullmatch(rest) is not None


def _digest(rest: str, watched: Sequence[str]) -> bool:
    return _TIMES.match(rest) is not None


def _address(rest: str, watched: Sequence[str]) -> bool:
    return _ADDRESS.match(rest) is not None


def _now(rest: str, watched: Sequence[str]) -> bool:
    return re.fullmatch(r"(?:public|all|\d+[hdwmyj]|\s)+", rest, re.IGNORECASE) is not None or (
        re.search(r"\s(?:public|all|\d+[hdwmy])$", rest, re.IGNORECASE) is not None
    )


def _switch(rest: str, watched: Sequence[str]) -> bool:
    return re.match(r"on\b|off\b", rest, re.IGNORECASE) is not None


def _help(rest: str, watched: Sequence[str]) -> bool:
    return rest.lower() in {*BY_NAME, "query", "queries", "language"}


def _sources(rest: str, watched: Sequence[str]) -> bool:
    return rest[:1] in "+-–−"


_FITS: Final[Mapping[str, Callable[[str, Sequence[str]], bool]]] = {
    "list": _never,
    "status": _never,
    "corrections": _never,
    "urgent": _never,
    "products": _never,
    "search": _never,
    "why": _link,
    "team": _account,
    "vip": _account,
    "tone": _link,
    "ours": _link,
    "notours": _link,
    "split": _link,
    "join": _link,
    "brand": _adds,
    "competitor": _adds,
    "topic": _adds,
    "preview": _queries,
    "edit": _names_watch,
    "pause": _names_watch,
    "resume": _names_watch,
    "remove": _names_watch,
    "undo": _takes_back,
    "now": _now,
    "digest": _digest,
    "alerts": _names_watch,
    "sources": _sources,
    "feed": _address,
    "copy": _channel,
    "replies": _switch,
    "help": _help,
}
