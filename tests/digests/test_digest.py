"""What a digest holds."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from bot.digests.digest import DigestContext, Pair, Section, sections
from bot.models import MentionKind, Person, Watch, WatchKind
from tests.analysis.mentions import NOON, mention, spots


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


def told(found: list[Pair], known: Any = nobody, at_once: Iterable[str] = ()) -> tuple[Section, ...]:
    return sections(found, DigestContext(known, lambda watch: spots(watch.name), frozenset(at_once)))


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


def test_what_hits_several_watches_is_quoted_under_the_first_and_counted_under_each() -> None:
    topic, both = watch("lamps", WatchKind.TOPIC), mention("Acme lamps")
    first, second = told([(topic, both), (ACME, both)])
    assert (first.watch, len(first.stories), first.people_above) == (ACME, 1, 0)
    assert (second.watch, second.people, second.people_above, second.stories) == (topic, 1, 1, ())


def test_of_a_watch_that_found_more_than_an_earlier_one_only_that_is_quoted() -> None:
    rival, both, own = watch("Zorblax", WatchKind.COMPETITOR), mention("Acme, Zorblax"), mention("Zorblax")
    _, second = told([(ACME, both), (rival, both), (rival, own)])
    assert (second.mentions, second.people, second.people_above) == (2, 2, 1)
    assert [story.lead for story in second.stories] == [own]


def test_a_text_that_several_papers_print_is_one_text_in_several_places() -> None:
    wire = "Acme recalls forty thousand lamps after three of them caught fire in a cellar"
    printed = [mention(wire, kind=MentionKind.ARTICLE, author="", place=f"Paper {n}") for n in range(5)]
    [section] = told([(ACME, each) for each in printed])
    assert (section.mentions, section.people, section.unsigned) == (5, 0, 1)
    assert section.places == tuple((f"Paper {n}", 1) for n in range(5))


def test_whoever_signs_a_text_that_was_printed_elsewhere_first_is_no_second_person() -> None:
    wire = "Acme recalls forty thousand lamps after three of them caught fire in a cellar"
    printed = [
        mention(wire, kind=MentionKind.ARTICLE, author=f"desk {n}", place=f"Paper {n}") for n in range(3)
    ]
    [section] = told([(ACME, each) for each in printed])
    assert section.people == 1


def test_a_place_counts_people_as_people_and_unsigned_texts_as_texts() -> None:
    found = [
        (ACME, mention(f"Acme {n}.", author=author, place="Gazette"))
        for n, author in enumerate(["", "", "ann", "ann"])
    ]
    [section] = told(found)
    assert section.places == (("Gazette", 3),)


def test_what_was_told_at_once_is_counted_and_not_among_the_stories_to_quote() -> None:
    old = [mention(f"Acme number {n} is red.", author=f"p{n}") for n in range(3)]
    new = mention("My neighbour sold her Acme.", author="new")
    [section] = told([(ACME, each) for each in [*old, new]], at_once=[each.id for each in old])
    assert section.people == 4
    assert [story.lead for story in section.stories] == [new]
    assert section.at_once is not None
    assert (section.at_once.mentions, section.at_once.number, len(section.at_once.stories)) == (3, 3, 3)


def test_a_story_that_goes_on_is_quoted_by_what_is_new_in_it() -> None:
    page = "https://gazette.example/1"
    old, new = (mention(f"Acme {word}.", links=(page,)) for word in ("burns", "answers"))
    [section] = told([(ACME, old), (ACME, new)], at_once=[old.id])
    [story] = section.stories
    assert (story.lead, story.quote) == (new, "Acme answers.")
    assert section.at_once is not None
    assert (section.at_once.mentions, section.at_once.number, section.at_once.stories) == (1, 1, ())


def test_a_story_in_which_only_answers_are_new_comes_after_those_that_name_what_is_watched() -> None:
    page = "https://gazette.example/1"
    old, answer = mention("Acme burns.", links=(page,)), mention("Mine too.", author="ben", links=(page,))
    named = mention("My neighbour sold her Acme.", author="cat")
    answers = frozenset({(ACME.id, answer.id)})
    at_once = frozenset({old.id})
    context = DigestContext(nobody, lambda watch: spots(watch.name), at_once, answers)
    [section] = sections([(ACME, each) for each in (old, answer, named)], context)
    assert [story.lead for story in section.stories] == [named, answer]


def test_where_nothing_was_told_at_once_nothing_is_said_of_it() -> None:
    [section] = told([(ACME, mention("Acme."))], at_once=["another"])
    assert section.at_once is None


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
