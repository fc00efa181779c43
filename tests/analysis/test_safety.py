"""Whether a mention concerns people's safety."""

import pytest

from bot.analysis.impressions import Impression
from bot.analysis.safety import LIKELY, UNLIKELY, Danger, Safety, is_told, named_dangers, safety, text_safety
from tests.analysis.mentions import mention

TOLD = [
    ("en", Danger.FIRE, "My Acme kettle caught fire this morning, the fire brigade came."),
    ("en", Danger.FIRE, "There was smoke coming out of the Acme base, then it melted."),
    ("en", Danger.BODIES, "The lid jumped off and my hand is burned, I ended up in hospital."),
    ("en", Danger.BODIES, "It gave me a shock strong enough to drop the cup."),
    ("en", Danger.CHILDREN, "A toddler swallowed a battery from the Acme remote."),
    ("en", Danger.ROADS, "The lamp died and a van clipped her pannier on the roundabout."),
    ("en", Danger.ROADS, "Brakes failed on the way down, I was nearly hit by a bus."),
    ("en", Danger.ROADS, "The airbag of my Acme went off at a red light."),
    ("en", Danger.DATA, "I can read other customers’ invoices on the Acme site."),
    ("fr", Danger.ROADS, "L’airbag s’est déclenché tout seul dans mon Acme."),
    ("en", Danger.POISON, "We got food poisoning from the Acme soup, all four of us."),
    ("en", Danger.DATA, "I logged in and saw someone else's orders. Acme has a data leak."),
    ("fr", Danger.FIRE, "La batterie Acme a pris feu dans le garage."),
    ("fr", Danger.BODIES, "Je me suis brûlé la main avec la Acme, direction les urgences."),
    ("fr", Danger.BODIES, "J’ai failli y passer à cause de cette Acme."),
    ("fr", Danger.CHILDREN, "Mon fils a avalé une pile de la télécommande Acme."),
    ("fr", Danger.ROADS, "Une cycliste renversée par une voiture, sa lampe Acme était éteinte."),
    ("fr", Danger.BODIES, "Du verre dans la compote Acme !"),
    ("fr", Danger.BODIES, "Au fond du bol, trois éclats de verre. Elle a une coupure à la lèvre."),
    ("fr", Danger.BODIES, "Rappel de la compote Acme : présence de corps étrangers."),
    ("fr", Danger.BODIES, "On est aux urgences avec la petite."),
    ("fr", Danger.BODIES, "Le lit s’est replié sur sa main."),
    ("fr", Danger.DATA, "J’ouvre l’appli : je vois le relevé d’un autre client, nom et adresse."),
    ("fr", Danger.DATA, "Quelqu’un a voyagé avec mon abonnement hier."),
    ("en", Danger.BODIES, "Her face swelled up an hour later."),
    ("en", Danger.DATA, "I am looking at some stranger’s statement."),
    ("en", Danger.BODIES, "Acme recalls soup over metal fragments"),
    ("en", Danger.BODIES, "A sliver of glass in the soup, and her gum bled."),
    ("fr", Danger.DATA, "Je vois les commandes d’autres clients sur mon compte Acme."),
    ("en", Danger.BODIES, "I nearly died when the lid flew off."),
    ("en", Danger.DATA, "They mailed my invoice to another customer."),
    ("en", Danger.FIRE, "The base got so hot that it burned the kitchen table."),
    ("en", Danger.FIRE, "It set the room on fire."),
    ("fr", Danger.FIRE, "Cette Acme a mis le feu à la salle de bains."),
    ("fr", Danger.DATA, "Nos coordonnées ont fuité."),
    ("fr", Danger.DATA, "Acme a envoyé ma facture à une autre cliente."),
    ("fr", Danger.POISON, "Cette soupe a rendu mes filles malades."),
]


