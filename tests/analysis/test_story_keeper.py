"""Mentions are put into stories as they come, once, and stay there over a restart."""

from collections.abc import Iterable
from datetime import timedelta

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine

from bot.analysis.kin import KinFinder
from bot.analysis.placement import Tie
from bot.analysis.story_coverage import CoverageLearner
from bot.analysis.story_keeper import AT_ONCE, StoryKeeper
from bot.models import Mention, MentionKind
from bot.storage.archive import Archive
from bot.storage.hits import Hit
from bot.storage.mentions import MentionRows
from bot.storage.stories import LearntCoverage, StoryRows
from bot.storage.vectors import VectorRows
from tests.analysis.fake_encoder import FakeEncoder
from tests.analysis.mentions import NOON, mention
from tests.clock import FakeClock
from tests.storage.samples import WORKSPACE, watch

ACME = watch("w1", "Acme")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
PAGE = "https://gazette.example/acme-recalls-lamps"
LONG = "Acme recalls forty thousand lamps after three of them caught fire in a cellar in Lyon last week"


@pytest.fixture
def encoder() -> FakeEncoder:
    return FakeEncoder(lampe="lamp", eteint="dark", nuit="night", rond="roundabout", point="roundabout")


def _hit(of: Mention) -> Hit:
    return Hit(workspace=WORKSPACE, watch="w1", channel="C1", mention=of, matched_at=NOON)


class Desk:
    """A keeper, and what it works with."""

    def __init__(self, engine: Engine, encoder: FakeEncoder | None) -> None:
        self.archive, self.rows = Archive(engine), StoryRows(engine, "T1")
        self.vectors = VectorRows(engine, "v1")
        kept = MentionRows(engine), self.rows, self.vectors
        finder = KinFinder(*kept, encoder, FakeClock())
        learner = CoverageLearner(*kept, encoder)
        self.keeper = StoryKeeper(kept[0], self.rows, finder, learner, FakeClock())

    async def told(self, *mentions: Mention) -> list[list[str]]:
        """The texts by story, as they stand when these were placed."""
        hits = [
            Hit(workspace=WORKSPACE, watch="w1", channel="C1", mention=each, matched_at=NOON)
            for each in mentions
        ]
        self.archive.keep(hits)
        return self.texts(mentions, await self.keeper.place(ACME, hits))

    def texts(self, mentions: Iterable[Mention], placed: dict[str, str]) -> list[list[str]]:
        by_story: dict[str, list[str]] = {}
        for each in mentions:
            by_story.setdefault(placed[each.id], []).append(each.text)
        return list(by_story.values())


@pytest.fixture
def desk(engine: Engine, encoder: FakeEncoder) -> Desk:
    return Desk(engine, encoder)


async def test_what_shares_a_page_is_one_story(desk: Desk) -> None:
    article = mention("Recalled.", url=PAGE, kind=MentionKind.ARTICLE)
    linked = mention("Oh dear.", links=(f"{PAGE}?utm_source=x",))
    assert await desk.told(article, linked, mention("Nice weather.")) == [
        ["Recalled.", "Oh dear."],
        ["Nice weather."],
    ]


async def test_a_thread_is_one_story_whichever_is_heard_first(desk: Desk) -> None:
    answer = mention("Never.", answers=("t2", "t1"), thread="t1", created_at=NOON + HOUR)
    assert await desk.told(answer, mention("Which?", id="t1")) == [["Never.", "Which?"]]


async def test_copies_are_one_story_with_other_handles_and_links_in_them(desk: Desk) -> None:
    copied = f"@lea @ben {LONG} https://short.example/x1 #acme"
    assert await desk.told(mention(LONG), mention(copied), mention(LONG[:70])) == [[LONG, copied, LONG[:70]]]


