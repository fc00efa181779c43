"""Digests as messages: whole, within every limit, the most important first."""

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.analysis.stories import Story
from bot.digests.coverage import Coverage, UnreadSource
from bot.digests.digest import Digest, QuotedStory, Section, ToldAtOnce
from bot.messages.digest import digest_messages, headline, summary
from bot.messages.limits import violations
from bot.messages.message import LONGEST_TEXT, Message
from bot.models import Mention, WatchKind
from tests.analysis.mentions import NOON, mention
from tests.digests.test_digest import ACME, watch

WELL = Coverage(looked_at=NOON, well=3)


def told(*mentions: Mention, quote: str = "") -> QuotedStory:
    return QuotedStory(Story(mentions), mentions[0], quote or mentions[0].text)


def section(*stories: QuotedStory, **more: Any) -> Section:
    min_interval = {
        "watch": ACME,
        "mentions": len(stories),
        "people": len(stories),
        "newcomers": 1,
        "unsigned": 0,
        "places": (("forum.example", len(stories)),),
        "stories": stories,
    }
    return Section(**{**min_interval, **more})


def digest(*sections: Section, **more: Any) -> Digest:
    min_interval = {
        "zone": "Europe/Paris",
        "since": NOON - timedelta(days=1),
        "until": NOON,
        "sections": sections,
        "quiet": (),
        "coverage": WELL,
    }
    return Digest(**{**min_interval, **more})


def text(messages: list[Message]) -> str:
    return json.dumps([message.blocks for message in messages], ensure_ascii=False)


def test_an_empty_day_is_one_line() -> None:
    [message] = digest_messages(digest(quiet=("Acme",)))
    assert message.text == "Nothing new about Acme. Last looked at 13:00, 3 sources well."
    assert len(message.blocks) == 1


def test_an_empty_day_says_what_was_not_heard() -> None:
    coverage = Coverage(looked_at=None, well=0, unread=(UnreadSource("Hacker News", "it answers with 503."),))
    [message] = digest_messages(digest(quiet=("Acme", "Zorblax"), coverage=coverage))
    assert message.text == (
        "Nothing is known of Acme and Zorblax. No source was read yet. "
        "Not heard: Hacker News: it answers with 503."
    )


@pytest.mark.parametrize("sections", [(), (section(told(mention("Acme."))),)], ids=["quiet", "not quiet"])
def test_a_hundred_feeds_that_fail_are_within_the_limits_and_counted(sections: tuple[Section, ...]) -> None:
    unread = tuple(
        UnreadSource(f"Feeds, Blog {n} {'of words ' * 30}", "it answers 503. " * 30) for n in range(110)
    )
    messages = digest_messages(digest(*sections, coverage=Coverage(looked_at=NOON, well=2, unread=unread)))
    assert [violations(message.payload()) for message in messages] == [[]] * len(messages)
    assert "Not heard: Feeds, Blog 7" in text(messages)
    assert "Not heard either: 102 more; /watch status names them." in text(messages)


def test_a_mention_without_words_is_shown_as_such() -> None:
    [message] = digest_messages(digest(section(told(mention("")))))
    assert violations(message.payload()) == []
    assert "(no words of their own)" in text([message])


def test_quiet_names_that_are_not_told_are_counted() -> None:
    [message] = digest_messages(digest(quiet=tuple(f"Name {n}" for n in range(50))))
    assert "Name 11 and 38 more." in message.text
    assert message.text in text([message])


def test_an_hour_of_another_day_is_told_with_its_day() -> None:
    coverage = Coverage(looked_at=NOON - timedelta(days=2), well=1)
    [message] = digest_messages(digest(quiet=("Acme",), coverage=coverage))
    assert f"{(NOON - timedelta(days=2)).day} " in message.text
    assert message.text != "Nothing new about Acme. Last looked at 13:00, 1 source well."


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"people": 1, "newcomers": 1}, "1 person (1 new) in 1 place"),
        ({"people": 2, "newcomers": None}, "2 people in 1 place"),
        ({"people": 14, "newcomers": 9}, "14 people (9 new, 5 regulars) in 1 place"),
        ({"people": 2, "newcomers": 1}, "2 people (1 new, 1 regular) in 1 place"),
        ({"people": 0, "newcomers": 0, "unsigned": 2}, "2 unsigned texts in 1 place"),
        (
            {"people": 1, "newcomers": 0, "unsigned": 1},
            "1 person (0 new, 1 regular) and 1 unsigned text in 1 place",
        ),
    ],
)
def test_the_headline_counts_people_and_not_posts(more: dict[str, Any], expected: str) -> None:
    assert headline(section(told(mention("Acme.")), **more)) == expected


