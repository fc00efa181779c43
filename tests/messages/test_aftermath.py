"""What became of what was told before, in words."""

from datetime import date, timedelta

from bot.digests.aftermath import Aftermath, Over, Promised
from bot.digests.digest_story import Quotation
from bot.messages.digest import digest_messages
from bot.messages.readable import readable
from tests.analysis.mentions import NOON, mention
from tests.digests.test_digest import ACME
from tests.messages.digests import digest, section, told

DAY = timedelta(days=1)
PROMISE = mention("A fix by Friday.", author="lea", place="forum", lang="en", created_at=NOON - DAY)
ENDED = Over(
    watch=ACME, heading="The lamp", lead=PROMISE, people=32, places=6, last=NOON - timedelta(days=2, hours=1)
)


def page(over: tuple[Over, ...] = (), *promised: Promised, calm: bool = False) -> str:
    sections = () if calm else (section(told(mention("Acme hums.", author="ann"))),)
    made = digest(*sections, aftermath=Aftermath(over, promised), unmentioned=("Acme",) if calm else ())
    return "\n".join(readable(message.blocks) for message in digest_messages(made))


def promise(**more: object) -> Promised:
    fields = {"said": Quotation(PROMISE, PROMISE.text), "due": date(2026, 11, 27)}
    return Promised(**{**fields, **more})  # type: ignore[arg-type]


def test_stories_that_are_over_share_a_line_with_their_links() -> None:
    said = page((ENDED,) * 4)
    [row] = [row for row in said.splitlines() if row.startswith("Over: ")]
    assert row.startswith(f"Over: The lamp {PROMISE.url}")
    assert row.count("(32 people in all, nobody since Sat ") == 2
    assert row.endswith("; and 2 more")


def test_it_is_said_on_a_day_on_which_nobody_spoke_too() -> None:
    said = page((ENDED,), promise(), calm=True)
    assert said.startswith("Nothing new about Acme.")
    assert "Over: The lamp" in said
    assert "“A fix by Friday.”" in said


def test_a_promise_is_quoted_with_its_day() -> None:
    assert "“A fix by Friday.” · by 27 November" in page((), promise())


def test_that_its_day_has_passed_is_said_with_what_was_heard_since() -> None:
    word = mention("It is out.", author="lea", lang="en", created_at=NOON)
    assert "27 November has passed, and I heard nothing of the team since" in page(
        (), promise(has_passed=True)
    )
    assert "27 November has passed; the last I heard of the team: " in page(
        (), promise(has_passed=True, word=word)
    )
