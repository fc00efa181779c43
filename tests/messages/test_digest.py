"""Digests as messages: a page made for phones, the rest in its thread, the gravest first."""

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.console.limits import violations
from bot.digests.counts import Counts
from bot.digests.coverage import Coverage, UnreadSource
from bot.digests.digest import Section, ToldAtOnce
from bot.digests.digest_story import DigestStory, Quotation, StoryAge
from bot.digests.findings import Findings
from bot.messages.blocks import visible
from bot.messages.digest import FIRST, SEEN, digest_messages
from bot.messages.message import LONGEST_TEXT, Message
from bot.messages.readable import readable
from bot.models import WatchKind
from tests.analysis.mentions import NOON, mention
from tests.digests.test_digest import watch
from tests.messages.digests import GRAVE, WELL, digest, section, text, told


def lines(message: Message) -> list[str]:
    """A message as it is read out, with the addresses of its links."""
    return readable(message.blocks).split("\n")


def long_stories(number: int) -> list[DigestStory]:
    return [told(mention(f"Acme {n} " + "word " * 40)) for n in range(number)]


def test_an_empty_day_is_one_line() -> None:
    [message] = digest_messages(digest(unmentioned=("Acme",)))
    assert message.text == "Nothing new about Acme. Last looked at 13:00, 3 sources well."
    assert len(message.blocks) == 1


def test_an_empty_day_says_what_was_not_heard() -> None:
    coverage = Coverage(looked_at=None, well=0, unread=(UnreadSource("Hacker News", "it answers with 503."),))
    [message] = digest_messages(digest(unmentioned=("Acme", "Zorblax"), coverage=coverage))
    assert message.text == (
        "Nothing is known of Acme and Zorblax. No source was read yet. "
        "Not heard: Hacker News: it answers with 503."
    )


def test_a_day_of_doubtful_ones_is_an_empty_day_with_links_to_look_at() -> None:
    doubtful = tuple(mention("acme", author=f"p{n}", place="") for n in range(5))
    empty = section(mentions=0, counts=Counts(), places=(), doubtful=doubtful)
    [message] = digest_messages(digest(empty))
    assert message.text.startswith("Nothing new about Acme. Last looked at 13:00, 3 sources well.\n")
    assert f"Perhaps not us: 5, look: p0 {doubtful[0].url} " in message.text
    assert message.text.endswith("; 2 more.")


@pytest.mark.parametrize("sections", [(), (section(told(mention("Acme."))),)], ids=["calm", "spoken of"])
def test_a_hundred_feeds_that_fail_are_within_the_limits_and_counted(sections: tuple[Section, ...]) -> None:
    unread = tuple(
        UnreadSource(f"Feeds, Blog {n} {'of words ' * 30}", "it answers 503. " * 30) for n in range(110)
    )
    messages = digest_messages(digest(*sections, coverage=Coverage(looked_at=NOON, well=2, unread=unread)))
    assert [violations(message.payload()) for message in messages] == [[]] * len(messages)
    assert "Not heard: Feeds, Blog 0" in text(messages)
    left = 102 if not sections else 107
    assert f"{left} more" in text(messages)
    assert "/watch status" in text(messages)


def test_a_mention_without_words_is_shown_as_such() -> None:
    [message] = digest_messages(digest(section(told(mention("")))))
    assert violations(message.payload()) == []
    assert "(no words of their own)" in text([message])


def test_unmentioned_names_that_are_not_told_are_counted() -> None:
    [message] = digest_messages(digest(unmentioned=tuple(f"Name {n}" for n in range(50))))
    assert "Name 11 and 38 more." in message.text
    assert message.text in text([message])


def test_unmentioned_names_stand_at_the_end_of_a_page() -> None:
    [message] = digest_messages(digest(section(told(mention("Acme."))), unmentioned=("Zorblax",)))
    assert lines(message)[-2:] == ["Nothing new about Zorblax.", "Last looked at 13:00, 3 sources well."]


def test_an_hour_of_another_day_is_told_with_its_day() -> None:
    coverage = Coverage(looked_at=NOON - timedelta(days=2), well=1)
    [message] = digest_messages(digest(unmentioned=("Acme",), coverage=coverage))
    assert f"{(NOON - timedelta(days=2)).day} " in message.text
    assert message.text != "Nothing new about Acme. Last looked at 13:00, 1 source well."