def test_a_watch_whose_words_were_all_told_above_has_its_line() -> None:
    rival = watch("Zorblax", WatchKind.COMPETITOR)
    below = section(watch=rival, people=2, newcomers=None, people_above=2)
    [message] = digest_messages(digest(section(told(mention("Acme."))), below))
    assert "Zorblax" in text([message])
    assert " — 2 people, in the stories above" in text([message])
    assert "Zorblax: 2 people, in the stories above." in message.text


def test_of_those_who_speak_of_two_watches_some_may_stand_above() -> None:
    more = {"people": 5, "newcomers": 1, "people_above": 2, "unsigned_above": 1, "unsigned": 1}
    assert headline(section(told(mention("Acme.")), **more)) == (
        "5 people (1 new, 4 regulars) and 1 unsigned text in 1 place, 3 of them in the stories above"
    )


def test_what_was_told_at_once_is_counted_and_named_in_a_line_each() -> None:
    old = tuple(told(mention(f"Acme {n}.", title=f"On Acme {n}")) for n in range(8))
    at_once = ToldAtOnce(43, 9, old)
    [message] = digest_messages(digest(section(told(mention("Acme, news.")), at_once=at_once)))
    assert "Told at once since the last digest: 43, in 9 stories." in text([message])
    assert "Told at once since the last digest: 43, in 9 stories." in message.text
    assert "On Acme 5" in text([message])
    assert "and 2 more" in text([message])
    assert "Acme 0." not in text([message])


def test_a_watch_that_was_told_at_once_alone_is_not_quiet() -> None:
    at_once = ToldAtOnce(1, 1, (told(mention("Acme burns.")),))
    [message] = digest_messages(digest(section(at_once=at_once, people=1)))
    assert "Acme: 1 person (1 new)" in message.text
    assert "stories above" not in message.text


def test_watches_that_begin_in_the_thread_are_named_in_the_channel() -> None:
    many = section(*(told(mention(f"Acme {n} " + "word " * 50)) for n in range(40)))
    rival = section(told(mention("Zorblax.")), watch=watch("Zorblax", WatchKind.COMPETITOR), people=2)
    messages = digest_messages(digest(many, rival))
    assert "Further on: Zorblax: 2 people (1 new, 1 regular)." in text(messages[:1])
    assert "Not shown" not in text(messages)


def test_a_watch_for_which_there_is_no_room_is_named_with_its_people() -> None:
    many = section(*(told(mention(f"Acme {n} " + "word " * 50)) for n in range(300)))
    rival = section(told(mention("Zorblax.")), watch=watch("Zorblax", WatchKind.COMPETITOR), people=2)
    messages = digest_messages(digest(many, rival), pages=3)
    assert "Not shown: Zorblax: 2 people (1 new, 1 regular)." in text(messages[:1])
    assert "Further on" not in text(messages)


@pytest.mark.parametrize("sections", [(), (section(told(mention("Acme."))),)], ids=["quiet", "not quiet"])
def test_a_digest_that_makes_up_for_others_says_what_time_it_covers(sections: tuple[Section, ...]) -> None:
    made_up = digest(*sections, since=NOON - timedelta(days=7), catches_up=True)
    [message] = digest_messages(made_up)
    said = "This digest covers 7 days, since Mon 16 Nov, 13:00: none came in between."
    assert said in message.text
    assert said in text([message])


def test_each_story_has_its_quotation_author_place_age_and_link() -> None:
    one = mention("Acme shines.", author="ann", place="r/bikes", created_at=NOON - timedelta(hours=3))
    [message] = digest_messages(digest(section(told(one))))
    for part in ("Acme shines.", "ann · r/bikes", "3 h ago", one.url):
        assert part in text([message])
        assert part.replace(" · ", ", ") in message.text


