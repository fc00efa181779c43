"""The longest run of whole sentences."""

from hypothesis import given
from hypothesis import strategies as st

from bot.analysis.passages import LONGEST, passage, shown
from bot.analysis.sentences import sentences
from bot.html import clean
from bot.text import BETWEEN_TEXTS

SHORT = "It went out again on the way home."
LONG = "It rained, and it rained, " * 10 + "and then the lamp was dark."


def told(text: str) -> str:
    found = passage(text, [(0, len(text))])
    return shown(text[slice(*found)]) if found else ""


def test_a_passage_is_the_longest_run_of_whole_sentences_that_is_not_too_long() -> None:
    assert told(f"{SHORT} {SHORT}") == f"{SHORT} {SHORT}"
    assert told(f"Hello. {LONG} {SHORT} {SHORT}") == f"{SHORT} {SHORT}"


def test_a_text_of_long_sentences_alone_has_none() -> None:
    assert passage(LONG, [(0, len(LONG))]) is None
    assert passage("", []) is None


def test_a_passage_does_not_join_what_stands_apart() -> None:
    text = f"{SHORT}|{SHORT}"
    assert passage(text, [(0, len(SHORT)), (len(SHORT) + 1, len(text))]) == (0, len(SHORT))


def test_a_passage_does_not_go_on_from_one_text_of_an_entry_into_the_next() -> None:
    assert told(f"{SHORT}{BETWEEN_TEXTS}Lamps that go out.") == SHORT
    assert told(f"{SHORT}\n\nLamps that go out.") == f"{SHORT} Lamps that go out."


def test_of_passages_that_tell_as_much_the_first_is_taken() -> None:
    assert passage(f"{SHORT} {LONG} {SHORT}", [(0, 400)]) == (0, len(SHORT) + 1)


def test_an_address_tells_nothing() -> None:
    address = "https://shop.example/" + "a" * 120
    text = f"{address}\n{LONG}\n{SHORT}"
    assert told(text) == SHORT


def test_only_wanted_runs_are_looked_at() -> None:
    text = f"{SHORT} {SHORT} {LONG} Lamp."
    found = passage(text, [(0, len(text))], lambda run: "Lamp" in text[slice(*run)])
    assert found
    assert text[slice(*found)] == "Lamp."


@given(st.text(alphabet="abc d.A!\n", max_size=900).map(clean))
def test_a_passage_is_whole_sentences_in_a_row_and_no_other_such_run_tells_more(text: str) -> None:
    found = passage(text, [(0, len(text))])
    spans = sentences(text)
    runs = [
        (spans[i][0], spans[j][1])
        for i in range(len(spans))
        for j in range(i, len(spans))
        if len(shown(text[spans[i][0] : spans[j][1]])) <= LONGEST
    ]
    letters = [sum(map(str.isalnum, text[slice(*run)])) for run in runs]
    if not runs:
        assert found is None
    else:
        assert found in runs
        assert sum(map(str.isalnum, text[slice(*found)])) == max(letters)
