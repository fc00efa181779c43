"""What became of what was told before: what is over, what was promised, which danger still stands."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec.structs import replace

from bot.digests.digest import Digest
from bot.models import Mention
from bot.storage.hits import Hit
from tests.digests.desk import NINE, Desk
from tests.storage.samples import HOUR, hit, mention, watch

DAY = timedelta(days=1)


def said(id_: str, author: str, at: datetime, text: str, lang: str = "en") -> Mention:
    """A post of the thread that is spoken of."""
    return replace(
        mention(id_, author, at), title="Acme lamps", text=text, lang=lang, card="", links=(), topic=""
    )


async def heard(desk: Desk, *mentions: Mention) -> list[Hit]:
    """Keep, place and read mentions as they were heard."""
    hits = [hit(each, matched_at=each.created_at) for each in mentions]
    desk.archive.keep(hits)
    await desk.stories.place(watch(), hits)
    await desk.readings.read(watch(), mentions)
    return hits


async def page(desk: Desk, mentions: Sequence[Mention] = (), until: datetime = NINE) -> Digest:
    """The page of a day, after these were heard."""
    channel = await desk.set_up()
    await heard(desk, *mentions)
    desk.clock.pass_time(until - desk.clock.now())
    return await desk.composer.digest_now(channel, [watch()], DAY)


def affair(last: datetime, number: int = 3) -> list[Mention]:
    """What so many people say in one thread, an hour apart, the last one then."""
    return [
        said(f"m{n}", f"p{n}", last - (number - 1 - n) * HOUR, f"My Acme lamp broke, number {n}.")
        for n in range(number)
    ]


async def test_an_affair_in_which_nobody_spoke_for_two_days_is_over_once(desk: Desk) -> None:
    told = affair(NINE - 2 * DAY - HOUR)
    [over] = (await page(desk, told)).aftermath.over
    assert (over.heading, over.people, over.places, over.last) == ("Acme lamps", 3, 1, told[-1].created_at)
    assert (await page(desk, until=NINE + DAY)).aftermath.over == ()


async def test_what_goes_on_or_was_of_few_is_not_told_to_be_over(desk: Desk) -> None:
    assert (await page(desk, affair(NINE - DAY - HOUR))).aftermath.over == ()


async def test_what_two_spoke_of_is_not_told_to_be_over(desk: Desk) -> None:
    assert (await page(desk, affair(NINE - 2 * DAY - HOUR, 2))).aftermath.over == ()


async def test_that_people_spoke_of_something_else_than_a_trouble_has_no_end_to_tell(desk: Desk) -> None:
    told = [replace(each, text="I like my Acme lamp.") for each in affair(NINE - 2 * DAY - HOUR)]
    assert (await page(desk, told)).aftermath.over == ()


async def test_a_promise_is_told_until_its_day_with_the_words_in_which_it_was_made(desk: Desk) -> None:
    promise = said("m1", "Acme", NINE - 2 * HOUR, "Sorry. We will have a fix out by Thursday.")
    [found] = (await page(desk, [promise])).aftermath.promised
    assert (found.said.words, found.said.mention.id) == ("We will have a fix out by Thursday.", "m1")
    assert not found.has_passed
    [later] = (await page(desk, until=NINE + DAY)).aftermath.promised
    assert (later.due.isoformat(), later.has_passed) == ("2026-11-26", False)


async def test_that_its_day_has_passed_without_a_word_is_said_once(desk: Desk) -> None:
    promise = said("m1", "Acme", NINE - DAY, "We will have a fix out tomorrow.")
    [found] = (await page(desk, [promise], NINE + DAY)).aftermath.promised
    assert (found.has_passed, found.word) == (True, None)
    assert (await page(desk, until=NINE + 2 * DAY)).aftermath.promised == ()


async def test_a_word_of_the_team_after_a_promise_is_named_where_its_day_has_passed(desk: Desk) -> None:
    promise = said("m1", "Acme", NINE - DAY, "We will have a fix out tomorrow.")
    word = said("m2", "acme_support", NINE - 2 * HOUR, "It is out.")
    [found] = (await page(desk, [promise, word], NINE + DAY)).aftermath.promised
    assert found.word
    assert found.word.id == "m2"


async def test_nobody_promises_for_the_team(desk: Desk) -> None:
    public = said("m1", "ann", NINE - HOUR, "They will have a fix out tomorrow. Acme will fix it by Friday.")
    assert (await page(desk, [public])).aftermath.promised == ()


async def test_a_danger_of_the_day_before_stands_where_its_story_goes_on(desk: Desk) -> None:
    fire = said("m1", "ann", NINE - DAY - HOUR, "My Acme lamp caught fire, the fire brigade came.")
    doubt = said("m2", "ben", NINE - HOUR, "Mine smells of burning, too.")
    [story] = (await page(desk, [fire, doubt])).sections[0].stories
    assert story.gravity.is_sure
    assert story.carried
    assert story.carried.id == "m1"
    assert [str(danger) for danger in story.dangers] == ["fire"]


async def test_a_danger_of_long_ago_stands_no_more(desk: Desk) -> None:
    fire = said("m1", "ann", NINE - 9 * DAY, "My Acme lamp caught fire, the fire brigade came.")
    calm = said("m2", "ben", NINE - HOUR, "Mine glows as it should, I like it.")
    [story] = (await page(desk, [fire, calm])).sections[0].stories
    assert not story.gravity.concerns_safety


async def test_a_story_of_several_that_fell_silent_is_over_on_a_longer_page(desk: Desk) -> None:
    channel = await desk.set_up()
    told = affair(NINE - 3 * DAY)
    await heard(desk, *told)
    desk.clock.pass_time(NINE - desk.clock.now())
    week = await desk.composer.digest_now(channel, [watch()], 7 * DAY)
    [story] = week.sections[0].stories
    assert story.age.over_since == told[-1].created_at
    assert week.aftermath.over == (), "it is told on the page"


async def test_who_said_before_that_they_speak_for_us_is_not_counted_as_the_public(desk: Desk) -> None:
    before = said("m1", "amy", NINE - 2 * DAY, "Amy from Acme here. We are looking at it.")
    again = said("m2", "amy", NINE - HOUR, "It is out now, write to me if it is not.")
    counts = (await page(desk, [before, again])).sections[0].counts
    assert (counts.people, counts.ours) == (0, 1)
