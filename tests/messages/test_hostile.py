"""Whatever a stranger's mention holds, the message that shows it is one that Slack takes."""

import json
from collections.abc import Callable, Sequence

import pytest

from bot.analysis.stories import Story
from bot.digests.coverage import Coverage
from bot.digests.digest import QuotedStory, Section
from bot.messages.instant import instant_messages
from bot.messages.limits import violations
from bot.messages.mentions import mentions_message
from bot.messages.message import Message
from bot.messages.preview import Dropped, preview_message
from bot.messages.welcome import Welcomed, welcome_message
from bot.models import Mention
from tests.analysis.mentions import NOON, mention
from tests.digests.test_digest import ACME

BROADCAST = "Acme <!channel> <@U1> *bold* <https://evil.example|bank> &lt;!here&gt;"
LONG = "https://blog.example/" + "a" * 1_950
ENDLESS = "https://blog.example/" + "a" * 4_000


def _hostile(number: int, url: str) -> Mention:
    return mention(
        BROADCAST,
        title=f"<!here> {'t' * 1_990}",
        author="<!everyone> " + "n" * 1_980,
        place="<#C1> " + "p" * 1_990,
        url=f"{url}{number}",
    )


def _told(url: str) -> list[QuotedStory]:
    stories = [tuple(_hostile(10 * n + i, url) for i in range(5)) for n in range(3)]
    return [QuotedStory(Story(mentions), mentions[0], BROADCAST) for mentions in stories]


def _preview(told: Sequence[QuotedStory]) -> list[Message]:
    dropped = [Dropped(each.lead, "NOT *<!channel>*", BROADCAST) for each in told]
    return [preview_message("mentions of *<!channel>*", 3, told, dropped, "X could not be coverage.", NOON)]


def _welcome(told: Sequence[QuotedStory]) -> list[Message]:
    section = Section(
        watch=ACME,
        mentions=3,
        people=3,
        newcomers=3,
        unsigned=0,
        places=(("<!here>", 3),),
        stories=tuple(told),
    )
    return [
        welcome_message([Welcomed(ACME, section)], Coverage(looked_at=NOON, well=3), "Europe/Paris", NOON)
    ]


SAY: dict[str, Callable[[Sequence[QuotedStory]], list[Message]]] = {
    "answer": lambda told: [mentions_message("The newest of Acme:", told, "That is all.", NOON)],
    "instant": lambda told: instant_messages("Acme", told, NOON),
    "preview": _preview,
    "welcome": _welcome,
}


@pytest.mark.parametrize("say", SAY.values(), ids=SAY.keys())
@pytest.mark.parametrize("url", [LONG, ENDLESS], ids=["long", "endless"])
def test_it_keeps_within_every_limit_and_pings_nobody(
    say: Callable[[Sequence[QuotedStory]], list[Message]], url: str
) -> None:
    messages = say(_told(url))
    for message in messages:
        payload = message.payload()
        assert violations(payload) == []
        assert "<!" not in payload["text"]
        assert "<@" not in payload["text"]
        assert "mrkdwn" not in json.dumps(payload["blocks"])
    assert BROADCAST in json.dumps([message.blocks for message in messages])
