"""What is kept of discussions, asked by their pages."""

from datetime import timedelta

import msgspec
from sqlalchemy import Engine

from bot.models import MentionKind
from bot.storage.archive import Archive
from bot.storage.hits import Hit, Reason
from bot.storage.kept_threads import KeptThreads
from bot.storage.mentions import MentionRows
from tests.storage.samples import NOON, WORKSPACE, mention

PAGE = "https://forum.example/t/tyres/7"
DAY = timedelta(days=1)


def keep(engine: Engine, id_: str, reason: Reason, days: int = 0, thread: str = PAGE) -> None:
    kind = MentionKind.COMMENT if thread else MentionKind.POST
    url = f"{PAGE}/2" if thread else f"{PAGE}/1"
    said = msgspec.structs.replace(
        mention(id_, created_at=NOON + days * DAY), thread=thread, kind=kind, url=url
    )
    hit = Hit(workspace=WORKSPACE, watch="w1", channel="C1", mention=said, matched_at=NOON, reason=reason)
    Archive(engine).keep([hit])


def test_of_a_page_what_opened_it_is_known_and_what_was_written_lately(engine: Engine) -> None:
    keep(engine, "opening", Reason.TALK, days=-9, thread="")
    keep(engine, "old", Reason.NAMED, days=-9)
    keep(engine, "new", Reason.NAMED)
    keep(engine, "elsewhere", Reason.NAMED, thread="https://forum.example/t/saddles/8")
    kept = KeptThreads(MentionRows(engine)).discussed([PAGE], NOON - DAY)
    assert {each.mention.id: (each.watch, each.reason) for each in kept} == {
        "opening": ("w1", Reason.TALK),
        "new": ("w1", Reason.NAMED),
    }


def test_what_stands_beside_counts_for_the_bound_of_its_thread(engine: Engine) -> None:
    keep(engine, "new", Reason.TALK)
    keep(engine, "named", Reason.NAMED)
    counts = KeptThreads(MentionRows(engine)).counts([""], NOON.date())
    assert counts == {("w1", "", NOON.date()): 1}
