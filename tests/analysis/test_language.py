"""The language of a mention: what its words show plainly goes before what its source says."""

import pytest

from bot.analysis.language import language, mention_language, with_language
from bot.models import Mention, MentionKind
from tests.analysis.mentions import mention
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


@pytest.mark.parametrize("text", ["Zorblax", "Salut !", "😡", "", "Zorblax 3000 Pro Max", "@merci"])
def test_few_words_overrule_no_source(text: str) -> None:
    assert heard(text, "sv") == "sv"


def test_a_kindred_name_of_the_same_language_stands() -> None:
    assert heard(NORWEGIAN, "nb") == "nb"


@pytest.mark.parametrize(
    ("text", "lang", "words"),
    [
        ("Merci Zorblax !", "fr", ("Merci",)),
        ("Zorblax, c’est bien", "fr", ("c’est",)),
        ("THANKS Zorblax 😍", "en", ("THANKS",)),
        ("still broken", "en", ("still", "broken")),
    ],
)
@pytest.mark.parametrize("said", ["", "en", "fr", "de"])
def test_unmistakable_words_tell_in_a_short_post_whatever_the_source_says(
    text: str, lang: str, words: tuple[str, ...], said: str
) -> None:
    found = mention_language(mention(text, lang=said))
    assert found.value == lang
    assert [(reason.code, reason.words) for reason in found.reasons] == [("words", words)]


def test_words_of_two_languages_leave_it_to_the_source() -> None:
    assert mention_language(mention("Merci, thanks", lang="de")).value == "de"


@pytest.mark.parametrize("text", ["Zorblax", "42", "", "https://zorblax.example/merci", "@vraiment"])
def test_where_nothing_shows_it_nothing_is_said(text: str) -> None:
    assert not mention_language(mention(text, lang=""))


def test_neither_handles_nor_addresses_are_words() -> None:
    assert (
        language("@merci_beaucoup https://ici.example/je-suis-la see you all tomorrow at the workshop")
        == "en"
    )
