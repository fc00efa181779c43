"""A desk at which threads are taken in, and the posts that stand in them."""

from datetime import timedelta
from typing import Any

import msgspec
from sqlalchemy import Engine

from bot.listening.intake import Intake
from bot.listening.request_runner import Fetched
from bot.models import Mention, MentionKind
from bot.query import LiveIndex, parse
from bot.sources.hackernews import HackerNews
from bot.sources.source import SourceRequest
from bot.storage.archive import Archive
from bot.storage.hits import Hit, HitRows, Reason
from bot.storage.mentions import MentionRows
from bot.storage.reissues import Reissues
from bot.storage.source_states import SourceStates
from bot.watches.subscriptions import Subscriber, Subscriptions
from tests.clock import START
from tests.storage.samples import WORKSPACE, watch

MINUTE = timedelta(minutes=1)
ACME = SourceRequest("hackernews", "acme")


class ThreadDesk:
    """Takes in what questions bring, for one watch that is told at once, and others of its channel."""

    def __init__(self, engine: Engine, query: str = "acme", rivals: tuple[str, ...] = ()) -> None:
        self.archive, self.hearing = Archive(engine), SourceStates(engine)
        self.watches = [watch(), *(watch(name.lower(), name) for name in rivals)]
        self.index = LiveIndex({each.id: parse(each.name.lower()) for each in self.watches})
        self.query(query)
        self.hit_rows, self.mentions = HitRows(engine, WORKSPACE), MentionRows(engine)
        self.intake = Intake(self.archive, MentionRows(engine), Reissues(engine), self.hearing, self.index)

    def take(self, *mentions: Mention, catching_up: bool = False) -> dict[str, Reason]:
        """The new hits by mention, and why each is one."""
        return {hit.mention.id: hit.reason for hit in self.hits(*mentions, catching_up=catching_up)}

    def hits(self, *mentions: Mention, catching_up: bool = False) -> list[Hit]:
        instant = [msgspec.structs.replace(each, instant=True) for each in self.watches]
        wanted = {each.id: {ACME: Subscriber(each, START)} for each in instant}
        who = Subscriptions(wanted, {"hackernews": HackerNews()})
        asked = Fetched(ACME, mentions, catching_up=catching_up)
        return self.intake.keep(asked, who, START + timedelta(hours=2)).hits

    def query(self, text: str) -> None:
        self.index.put("w1", parse(text))


def said(id_: str, text: str, minutes: int = 0, **more: Any) -> Mention:
    min_interval: dict[str, Any] = {"source": "hackernews", "kind": MentionKind.POST}
    min_interval |= {"url": f"https://x.example/{id_}"}
    min_interval |= {"author": f"by {id_}", "created_at": START + minutes * MINUTE, "lang": "en"}
    return Mention(id=id_, text=text, **{**min_interval, **more})


def answer(id_: str, text: str, minutes: int, *above: str, **more: Any) -> Mention:
    return said(id_, text, minutes, kind=MentionKind.COMMENT, answers=above, thread=above[-1], **more)
