"""Whether a mention concerns people's safety: bodies, children, fire, roads, poison, or their data.

1. Words are in `words/LANGUAGE/safety.toml`: `…_sure` lists say that harm happened, or nearly; words of
   `…_hint` lists may mean something else.
2. Words that tell of harm only together, in one sentence ("my face" and "swollen"), make it unsure
   (`scenes`).
3. A figurative entry ("to die for", "feu rouge") takes out what it holds, and what is no longer than it and
   shares a word with it ("nearly died" of "nearly died laughing").
4. What is negated in its sentence ("nobody was hurt", « aucun blessé ») is kept apart: it counts for
   nothing.
5. Harm that is supposed, asked about, or told of a film is unsure, as is a mention in which only a hint was
   found. The alerts wait for a second person then.
6. Harm from which the thing saved somebody, or for which it called help, is praise of it: kept apart, too.
7. What a channel added (`/watch urgent WORDS`) is sure wherever it stands.
8. Where no word says anything, the impression of the whole text may (`impressions`): from `LIKELY` on it is
   unsure harm to people. Where it finds harm less likely than `UNLIKELY`, what is unsure by a word is none.
9. Without one of these words, and without an encoder, *cannot say*: a bot that cannot read a language says
   nothing about safety in it.
"""

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Final

import msgspec

from bot.analysis.impressions import Impression
from bot.analysis.lexicon import Found, Lexicon, lexicon
from bot.analysis.own_words import own_words
from bot.analysis.reading import Reading, Reason
from bot.analysis.scenes import scenes
from bot.analysis.tokens import Sort, Token, tokens
from bot.models import Mention

VERSION: Final = 9
BEFORE: Final = 4
"""Words before one of safety among which a negation denies it, or a supposition supposes it."""
_SURE: Final = "_sure"
LIKELY: Final = 0.7
UNLIKELY: Final = 0.1
"""Likelihoods of harm; chosen where most is found at four right in five (`bench.safety`, `bench.reading`)."""


class Danger(StrEnum):
    """What is in danger, or what endangers."""

    BODIES = "bodies"
    CHILDREN = "children"
    FIRE = "fire"
    ROADS = "roads"
    POISON = "poison"
    DATA = "data"
    URGENT = "urgent"  # a channel's own words
    PEOPLE = "people"  # an impression alone, which does not say what endangers


class Safety(msgspec.Struct, frozen=True):
    """The dangers that a mention tells of, and whether it surely does."""

    dangers: tuple[Danger, ...]
    is_sure: bool

    @property
    def is_told(self) -> bool:
        """Whether words tell of it, and not the impression of a whole text alone."""
        return self.dangers != (Danger.PEOPLE,)


def is_told(read: Reading[Safety]) -> bool:
    """Whether words tell of harm: an impression alone keeps no advert from being set aside."""
    return read.value is not None and read.value.is_told


def named_dangers(dangers: Iterable[Danger]) -> tuple[Danger, ...]:
    """The dangers, without that of an impression, which names none, where another is named."""
    found = tuple(dangers)
    return tuple(danger for danger in found if danger is not Danger.PEOPLE) or found


def safety(
    mention: Mention, urgent: Iterable[str] = (), impression: Impression | None = None
) -> Reading[Safety]:
    """What a mention says of safety; `urgent` are the channel's own words."""
    text = own_words("\n".join(part for part in (mention.title, mention.text) if part))
    return text_safety(text, mention.lang, urgent, impression)


def _with_impression(found: Reading[Safety], impression: Impression) -> Reading[Safety]:
    """What words say, and where they are unsure or say nothing, what the whole text does."""
    if found.value is None and impression.harm >= LIKELY:
        return Reading(Safety((Danger.PEOPLE,), is_sure=False), (Reason("impression"),))
    is_denied = found.value is not None and not found.value.is_sure and impression.harm < UNLIKELY
    return Reading() if is_denied else found


def text_safety(
    text: str, lang: str, urgent: Iterable[str] = (), impression: Impression | None = None
) -> Reading[Safety]:
    """What somebody wrote of safety in a language."""
    read = tokens(text)
    sure, perhaps = _told(text, lang)
    own = Lexicon({Danger.URGENT: urgent}).all(read)
    found = _reading(text, read, [*own, *sure], perhaps)
    return _with_impression(found, impression) if impression else found


@lru_cache(maxsize=512)
def _told(text: str, lang: str) -> tuple[Sequence[Found], Sequence[Found]]:
    """The words of harm that surely tell of it, and those that perhaps do."""
    read = tokens(text)
    sure: list[Found] = []
    perhaps: list[Found] = []
    lists = lexicon(lang, "safety")
    found = lists.find(read) if lists else []
    everything = lists.all(read) if lists else []
    is_rescue = any(hit.list == "rescue" for hit in everything)
    for hit in [] if is_rescue else found:
        if not hit.list.endswith((_SURE, "_hint")) or _near(read, found, hit, "negators"):
            continue
        if _is_figurative(everything, hit):
            continue
        told = hit.list.endswith(_SURE) and not _near(read, found, hit, "supposed") and not hit.is_asked(read)
        (sure if told else perhaps).append(hit)
    return sure, [*perhaps, *([] if is_rescue else _scenes(read, lang, everything))]


def _scenes(read: Sequence[Token], lang: str, everything: Sequence[Found]) -> Iterator[Found]:
    """The scenes of harm, each danger's shortest, without those that are negated, supposed or figurative."""
    lists = [hit for hit in everything if hit.list in ("negators", "supposed")]
    told: dict[str, Found] = {}
    for scene in sorted(scenes(read, lang), key=lambda scene: scene.last - scene.first):
        denied = any(
            _near(read, lists, scene, hit.list) or scene.first <= hit.first < scene.last for hit in lists
        )
        if not denied and not _is_figurative(everything, scene):
            told.setdefault(scene.list, scene)
    yield from told.values()


def _near(read: Sequence[Token], found: Sequence[Found], hit: Found, name: str) -> bool:
    """Whether an entry of a list stands shortly before, in the same part of the sentence."""
    return any(
        other.list == name
        and 0 <= hit.first - other.last < BEFORE
        and not any(token.sort in (Sort.STOP, Sort.PART) for token in read[other.last : hit.first])
        for other in found
    )


def _is_figurative(everything: Iterable[Found], hit: Found) -> bool:
    """Whether a figurative entry that is no shorter shares a word with the hit."""
    return any(
        other.list == "figurative"
        and other.first < hit.last
        and hit.first < other.last
        and other.last - other.first >= hit.last - hit.first
        for other in everything
    )


def _reading(
    text: str, read: Sequence[Token], sure: Sequence[Found], perhaps: Sequence[Found]
) -> Reading[Safety]:
    hits = [*sure, *perhaps]
    if not hits:
        return Reading()
    dangers = tuple(dict.fromkeys(_danger(hit) for hit in hits))
    reasons = tuple(
        Reason(code, tuple(dict.fromkeys(hit.written(text, read) for hit in some)))
        for code, some in (("told", sure), ("perhaps", perhaps))
        if some
    )
    return Reading(Safety(dangers, bool(sure)), reasons)


def _danger(hit: Found) -> Danger:
    return Danger(hit.list.removesuffix(_SURE).removesuffix("_hint"))
