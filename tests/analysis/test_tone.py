"""The tone towards the watched name."""

import pytest

from bot.analysis.reading import Reading
from bot.analysis.tone import Tone, text_tone, tone
from bot.analysis.tone_lessons import ToneLessons
from bot.models import MentionKind
from tests.analysis.mentions import mention, spots

ACME, BRIMEO = spots("Acme"), spots("Brimeo")


def read(text: str, lang: str = "en") -> Reading[Tone]:
    return tone(mention(text, lang=lang), ACME, BRIMEO)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "My Acme kettle stopped working after two days and nobody answers the phone."),
        ("en", "Acme's new app is garbage."),
        ("en", "The Acme kettle doesn't even turn on anymore"),
        ("en", "Not a good day to own an Acme."),
        ("en", "Acme was never reliable."),
        ("en", "SOOOO disappointed in you, Acme 😡"),
        ("en", "The lid is pretty, but the Acme leaks and the shop won't refund it."),
        ("fr", "Ma bouilloire Acme ne marche plus, et le SAV ne répond pas."),
        ("fr", "Acme, c'est nuuuul"),
        ("fr", "Franchement pas content de mon Acme."),
        ("fr", "Je ne rachèterai pas un seul Acme."),
        ("fr", "Jamais reçu ma commande Acme, j'attends depuis trois semaines"),
        ("fr", "Joli couvercle, mais la Acme fuit de partout, je suis déçue."),
    ],
)
def test_a_complaint_is_critical(lang: str, text: str) -> None:
    assert read(text, lang).value is Tone.CRITICAL


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "I love my Acme kettle, it works great."),
        ("en", "Not bad at all, this Acme!"),
        ("en", "A better answer than I have ever had from a shop."),
        ("en", "No complaints about the Acme after a year."),
        ("en", "Kudos to Acme: they replaced it within two days ❤️"),
        ("fr", "Vraiment pas mal, cette bouilloire Acme."),
        ("fr", "Merci Acme, remplacée gratuitement en deux jours !"),
        ("fr", "Aucun souci avec mon Acme depuis un an, je recommande."),
        ("fr", "J'adore 😍"),
    ],
)
def test_praise_is_favourable(lang: str, text: str) -> None:
    assert read(text, lang).value is Tone.FAVOURABLE


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Acme went dark on a roundabout and a van clipped her pannier."),
        ("en", "Acme opens a shop in Leeds on Monday."),
        ("fr", "Acme ouvre une boutique à Nantes lundi."),
        ("fr", "La mienne s’est éteinte deux fois."),
        ("fr", "Avec mes horaires c’est mort, vous prenez quoi ?"),
        ("fr", "Honnêtement je ne vois pas d’écart avec une Acme."),
        ("fr", "Merci à tous, je vais voir."),
        ("en", "Honest question: which lid fits?"),
        ("en", "He sucks the spout for an hour."),
        ("de", "Das ist furchtbar schlecht."),
        ("", "horrible"),
        ("en", ""),
    ],
)
def test_where_no_word_shows_a_tone_none_is_said(lang: str, text: str) -> None:
    assert not read(text, lang)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Mixed feelings about the Acme kettle."),
        ("fr", "Avis mitigé sur la Acme."),
        ("en", "A great kettle, a bad lid: that is Acme."),
    ],
)
def test_who_weighs_both_sides_is_neutral(lang: str, text: str) -> None:
    assert read(text, lang).value is Tone.NEUTRAL


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("en", "The Brimeo is so much better than Acme", Tone.CRITICAL),
        ("en", "Acme is better than Brimeo here", Tone.FAVOURABLE),
        ("en", "Switched from Acme to Brimeo last week", Tone.CRITICAL),
        ("fr", "Brimeo, c'est mieux que Acme", Tone.CRITICAL),
        ("fr", "Acme est plus fiable que Brimeo", Tone.FAVOURABLE),
    ],
)
def test_a_comparison_is_read_by_where_the_name_stands(lang: str, text: str, expected: Tone) -> None:
    found = read(text, lang)
    assert found.value is expected
    assert "compared" in [reason.code for reason in found.reasons]


