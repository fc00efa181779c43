"""What is told between digests: within every limit, and what finds no room is counted."""

import pytest

from bot.analysis.stories import Story
from bot.console.limits import violations
from bot.digests.coverage import Coverage, UnreadSource
from bot.digests.digest_story import Quotation
from bot.digests.quoted_story import QuotedStory
from bot.messages.mentions import mentions_message
from bot.messages.message import Message
from bot.messages.questions import Part, parts_message
from bot.messages.stories import mentions_of
from bot.messages.welcome import Welcomed, welcome_message
from tests.analysis.mentions import NOON, mention
from tests.digests.test_digest import ACME
from tests.messages.digests import digest, section
from tests.messages.digests import told as told_story


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
    stories = [told_story(each.lead, quotations=(Quotation(each.lead, each.quote),)) for each in told[:3]]
    welcomed = digest(section(*stories), coverage=coverage)
    return [
        [welcome_message([Welcomed(ACME, welcomed.sections[0])], welcomed)],
        [mentions_message("The newest of Acme:", told[:3], "Not heard: " + "Feeds, " * 900, NOON)],
    ]


@pytest.mark.parametrize("kind", range(2), ids=["welcome", "mentions"])
def test_long_stories_and_many_ill_sources_are_within_the_limits(kind: int) -> None:
    messages = every_kind()[kind]
    assert [violations(message.payload()) for message in messages] == [[]] * len(messages)


def test_every_message_names_the_mentions_it_tells() -> None:
    told = [
        QuotedStory(Story((first, second)), first, first.text)
        for first, second in ((mention(f"Acme {n}", author="ann"), mention(f"Acme! {n}")) for n in range(60))
    ]
    assert mentions_message("The newest:", told[:2], "", NOON).mentions == mentions_of(told[:2])
    part = Part("Of Acme:", told[:2])
    assert parts_message([part, Part("Nothing of Zorblax.")], [], NOON).mentions == mentions_of(told[:2])
