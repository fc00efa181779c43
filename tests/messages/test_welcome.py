"""What a look-back found, said once."""

from bot.digests.counts import Counts
from bot.digests.coverage import Coverage, UnreadSource
from bot.digests.digest import Digest, Section
from bot.messages.blocks import visible
from bot.messages.digest import FIRST, SEEN
from bot.messages.message import Message
from bot.messages.readable import readable
from bot.messages.welcome import Welcomed, welcome_message
from tests.analysis.mentions import mention
from tests.digests.test_digest import ACME, watch
from tests.messages.digests import digest, section, told


def welcome(found: Digest, *, is_heard: bool = True) -> Message:
    said: Section | None = next(iter(found.sections), None)
    return welcome_message([Welcomed(ACME, said, is_heard)], found)


def test_one_watch_is_welcomed_with_the_page_of_its_last_days() -> None:
    lead = mention("Acme shines.", author="ann", place="r/bikes")
    message = welcome(digest(section(told(lead))))
    rows = readable(message.blocks).split("\n")
    assert rows[:3] == [
        " watches Acme here now. In the last seven days:",
        "Acme: 1 person (1 new), 1 place.",
        "> Acme shines.",
    ]
    assert message.text.startswith("Acme is watched here now. In the last seven days:\nAcme: 1 person")
    assert message.mentions == {lead.id}


def test_a_look_back_does_not_flood() -> None:
    message = welcome(digest(section(*(told(mention(f"Acme {n} " + "word " * 40)) for n in range(60)))))
    assert len(message.blocks) <= FIRST
    assert visible(message.blocks) <= SEEN
    assert readable(message.blocks).endswith("/watch now 1w shows the rest.")


def test_a_watch_of_which_nothing_was_said_is_told_so() -> None:
    said = welcome(digest())
    assert "Nothing was said of it in the last seven days; you will hear when something is." in said.text
    deaf = welcome(digest(), is_heard=False)
    assert "No source that is on here can hear it." in deaf.text


def test_that_no_source_could_be_read_is_not_called_silence() -> None:
    none = welcome(digest(coverage=Coverage(looked_at=None, well=0)))
    assert "No source can be searched for it" in none.text
    down = Coverage(looked_at=None, well=0, unread=(UnreadSource("HN", "it is down."),))
    assert "No source could be read" in welcome(digest(coverage=down)).text


def test_several_watches_have_a_line_each() -> None:
    rival = watch("Zorblax")
    found = digest(section(told(mention("Acme."))))
    empty = section(watch=rival, mentions=0, counts=Counts())
    message = welcome_message([Welcomed(ACME, found.sections[0]), Welcomed(rival, empty)], found)
    assert message.text == (
        "2 names are watched here now.\nAcme: 1 person (1 new) in 1 place\nZorblax: nothing found"
    )