def test_what_a_sentence_says_of_another_brand_is_not_said_of_ours() -> None:
    assert not read("Brimeo is garbage. I use an Acme.")
    assert read("Brimeo is fine. Acme is garbage.").value is Tone.CRITICAL


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Great, the Acme is broken again. Thanks for nothing."),
        ("en", "Love how Acme lost my parcel and my refund 🙄"),
        ("fr", "Bravo les Acme, encore en panne. Merci pour rien."),
        ("fr", "Super le SAV, toujours aucune réponse 🙃"),
    ],
)
def test_ironic_praise_is_criticism(lang: str, text: str) -> None:
    found = read(text, lang)
    assert found.value is Tone.CRITICAL
    assert "ironic" in [reason.code for reason in found.reasons]


def test_what_is_quoted_is_anothers_tone() -> None:
    assert not read("> Acme is garbage, I hate it.\nWhere did you read that?")
    assert not read("The paper writes “Acme is horrible garbage, avoid it” on page two.")
    assert not read("On lit « Acme est une horrible arnaque » en page deux.", "fr")


def test_a_tone_stands_on_the_words_as_written() -> None:
    [reason] = read("The Acme app is AWFUL and so buggy.").reasons
    assert (reason.code, reason.words) == ("words", ("AWFUL", "buggy"))


def test_titles_are_read_too() -> None:
    assert tone(mention("", title="Acme is a scam", lang="en"), ACME).value is Tone.CRITICAL


LESSONS = [
    *[(f"went dark on street {n}", Reading[Tone](), Tone.CRITICAL) for n in range(15)],
    *[(f"comes in blue number {n}", Reading[Tone](), Tone.NEUTRAL) for n in range(15)],
]


def test_from_25_corrections_on_the_channels_own_words_speak() -> None:
    taught = ToneLessons(LESSONS)
    found = taught.tone("mine went dark too", Reading())
    assert found.value is Tone.CRITICAL
    assert [reason.code for reason in found.reasons] == ["lessons"]
    assert found.reasons[0].words


def test_fewer_corrections_teach_nothing() -> None:
    assert not ToneLessons(LESSONS[:24]).tone("mine went dark too", Reading())


def test_what_was_not_taught_stays_as_the_rules_say() -> None:
    taught = ToneLessons(LESSONS)
    text = "I love it"
    assert taught.tone(text, text_tone(text, "en")).value is Tone.FAVOURABLE


def test_one_mild_word_in_a_long_text_or_an_article_makes_no_criticism() -> None:
    mild = "The lid is heavy."
    assert read(mild).value is Tone.CRITICAL
    filler = " The water stands in it, the tea comes out of it, and we drink." * 8
    assert read(mild + filler).value is None
    paper = mention(mild, lang="en", kind=MentionKind.ARTICLE)
    assert tone(paper, spots("Acme")).value is None


def test_a_comparison_does_not_reach_over_a_colon() -> None:
    assert read("Réparer plutôt que jeter : Acme ouvre un atelier.", "fr").value is None
    assert read("Une lampe à piles plutôt que Acme.", "fr").value is Tone.CRITICAL


@pytest.mark.parametrize(
    ("lang", "text"),
    [("fr", "On ne la trouve nulle part en ville."), ("en", "That would explain why it hums.")],
)
def test_a_longer_entry_without_tone_takes_out_what_it_holds(lang: str, text: str) -> None:
    assert read(text, lang).value is None


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Great idea, what could possibly go wrong with a kettle in the cloud."),
        ("fr", "« Redémarrez-la ». Merci, j’y avais pensé."),
    ],
)
def test_praise_in_a_mocking_frame_is_not_favourable(lang: str, text: str) -> None:
    assert read(text, lang).value is not Tone.FAVOURABLE
