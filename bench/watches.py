"""Watches made from a seed: names as teams have them, a third narrowed by operators."""

import random
from typing import Final

from bench.posts import Stream
from bot.query import Query, parse
from bot.query.tree import Term

_STARTS: Final = "ac no vel tri zen qua lum or pax bri cos del fen gal hy jo kra lin mer ny op"
_MIDDLES: Final = "ra ne vi lo tu ma da ro si pe"
_ENDS: Final = "ia ex o ly ify io us ora ent ax um is an ova ix yo"
_SYMBOLS: Final = ("+", "++", "#", "!", ".io", "&Co", "-Tech", "'s Best")


def names(count: int, stream: Stream, seed: int) -> list[str]:
    """Names, all different: mostly invented, some of two words, with symbols, or in other scripts.

    One of fifty is an ordinary word of its language, as Orange is.
    """
    dice = random.Random(seed)
    found: dict[str, None] = {}
    while len(found) < count:
        found[_name(dice, stream)] = None
    return list(found)


def _coined(dice: random.Random) -> str:
    middles = dice.choices(_MIDDLES.split(), k=dice.choice((0, 1, 1, 2, 2, 3)))
    return "".join((dice.choice(_STARTS.split()), *middles, dice.choice(_ENDS.split()))).capitalize()


def _name(dice: random.Random, stream: Stream) -> str:
    kind = dice.random()
    if kind < 0.02:
        return dice.choice(stream.vocabularies[dice.choice(("en", "fr", "de", "es", "ru"))].words[400:])
    if kind < 0.08:
        running = stream.vocabularies[dice.choice(("ja", "zh", "ko", "th"))].words
        return dice.choice(running[40:]) + dice.choice(running[40:])
    if kind < 0.12:
        return _coined(dice) + dice.choice(_SYMBOLS)
    if kind < 0.5:
        return f"{_coined(dice)} {_coined(dice)}"
    return _coined(dice)


def watches(all_names: list[str], stream: Stream, seed: int) -> dict[str, Query]:
    """A watch for each name: two of three are the name alone."""
    dice = random.Random(seed)
    ordinary = stream.vocabularies["en"].words[300:]
    return {
        f"W{number}": parse(str(Term(name)) if number % 3 else _narrowed(name, ordinary, dice))
        for number, name in enumerate(all_names)
    }


def _narrowed(name: str, ordinary: list[str], dice: random.Random) -> str:
    term = str(Term(name))
    one, other, third = dice.sample(ordinary, 3)
    handle = "".join(filter(str.isalnum, name)).lower()
    return dice.choice(
        (
            f"{term} lang:en",
            f"{term} -{one} lang:(en OR fr)",
            f"({term} OR @{handle} OR #{handle}) -{one} -site:{one}.example",
            f"({term} OR {term} NEAR/5 ({one} OR {other})) -author:{third}",
            f"{one} ONEAR/8 {term}",
            f"={term}",
            f"{term}* -{other}",
            f"title:{term} OR {term} ({one} OR {other} OR {third})",
        )
    )
