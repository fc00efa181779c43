"""What is told between digests: within every limit, and what finds no room is counted."""

import pytest

from bot.analysis.stories import Story
from bot.digests.coverage import Coverage, UnreadSource
from bot.digests.digest import QuotedStory, Section
from bot.messages.instant import instant_messages
from bot.messages.limits import violations
from bot.messages.mentions import mentions_message
from bot.messages.message import Message
from bot.messages.questions import Part, parts_message
from bot.messages.stories import mentions_of
from bot.messages.welcome import Welcomed, welcome_message
from tests.analysis.mentions import NOON, mention
from tests.digests.test_digest import ACME
from tests.messages.test_digest import section, text


def long_stories(number: int) -> list[QuotedStory]:
    found = [
        mention("Acme " * 500, title="On Acme " * 60, author="A" * 300, place="P" * 300)
        for _ in range(number)
    ]
    return [QuotedStory(Story((each,)), each, "Acme shines. " * 20) for each in found]


def every_kind() -> list[list[Message]]:
    told = long_stories(300)
    coverage = Coverage(
        looked_at=NOON, well=1, unread=(UnreadSource("Feeds " * 40, "it answers 503. " * 40),) * 100
    )
    found: Section = section(*told[:3])
    return [
        instant_messages("Acme " * 16, told, NOON),
        [welcome_message([Welcomed(ACME, found)], coverage, "Europe/Paris", NOON)],
        [mentions_message("The newest of Acme:", told[:3], "Not heard: " + "Feeds, " * 900, NOON)],
    ]


@pytest.mark.parametrize("kind", range(3), ids=["instant", "welcome", "mentions"])
def test_long_stories_and_many_ill_sources_are_within_the_limits(kind: int) -> None:
    messages = every_kind()[kind]
    assert [violations(message.payload()) for message in messages] == [[]] * len(messages)


def test_instant_stories_that_find_no_room_are_counted() -> None:
    messages = instant_messages("Acme", long_stories(300), NOON)
    shown = text(messages).count("rich_text_quote")
    assert f"{300 - shown} more are not shown here; /watch now has them." in text(messages[-1:])


def test_every_message_names_the_mentions_it_tells() -> None:
    told = [
        QuotedStory(Story((first, second)), first, first.text)
        for first, second in ((mention(f"Acme {n}", author="ann"), mention(f"Acme! {n}")) for n in range(60))
    ]
    every = {each.id for story in told for each in story.story.mentions}
    alert = instant_messages("Acme", told, NOON)
    assert len(alert[0].mentions) == 2, "of one story, whatever the notice reads out"
    assert frozenset[str]().union(*(message.mentions for message in alert)) == every
    assert sum(len(message.mentions) for message in alert) == len(every)
    welcome = welcome_message([Welcomed(ACME, section(*told))], Coverage(looked_at=NOON, well=1), "UTC", NOON)
    assert len(welcome.mentions) == 6, "three stories"
    assert mentions_message("The newest:", told[:2], "", NOON).mentions == mentions_of(told[:2])
    part = Part("Of Acme:", told[:2])
    assert parts_message([part, Part("Nothing of Zorblax.")], [], NOON).mentions == mentions_of(told[:2])
