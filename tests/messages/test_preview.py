"""What a query would have found, before it is saved."""

from bot.messages.blocks import words
from bot.messages.preview import read_back


def test_terms_are_bold_inside_brackets_and_beside_marks_too() -> None:
    said = "mentions of (*orange* within 5 words of *C++*) or (**NSYNC*, without *a*b*)"
    elements = list(read_back(said))
    bold = [each["text"] for each in elements if each.get("style", {}).get("bold")]
    assert bold == ["orange", "C++", "*NSYNC", "a*b"]
    assert elements[0] == words("mentions of (")
