"""What kind of speech a mention is."""

import pytest

from bot.analysis.impressions import Impression
from bot.analysis.speech import LIKELY, Speech, speech, text_speech
from bot.models import MentionKind
from tests.analysis.mentions import mention

SAID = [
    ("en", Speech.COMPLAINT, "Acme charged me twice and nobody answered my three mails."),
    ("en", Speech.COMPLAINT, "Third Acme kettle in a year. The handle fell off again, I am fed up."),
    ("en", Speech.COMPLAINT, "Worst delivery ever from Acme, the parcel never arrived."),
    ("en", Speech.COMPLAINT, "Three weeks, and still not fixed."),
    ("en", Speech.COMPLAINT, "Acme lost my order."),
    ("fr", Speech.COMPLAINT, "Trois semaines, et toujours pas réparée."),
    ("fr", Speech.COMPLAINT, "Acme a perdu mon dossier."),
    ("en", Speech.QUESTION, "Does anyone know how long the Acme lid takes to dry?"),
    ("en", Speech.QUESTION, "Is it normal that the Acme hums at night?"),
    ("en", Speech.QUESTION, "how do you clean the spout of an acme kettle"),
    ("en", Speech.REQUEST, "Please add a way to switch the beep off, Acme."),
    ("en", Speech.REQUEST, "It would be nice if the Acme remembered the temperature."),
    ("en", Speech.PRAISE, "Kudos to Acme, they replaced it free of charge and were very helpful."),
    ("en", Speech.PRAISE, "Two years in and my Acme works like a charm."),
    ("en", Speech.BUG, "Since the update the Acme app crashes when I open the timer."),
    ("en", Speech.BUG, "My Acme won't connect to the phone anymore, error code 17."),
    ("en", Speech.ANNOUNCEMENT, "Acme announces a kettle for camping, available from Monday."),
    ("en", Speech.ANNOUNCEMENT, "Acme opens its first shop in Leeds"),
    (
        "en",
        Speech.WISH_TO_BUY,
        "Thinking of buying an Acme for my mother, in the market for a quiet one.",
    ),
    ("en", Speech.WISH_TO_BUY, "Torn between the Acme and the Brimeo, which one should I get?"),
    (
        "en",
        Speech.ANSWER,
        "Tomasz from Acme here. We're sorry, we are looking into it: send us a message.",
    ),
    ("en", Speech.ADVERT, "Selling my Acme kettle, barely used, 20 or best offer, collection only."),
    ("en", Speech.ADVERT, "Flash sale! Use code TEA20, 20% off every Acme kettle. Shop now."),
    ("fr", Speech.COMPLAINT, "Toujours aucune réponse d’Acme, j’attends depuis un mois mon remboursement."),
    ("fr", Speech.COMPLAINT, "Poignée cassée au bout de trois semaines, plus jamais Acme."),
    ("fr", Speech.QUESTION, "Quelqu’un sait comment détartrer la Acme ?"),
    ("fr", Speech.QUESTION, "Est-ce que la Acme va au lave-vaisselle ?"),
    ("fr", Speech.REQUEST, "Il faudrait pouvoir couper le bip, s’il vous plaît."),
    ("fr", Speech.REQUEST, "J’aimerais que la Acme garde la température en mémoire."),
    ("fr", Speech.PRAISE, "Bravo Acme, remplacée gratuitement, je recommande."),
    ("fr", Speech.PRAISE, "Ma Acme a dix ans et fonctionne parfaitement."),
    ("fr", Speech.BUG, "Depuis la mise à jour, l’appli Acme plante dès que j’ouvre le minuteur."),
    ("fr", Speech.BUG, "La bouilloire s’éteint toute seule, message d’erreur 17."),
    ("fr", Speech.ANNOUNCEMENT, "Acme lance une bouilloire de camping, disponible dès lundi."),
    ("fr", Speech.WISH_TO_BUY, "J’hésite entre la Acme et la Brimeo, laquelle prendre ?"),
    (
        "fr",
        Speech.ANSWER,
        "Léa de l’équipe Acme : toutes nos excuses, envoyez-nous un mot en MP.",
    ),
    ("fr", Speech.ADVERT, "Vends bouilloire Acme, état neuf, remise en main propre, prix à débattre."),
    ("fr", Speech.ADVERT, "Code promo THE20 : livraison offerte sur toutes les Acme, profitez-en !"),
]