def test_several_voices_are_told_with_who_else_spoke() -> None:
    mentions = [mention(f"Acme {n}.", author=f"p{n}") for n in range(6)]
    [message] = digest_messages(digest(section(told(*mentions))))
    shown = text([message])
    assert "6 voices" in shown
    assert all(f"p{n}, forum.example" in shown for n in (1, 2, 3))
    assert "; and 2 more" in shown


def test_as_many_others_as_are_named_leave_no_more() -> None:
    mentions = tuple(mention("Acme shines.", author=f"a{n}") for n in range(4))
    shown = text(digest_messages(digest(section(QuotedStory(Story(mentions), mentions[0], "Acme shines.")))))
    assert "a3" in shown
    assert "more" not in shown


def test_a_long_digest_goes_on_in_further_messages_and_says_so() -> None:
    stories = [told(mention(f"Acme {n} " + "word " * 50)) for n in range(40)]
    messages = digest_messages(digest(section(*stories)))
    assert len(messages) > 1
    assert "The digest goes on in the thread." in text(messages[:1])
    assert all(f"Acme {n} " in text(messages) for n in range(40))
    assert messages[1].text == f"The digest goes on (2 of {len(messages)})."


def test_each_message_names_the_mentions_it_tells_those_among_them_that_it_only_counts() -> None:
    many = [
        told(*(mention(f"{'Acme ' * 300}{n}.{k}", author=f"p{n}{k}") for k in range(9))) for n in range(12)
    ]
    before = told(mention("Acme again."))
    known = ToldAtOnce(1, 1, (before,))
    messages = digest_messages(digest(section(*many, at_once=known)))
    assert len(messages) > 1
    every = [id_ for message in messages for id_ in message.mentions]
    shown = {each.id for story in (*many, before) for each in story.story.mentions}
    assert len(every) == len(set(every))
    assert set(every) == shown
    for message in messages:
        for story in many:
            stands = json.dumps(story.lead.url) in json.dumps(message.blocks)
            assert ({each.id for each in story.story.mentions} <= message.mentions) is stands


def test_what_finds_no_room_is_counted_aloud() -> None:
    stories = [told(mention(f"Acme {n} " + "word " * 50)) for n in range(300)]
    messages = digest_messages(digest(section(*stories)), pages=3)
    assert len(messages) == 3
    left = sum(f"Acme {n} " not in text(messages) for n in range(300))
    assert f"{left} smaller stories not shown." in text(messages[:1])


def test_the_text_for_phones_is_complete_in_itself_and_cut_when_long() -> None:
    stories = [told(mention(f"Acme {n} " + "word " * 50)) for n in range(40)]
    said = summary(digest(section(*stories)))
    assert said.startswith("Acme: 40 people")
    assert said.endswith("…")
    assert len(said) <= LONGEST_TEXT


WORDS = st.text(max_size=400)
MENTIONS = st.builds(
    lambda words, title, author, place, path: mention(
        words or "Acme", title=title, author=author, place=place, url=f"https://x.example/{path}"
    ),
    WORDS,
    WORDS,
    WORDS,
    WORDS,
    st.text(alphabet="ab?&=<>|", max_size=3_500),
)
STORIES = st.lists(MENTIONS, min_size=1, max_size=6).map(lambda mentions: told(*mentions))
SECTIONS = st.lists(STORIES, min_size=1, max_size=8).map(lambda stories: section(*stories))


@settings(deadline=None, max_examples=60)
@given(st.lists(SECTIONS, max_size=4), st.lists(WORDS, max_size=20), st.integers(1, 6))
def test_whatever_people_wrote_every_message_keeps_within_the_limits(
    parts: list[Section], quiet: list[str], pages: int
) -> None:
    unread = tuple(UnreadSource(name, name) for name in quiet[:5])
    coverage = Coverage(looked_at=NOON, well=1, unread=unread)
    for message in digest_messages(digest(*parts, quiet=tuple(quiet), coverage=coverage), pages):
        assert violations(message.payload()) == []
        assert "<" not in message.payload()["text"]
