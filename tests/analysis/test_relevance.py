"""About the watched name, or about something else that is called the same."""

import pytest
from msgspec.structs import replace

from bot.analysis.ordinary_names import LISTS, entries, ordinary_name
from bot.analysis.reading import Reading, Reason
from bot.analysis.relevance import KnownName, in_thread, relevance
from bot.analysis.relevance_lessons import RelevanceLessons
from tests.analysis.mentions import mention

PEAR = KnownName(("Pear",), products=("kettle", "lid"), neighbours=("Brimeo",))
POIRE = KnownName(("Citron",), products=("bouilloire", "couvercle"))


@pytest.mark.parametrize(
    ("text", "lang", "name", "code"),
    [
        ("The kettle from Pear leaks.", "en", PEAR, "product"),
        ("I wrote to Pear customer service about it.", "en", PEAR, "ours"),
        ("Ask @pear why it is late", "en", PEAR, "address"),
        ("Between Pear and Brimeo I know what I take.", "en", PEAR, "neighbour"),
        ("Ma bouilloire Citron fuit.", "fr", POIRE, "product"),
        ("Je suis passée chez Citron l’an dernier.", "fr", POIRE, "ours"),
    ],
)
def test_evidence_for_ours_makes_it_ours(text: str, lang: str, name: KnownName, code: str) -> None:
    found = relevance(mention(text, lang=lang), name)
    assert found.value is True, found
    assert code in [reason.code for reason in found.reasons]


@pytest.mark.parametrize(
    ("text", "lang", "name"),
    [
        ("I ate a pear under the tree. It was good.", "en", PEAR),
        ("Mrs Pear called the school.", "en", PEAR),
        ("My neighbour Alice Pear is ninety.", "en", PEAR),
        ("We drove to a place called Pear.", "en", PEAR),
        ("J’ai mis un citron dans le thé. Délicieux.", "fr", POIRE),
        ("Mme Citron a téléphoné à l’école.", "fr", POIRE),
        ("Les habitants de Citron votent dimanche.", "fr", POIRE),
    ],
)
def test_frames_of_a_namesake_make_it_one(text: str, lang: str, name: KnownName) -> None:
    found = relevance(mention(text, lang=lang), name)
    assert found.value is False, found


@pytest.mark.parametrize("text", ["Pear again!", "What a day with the Pear", "PEAR PEAR PEAR", "pear again"])
def test_without_evidence_nothing_is_said(text: str) -> None:
    assert not relevance(mention(text, lang="en"), PEAR)


@pytest.mark.parametrize(
    ("text", "lang", "code"),
    [
        ("We waited an hour with Citron and then left.", "en", "foreign"),
        ("Citron announced it this morning.", "en", "foreign"),
        ("Does anybody know Citron’s opening hours?", "en", "foreign"),
        ("Une heure avec Citron, et rien.", "fr", "proper"),
        ("Citron n’a rien dit.", "fr", "proper"),
        ("CITRON A GARDÉ MON ARGENT", "fr", "proper"),
        ("RENDEZ MON ARGENT CITRON", "", "proper"),
    ],
)
def test_a_word_that_stands_as_a_name_is_one(text: str, lang: str, code: str) -> None:
    found = relevance(mention(text, lang=lang), POIRE)
    assert (found.value, code in [reason.code for reason in found.reasons]) == (True, True), found


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("We had lunch at the Citron by the harbour.", "en"),
        ("We stayed at Le Citron in Dieppe.", "en"),
        ("Le Citron, sur le quai, ferme en juin.", "fr"),
        ("Citron à Menton : trois jours de fête", "fr"),
        ("Deux jours au Citron Bleu.", "fr"),
        ("Une heure avec Citron Bleu, et rien.", "fr"),
        ("Citron confit, 200 g", "fr"),
    ],
)
def test_a_word_behind_an_article_or_beside_another_name_is_none(text: str, lang: str) -> None:
    found = relevance(mention(text, lang=lang), POIRE)
    assert found.value is not True, found


def test_of_a_surname_how_it_stands_says_nothing() -> None:
    known = KnownName(("Bonnet",), products=("farine",))
    assert relevance(mention("Une heure avec Bonnet, et rien.", lang="fr"), known).value is None


def test_a_word_of_ours_in_the_heading_of_the_thread_tells() -> None:
    found = relevance(replace(mention("From Pear.", lang="en"), topic="Which kettle do you use?"), PEAR)
    assert Reason("thread", ("kettle",)) in found.reasons


def test_words_of_ours_in_a_thread_are_added_to_what_a_post_says_by_itself() -> None:
    alone = relevance(mention("Mine is a Pear", lang="en"), PEAR)
    found = in_thread(in_thread(alone, ["kettle"]), ["lid", "kettle"])
    assert (alone.value, found.value) == (None, True)
    assert found.reasons == (Reason("thread", ("kettle", "lid")), *alone.reasons)