@pytest.mark.parametrize("sections", [(), (section(told(mention("Acme."))),)], ids=["calm", "spoken of"])
def test_a_digest_that_makes_up_for_others_says_what_time_it_covers(sections: tuple[Section, ...]) -> None:
    made_up = digest(*sections, since=NOON - timedelta(days=7), catches_up=True)
    [message] = digest_messages(made_up)
    said = "This digest covers 7 days, since Mon 16 Nov, 13:00: none came in between."
    assert said in message.text
    assert said in text([message])


def test_a_page_says_what_happened_before_anything_else_and_what_was_not_heard_at_its_end() -> None:
    unread = (UnreadSource("Hacker News", "it answers with 503."),)
    found = digest(section(told(mention("Acme."))), coverage=Coverage(looked_at=NOON, well=1, unread=unread))
    [message] = digest_messages(found)
    assert lines(message)[0] == "Acme: 1 person (1 new), 1 place."
    assert lines(message)[-2:] == [
        "Last looked at 13:00, 1 source well.",
        "Not heard: Hacker News: it answers with 503.",
    ]


def test_a_page_is_of_twelve_blocks_and_three_thousand_characters_at_most() -> None:
    messages = digest_messages(digest(section(*long_stories(60))))
    page = messages[0].blocks
    assert len(page) <= FIRST
    assert 2_000 < visible(page) <= SEEN


def test_what_does_not_fit_goes_on_in_the_thread_and_the_page_says_so() -> None:
    messages = digest_messages(digest(section(*long_stories(40))))
    assert len(messages) > 1
    assert lines(messages[0])[-1] == "The digest goes on in the thread."
    assert all(f"Acme {n} " in text(messages) for n in range(40))
    assert messages[1].text == f"The digest goes on (2 of {len(messages)})."


def test_a_graver_story_never_waits_in_the_thread_behind_another() -> None:
    short = told(mention("Acme is short."))
    messages = digest_messages(digest(section(*long_stories(12), short)))
    page, thread = text(messages[:1]), text(messages[1:])
    assert "Acme 0 " in page
    assert "Acme is short." in thread


def test_what_finds_no_room_is_counted_aloud() -> None:
    messages = digest_messages(digest(section(*long_stories(300))), pages=3)
    assert len(messages) == 3
    left = sum(f"Acme {n} " not in text(messages) for n in range(300))
    assert f"{left} smaller stories not shown." in text(messages[:1])


def test_a_single_message_says_where_the_rest_is_and_counts_nothing() -> None:
    [message] = digest_messages(digest(section(*long_stories(40))), 1, "Ask for more.")
    assert lines(message)[-1] == "Ask for more."


def test_a_condensed_page_is_three_lines_and_all_of_it_is_in_the_thread() -> None:
    stories = [told(mention("Acme burns.", author="ann")), told(mention("Acme shines.", author="ben"))]
    first, *thread = digest_messages(digest(section(*stories)), condensed=True)
    assert lines(first) == [
        "Acme: 2 people (1 new), 1 place.",
        f"Acme burns. {stories[0].lead.url}  · ann, forum.example",
        "Last looked at 13:00, 3 sources well.",
        "The digest goes on in the thread.",
    ]
    assert "Acme burns." in text(thread)
    assert "Acme shines." in text(thread)


def test_stories_of_brands_come_before_those_of_competitors_and_graver_ones_first() -> None:
    rival = watch("Zorblax", WatchKind.COMPETITOR)
    calm, grave = told(mention("Acme shines.")), told(mention("Acme burns."), gravity=GRAVE)
    theirs = told(mention("Zorblax burns."), gravity=GRAVE, watch=rival)
    found = digest(section(calm, grave), section(theirs, watch=rival))
    page = readable(digest_messages(found)[0].blocks)
    assert page.index("> Acme burns.") < page.index("> Acme shines.") < page.index("> Zorblax burns.")


def test_a_story_names_its_watch_where_several_are_told() -> None:
    rival = watch("Zorblax", WatchKind.COMPETITOR)
    theirs = told(mention("Zorblax hums.", title="On lamps"), watch=rival)
    found = digest(section(told(mention("Acme hums."))), section(theirs, watch=rival))
    assert f"Zorblax · On lamps {theirs.lead.url} " in lines(digest_messages(found)[0])


def test_the_thread_ends_with_the_places_and_with_what_only_answers() -> None:
    places = (("Forum", 9), ("Blog", 1))
    many = section(*long_stories(40), mentions=45, answers=14, places=places)
    last = digest_messages(digest(many))[-1]
    assert lines(last)[-1] == "Acme: Forum 9 and Blog 1; 31 name us, 14 answer them"


