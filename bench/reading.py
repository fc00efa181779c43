"""What the pages of a world say, against what a person read in it. Run: python -m bench.reading [DIR].

DIR holds the texts of a world (`places.jsonl` and items as in `bot/world/texts`, which is taken without it)
and, written by hand, `truth.toml`. The bot lives through them, and the page of each day is composed as for a
channel. A headline that stands where there are no words to quote is no quotation. `--wrong` shows each answer
that differs. `--rings` shows what would have rung, as `/watch alerts` says it to people.
"""

import argparse
import asyncio
import logging
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Final

import msgspec

from bench.lived_world import END, Lived, Texts, lived_world
from bench.reading_scores import Told, ToldStory, Wrong, affair, quoted, readings
from bench.truth import Truth, truth
from bot.analysis.reading import Reading
from bot.analysis.set_aside import Aside
from bot.analysis.story_tone import tones
from bot.analysis.understanding import Understanding
from bot.digests.digest import Section
from bot.models import Mention
from bot.world.sample import FOLDER

DAY: Final = timedelta(days=1)
WEEK: Final = 7 * DAY
say = logging.getLogger("bench").info


async def told(lived: Lived) -> Told:
    """What the bot told of the brand, a page a day, and what waits after the last week."""
    texts, last = lived.texts(), await _section(lived, WEEK, 0)
    days = [
        each for n in range((END - lived.begun) // DAY, -1, -1) if (each := await _section(lived, DAY, n))
    ]
    mentions = [mention for day in days for story in day.stories for mention in story.story.mentions]
    mentions += [mention for day in days for _, asides in day.asides for mention in asides]
    read = await lived.bot.parts.readings.read(lived.watches[0], mentions)
    return Told(
        days=tuple(tuple(_stories(day, texts)) for day in days),
        read={texts.id_of(each): _with_asides(each, read[each.id], days) for each in mentions},
        tones={
            texts.id_of(mention): tone
            for day in days
            for story in day.stories
            for mention in story.story.mentions
            if (tone := tones(story.story.mentions, read).get(mention.id))
        },
        waiting=frozenset(texts.id_of(each.mention) for each in last.findings.unanswered)
        if last
        else frozenset(),
    )


async def _section(lived: Lived, span: timedelta, days_ago: int) -> Section | None:
    """What the page of a day says of the brand; None where nobody spoke of it."""
    until = END - days_ago * DAY
    digest = await lived.bot.parts.composer.digest_now(lived.channel, lived.watches, span, until)
    return next((each for each in digest.sections if each.watch.id == lived.watches[0].id), None)


def _stories(day: Section, texts: Texts) -> list[ToldStory]:
    return [
        ToldStory(
            frozenset(map(texts.id_of, story.story.mentions)),
            tuple(
                (texts.id_of(each.mention), each.words)
                for each in story.quotations
                if each.words not in ("", each.mention.title)
            ),
        )
        for story in day.stories
    ]


def _with_asides(mention: Mention, found: Understanding, days: Sequence[Section]) -> Understanding:
    """What was understood of a mention, and why its page set it aside or tells it as a copy."""
    why = {each.id: reason for day in days for reason, asides in day.asides for each in asides}
    why |= {each.id: Aside.COPY for day in days for story in day.stories for each in story.printed}
    return msgspec.structs.replace(found, aside=Reading(why.get(mention.id)))


def show(given: Told, true: Truth) -> list[Wrong]:
    """The table; what differs from the truth."""
    number, chosen, inverted, wrong = quoted(given, true)
    say("%d texts read, %d stories in %d days", len(given.read), sum(map(len, given.days)), len(given.days))
    say("\n| | |\n|---|---|")
    say(
        "| quotations among those a person would choose | %d of %d (%.0f %%) |",
        chosen,
        number,
        100 * chosen / number,
    )
    say("| misattributed or inverted | %d |", inverted)
    say("| stories of the affair on the last day (others in them) | %d (%d) |", *affair(given.days[-1], true))
    say("\n| | said | due | right | precision | recall |\n|%s", "---|" * 6)
    for name, score, differs in readings(given, true):
        cells = score.said, score.true, score.both, score.precision, score.recall
        say("| %s | %d | %d | %d | %.2f | %.2f |", name, *cells)
        wrong += differs
    return wrong


async def main() -> None:
    """Prints the table."""
    logging.basicConfig(format="%(message)s", level=logging.WARNING)
    logging.getLogger("bench").setLevel(logging.INFO)
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path, nargs="?", default=FOLDER)
    options.add_argument("--wrong", action="store_true", help="show each answer that differs")
    options.add_argument("--rings", action="store_true", help="show what would have rung")
    asked = options.parse_args()
    true = truth(asked.folder)
    async with lived_world(asked.folder, true.brand, true.competitors, true.products) as lived:
        wrong = show(await told(lived), true)
        if asked.rings:
            say("\n%s", await lived.asked("alerts"))
    for each in wrong if asked.wrong else ():
        say("[%s] %s: %r, not %s", each.what, each.id, each.said, each.true)


if __name__ == "__main__":
    asyncio.run(main())
