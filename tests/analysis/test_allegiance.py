"""Who speaks for whom."""

import pytest

from bot.analysis.allegiance import Brand, allegiance
from tests.analysis.mentions import mention

ACME = Brand("Acme", ("Acme",))
BRIMEO = Brand("Brimeo", ("Brimeo", "Bri Meo"), is_ours=False)
BRANDS = (ACME, BRIMEO)


@pytest.mark.parametrize(
    ("lang", "text", "brand"),
    [
        ("en", "Lea from Acme here. The fix is out.", ACME),
        ("en", "Hi, I work at Acme, so take it with salt.", ACME),
        ("en", "Disclosure: I work on the lids at Acme.", ACME),
        ("en", "Brimeo founder here, we feel for them.", BRIMEO),
        ("en", "All of us at Bri Meo wish them well.", BRIMEO),
        ("fr", "Ici Léa de chez Acme, le correctif est sorti.", ACME),
        ("fr", "Je travaille chez Brimeo, je précise.", BRIMEO),
        ("fr", "Au nom de Acme, toutes nos excuses.", ACME),
        ("en", "I run logistics at Acme, and this was our mistake.", ACME),
        ("fr", "Je m’occupe des livraisons chez Acme, je regarde.", ACME),
        ("fr", "Bonjour, Marc de Acme. Nous regardons.", ACME),
        ("fr", "Bonjour à tous, Marc, service consommateurs de Brimeo. Merci de patienter.", BRIMEO),
        ("en", "Hi all! Sarah, customer care at Acme. A van is on its way.", ACME),
        ("en", "Sarah with Acme here: the lids are safe.", ACME),
        ("fr", "Je suis vendeuse chez Acme.", ACME),
        ("en", "I’m a designer at Acme, and I drew it.", ACME),
        ("en", "We are Acme, and we are sorry.", ACME),
        ("en", "Speaking for Acme: the lids are safe.", ACME),
        ("en", "Sarah here from Acme. The lids are safe.", ACME),
        ("en", "Sorry about the lids!\nSarah, founder of Acme", ACME),
        ("en", "We look into it. Cheers, the Acme team", ACME),
        ("en", "They ship on Monday. — Ann, Acme CEO", ACME),
        ("fr", "Les couvercles arrivent lundi. Cordialement, l’équipe Acme.", ACME),
        ("fr", "Toutes nos excuses.\nCamille, cofondatrice de Acme", ACME),
    ],
)
def test_who_says_so_speaks_for_the_brand(lang: str, text: str, brand: Brand) -> None:
    found = allegiance(mention(text, lang=lang), BRANDS)
    assert found.value == brand
    assert found.reasons[0].code == "words"
    assert found.reasons[0].words[0] in text


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "My Acme leaks."),
        ("en", "I used to work at Acme."),
        ("en", "I don't work for Acme, I just like it."),
        ("en", "Thanks to the Acme team!"),
        ("en", "> Lea from Acme here.\nWelcome!"),
        ("fr", "Merci l’équipe Acme !"),
        ("fr", "Je suis cliente chez Acme depuis dix ans."),
        ("fr", "Un gars de chez Acme me l’a montré."),
        ("fr", "Bonjour, Marc de chez Acme m’a rappelée."),
        ("fr", "Bonjour Marc de chez Acme, merci encore."),
        ("fr", "Bonjour, Marc de Acme, vous aviez promis."),
        ("fr", "Bonjour, pots de Acme. Qui en veut ?"),
        ("en", "Sarah from Acme told me to wait."),
        ("en", "Bottles from Acme. Never again."),
    ],
)
def test_who_only_speaks_of_it_does_not(lang: str, text: str) -> None:
    assert not allegiance(mention(text, lang=lang), BRANDS)


@pytest.mark.parametrize(
    ("author", "brand"),
    [
        ("Acme", ACME),
        ("@acme", ACME),
        ("acme_support", ACME),
        ("AcmeFrance", ACME),
        ("acme.bsky.social", ACME),
        ("acme@social.example", ACME),
        ("Lars (Brimeo)", BRIMEO),
        ("The Bri Meo Team", BRIMEO),
        ("Brimeo_Marc", BRIMEO),
        ("sarah-acme", ACME),
        ("Anne-Lise, équipe Acme", ACME),
        ("Jo Marsh, Acme support", ACME),
        ("Mehdi du SAV Acme", ACME),
        ("Tunde from Acme", ACME),
        ("Ewa at Bri Meo", BRIMEO),
        ("Sabine de Brimeo", BRIMEO),
    ],
)
def test_an_account_named_after_the_brand_speaks_for_it(author: str, brand: Brand) -> None:
    found = allegiance(mention("Hello.", author=author), BRANDS)
    assert found.value == brand
    assert found.reasons[0].code == "account"