async def test_the_same_event_in_another_language_is_one_story_within_a_day(desk: Desk) -> None:
    english = mention("lamp dark night roundabout Acme")
    french = mention("lampe eteint nuit rond point Acme", created_at=NOON + 5 * HOUR)
    later = mention("lampe eteint nuit rond point", created_at=NOON + 3 * DAY)
    told = await desk.told(english, french, later)
    assert told == [[english.text, french.text], [later.text]]
    placed = desk.rows.placed("w1", [french.id])[french.id]
    assert (placed.link, placed.tie) == (english.id, Tie.MEANING)
    assert placed.score == pytest.approx(0.95, abs=0.06)


BURNT = mention("My Acme caught fire on Tuesday.", id="burnt", lang="en")
FLAMES = mention("Le salon en flammes, merci Acme.", id="flames", lang="fr", created_at=NOON + DAY)


async def test_who_surely_tells_of_the_same_danger_within_two_days_is_one_story(desk: Desk) -> None:
    other = mention("I broke my wrist on the Acme.", lang="en", created_at=NOON + HOUR)
    unsure = mention("Can an Acme catch fire?", lang="en", created_at=NOON + HOUR)
    told = await desk.told(BURNT, other, unsure, FLAMES)
    assert told == [[BURNT.text, FLAMES.text], [other.text], [unsure.text]]
    placed = desk.rows.placed("w1", [FLAMES.id])[FLAMES.id]
    assert (placed.link, placed.tie) == (BURNT.id, Tie.HARM)


async def test_two_days_later_it_is_another_story(desk: Desk) -> None:
    later = replace(FLAMES, created_at=NOON + 2 * DAY)
    assert len(await desk.told(BURNT, later)) == 2


async def test_where_that_danger_is_heard_of_in_other_stories_it_says_nothing(desk: Desk) -> None:
    earlier = mention("An Acme exploded in Leeds.", lang="en", created_at=NOON - 9 * DAY)
    assert len(await desk.told(earlier, BURNT, FLAMES)) == 3


async def test_an_affair_that_lasts_for_days_takes_up_who_tells_of_it_on_the_third(desk: Desk) -> None:
    third = mention("The brigade put it out: Acme on fire.", lang="en", created_at=NOON + 2 * DAY + HOUR)
    assert await desk.told(BURNT, FLAMES, third) == [[BURNT.text, FLAMES.text, third.text]]


async def test_a_comment_under_an_old_thread_that_tells_of_the_danger_stands_with_the_new_story(
    desk: Desk,
) -> None:
    old = mention("Which kettle do you use?", id="t1", lang="en", created_at=NOON - 8 * DAY)
    comment = replace(FLAMES, thread="t1", answers=("t1",))
    assert await desk.told(old, BURNT, comment) == [[old.text], [BURNT.text, comment.text]]


async def test_who_tells_of_the_same_danger_and_was_parted_stays_apart(desk: Desk) -> None:
    await desk.told(BURNT, FLAMES)
    assert await desk.keeper.split(ACME, FLAMES.id, "U1")
    third = mention("The brigade put it out: Acme on fire.", lang="en", created_at=NOON + DAY + HOUR)
    told = await desk.told(BURNT, FLAMES, third)
    assert [FLAMES.text] in told


async def test_what_was_learnt_of_a_watch_holds(desk: Desk) -> None:
    desk.rows.learn("w1", LearntCoverage(1.2, 100, NOON))
    assert len(await desk.told(mention("lamp dark night"), mention("lampe eteint nuit"))) == 2


async def test_stories_join_when_somebody_links_them_and_the_older_ones_id_stays(desk: Desk) -> None:
    first = mention("About the recall.", url=PAGE, kind=MentionKind.ARTICLE)
    thread = mention("What now?", id="t1", created_at=NOON + MINUTE)
    assert len(await desk.told(first, thread)) == 2
    both = mention("Read this!", thread="t1", answers=("t1", PAGE), created_at=NOON + HOUR)
    await desk.told(both)
    assert {row.story for row in desk.rows.placed("w1", [first.id, thread.id, both.id]).values()} == {
        first.id
    }
    [join] = desk.rows.joins("w1", first.id)
    assert (join.story, join.other, join.mention) == ("t1", first.id, both.id)


