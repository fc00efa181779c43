"""What may be watched without a verb: words that look like a name, and nothing that could be a slip.

`/watch ANYTHING` makes a watch that a whole channel sees. A name is one to three words; a command of ours
or of another bot, a question, a piece of a sentence, an address or a query is asked back to whoever typed
it, with the full command to copy: the command that a sentence seems to mean, the name that stands in it,
and all of the words only where they could be a name. Whoever quotes a name, or writes its kind before it, is
taken at their word.
"""

from typing import Final

import regex

from bot.commands.questions import names_in
from bot.commands.several_names import several_names
from bot.commands.spoken import spoken_command
from bot.commands.tokens import tokens_of
from bot.commands.unwatched_names import is_titled, looks_like_name
from bot.commands.verbs import BY_NAME, COMMAND, NAMELIKE, WORDS, in_language_spoken, kind_said, meant
from bot.commands.vocabulary import ASKING, COMMON, COURTESY, GRAMMAR, OTHER_BOTS, SMALL
from bot.emoji import is_gesture
from bot.errors import BadCommand
from bot.locale import N_, _
from bot.query import read_name
from bot.text import fold

MOST_WORDS = 3
_QUOTED: Final = regex.compile(r'[="“”„«»]*["“”„«»][^"“”„«»]+["“”„«»]')
_TOKEN: Final = regex.compile(r"<[@#!][^>]*>")
_ADDRESS: Final = regex.compile(r"\S+://|<?(?:https?:|www\.)", regex.IGNORECASE)
_SPAN: Final = regex.compile(r"\d+(?:[hdwmyj]|min)|\d{1,2}[:h]\d{2}", regex.IGNORECASE)
_ENDS: Final = ".,;:!…'\"()"

_QUESTION: Final = N_("That looks like a question.")
_SENTENCE_WORDS: Final = """
about are aujourd'hui aujourdhui be been ca ce ces cette chose demain doesnt dont elle elles est etes
everything give had has hate have he hier i il ils im is it its j je know like love ma maintenant me mes
mine mois mon month my need news nos not nothing notre nous nouvelles our pas please pls plz quelque
rien said says semaine she someone something sommes sont stp suis svp ta tell tes that their them these
they think this those today tomorrow ton tonight tout tu us vos votre vous want was we week were year
yesterday you your yours
"""
_SENTENCE: Final = frozenset(_SENTENCE_WORDS.split())
"""What stands in sentences and hardly in names, folded."""
_OPTION_WORDS: Final = """
all public instant daily hourly weekly weekday weekdays weekend weekends noon monday tuesday wednesday
thursday friday saturday sunday lundi mardi mercredi jeudi vendredi samedi dimanche midi
"""
_OPTIONS: Final = frozenset(_OPTION_WORDS.split())
"""What follows a verb of ours, and is no name where nothing else was written, folded."""
_ELIDED: Final = regex.compile(r"(?:[cjnmts]|qu)'(\w+)")
"""A verb behind an elided pronoun, folded: `c'est`, `j'aime`."""
_LEADING_WORDS: Final = """
about against around at avec behind by chez concernant contre for from into on out over par pour regarding
sans selon since sur to toward towards vers via with without
"""
_LEADING: Final = frozenset(_LEADING_WORDS.split())
"""What leads up to a name, and hardly begins one, folded."""
_PRONOUN_WORDS: Final = "i you he she it we they je tu il elle on nous vous ils elles"
_PRONOUNS: Final = frozenset(_PRONOUN_WORDS.split())
_BINDING: Final = (GRAMMAR | COURTESY | _SENTENCE | ASKING) - OTHER_BOTS - SMALL
"""What binds the words of a sentence, and not those of a name, folded."""


def asked_back(words: str) -> BadCommand | None:
    """What to say to somebody who typed this without a verb; None for what looks like a name.

    Raises `BadQuery` for a query that cannot be read.
    """
    first = words.split()[0]
    slip, why = meant(first), doubt(words)
    if slip is None and not why:
        return None
    said = [_("There is no “{word}”.", word=first) if slip else why]
    if command := meant_command(words):
        said.append(_("Did you mean {command}?", command=f"{COMMAND} {_shown(command)}"))
    elif why == _(_QUESTION):
        said.append(_("It is answered where you mention me: “@veille {words}”.", words=words))
    said.append(_("Nothing was changed. /watch help lists what I understand."))
    return BadCommand(" ".join([*said, _offer(words)]))


def _shown(command: str) -> str:
    """A command with its verb in the language spoken."""
    verb, space, rest = command.partition(" ")
    return f"{in_language_spoken(verb)}{space}{rest}"


def meant_command(words: str) -> str:
    """The command that words without one of ours before them seem to mean; empty for none."""
    first, _space, rest = words.partition(" ")
    slip = meant(first) or meant(fold(first))
    spoken = spoken_command(words, ()) or (spoken_command(f"{slip.name} {rest}", ()) if slip else "")
    if _ADDRESS.match(spoken):
        return ""
    verb, _space, name = spoken.partition(" ")
    if slip and not rest and slip.needs:
        return f"{slip.name} {slip.usage}"
    if slip and not spoken and "NAME" in slip.usage and looks_like_name(rest):
        return f"{slip.name} {rest}"
    if verb in BY_NAME or not spoken:
        return spoken
    kind = meant(verb.lower())
    return f"{kind.name if kind else 'brand'} {name}".strip()


