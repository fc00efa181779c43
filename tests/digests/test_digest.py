"""What a digest holds."""

from datetime import timedelta
from typing import Any

from bot.digests.digest import Pair, Section, sections
from bot.models import Person, Watch, WatchKind
from tests.reading.mentions import NOON, mention, spots


def watch(name: str, kind: WatchKind = WatchKind.BRAND, hours: int = 0) -> Watch:
    at = NOON + timedelta(hours=hours)
    return Watch(
        id=f"w-{name}",
        channel="C1",
        name=name,
        kind=kind,
        query=name,
        created_by="U1",
        created_at=at,
        since=at,
    )


ACME = watch("Acme")


def nobody(_: set[Person]) -> set[Person]:
    return set()


def told(found: list[Pair], known: Any = nobody) -> tuple[Section, ...]:
    return sections(found, known, lambda watch: spots(watch.name))


def test_nothing_found_is_no_section() -> None:
    assert told([]) == ()


def test_people_are_counted_once_and_the_known_ones_are_regulars() -> None:
    found = [(ACME, mention("Acme.", author=author)) for author in ("ann", "ann", "ben", "")]
    [section] = told(found, lambda who: {("forum", "ann")} & who)
    assert (section.mentions, section.people, section.newcomers, section.regulars) == (4, 2, 1, 1)
    assert section.unsigned == 1


def test_places_come_with_how_many_speak_in_each() -> None:
    found = [
        (ACME, mention("Acme.", place="r/bikes", author="ann")),
        (ACME, mention("Acme!", place="r/lamps", author="ann")),
        (ACME, mention("Acme?", place="r/lamps", author="ben")),
        (ACME, mention("Acme…", place="", author="cat")),
    ]
    [section] = told(found)
    assert section.places == (("r/lamps", 2), ("r/bikes", 1), ("forum", 1))


def test_brands_come_before_competitors_and_those_before_topics() -> None:
    topic, rival = watch("lamps", WatchKind.TOPIC), watch("Zorblax", WatchKind.COMPETITOR, 2)
    found = [(topic, mention("lamps")), (rival, mention("Zorblax")), (ACME, mention("Acme"))]
    assert [section.watch for section in told(found)] == [ACME, rival, topic]


def test_what_hits_several_watches_is_told_under_the_first_of_them() -> None:
    topic, both = watch("lamps", WatchKind.TOPIC), mention("Acme lamps")
    [section] = told([(topic, both), (ACME, both)])
    assert section.watch == ACME


def test_a_story_is_led_by_a_signed_mention_whose_own_words_hold_the_name() -> None:
    page = "https://gazette.example/1"
    found = [
        (ACME, mention("Look.", links=(page,), title="Acme")),
        (ACME, mention("Acme, unsigned.", author="", links=(page,))),
        (ACME, mention("Acme, signed.", author="ann", links=(page,))),
    ]
    [section] = told(found)
    [story] = section.stories
    assert story.lead.author == "ann"
    assert story.quote == "Acme, signed."