def test_what_was_told_at_once_is_one_line_with_the_stories_as_links() -> None:
    old = tuple(told(mention(f"Acme {n}.", title=f"On Acme {n}", author="ann")) for n in range(5))
    at_once = ToldAtOnce(43, 9, old)
    [message] = digest_messages(digest(section(told(mention("Acme, news.")), at_once=at_once)))
    [row] = [row for row in lines(message) if "Told at once" in row]
    assert row.startswith("Told at once since the last digest: 43, in 9 stories. On Acme 0 https://")
    assert row.endswith("; 2 more")
    assert {story.lead.id for story in old} <= message.mentions


def test_a_watch_that_was_told_at_once_alone_is_not_unmentioned() -> None:
    at_once = ToldAtOnce(1, 1, (told(mention("Acme burns.")),))
    [message] = digest_messages(digest(section(at_once=at_once, mentions=1, counts=Counts(people=1))))
    assert "Acme: 1 person" in message.text
    assert "Nothing new" not in message.text


def test_each_message_names_the_mentions_it_tells_those_among_them_that_it_only_counts() -> None:
    many = [
        told(*(mention(f"{'Acme ' * 60}{n}.{k}", author=f"p{n}{k}") for k in range(9))) for n in range(40)
    ]
    messages = digest_messages(digest(section(*many)))
    assert len(messages) > 1
    for message in messages:
        for story in many:
            stands = json.dumps(story.quotations[0].words) in json.dumps(message.blocks)
            assert (story.ids <= message.mentions) is stands
    every = frozenset[str]().union(*(message.mentions for message in messages))
    assert every == frozenset[str]().union(*(story.ids for story in many))


def test_the_text_for_phones_is_the_page_in_words_and_keeps_its_last_line_when_cut() -> None:
    unread = (UnreadSource("Hacker News", "it answers with 503."),)
    stories = [
        told(mention(f"Acme {n}", url=f"https://blog.example/{'a' * 400}{n}", title="On Acme"))
        for n in range(12)
    ]
    found = digest(section(*stories), coverage=Coverage(looked_at=NOON, well=1, unread=unread))
    said = digest_messages(found)[0].text
    assert said.startswith("Acme: 12 people")
    assert len(said) <= LONGEST_TEXT
    assert "\n…\n" in said


def test_words_are_quoted_in_the_marks_of_their_own_language() -> None:
    french = mention("Elle s’éteint en roulant.", lang="fr", author="ann", place="Roue libre")
    waits = Findings(unanswered=(Quotation(french, french.text),), is_team_known=True)
    [message] = digest_messages(digest(section(told(mention("Acme.")), findings=waits)))
    assert "«\u00a0Elle s’éteint en roulant.\u00a0»" in text([message])


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
STORIES = st.lists(MENTIONS, min_size=1, max_size=6).map(
    lambda mentions: told(
        *mentions,
        quotations=tuple(Quotation(each, each.text[:280]) for each in mentions[:2]),
        age=StoryAge(NOON - timedelta(days=2), 3, 2),
        ours=tuple(mentions[:1]),
        printed=tuple(mentions[1:2]),
        gravity=GRAVE,
    )
)


def _section(stories: list[DigestStory]) -> Section:
    waiting = tuple(story.quotations[0] for story in stories)
    return section(
        *stories,
        findings=Findings(unanswered=waiting, waiting=len(waiting) + 9, is_team_known=len(stories) > 2),
    )


SECTIONS = st.lists(STORIES, min_size=1, max_size=8).map(_section)


@settings(deadline=None, max_examples=60)
@given(st.lists(SECTIONS, max_size=4), st.lists(WORDS, max_size=20), st.integers(1, 6))
@pytest.mark.parametrize("condensed", [False, True], ids=["full", "condensed"])
def test_whatever_people_wrote_every_message_keeps_within_the_limits(
    condensed: bool, parts: list[Section], unmentioned: list[str], pages: int
) -> None:
    unread = tuple(UnreadSource(name, name) for name in unmentioned[:5])
    coverage = Coverage(looked_at=NOON, well=1, unread=unread)
    found: Any = digest(*parts, unmentioned=tuple(unmentioned), coverage=coverage)
    messages = digest_messages(found, pages, condensed=condensed)
    assert len(messages) <= pages
    for message in messages:
        assert violations(message.payload()) == []
        assert "<" not in message.payload()["text"]
    if parts:
        assert len(messages[0].blocks) <= FIRST
        assert visible(messages[0].blocks) <= SEEN


def test_sources_that_are_well_are_said_to_be() -> None:
    [message] = digest_messages(digest(section(told(mention("Acme."))), coverage=WELL))
    assert lines(message)[-1] == "Last looked at 13:00, 3 sources well."
