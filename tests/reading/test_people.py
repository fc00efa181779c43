"""Who speaks."""

from bot.reading.people import people, person, speakers, unsigned
from tests.reading.mentions import mention


def test_a_person_is_an_author_of_one_source() -> None:
    same = [mention(author="ann"), mention(author="ann"), mention(author="ann", source="blog")]
    assert people(same) == {("forum", "ann"), ("blog", "ann")}


def test_a_person_is_the_same_by_whichever_source_of_a_network_they_are_heard() -> None:
    live, found = (
        mention(author="ann.example", source="bluesky"),
        mention(author="ann.example", source="blueskysearch"),
    )
    assert people([live, found]) == {("bluesky", "ann.example")}


def test_nobody_is_not_a_person() -> None:
    assert person(mention(author="")) is None
    assert people([mention(author="")]) == set()
    assert unsigned([mention(author=""), mention(author="ann")]) == 1


def test_a_place_speaks_for_what_nobody_signed() -> None:
    papers = [mention(author="", place="One"), mention(author="", place="One"), mention(author="ann")]
    assert len(speakers(papers)) == 2


def test_a_place_is_never_taken_for_a_person() -> None:
    assert len(speakers([mention(author="", place="ann"), mention(author="ann")])) == 2