def test_a_thread_changes_nothing_of_what_could_not_be_read() -> None:
    failed: Reading[bool] = Reading(None, (Reason("failed"),))
    assert in_thread(failed, ["kettle"]) is failed


@pytest.mark.parametrize(
    ("text", "lang", "name"),
    [
        ("I paid 4.50 € for the Pear one.", "en", PEAR),
        ("Is there a helpline at all, Pear?", "en", PEAR),
        ("Deux mois que j’attends mon remboursement de Citron.", "fr", POIRE),
        ("Pear recalls half of what it made in May", "en", PEAR),
        ("The kettles are out again, says Pear", "en", PEAR),
        ("Nothing to add. #PearGate", "en", PEAR),
    ],
)
def test_trade_beside_the_name_and_other_numbers_of_its_products_make_it_ours(
    text: str, lang: str, name: KnownName
) -> None:
    assert relevance(mention(text, lang=lang), name).value is True


@pytest.mark.parametrize(
    "text", ["le maire Hervé Bonnet inaugure le magasin", "Un prix pour la chercheuse Aïssatou Bonnet"]
)
def test_a_surname_behind_what_is_no_word_is_a_persons_name(text: str) -> None:
    assert relevance(mention(text, lang="fr"), KnownName(("Bonnet",), products=("farine",))).value is not True


def test_a_product_may_be_named_in_the_plural_and_written_in_the_singular() -> None:
    known = KnownName(("Citron",), products=("bouilloires", "grands verres"))
    assert relevance(mention("Un grand verre Citron, cassé.", lang="fr"), known).value is True


def test_who_speaks_for_the_brand_speaks_of_it() -> None:
    plain = mention("Fixed on Monday, sorry.", lang="en")
    assert relevance(plain, PEAR, speaks="Pear").value is True
    assert relevance(plain, PEAR, speaks="Brimeo").value is None


def test_an_answer_is_about_what_its_heading_is_about() -> None:
    plain = mention("Same here, since Monday.", lang="en")
    for heading, value in (
        ("Ask Pear customer service?", True),
        ("Mrs Pear at school", False),
        ("School", None),
    ):
        assert relevance(replace(plain, topic=heading), PEAR).value is value


def test_each_piece_of_evidence_is_shown_as_it_is_written() -> None:
    found = relevance(mention("My Kettle is from Pear, the LID too.", lang="en"), PEAR)
    assert {reason.code: reason.words for reason in found.reasons} == {
        "product": ("Kettle", "LID"),
        "ours": ("from Pear",),
        "proper": ("Pear",),
        "written": ("Pear",),
    }


def test_who_writes_all_in_small_letters_tells_nothing_by_them() -> None:
    assert "small_letters" not in [r.code for r in relevance(mention("ugh pear", lang="en"), PEAR).reasons]
    assert "small_letters" in [r.code for r in relevance(mention("Ugh, pear", lang="en"), PEAR).reasons]


def test_a_name_that_is_nothing_else_is_ours_wherever_it_stands() -> None:
    coined = KnownName(("Zorblax",), is_ordinary=False)
    assert relevance(mention("zorblax", lang="en"), coined).value is True


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Orange", "english"),
        ("Citron", "french"),
        ("Élise", "first_name"),
        ("Dupont", "surname"),
        ("apples", "english"),
    ],
)
def test_names_that_are_something_else_are_seen(name: str, kind: str) -> None:
    found = ordinary_name(name)
    assert found
    assert kind in [reason.code for reason in found.reasons]


@pytest.mark.parametrize("name", ["Zorblax", "Orange Bank", "Brimeo", "", "C++", ".NET", "@orange"])
def test_names_that_are_nothing_else_are_not(name: str) -> None:
    assert not ordinary_name(name)


@pytest.mark.parametrize("kind", LISTS)
def test_the_lists_of_others_are_there_folded_and_say_whose_they_are(kind: str) -> None:
    held = entries(kind)
    assert len(held) > 500
    assert all(entry == entry.casefold().strip() and " " not in entry for entry in held)


LESSONS = [
    *[(f"Pear on the stove {n}", Reading[bool](), True) for n in range(5)],
    *[(f"Pear in the orchard {n}", Reading[bool](), False) for n in range(5)],
]


def test_three_lessons_of_each_kind_speak_where_the_evidence_cannot() -> None:
    taught = RelevanceLessons(LESSONS)
    assert taught.relevance("Pear and the stove", Reading()).value is True
    assert taught.relevance("Pear and the orchard", Reading()).value is False
    assert taught.relevance("Pear and the orchard", Reading(True)).value is True


def test_fewer_lessons_do_not() -> None:
    assert not RelevanceLessons(LESSONS[:7]).relevance("Pear in the orchard", Reading())