@pytest.mark.parametrize(("lang", "danger", "text"), TOLD)
def test_what_happened_to_people_is_sure(lang: str, danger: Danger, text: str) -> None:
    found = text_safety(text, lang)
    assert found.value
    assert found.value.is_sure, found
    assert danger in found.value.dangers
    assert all(word in text for reason in found.reasons for word in reason.words)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "There is a burning smell from the Acme base."),
        ("en", "She was smoking by the Acme stand."),
        ("en", "It could have been worse, but if it catches fire I am out."),
        ("en", "Has an Acme ever exploded?"),
        ("fr", "Ça sent le brûlé quand elle chauffe."),
        ("fr", "Est-ce qu’une Acme a déjà pris feu ?"),
        ("fr", "La Acme est dangereuse, je trouve."),
        ("fr", "Rappel produit chez Acme, trois lots."),
        ("fr", "La sangle a lâché d’un coup."),
        ("en", "The harness snapped on the second day."),
        ("en", "Acme recalls two batches of soup."),
        ("fr", "Je me suis retrouvé dans le noir au milieu du pont."),
    ],
)
def test_what_may_mean_something_else_is_unsure(lang: str, text: str) -> None:
    found = text_safety(text, lang)
    assert found.value
    assert not found.value.is_sure
    assert [reason.code for reason in found.reasons] == ["perhaps"]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "This price is murder on my wallet."),
        ("en", "I ride home in the dark on most days, the Acme is bright enough."),
        ("fr", "Je rentre toujours dans le noir, la Acme éclaire bien."),
        ("fr", "Elle se retrouve facilement dans le noir grâce à sa lueur."),
        ("en", "The new colour is to die for."),
        ("en", "Acme is killing it this year, the team is on fire!"),
        ("en", "My battery died after two days."),
        ("en", "I nearly died laughing at the Acme advert."),
        ("en", "She almost died of embarrassment."),
        ("fr", "J’ai failli mourir de honte devant la caisse."),
        ("fr", "Ils ont mis le feu hier soir au festival."),
        ("en", "Nobody was hurt."),
        ("en", "It has never caught fire in ten years."),
        ("en", "I read that on Hacker News."),
        ("en", "Acme comes with side airbags, and a knee airbag as standard."),
        ("en", "That is what I heard from other customers of Acme."),
        ("fr", "La vente de lampes Acme a explosé les objectifs."),
        ("fr", "La Acme a six airbags de série."),
        ("fr", "Ce thé est une tuerie, je suis morte de rire."),
        ("fr", "Arrêtée au feu rouge avec ma Acme."),
        ("fr", "Lu sur Hacker News pendant le hackathon."),
        ("fr", "Les prix ont explosé chez Acme."),
        ("fr", "Aucun blessé."),
        ("fr", "Douze euros le bout de plastique."),
        ("fr", "Verser l’eau bouillante sur le thé."),
        ("fr", "Les messages des autres m’ont rassurée."),
        ("en", "Pour the boiling water over the leaves."),
        ("en", "We waited three hours on the tarmac."),
        ("fr", "Il s’étouffe de rire à chaque cuillère."),
        ("fr", "Elle n’a jamais pris feu."),
        ("fr", "La pile est morte au bout d’un mois."),
        ("de", "Die Lampe hat Feuer gefangen."),
        ("en", ""),
    ],
)
def test_what_is_negated_or_figurative_is_apart(lang: str, text: str) -> None:
    assert not text_safety(text, lang)


def test_what_somebody_else_wrote_is_not_read() -> None:
    assert not safety(mention("> It caught fire.\nWhere did you read that?", lang="en"))


@pytest.mark.parametrize("lang", ["en", "de", ""])
def test_a_channels_own_words_are_sure(lang: str) -> None:
    found = text_safety("The Lid Recall 12 again", lang, urgent=["lid recall"])
    assert found.value == Safety((Danger.URGENT,), is_sure=True)
    assert found.reasons[0].words == ("Lid Recall",)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "I broke my wrist on the ice, and it was the Acme watch that called my wife."),
        ("en", "The fire spread fast; this alarm saved our lives."),
        ("fr", "Il s’est blessé en montagne, son Acme a alerté les secours."),
        ("fr", "Le feu avait pris dans la cuisine : ce détecteur m’a sauvé la vie."),
    ],
)
def test_harm_from_which_the_thing_saved_somebody_is_kept_apart(lang: str, text: str) -> None:
    assert text_safety(text, lang).value is None


BARE = "The lid of our Acme is in the garden now."
FIGURATIVE = "Their smoke grey sofa."
SURE = "My Acme kettle caught fire this morning."


def seeming(text: str, harm: float) -> Safety | None:
    return text_safety(text, "en", (), Impression(harm, "-", 1.0)).value


def test_where_words_say_nothing_a_likely_impression_is_unsure_harm_to_people() -> None:
    assert seeming(BARE, LIKELY) == Safety((Danger.PEOPLE,), is_sure=False)
    assert seeming(BARE, LIKELY - 0.01) is None


def test_what_is_unsure_by_a_word_is_none_where_the_impression_is_unlikely() -> None:
    assert seeming(FIGURATIVE, UNLIKELY) == Safety((Danger.FIRE,), is_sure=False)
    assert seeming(FIGURATIVE, UNLIKELY - 0.01) is None


@pytest.mark.parametrize("harm", [0.0, 1.0])
def test_what_words_surely_say_stands_whatever_the_impression(harm: float) -> None:
    assert seeming(SURE, harm) == text_safety(SURE, "en").value


def test_a_danger_without_a_name_is_not_named_beside_one_that_has() -> None:
    assert named_dangers([Danger.PEOPLE, Danger.FIRE]) == (Danger.FIRE,)
    assert named_dangers([Danger.PEOPLE]) == (Danger.PEOPLE,)


def test_an_impression_alone_is_not_told() -> None:
    by_impression = text_safety(BARE, "en", (), Impression(1.0, "-", 1.0))
    assert by_impression
    assert not is_told(by_impression)
    assert is_told(text_safety(SURE, "en"))
