"""What was read is kept: made once a version, a person's word above it."""

import asyncio

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine

from bot.analysis import reading_keeper
from bot.analysis.allegiance import Brand
from bot.analysis.impressions import Impression
from bot.analysis.reading import Reason
from bot.analysis.reading_keeper import ReadingKeeper
from bot.analysis.relevance import KnownName
from bot.analysis.safety import Danger, Safety
from bot.analysis.speech import Speech
from bot.analysis.tone import Tone
from bot.analysis.understanding import Understanding, WatchContext, understand
from bot.models import Mention
from bot.storage.archive import Archive
from bot.storage.mentions import MentionRows
from bot.storage.readings import Correction, ReadingRows
from tests.analysis.fake_encoder import FakeEncoder
from tests.analysis.mentions import spots
from tests.clock import FakeClock
from tests.storage.samples import NOON, WORKSPACE, hit, mention

CONTEXT = WatchContext(
    watch="w1",
    channel="C1",
    ours=spots("Acme"),
    others=lambda _: (),
    brands=(Brand("Acme", ("Acme",)),),
    name=KnownName(("Acme",), is_ordinary=False),
)


def said(number: int, text: str, lang: str = "en") -> Mention:
    return replace(mention(f"m{number}"), text=text, title="", lang=lang, links=())


POSTS = [said(0, "Acme is garbage."), said(1, "I love my Acme."), said(2, "Mine went dark on Acme street.")]


@pytest.fixture
def archive(engine: Engine) -> Archive:
    archive = Archive(engine)
    archive.keep([hit(post, "w1") for post in POSTS])
    return archive


@pytest.fixture
def mentions(engine: Engine, archive: Archive) -> MentionRows:
    return MentionRows(engine)


@pytest.fixture
def rows(engine: Engine) -> ReadingRows:
    return ReadingRows(engine, WORKSPACE)


