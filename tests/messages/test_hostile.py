"""Whatever a stranger's mention holds, the message that shows it is one that Slack takes."""

import json
from collections.abc import Callable, Sequence

import pytest

from bot.analysis.affair import Affair, Quoted
from bot.analysis.phrases import Phrase
from bot.analysis.plain_words import Plain
from bot.analysis.reading_list import LongRead, Worth
from bot.analysis.set_aside import Aside
from bot.analysis.stories import Story
from bot.analysis.tone import Tone
from bot.console.limits import violations
from bot.digests.digest import Digest
from bot.digests.digest_story import Quotation
from bot.digests.findings import Findings, TurnTold
from bot.digests.quoted_story import QuotedStory
from bot.messages.alert import alert_message, more_message, step_message
from bot.messages.digest import digest_messages
from bot.messages.mentions import mentions_message
from bot.messages.message import Message
from bot.messages.preview import preview_message
from bot.messages.welcome import Welcomed, welcome_message
from bot.models import Mention
from bot.query import parse
from bot.storage.alerts import AlertKind
from bot.watches.reach import Reach
from bot.watches.results import Dropped, Previewed
from tests.analysis.mentions import NOON, mention
from tests.digests.test_digest import ACME
from tests.messages.digests import GRAVE, digest, section
from tests.messages.digests import told as told_story

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
    found = Previewed(
        query=parse('"<!channel>"'),
        reach=Reach(hearing=("X",)),
        kept=3,
        stories=told,
        dropped=dropped,
        unheard=["<!here>"],
    )
    return [preview_message(found, "What of <!channel>?", NOON)]


def _affair(told: Sequence[QuotedStory]) -> Affair:
    leads = [each.lead for each in told]
    return Affair(
        alert="a1",
        watch="<!channel> " + "w" * 60,
        kind=AlertKind.BACKLASH,
        story="s1",
        people=9,
        places=tuple((lead.place, 3) for lead in leads),
        since=NOON,
        last=NOON,
        title=leads[0].title,
        plain=BROADCAST,
        voices=tuple(Quoted(lead, BROADCAST) for lead in leads),
    )


def _digest(told: Sequence[QuotedStory]) -> Digest:
    stories = [
        told_story(
            *each.story.mentions,
            ours=each.story.mentions[:1],
            printed=each.story.mentions[1:2],
            gravity=GRAVE,
        )
        for each in told
    ]
    plain, waiting = Plain(told[0].lead, BROADCAST), Quotation(told[0].lead, BROADCAST)
    found = Findings(
        plain=plain,
        unanswered=(waiting,),
        waiting=1,
        is_team_known=True,
        turns=(TurnTold(waiting, waiting, Tone.CRITICAL),) * 2,
        reading=(LongRead(told[0].lead, 3, Worth.FROM_THE_TEAM),),
        coined=(Phrase(BROADCAST, 2, (told[0].lead,)),),
        new_places=("<!here>",),
    )
    asides, doubtful = ((Aside.SALE, (told[0].lead,)),), (told[1].lead,)
    return digest(section(*stories, findings=found, asides=asides, doubtful=doubtful))


def _welcome(told: Sequence[QuotedStory]) -> list[Message]:
    found = _digest(told)
    return [welcome_message([Welcomed(ACME, found.sections[0])], found)]


SAY: dict[str, Callable[[Sequence[QuotedStory]], list[Message]]] = {
    "answer": lambda told: [mentions_message("The newest of Acme:", told, "That is all.", NOON)],
    "alert": lambda told: [alert_message([_affair(told)], "UTC", NOON)],
    "news of an alert": lambda told: [more_message(_affair(told), _affair(told).voices, "UTC", NOON)],
    "step of an alert": lambda told: [
        step_message(_affair(told), "place", 1, _affair(told).voices, "UTC", NOON)
    ],
    "preview": _preview,
    "welcome": _welcome,
    "digest": lambda told: digest_messages(_digest(told)),
    "condensed": lambda told: digest_messages(_digest(told), condensed=True),
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
