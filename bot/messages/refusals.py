"""Why something that somebody asked for is not done, in words, and what they can do."""

from collections.abc import Callable, Mapping
from typing import Final

from bot.commands.verbs import BY_NAME, COMMAND, in_language_spoken
from bot.errors import BadQuery, Refusal, Refused
from bot.locale import N_, _
from bot.messages.answers import mistake, sentence
from bot.messages.grants import ungranted
from bot.messages.message import Message
from bot.messages.watch_list import KINDS
from bot.messages.wording import listed, shortened
from bot.models import WatchKind
from bot.query import error_pointer

NAMED = 20
"""Names repeated in one sentence."""
_SENTENCES: Final[Mapping[Refusal, str]] = {
    Refusal.ALERT_GONE: N_("That alert is not known here any more."),
    Refusal.ALL_PAUSED: N_("Everything watched here is paused. /watch resume NAME listens again."),
    Refusal.CHANNEL_ARCHIVED: N_(
        "This channel is archived: nothing can be said here. Watch from a channel that is in use."
    ),
    Refusal.CHANNEL_CLOSED: N_("This channel was closed meanwhile; nothing is kept of it."),
    Refusal.CHANNEL_NOT_COPIED: N_(
        "Nothing can be taken over from {channel}: it is this channel, I am not used there, or you "
        "are not in it. A public channel can be copied, and a private one by those who are in it."
    ),
    Refusal.EDIT_UNSIGNED: N_(
        "After {name} comes a word, which could be a part of its name. Where a query begins with a "
        "word, = stands before it: /watch edit {name} = {query}"
    ),
    Refusal.FEED_KNOWN: N_("{feed} is read here already."),
    Refusal.FEED_UNKNOWN: N_("No such feed is read here. /watch feed lists those that are."),
    Refusal.FEEDS_FULL: N_("{n} feeds are read here, which is the most. /watch feed remove URL makes room."),
    Refusal.LINK_UNINDEXED: N_(
        "Nothing that the watches here kept has the address {address}, as far as I have looked: what was "
        "kept before the last update is still being indexed. Try again in some minutes."
    ),
    Refusal.LINK_UNKNOWN: N_(
        "Nothing that the watches here kept has the address {address}. Use the link under a quotation, or "
        "that of the post itself."
    ),
    Refusal.MADE_ANEW: N_("{name} was made anew at this moment. /watch list shows what is watched."),
    Refusal.NAMED_IN_PART: N_(
        "“{written}” is not watched here. Did you mean /watch remove {name}? What is to be removed "
        "is named whole."
    ),
    Refusal.NEVER_SET_UP: N_("Nothing is watched in this channel yet. Begin with: /watch brand NAME"),
    Refusal.NO_FEED: N_("{reason} Nothing was added."),
    Refusal.NOT_IN_CHANNEL: N_(
        "I am not in this channel, so I could not say here what I hear. Invite me with /invite "
        "@veille, then try again."
    ),
    Refusal.NOTHING_WATCHED: N_("Nothing is watched in this channel. Begin with: /watch brand NAME"),
    Refusal.REMOVED_MEANWHILE: N_("{name} was removed meanwhile."),
    Refusal.STORIES_APART: N_("No watch here kept both posts: a story is joined from what one watch heard."),
    Refusal.STORY_ONE: N_("Both posts are of one story already."),
    Refusal.STORY_WHOLE: N_(
        "Nothing was split: all of its story hangs on that post. Use the link of the post with which the "
        "other story begins."
    ),
    Refusal.TEAM_FULL: N_(
        "{n} accounts are named here, which is the most. /watch team remove @handle makes room."
    ),
    Refusal.TEAM_UNKNOWN: N_(
        "“{written}” is not named as one of the team here. /watch team lists those that are."
    ),
    Refusal.UNDO_NOTHING: N_("Nothing was changed here in the last day that could be taken back."),
    Refusal.UNDO_REMOVED: N_("{name} was removed meanwhile. /watch undo brings it back first."),
    Refusal.UNDO_UNKNOWN: N_(
        "Nothing of “{written}” was changed here in the last day that could be taken back."
    ),
    Refusal.URGENT_FULL: N_(
        "{n} words are urgent here, which is the most. /watch urgent remove WORDS makes room."
    ),
    Refusal.URGENT_UNKNOWN: N_("“{written}” is not urgent here. /watch urgent lists the words that are."),
    Refusal.VIP_FULL: N_(
        "{n} people always matter here, which is the most. /watch vip remove @handle makes room."
    ),
    Refusal.VIP_UNKNOWN: N_(
        "“{written}” is not among the people who always matter here. /watch vip lists them."
    ),
    Refusal.WATCH_GONE: N_("That watch is gone already."),
}


def refusal_message(refused: Refused, verb: str = "") -> Message:
    """The refusal, for whoever asked."""
    return sentence(refusal_sentence(refused, verb))


def unread_message(error: BadQuery) -> Message:
    """What is wrong with a query, with its place, where there is something to point at."""
    if not error.query.strip():
        return sentence(error.reason)
    return mistake(
        _("That query cannot be read. /watch help query explains the language."), error_pointer(error)
    )


def unusable_list_message() -> Message:
    """That what people configure cannot be changed now."""
    return sentence(
        _(
            "Nothing was changed: the file with the watch lists cannot be used now. What is watched goes "
            "on being listened for. The log says what ails the file; show this to whoever runs Veille, "
            "then try again."
        )
    )