@pytest.mark.parametrize(
    "author",
    [
        "acme_fan",
        "AcmeSucks",
        "Acmella",
        "placme",
        "not_acme",
        "old_acme",
        "ann",
        "",
        "Tired of Acme",
        "Déçu de Acme",
    ],
)
def test_an_account_that_only_holds_the_name_does_not(author: str) -> None:
    assert not allegiance(mention("Hello.", author=author), BRANDS)


def test_a_surname_behind_a_first_name_is_a_persons_name() -> None:
    bonnet = Brand("Bonnet", ("Bonnet",))
    assert not allegiance(mention("Merci !", author="Marc_Bonnet"), [bonnet])
    assert not allegiance(mention("Merci !", author="Marc de Bonnet"), [bonnet])


@pytest.mark.parametrize("account", [("", "@ann"), ("", "ANN"), ("forum", "ann")])
def test_who_was_named_speaks_for_the_team(account: tuple[str, str]) -> None:
    found = allegiance(mention("Hello.", author="ann"), BRANDS, team=[account])
    assert found.value == ACME
    assert found.reasons[0].code == "named"


@pytest.mark.parametrize("text", ["", "!", "Their new lids are fine.\n↩\ufe0e", "Fine ★\ufe0f"])
def test_nobody_is_of_a_brand_by_a_text_that_ends_without_a_word(text: str) -> None:
    assert not allegiance(mention(text, author="Ann Archer"), BRANDS)


def test_who_was_named_in_another_network_does_not() -> None:
    assert not allegiance(mention("Hello.", author="ann"), BRANDS, team=[("elsewhere", "ann")])


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "I asked the founder of Acme about the kettle."),
        ("en", "The Acme CEO says it will be fixed."),
        ("en", "Similarly, Acme CEO Tomasz Cook spoke of lids."),
        ("en", "A long talk with Tomasz Cook, Acme CEO"),
        ("en", "Great show. My guest was Tomasz Cook, founder of Acme."),
        ("en", "Tomasz Cook, Acme CEO"),
        ("en", "The Acme team has shipped new lids."),
        ("en", "This is great news from Acme."),
        ("en", "Typical. Ask the Acme CEO."),
        ("fr", "Entretien avec Tomasz Cook, fondateur de Acme."),
        ("fr", "Hier, l’équipe Acme a livré de nouveaux couvercles."),
        ("fr", "C’est le meilleur bocal de Acme."),
        ("fr", "Je suis chez Acme depuis 2010."),
        ("fr", "Je suis toujours chez Acme, et toujours mal servie."),
        ("fr", "Je suis allé me plaindre chez Acme."),
        ("fr", "Chez Acme nous avons attendu trois heures."),
        ("fr", "Chez Acme on trouve de tout."),
        ("fr", "Ici le réseau de Acme est en panne."),
        ("fr", "Je gère mon contrat chez Acme."),
        ("fr", "C’est l’équipe Acme qui gagne."),
        ("en", "I’m with Acme and it is slow."),
        ("en", "I’m an unhappy customer at Acme."),
        ("en", "I’m a regular at Acme."),
        ("en", "I run Acme on an old server."),
        ("en", "I run into problems at Acme."),
        ("en", "I manage three contracts at Acme."),
        ("en", "We are Acme customers."),
        ("en", "You find the best lids here at Acme."),
        ("en", "Everybody laughed at us at Acme."),
        ("en", "A firm that lobbies on behalf of Acme."),
        ("en", "It was shipped here from Acme."),
        ("fr", "J’ai écrit à la fondatrice de Acme."),
    ],
)
def test_who_speaks_of_a_founder_is_none(lang: str, text: str) -> None:
    assert not allegiance(mention(text, lang=lang), BRANDS)


