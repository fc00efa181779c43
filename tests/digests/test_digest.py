"""What a digest holds."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from bot.analysis.set_aside import Aside
from bot.analysis.voices import Readings
from bot.digests.digest import DigestContext, Knowledge, Pair, Section, sections
from bot.models import MentionKind, Person, Watch, WatchKind
from tests.analysis.mentions import NOON, mention, spots
from tests.digests.readings import CRITICAL, DANGER, DOUBTFUL, NAMESAKE, OUR_STAFF, QUESTION, aside
from tests.storage.samples import WORKSPACE


def watch(name: str, kind: WatchKind = WatchKind.BRAND, hours: int = 0) -> Watch:
    at = NOON + timedelta(hours=hours)
    return Watch(
        workspace=WORKSPACE,
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


def told(
    found: list[Pair],
    known: Mapping[Person, int] | None = None,
    at_once: Iterable[str] = (),
    read: Readings | None = None,
    answers: Iterable[str] = (),
) -> tuple[Section, ...]:
    knows = Knowledge(read=read or {}, answers=frozenset(answers))
    context = DigestContext(
        spots={watch.id: spots(watch.name) for watch, _ in found},
        zone="Europe/Paris",
        until=NOON,
        known=known if known is not None else {},
        at_once=frozenset(at_once),
        of={watch.id: knows for watch, _ in found},
    )
    return sections(found, context)


def test_nothing_found_is_no_section() -> None:
    assert told([]) == ()


def test_people_are_counted_once_and_those_heard_on_three_days_are_regulars() -> None:
    found = [(ACME, mention("Acme.", author=author)) for author in ("ann", "ann", "ben", "")]
    [section] = told(found, {("forum", "ann"): 3})
    assert section.mentions == 4
    assert (section.counts.people, section.counts.newcomers, section.counts.regulars) == (2, 1, 1)
    assert section.counts.unsigned == 1


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
    assert (second.watch, second.counts.people, second.people_above, second.stories) == (topic, 1, 1, ())


def test_of_a_watch_that_found_more_than_an_earlier_one_only_that_is_quoted() -> None:
    rival, both, own = watch("Zorblax", WatchKind.COMPETITOR), mention("Acme, Zorblax"), mention("Zorblax")
    _, second = told([(ACME, both), (rival, both), (rival, own)])
    assert (second.mentions, second.counts.people, second.people_above) == (2, 2, 1)
    assert [story.lead for story in second.stories] == [own]


def test_a_text_that_several_papers_print_is_one_text_in_several_places() -> None:
    wire = "Acme recalls forty thousand lamps after three of them caught fire in a cellar"
    printed = [
        mention(
            wire,
            kind=MentionKind.ARTICLE,
            author="",
            place=f"Paper {n}",
            created_at=NOON + timedelta(minutes=n),
        )
        for n in range(5)
    ]
    [section] = told([(ACME, each) for each in printed])
    assert (section.mentions, section.counts.people, section.counts.unsigned) == (5, 0, 1)
    assert section.places == tuple((f"Paper {n}", 1) for n in range(5))
    assert [(why, len(its)) for why, its in section.asides] == [(Aside.COPY, 4)]


def test_whoever_signs_a_text_that_was_printed_elsewhere_first_is_no_second_person() -> None:
    wire = "Acme recalls forty thousand lamps after three of them caught fire in a cellar"
    printed = [
        mention(wire, kind=MentionKind.ARTICLE, author=f"desk {n}", place=f"Paper {n}") for n in range(3)
    ]
    [section] = told([(ACME, each) for each in printed])
    assert section.counts.people == 1


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
    assert section.counts.people == 4
    assert [story.lead for story in section.stories] == [new]
    assert section.at_once is not None
    assert (section.at_once.mentions, section.at_once.number, len(section.at_once.stories)) == (3, 3, 3)


def test_a_story_of_several_people_is_told_though_each_was_told_at_once() -> None:
    page = "https://gazette.example/1"
    said = [mention(f"Acme, says {name}.", author=name, links=(page,)) for name in ("ann", "ben", "cat")]
    [section] = told([(ACME, each) for each in said], at_once=[each.id for each in said])
    assert [story.counts.people for story in section.stories] == [3]
    assert section.at_once is not None
    assert (section.at_once.mentions, section.at_once.stories) == (3, ())


def test_a_grave_story_is_told_though_it_was_told_at_once() -> None:
    said = mention("My Acme went dark.", author="ann")
    [section] = told([(ACME, said)], at_once=[said.id], read={said.id: DANGER})
    assert [story.lead for story in section.stories] == [said]


def test_where_nothing_was_told_at_once_nothing_is_said_of_it() -> None:
    [section] = told([(ACME, mention("Acme."))], at_once=["another"])
    assert section.at_once is None


def test_a_day_of_namesakes_and_doubtful_ones_is_an_empty_day() -> None:
    perhaps, surely_not = mention("acme?"), mention("Mrs Acme")
    read = {perhaps.id: DOUBTFUL, surely_not.id: NAMESAKE}
    [section] = told([(ACME, perhaps), (ACME, surely_not)], read=read)
    assert (section.is_empty, section.mentions, section.places, section.stories) == (True, 0, (), ())
    assert section.doubtful == (perhaps,)


def test_a_day_of_adverts_is_an_empty_day() -> None:
    advert = mention("Acme at half the price!")
    [section] = told([(ACME, advert)], read={advert.id: aside(Aside.ADVERT)})
    assert (section.is_empty, section.asides) == (True, ((Aside.ADVERT, (advert,)),))


def test_what_only_the_team_says_is_told_and_nobody_is_counted() -> None:
    answer = mention("We mend it.")
    [section] = told([(ACME, answer)], read={answer.id: OUR_STAFF})
    assert (section.is_empty, section.counts.people, section.counts.ours) == (False, 0, 1)
    assert [story.lead for story in section.stories] == [answer]


def test_who_is_critical_in_any_story_is_counted_once() -> None:
    said = [mention(f"Acme {word}.", author="ann") for word in ("burns", "is late again")]
    [section] = told([(ACME, each) for each in said], read={each.id: CRITICAL for each in said})
    assert (len(section.stories), section.counts.critical) == (2, 1)


def test_a_watch_is_calm_as_long_as_nothing_is_grave_critical_or_asked() -> None:
    said = mention("My Acme went dark, why?", author="ann")
    assert told([(ACME, said)])[0].is_calm
    for found in (CRITICAL, DANGER, QUESTION):
        assert not told([(ACME, said)], read={said.id: found})[0].is_calm