def refusal_sentence(refused: Refused, verb: str = "") -> str:
    """The refusal in words; `verb` is the command that was refused, where it was one."""
    if made := _MADE.get(refused.code):
        return made(refused, verb)
    return _(_SENTENCES[refused.code], **refused.values)


def _feed_ambiguous(refused: Refused, verb: str) -> str:
    return _(
        "Several feeds read here could be meant: write /watch feed remove {addresses}.",
        addresses=listed(_list(refused, "addresses"), "or"),
    )


def _feed_slow(refused: Refused, verb: str) -> str:
    return _(
        "{host} did not answer within {n} seconds. Nothing was added; try again later, or give the "
        "address of the feed itself.",
        host=refused.values["host"] or _("that address"),
        n=refused.values["n"],
    )


def _scopes_missing(refused: Refused, verb: str) -> str:
    return f"{ungranted(_list(refused, 'scopes'))} " + _("Nothing was changed.")


def _name_taken(refused: Refused, verb: str) -> str:
    """As which name and kind a name is watched where these are others, and if it is paused."""
    values = refused.values
    said = [_("{name} is watched here already.", name=values["name"])]
    if (values["known"], values["known_kind"]) != (values["name"], values["kind"]):
        kind = _(KINDS[WatchKind(str(values["known_kind"]))])
        said = [
            _(
                "{name} is watched here already, as the {kind} {other}.",
                name=values["name"],
                kind=kind,
                other=values["known"],
            )
        ]
    if values["paused"]:
        said.append(_("It is paused: /watch resume {name} listens again.", name=values["known"]))
    edit = f"{COMMAND} {in_language_spoken('edit')} {values['known']} {values['rest']}".rstrip()
    ending = _(
        "/watch list shows how; {edit} changes it, /watch remove {name} ends it.",
        edit=edit,
        name=values["known"],
    )
    return " ".join([*said, ending])


def _source_unknown(refused: Refused, verb: str) -> str:
    name, near = refused.values["name"], refused.values["near"]
    if near:
        return _("There is no source “{name}” here. Did you mean {near}?", name=name, near=near)
    return _(
        "There is no source “{name}” here. There are {sources}.",
        name=name,
        sources=listed(_list(refused, "sources")),
    )


def _link_several(refused: Refused, verb: str) -> str:
    return _(
        "That post was heard for {names}. Say for which, with its name at the end: {command}",
        names=listed(_list(refused, "names")),
        command=f"{BY_NAME[verb].example} {_list(refused, 'names')[0]}",
    )


def _team_elsewhere(refused: Refused, verb: str) -> str:
    return _(
        "Nobody called {written} was heard in “{place}” here. In {places} somebody was.",
        written=refused.values["written"],
        place=refused.values["place"],
        places=listed(_list(refused, "places")),
    )


def _undo_ambiguous(refused: Refused, verb: str) -> str:
    return _(
        "“{written}” could be several. Write {commands}.",
        written=refused.values["written"],
        commands=_commands(refused, "undo"),
    )


def _watch_ambiguous(refused: Refused, verb: str) -> str:
    return _(
        "“{written}” could be {names}: write more of it.",
        written=refused.values["written"],
        names=shortened(_list(refused, "names"), NAMED, "or"),
    )


def _watch_namesakes(refused: Refused, verb: str) -> str:
    """How to name one of several watches of one name; an edit takes what follows ` = ` for the new query."""
    return _(
        "{n} watches here have that name. Name the one you mean with its query: {commands}",
        n=len(_list(refused, "watches")),
        commands=_commands(refused, "remove" if verb == "edit" else verb),
    )


def _watch_unknown(refused: Refused, verb: str) -> str:
    said = [_("“{written}” is not watched here.", written=refused.values["written"])]
    said += [_("Did you mean {name}?", name=near)] if (near := refused.values["near"]) else []
    return " ".join([*said, _("Watched here: {names}.", names=_watched(refused))])


def _watch_unnamed(refused: Refused, verb: str) -> str:
    return _(
        "Which watch? Write {command}. Watched here: {names}.",
        command=BY_NAME[verb].example,
        names=_watched(refused),
    )


_MADE: Final[Mapping[Refusal, Callable[[Refused, str], str]]] = {
    Refusal.FEED_AMBIGUOUS: _feed_ambiguous,
    Refusal.FEED_SLOW: _feed_slow,
    Refusal.LINK_SEVERAL: _link_several,
    Refusal.NAME_TAKEN: _name_taken,
    Refusal.SCOPES_MISSING: _scopes_missing,
    Refusal.SOURCE_UNKNOWN: _source_unknown,
    Refusal.TEAM_ELSEWHERE: _team_elsewhere,
    Refusal.UNDO_AMBIGUOUS: _undo_ambiguous,
    Refusal.WATCH_AMBIGUOUS: _watch_ambiguous,
    Refusal.WATCH_NAMESAKES: _watch_namesakes,
    Refusal.WATCH_UNKNOWN: _watch_unknown,
    Refusal.WATCH_UNNAMED: _watch_unnamed,
}
"""The refusals whose sentence holds a list or a command."""


def _list(refused: Refused, name: str) -> tuple[str, ...]:
    value = refused.values[name]
    return value if isinstance(value, tuple) else (str(value),)


def _watched(refused: Refused) -> str:
    return shortened(_list(refused, "names"), NAMED) or _("nothing yet")


def _commands(refused: Refused, verb: str) -> str:
    """Commands that are written with each of the watches."""
    written = (f"{COMMAND} {in_language_spoken(verb)} {watch}" for watch in _list(refused, "watches"))
    return _(" or ").join(dict.fromkeys(written))