@pytest.mark.parametrize(("lang", "kind", "text"), SAID)
def test_the_main_kind_is_read(lang: str, kind: Speech, text: str) -> None:
    found = text_speech(text, lang)
    assert (found.value or ("",))[0] == kind, found
    assert found.reasons[0].code == kind
    assert all(word in text for word in found.reasons[0].words)


def test_a_complaint_may_be_a_question_too() -> None:
    found = text_speech("The Acme app crashes since the update. Does anyone have a workaround?", "en").value
    assert found
    assert found[0] is Speech.BUG
    assert Speech.QUESTION in found


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Acme on the shelf, tea in the cup, rain on the roof."),
        ("fr", "La Acme est sur l’étagère quand il pleut."),
        ("en", ""),
        ("de", "Vielen Dank für die schöne Lampe!"),
    ],
)
def test_what_shows_no_kind_has_none(lang: str, text: str) -> None:
    assert not text_speech(text, lang)


def test_one_word_of_sale_is_no_advert() -> None:
    assert Speech.ADVERT not in (text_speech("There is a discount somewhere, I hear.", "en").value or ())


def test_thanks_in_advance_praise_nobody() -> None:
    assert (text_speech("Merci d’avance pour votre aide, je débute.", "fr").value or ("",))[
        0
    ] == Speech.QUESTION


def test_praise_that_is_negated_is_a_complaint() -> None:
    assert text_speech("I would not recommend it.", "en").value == (Speech.COMPLAINT,)


def test_what_others_are_quoted_with_is_not_read() -> None:
    assert not speech(mention("> Does anyone know how to clean it?\nWith salt.", lang="en"))


def test_an_article_without_another_sign_announces() -> None:
    found = speech(mention("Tea, kettles and rain.", kind=MentionKind.ARTICLE, lang="en"))
    assert found.value == (Speech.ANNOUNCEMENT,)
    assert found.reasons[0].code == "article"


@pytest.mark.parametrize(("thread", "kind"), [("t1", Speech.ANSWER), ("", Speech.ANNOUNCEMENT)])
def test_what_the_team_writes_is_an_answer_or_an_announcement(thread: str, kind: Speech) -> None:
    said = mention("Why does it crash?", thread=thread, lang="en")
    assert speech(said, is_staff=True).value == (kind,)


def test_one_entry_of_sale_makes_no_advert_however_many_words_it_has() -> None:
    assert text_speech("They brought it to us, remise en main propre.", "fr").value is None
    assert text_speech("Remise en main propre, port compris.", "fr").value == (Speech.ADVERT,)


def test_ironic_praise_is_a_complaint() -> None:
    found = text_speech("Good job breaking my kettle again, it is useless now, thanks.", "en").value
    assert found
    assert Speech.PRAISE not in found


BARE = mention("The lid of our Acme is in the garden now.", lang="en")


def seeming(kind: str, likelihood: float) -> tuple[Speech, ...] | None:
    return speech(BARE, impression=Impression(0.0, kind, likelihood)).value


def test_where_words_say_nothing_a_likely_impression_is_the_kind() -> None:
    assert seeming("bug", LIKELY) == (Speech.BUG,)
    assert seeming("bug", LIKELY - 0.01) is None


@pytest.mark.parametrize("kind", ["-", "answer", "announcement", "advert"])
def test_an_impression_sets_nothing_apart(kind: str) -> None:
    assert seeming(kind, 1.0) is None


def test_words_speak_before_an_impression() -> None:
    asked = mention("Where is the lid?", lang="en")
    assert speech(asked, impression=Impression(0.0, "praise", 1.0)).value == speech(asked).value


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Code LEA10 gets you one month free of Acme, link in my profile"),
        ("fr", "Code LEA10 : 1 mois offert sur Acme, lien dans mon profil"),
        ("en", "This letter is supported by Acme: quote LEA10 for three months free."),
    ],
)
def test_a_code_and_what_it_brings_are_an_advert(lang: str, text: str) -> None:
    assert (text_speech(text, lang).value or ("",))[0] is Speech.ADVERT


@pytest.mark.parametrize("text", ["The code E17 flashes.", "Error code ABCD", "They quote MX5 owners."])
def test_a_code_that_takes_nothing_off_is_none(text: str) -> None:
    assert Speech.ADVERT not in (text_speech(text, "en").value or ())