def _offer(words: str) -> str:
    """How the name in some words is watched, or all of them where they can be one; no words of a sentence."""
    first, _space, rest = words.partition(" ")
    is_command = meant_command(words) and not (
        fold(first) in NAMELIKE and (not rest or looks_like_name(rest))
    )
    if is_titled(words.split()) and "?" not in words and not is_command:
        return _as_a_name(words)
    if is_command or _is_unspeakable(words) or _is_sentence(words):
        names = [] if is_command or _is_unspeakable(words) else names_in(words)
        if not names:
            return _("To watch a name, write: /watch brand NAME")
        kind = kind_said(token.folded for token in tokens_of(words))
        commands = [f"{COMMAND} {in_language_spoken(kind)} {name}" for name in names]
        return "\n".join([_("To watch a name, write:"), *commands])
    return _as_a_name(words)


def _as_a_name(words: str) -> str:
    return "\n".join(
        [_("To watch these words as a name, write:"), f"{COMMAND} {in_language_spoken('brand')} {words}"]
    )


def _is_sentence(words: str) -> bool:
    """Whether words are a question or (a piece of) a sentence, rather than a name with such words in it."""
    if _ADDRESS.match(words) or read_name(words)[1]:
        return False
    folded = [token.folded for token in tokens_of(words)]
    bound = [word for word in folded if word in _BINDING or _SPAN.fullmatch(word)]
    is_told = len(folded) > MOST_WORDS or meant(folded[0]) or names_in(words)
    if "?" in words or (bound and is_told) or _leads_up(words):
        return True
    if _first(words) in ASKING and all(word in COMMON for word in folded):
        return True
    elided = any(map(_ELIDED.search, [fold(word) for word in words.split()]))
    return elided or (
        folded[0] in _PRONOUNS and all(word in COMMON for word in folded[1:2]) and len(folded) > 1
    )


def _is_unspeakable(words: str) -> bool:
    """Whether nothing in words can be looked for, or they are faces and gestures alone."""
    tokens = tokens_of(words)
    if tokens and all(token.is_drawn and is_gesture(token.text) for token in tokens):
        return True
    return _TOKEN.search(words) is not None or not any(char.isalnum() or char > "\u2000" for char in words)


def doubt(words: str) -> str:
    """Why what somebody typed without a verb may be no name, in a sentence; empty for what looks like one."""
    if _QUOTED.fullmatch(words):
        return ""
    if _ADDRESS.match(words):
        return _(
            "That is an address. /watch feed {address} reads it here, if it is a blog, a forum or a feed.",
            address=words,
        )
    if "?" in words or _first(words) in ASKING:
        return _(_QUESTION)
    if _is_unspeakable(words):
        return _("That is no name that could be looked for.")
    if found := several_names(words):
        return next(filter(None, map(_doubted_words, found.names)), "")
    return _doubted_query(words) or _doubted_words(words)


def _doubted_words(words: str) -> str:
    named = [fold(word.strip(_ENDS)).strip() for word in words.split()]
    is_titled = len(named) > 1 and all(word[0].isupper() and not word.isupper() for word in words.split())
    for place, (word, folded) in enumerate(zip(words.split(), named, strict=True)):
        if len(named) > 1 and folded in GRAMMAR - WORDS:
            continue
        if _is_command(folded) and (folded in WORDS or place == 0 or not is_titled):
            return _("“{words}” could be meant for a command.", words=word.strip(_ENDS))
    if all(word in _OPTIONS for word in named):
        return _("“{words}” could be meant for a command.", words=words)
    if len(named) > MOST_WORDS:
        return _("That is more than the {n} words that I take for a name without asking.", n=MOST_WORDS)
    if _leads_up(words):
        return _("That looks like a piece of a sentence.")
    if (not is_titled and any(map(_is_of_sentence, named))) or all(word in COURTESY for word in named):
        return _("That looks like a piece of a sentence.")
    if len(named) == 1 and (len(words) > 1 or words.islower()) and named[0] in GRAMMAR:
        return _("That looks like a piece of a sentence.")
    return ""


def _leads_up(words: str) -> bool:
    """Whether a preposition stands before what may be a name: `pour Acme`."""
    first, *more = words.split()
    return bool(more) and first.islower() and fold(first) in _LEADING


def _is_command(folded: str) -> bool:
    """Whether a word is one that bots are told, or several of it: `exports`, `graphs`."""
    return any(word in WORDS or word in OTHER_BOTS for word in (folded, folded.removesuffix("s")))


def _is_of_sentence(folded: str) -> bool:
    """Whether a word stands in sentences and hardly in names: `we`, `hier`, `7d`, `c'est`."""
    elided = _ELIDED.fullmatch(folded)
    return (
        folded in _SENTENCE
        or _SPAN.fullmatch(folded) is not None
        or (elided is not None and elided[1] in COMMON)
    )


def _doubted_query(words: str) -> str:
    """A query is read, and its mistakes shown, by the full command alone. Raises `BadQuery`."""
    return _("That looks like a query.") if read_name(words)[1] else ""


def _first(words: str) -> str:
    return fold(words.split()[0].strip(_ENDS)).replace("'", " ").split(" ")[0] if words.split() else ""
