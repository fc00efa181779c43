"""How a post names what is watched: surely or not, and whether others take it up."""

from datetime import timedelta

import msgspec
import pytest

from bot.listening.namings import naming
from bot.listening.talk import NEAR, Naming
from bot.models import Mention, MentionKind, Watch
from bot.query import parse
from tests.clock import START
from tests.storage.samples import watch


def post(text: str, author: str = "ada", rank: int = 1, lang: str = "en") -> Mention:
    return Mention(
        id=f"{author}-{rank}",
        source="feeds",
        kind=MentionKind.COMMENT,
        url=f"https://forum.example/t/x/1/{rank}",
        text=text,
        author=author,
        lang=lang,
        created_at=START + timedelta(minutes=rank),
    )


def named(name: str) -> Watch:
    return msgspec.structs.replace(watch(), name=name, query=name.lower())


def how(said: Mention, *behind: Mention, name: str = "Zorblax") -> Naming:
    return naming(said, behind, named(name), parse(name.lower()))


def test_who_mentions_it_in_the_course_of_something_names_it_and_no_more() -> None:
    assert how(post("Pump, Zorblax light, spare tube. What is in yours?")) is Naming.NAMED


def test_who_asks_with_it_hands_it_to_the_others() -> None:
    assert how(post("Odd thing. Is yours a Zorblax, too?")) is Naming.TAKEN_UP


def test_a_question_that_is_only_quoted_is_not_asked_again() -> None:
    assert how(post("> Is yours a Zorblax?\n\nNo, and I hate Zorblax.")) is Naming.NAMED


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@ada which one of them?", Naming.TAKEN_UP),
        ("> Mine is a Zorblax, since May.\n\nMine as well.", Naming.TAKEN_UP),
        ("Nice weather here.", Naming.NAMED),
    ],
)
def test_who_is_answered_by_somebody_else_has_it_taken_up(text: str, expected: Naming) -> None:
    said = post("Mine is a Zorblax, since May.")
    assert how(said, post(text, "bob", 2)) is expected
    assert how(said, post(text, "ada", 2)) is Naming.NAMED
    assert how(said, *(post("Rain.", "cy", n + 2) for n in range(NEAR)), post(text, "bob", 9)) is Naming.NAMED


def test_who_answers_as_their_source_says_takes_it_up() -> None:
    said = post("Mine is a Zorblax.")
    below = msgspec.structs.replace(post("So it is that one.", "bob", 2), answers=(said.id,))
    assert how(said, below) is Naming.TAKEN_UP


def test_who_speaks_for_it_is_staff() -> None:
    assert how(post("Lea from Zorblax here. Please stop wearing it.", "Lea (Zorblax)")) is Naming.STAFF


def test_a_word_that_is_also_the_name_is_not_surely_the_name() -> None:
    assert how(post("I knitted a bonnet for her?"), name="Bonnet") is Naming.NONE
    assert how(post("Not a word from Bonnet so far."), name="Bonnet") is Naming.NAMED
