"""The words of a language model as blocks: links beside each sentence, or one line without."""

import pytest

from bot.llm.abstracts import Abstract
from bot.llm.citations import CitedSentence
from bot.llm.failure import Failure
from bot.locale import speaking
from bot.messages.abstract import WITHOUT, abstract_blocks, without_abstract
from tests.analysis.mentions import mention

ONE, OTHER = mention("It broke."), mention("It came.")
WRITTEN = Abstract(
    "llama <3", (CitedSentence("Kettles broke.", (ONE, OTHER)), CitedSentence("One came.", (OTHER,)))
)


def test_each_sentence_stands_before_links_to_what_it_cites() -> None:
    said, who = abstract_blocks(WRITTEN)
    elements = said["elements"][0]["elements"]
    links = [(each["text"], each["url"]) for each in elements if each["type"] == "link"]
    assert links == [("[1]", ONE.url), ("[2]", OTHER.url), ("[2]", OTHER.url)]
    assert "llama <3" in who["elements"][0]["text"]
    assert without_abstract(WRITTEN) == ""


@pytest.mark.parametrize("failure", Failure)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_page_without_says_why_in_one_line(failure: Failure, language: str) -> None:
    failed = Abstract("llama", failure=failure)
    assert abstract_blocks(failed) == []
    with speaking("fr" if language == "fr" else "en"):
        said = without_abstract(failed)
    assert "llama" in said
    assert said.startswith("Sans" if language == "fr" else "Without")
    assert "\n" not in said


def test_every_failure_has_its_sentence() -> None:
    assert set(WITHOUT) == set(Failure)