async def test_a_place_is_given_once_and_each_text_encoded_once(desk: Desk, encoder: FakeEncoder) -> None:
    mentions = [mention(f"lamp number {n}") for n in range(3)]
    first = await desk.told(*mentions)
    assert await desk.told(*mentions) == first
    assert len(encoder.encoded) == 3


async def test_a_restart_changes_nothing(engine: Engine, encoder: FakeEncoder) -> None:
    mentions = [
        mention(text) for text in ("lamp dark night", "Lovely colours.", "lampe eteint nuit", "lamp dark")
    ]
    whole = await Desk(engine, encoder).told(*mentions[:2])
    assert len(whole) == 2
    told = await Desk(engine, encoder).told(*mentions)
    assert told == [["lamp dark night", "lampe eteint nuit", "lamp dark"], ["Lovely colours."]]


async def test_words_alone_make_kin_where_there_is_no_encoder(engine: Engine) -> None:
    desk = Desk(engine, None)
    english = mention("The lamp went dark on the roundabout by night.")
    same = mention("On the roundabout my lamp went dark, by night!", created_at=NOON + HOUR)
    french = mention("lampe eteint nuit rond point", created_at=NOON + HOUR)
    others = [mention(text) for text in ("Such a nice shop.", "They are hiring.", "Who knows the price?")]
    told = await desk.told(*others, english, same, french)
    assert [english.text, same.text] in told
    assert len(told) == 5
    assert desk.rows.placed("w1", [same.id])[same.id].tie == Tie.WORDS


async def test_an_encoder_that_fails_holds_nothing_up(desk: Desk, encoder: FakeEncoder) -> None:
    encoder.fails = True
    told = await desk.told(mention("lamp dark", links=(PAGE,)), mention("Look!", links=(PAGE,)))
    assert told == [["lamp dark", "Look!"]]
    encoder.fails = False
    assert len(await desk.told(mention("lampe eteint nuit"), mention("lamp dark night"))) == 1


async def test_what_a_person_parted_is_never_joined_again(desk: Desk) -> None:
    root, answer = (
        mention("Which lamp?", id="t1"),
        mention("By the way!", thread="t1", created_at=NOON + MINUTE),
    )
    await desk.told(root, answer)
    await desk.keeper.split(ACME, answer.id, "U1")
    late = mention("Indeed.", thread="t1", created_at=NOON + HOUR)
    beside = mention("Yes!", thread=answer.id, answers=(answer.id, "t1"), created_at=NOON + HOUR)
    told = await desk.told(root, answer, late, beside)
    assert [root.text, late.text] in told
    assert [answer.text, beside.text] in told


async def test_what_a_person_joins_is_one_story(desk: Desk) -> None:
    one, other = mention("Lovely."), mention("They are hiring.", created_at=NOON + HOUR)
    await desk.told(one, other)
    await desk.keeper.join(ACME, other.id, one.id, "U1")
    assert await desk.told(one, other) == [["Lovely.", "They are hiring."]]
    [join] = desk.rows.joins("w1", one.id)
    assert (join.story, join.person) == (other.id, "U1")
    await desk.keeper.split(ACME, other.id, "U2")
    await desk.keeper.join(ACME, other.id, one.id, "U1")
    assert await desk.told(one, other) == [["Lovely.", "They are hiring."]], "the last word counts"


async def test_more_than_are_read_at_once_are_placed(desk: Desk) -> None:
    many = [mention(f"word{n}", created_at=NOON + n * MINUTE) for n in range(AT_ONCE + 2)]
    assert len(await desk.told(*many)) == AT_ONCE + 2


async def test_a_mention_that_was_removed_meanwhile_holds_nothing_up(desk: Desk) -> None:
    gone, stays = mention("Gone."), mention("Here.")
    hits = [
        Hit(workspace=WORKSPACE, watch="w1", channel="C1", mention=each, matched_at=NOON)
        for each in (gone, stays)
    ]
    desk.archive.keep(hits)
    desk.archive.remove(gone.id)
    assert await desk.keeper.place(ACME, hits) == {stays.id: stays.id}