@pytest.fixture
def keeper(mentions: MentionRows, rows: ReadingRows) -> ReadingKeeper:
    return ReadingKeeper(mentions, rows, FakeClock())


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the mentions that were read, each time."""
    ids: list[str] = []

    def counted(post: Mention, context: WatchContext, impression: Impression | None = None) -> Understanding:
        ids.append(post.id)
        return understand(post, context, impression)

    monkeypatch.setattr(reading_keeper, "understand", counted)
    return ids


def read(keeper: ReadingKeeper, context: WatchContext = CONTEXT) -> dict[str, Understanding]:
    return asyncio.run(keeper.read(context, POSTS))


def test_each_mention_is_read_once(keeper: ReadingKeeper, made: list[str]) -> None:
    first = read(keeper)
    assert first["m0"].tone.value is Tone.CRITICAL
    assert first["m1"].tone.value is Tone.FAVOURABLE
    assert not first["m2"].tone
    assert read(keeper) == first
    assert made == ["m0", "m1", "m2"]


def test_a_restart_changes_nothing(mentions: MentionRows, rows: ReadingRows, made: list[str]) -> None:
    first = read(ReadingKeeper(mentions, rows, FakeClock()))
    assert read(ReadingKeeper(mentions, rows, FakeClock())) == first
    assert len(made) == 3


def test_what_another_version_read_is_read_again(
    keeper: ReadingKeeper, rows: ReadingRows, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    read(keeper)
    monkeypatch.setattr("bot.analysis.reading_keeper.VERSION", "tone2")
    read(keeper)
    assert made == ["m0", "m1", "m2"] * 2


def test_what_an_earlier_version_read_is_renewed(
    keeper: ReadingKeeper, rows: ReadingRows, made: list[str]
) -> None:
    read(keeper)
    rows.keep("w1", [replace(row, version="tone0") for row in rows.of("w1", ["m1"])], NOON)
    assert asyncio.run(keeper.outdated()) == {"w1": ["m1"]}
    asyncio.run(keeper.renew("w1", CONTEXT, ["m1"]))
    assert made == ["m0", "m1", "m2", "m1"]
    assert not asyncio.run(keeper.outdated())


def test_readings_of_a_watch_that_is_gone_are_forgotten(keeper: ReadingKeeper, rows: ReadingRows) -> None:
    read(keeper)
    asyncio.run(keeper.renew("w1", None, ["m1"]))
    assert rows.of("w1", ["m1"]) == []
    assert rows.of("w1", ["m0"])


def test_two_who_ask_at_once_have_it_read_once(keeper: ReadingKeeper, made: list[str]) -> None:
    async def both() -> None:
        await asyncio.gather(keeper.read(CONTEXT, POSTS), keeper.make(CONTEXT, POSTS))

    asyncio.run(both())
    assert sorted(made) == ["m0", "m1", "m2"]


def correct(rows: ReadingRows, kind: str, post: str, value: object, channel: str = "C1") -> None:
    rows.correct(channel, Correction(watch="w1", kind=kind, mention=post, value=value, person="U1", at=NOON))


def test_a_persons_word_stands_above_the_bots_in_their_channel(
    keeper: ReadingKeeper, rows: ReadingRows
) -> None:
    correct(rows, "tone", "m0", "neutral")
    correct(rows, "relevance", "m1", False)
    found = read(keeper)
    assert found["m0"].tone.value is Tone.NEUTRAL
    assert found["m0"].tone.reasons == (Reason("person", ("U1",)),)
    assert found["m1"].relevance.value is False
    elsewhere = read(keeper, replace(CONTEXT, channel="C2"))
    assert elsewhere["m0"].tone.value is Tone.CRITICAL
    rows.withdraw("C1", "w1", "tone", "m0")
    assert read(keeper)["m0"].tone.value is Tone.CRITICAL


def test_from_25_corrections_on_the_channel_teaches(
    keeper: ReadingKeeper, rows: ReadingRows, archive: Archive
) -> None:
    lessons = [said(100 + n, f"Mine went dark in town {n}") for n in range(15)]
    lessons += [said(200 + n, f"Mine is blue in town {n}") for n in range(15)]
    archive.keep([hit(post, "w1") for post in lessons])
    for post in lessons:
        correct(rows, "tone", post.id, "critical" if "dark" in post.text else "neutral")
    found = read(keeper)["m2"].tone
    assert found.value is Tone.CRITICAL
    assert found.reasons[0].code == "lessons"


def test_what_was_read_while_less_was_known_is_read_again(keeper: ReadingKeeper, made: list[str]) -> None:
    read(keeper)
    read(keeper, replace(CONTEXT, fingerprint="more"))
    assert made == ["m0", "m1", "m2"] * 2


def test_who_is_named_is_staff_and_no_more_once_unnamed(keeper: ReadingKeeper) -> None:
    named = read(keeper, replace(CONTEXT, team=frozenset({("", POSTS[0].author)})))
    assert named["m0"].is_our_staff
    assert not read(keeper)["m0"].is_our_staff


def test_what_no_database_takes_is_read_all_the_same(archive: Archive, keeper: ReadingKeeper) -> None:
    odd = said(7, "Acme is garbage \ud800\x00 garbage.")
    archive.keep([hit(odd, "w1")])
    for _ in range(2):
        assert asyncio.run(keeper.read(CONTEXT, [odd]))["m7"].tone.value is Tone.CRITICAL


PEAR = replace(CONTEXT, ours=spots("Pear"), name=KnownName(("Pear",), products=("kettle",)))
BARE = replace(said(8, "Pear, and mine is two years old"), thread="https://forum.example/t")
ASKED = replace(said(9, "Which kettle from Pear?"), thread="https://forum.example/t")


def relevance(keeper: ReadingKeeper, *asked: Mention) -> bool | None:
    return asyncio.run(keeper.read(PEAR, asked))["m8"].relevance.value


def test_what_cannot_be_told_alone_is_told_once_its_thread_goes_on_and_from_then_on(
    archive: Archive, keeper: ReadingKeeper, made: list[str]
) -> None:
    archive.keep([hit(post, "w1") for post in (BARE, ASKED)])
    told = [relevance(keeper, BARE), relevance(keeper, BARE, ASKED), relevance(keeper, BARE)]
    assert told == [None, True, True]
    assert made == ["m8", "m9"]


def test_what_the_team_wrote_is_read_once_for_as_long_as_they_are_named(
    keeper: ReadingKeeper, made: list[str]
) -> None:
    named = replace(CONTEXT, team=frozenset({("", POSTS[0].author)}))
    for context in (named, named, CONTEXT):
        read(keeper, context)
    assert made.count("m0") == 2


def test_what_people_corrected_is_not_read_again_for_its_lesson(
    keeper: ReadingKeeper, rows: ReadingRows, made: list[str]
) -> None:
    correct(rows, "tone", "m0", "neutral")
    for _ in range(2):
        read(keeper)
    assert made == ["m0", "m1", "m2"]


def test_an_answer_read_alone_is_about_what_the_kept_post_above_it_is_about(
    archive: Archive, keeper: ReadingKeeper
) -> None:
    ordinary = replace(CONTEXT, name=KnownName(("Acme",)))
    asked = replace(said(5, "Is there a number of Acme customer service?"), thread=BARE.thread)
    answer = replace(said(6, "Had the same, my bank gave it back."), answers=(asked.id,))
    answer = replace(answer, thread=asked.thread)
    archive.keep([hit(asked, "w1"), hit(answer, "w1")])
    alone = asyncio.run(keeper.read(ordinary, [answer]))
    assert alone[answer.id].relevance.value is True
    reasons = [(why.code, why.words) for why in alone[answer.id].relevance.reasons]
    assert reasons == [("discussion", ("Acme customer service",))]


PLAIN = said(5, "The lid of our Acme is in the garden now.")


def seen(keeper: ReadingKeeper) -> Understanding:
    return asyncio.run(keeper.read(CONTEXT, [PLAIN]))["m5"]


@pytest.fixture
def encoder(archive: Archive) -> FakeEncoder:
    archive.keep([hit(PLAIN, "w1")])
    encoder = FakeEncoder()
    encoder.seeming[PLAIN.text] = Impression(0.9, "bug", 0.8)
    return encoder


def test_where_words_say_nothing_the_impression_does_and_is_kept(
    mentions: MentionRows, rows: ReadingRows, encoder: FakeEncoder, made: list[str]
) -> None:
    found = [
        seen(ReadingKeeper(mentions, rows, FakeClock(), encoder)),
        seen(ReadingKeeper(mentions, rows, FakeClock())),
    ]
    for each in found:
        assert each.safety.value == Safety((Danger.PEOPLE,), is_sure=False)
        assert each.speech.value == (Speech.BUG,)
    assert made == ["m5"]


def test_an_encoder_that_fails_leaves_the_words(
    mentions: MentionRows, rows: ReadingRows, encoder: FakeEncoder, made: list[str]
) -> None:
    encoder.fails = True
    found = seen(ReadingKeeper(mentions, rows, FakeClock(), encoder))
    assert (found.safety.value, found.speech.value) == (None, None)
    assert made == ["m5"]