def test_a_founder_is_one_and_what_nobody_signed_speaks_for_nobody() -> None:
    text = "I’m the founder of Acme."
    assert allegiance(mention(text, lang="en"), BRANDS)
    assert not allegiance(mention(text, lang="en", author=""), BRANDS)


MANY = tuple(Brand(f"Zorb {n}", (f"Zorb {n}",), is_ours=False) for n in range(40))


@pytest.mark.parametrize(
    ("author", "text", "name"),
    [
        ("", "I work at AC/DC, in the shop.", ""),
        ("ann", "I work at AC/DC, in the shop.", "AC/DC"),
        ("ann", "I work for Yahoo! and like it.", "Yahoo!"),
        ("ann", "I work at Zorb 17, since you ask.", "Zorb 17"),
        ("ann", "Hello all, Sarah from Zorb 17. The lids are safe.", "Zorb 17"),
        ("zorb3_support", "The lids are safe.", "Zorb 3"),
        ("ann@zorb.example", "The lids are safe.", ""),
        ("Acme@social.example", "The lids are safe.", "Acme"),
    ],
)
def test_a_brand_is_found_among_many_as_it_is_alone(author: str, text: str, name: str) -> None:
    others = (Brand("AC/DC", ("AC/DC",)), Brand("Yahoo!", ("Yahoo!",)))
    brands = (*MANY, *others, ACME)
    said = mention(text, author=author, lang="en")
    found = allegiance(said, brands).value
    assert (found.name if found else "") == name
    alone = [brand for brand in brands if allegiance(said, [brand])]
    assert [brand.name for brand in alone] == ([name] if name else [])


@pytest.mark.parametrize(
    ("langs", "author", "text"),
    [
        (["fr"], "m-ferrand", "La 7 suffit pour 90 m².\n\nM. Ferrand, conseil technique, Acme"),
        (["fr"], "m-ferrand", "Votre lampe part mercredi.\nM. Ferrand, Acme"),
        (["en", "fr"], "jo_k", "Split the bands, then pair again. — Jo, Acme UK"),
        (["en", "fr"], "jo_k", "Split the bands, then pair again.\n— Jo, Acme UK"),
        (["en", "fr"], "somebody", "Rolled back for all of you tonight. (Acme, cloud.)"),
        (["fr"], "somebody", "Nous vous rappelons demain.\nService client Acme"),
        (["fr"], "Noémie", "Les 15 € repartent aujourd’hui. Noémie, équipe Acme"),
        (["en"], "Ugo", "Seen and reproduced, it goes tonight. Ugo, Acme"),
        (["en"], "declanb", "I look after the lids over at Acme, so this one is mine."),
        (["fr"], "declanb", "Je suis au support de Acme, je regarde."),
        (["en"], "tv_ops", "I run the cloud side at Acme, and the endpoint is closed."),
        (["fr"], "RH-Acme", "Nous cherchons une monteuse à Lyon."),
    ],
)
def test_who_ends_a_text_with_their_name_and_the_brands_speaks_for_it(
    langs: list[str], author: str, text: str
) -> None:
    assert {allegiance(mention(text, author=author, lang=lang), BRANDS).value for lang in langs} == {ACME}


@pytest.mark.parametrize(
    ("author", "text"),
    [
        ("paula", "Here is what they sent me:\nSplit the bands, then pair again.\nJo Kent, Acme UK"),
        ("paula", "Mine is fine.\nAcme, two years old"),
        ("paula", "Three weeks and nothing (Acme, again)."),
        ("paula", "It broke.\nPaula, who will never buy Acme"),
        ("paula", "Great lamp. Thanks Acme"),
        ("jo_k", "Jo, Acme UK"),
        ("jo_k", "It broke again. Ask Lea, Acme"),
        ("acmefan", "What a lamp.\nAcme"),
    ],
)
def test_whoever_names_the_brand_at_the_end_for_another_reason_does_not(author: str, text: str) -> None:
    assert not allegiance(mention(text, author=author, lang="en"), BRANDS)


@pytest.mark.parametrize("unit", ["\n", " ", "(", "— ", ". ", "Acme, "])
def test_the_end_of_a_hostile_text_is_looked_at_no_further_than_a_signature_is_long(unit: str) -> None:
    text = "It broke. " + unit * 50_000 + "x!"
    assert not allegiance(mention(text, author="paula", lang="en"), BRANDS)
