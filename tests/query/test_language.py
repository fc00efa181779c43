"""What each thing one can write finds, and what it does not."""

import pytest

from bot.models import Mention
from bot.query import Index, parse
from tests.query.mentions import finds, mention


def found_in_index(query: str, said: Mention) -> bool:
    """Whether the index, which is what the running bot asks, finds the query: alone and among others."""
    others = {"other": parse("zzz9 -yyy9"), "phrase": parse('"zzz9 yyy9"')}
    alone = bool(Index({"it": parse(query)}).matches(said))
    assert ("it" in Index({"it": parse(query), **others}).matches(said)) is alone
    return alone


FOUND = [
    # words and phrases
    ("acme", "We love Acme."),
    ("acme", "ACME"),
    ("ACME", "acme,great"),
    ('"orange money"', "J'utilise Orange Money"),
    ('"orange money"', "Orange\n  Money"),
    # within a phrase punctuation counts as a space
    ('"acme inc"', "Acme, Inc. said"),
    ('"acme inc"', "at Acme (Inc.)"),
    ('"acme inc"', "« Acme » : Inc"),
    ('"acme inc"', "Acme/Inc, **Acme** Inc."),
    ('"acme inc"', "Acme... Inc"),
    ('"acme inc"', "the ‘Acme’ Inc"),
    ('"Acme, Inc."', "acme inc"),
    ('"orange money"', "Orange, Money"),
    ('"orange money"', "Orange,\nMoney"),
    ('"orange money"', "Orange · Money"),
    ('"orange money"', "Orange Money, « ·Orange · »"),
    ('"yahoo mail"', "Yahoo! Mail"),
    ('"Yahoo! Mail"', "yahoo mail"),
    ('"dr martens"', "des Dr. Martens"),
    ('"rock n roll"', "rock ‘n’ roll"),
    ('"l\'orange bleue"', "à l’Orange, bleue"),
    ('"C++ builder"', "C++, Builder"),
    ('"at&t store"', "AT&T: store"),
    ('"asp.net core"', "ASP.NET, Core"),
    ('"華為 手機"', "華為、手機"),
    ('"acme in"*', "Acme, Incorporated"),
    ('="Acme Inc"', "Acme, Inc."),
    ("orange fibre", "la fibre chez Orange"),
    ("orange AND fibre", "la fibre chez Orange"),
    ("orange OR sosh", "chez Sosh"),
    ("orange NOT jus", "chez Orange"),
    ("(orange OR sosh) panne", "Panne Sosh"),
    ("rock or roll", "rock or roll"),
    # operators bind: NEAR, NOT, AND, OR
    ("a1 b1 OR c1", "c1"),
    ("a1 OR b1 c1", "a1"),
    # prefix, hashtag, handle, ticker, emoji
    ("acme*", "acmeists"),
    ("acme*", "#AcmeFail"),
    ("#acme*", "#AcmeFail"),
    ("#AcmeFail", "again #acmefail!"),
    ("acme", "again #Acme!"),
    ("acme", "thanks @acme"),
    ("@acme", "thanks @Acme."),
    ("@acme", ".@acme: hello"),
    ("@acme", "@acme's"),
    ("@acme", "@acme@mastodon.social hi"),
    ("@acme", "@acme.bsky.social hi"),
    ("acme", "@acme.bsky.social hi"),
    ("@acme.bsky.social", "@acme.bsky.social."),
    ("@acme@mastodon.social", "hi @acme@mastodon.social"),
    ("@acme-corp", "hi @acme-corp"),
    ("$ORNG", "I hold $orng."),
    ("🍊", "so🍊good"),
    ("👍", "bien 👍🏽"),
    ("❤", "je ❤️ ça"),
    ("👩‍💻", "une 👩‍💻 ici"),
    ("🇫🇷", "🇧🇪🇫🇷"),
    # the hashtag that is all letters and digits of a name is that name
    ("coca-cola", "un #CocaCola svp"),
    ('"orange money"', "#OrangeMoney"),
    ("L'Oréal", "merci #loreal"),
    ("AT&T", "#ATT down again"),
    ("booking.com", "#BookingCom"),
    ("Yahoo!", "encore #yahoo"),
    ("Zorblax™", "#Zorblax"),
    ('"Zorb Lax™"', "#ZorbLax"),
    ('"Zorb® Lax"', "#zorblax"),
    ("Hewlett–Packard", "#HewlettPackard"),
    ("H&M", "chez #HM"),
    ('"acme inc."', "#AcmeInc!"),
    ('"orange money" NEAR/2 panne', "#orangemoney en panne"),
    # symbols of names
    ("C++", "I write C++, daily"),
    ("C++", "C++を勉強"),
    ("C#", "C# is fine"),
    (".NET", "on .NET now"),
    ("AT&T", "an at&t store"),
    ("Yahoo!", "yahoo! is back"),
    ("L'Oréal", "chez l’oreal"),
    ("h&m", "H&M."),
    ("24/7", "open 24/7."),
    ("canal+", "sur Canal+ ce soir"),
    ("acme", "chez Acme™"),
    ("Acme®", "chez acme"),
    ('="Acme Pro"', "Acme® Pro"),
    # folding
    ("loreal OR l'oreal", "L´OREAL"),
    ("Citroën", "citroen"),
    ("strasse", "Straße"),
    ("Straße", "STRASSE"),
    ("œuvre", "oeuvre"),
    ("aether", "Æther"),
    ("acme", "Ａｃｍｅ"),
    ("office", "oﬃce"),
    ("café", "cafe\u0301"),
    ("ガス", "ｶﾞｽ会社"),
    ("한국", "\u1112\u1161\u11ab\u1100\u116e\u11a8"),
    ("=Orange", "chez Orange"),
    ('="Orange Money"', "Orange Money!"),
    ("=L'Oréal", "L’Oréal"),
    ("coca-cola", "Coca Cola"),
    ('"coca cola"', "Coca‑Cola"),
    # elisions and possessives
    ("acme", "l'Acme"),
    ("acme", "d’Acme"),
    ("acme", "qu'Acme"),
    ("acme", "jusqu'Acme"),
    ("acme", "plus qu'Acme, lorsqu'Acme"),
    ("acme", "dell’Acme, un'Acme"),
    ("c'zen", "chez C’Zen"),
    ("S'Miles", "mes s'miles"),
    ("ai", "l'AI Act, d'AI"),
    ("ai", "le projet de loi sur l'AI"),
    ("ont", "les soudeurs de l'ONT"),
    ("aura", "la fin d'Aura"),
    ("acme", "Acme's new phone"),
    ("acme", "Acme’s"),
    ("oréal", "L'Oréal"),
    # quotation marks and colons are no part of a word
    ("acme", "the 'Acme' tax"),
    ("été", "un ‘été’"),
    ("orange", "(‘Orange’s’)"),
    ("acme", "''Acme''"),
    ("acme", "dit 'Acme'."),
    ("acme", "Acme:finally"),
    ("eu", "EU:s regler"),
    # scripts without spaces
    ("ソニー", "新しいソニーストアへ"),
    ("华为", "我买了华为手机"),
    ("กาแฟ", "ชอบกาแฟมาก"),
    ("iPhone", "新しいiPhoneを買う"),
    ("ソニー", "#ソニー"),
    ("ソニー*", "#ソニーストア"),
    # markup
    ("acme", "_Acme_ and **Acme**"),
    # near
    ("orange NEAR/5 fibre", "fibre de chez orange"),
    ("orange NEAR/1 fibre", "orange, fibre"),
    ("le NEAR/1 orange", "le 'orange' vif"),
    ("orange NEAR/2 fibre", "Orange la fibre"),
    ("orange ONEAR/3 fibre", "Orange et la fibre"),
    ("orange NEAR/5 (livebox OR fibre)", "orange et sa livebox"),
    ("orange NEAR/2 fibre NEAR/2 panne", "orange fibre panne"),
    ("orange NEAR/1 fibre", "l'Orange's fibre"),
    ('"orange money" NEAR/1 carte', "1,000 Orange, Money: carte"),
    ('carte NEAR/2 "orange money"', "la carte 1,5 Orange (Money)"),
    ("=Orange NEAR/2 fibre", "Orange et fibre"),
    # regular expressions
    (r"/ac+me\d{2}/", "accme42"),
    ("/(?i)ACME/", "acme"),
]

NOT_FOUND = [
    ("acme", "acmeists"),
    ("ai", "Airlines said"),
    ('"orange money"', "Money Orange"),
    ('"acme inc"', "We love Acme.\nInc. is a magazine"),
    ('"acme inc"', "Chez Acme\n\nInc"),
    ('"acme inc"', "Acme\n \n  Inc"),
    ('"acme inc"', "We like\n- Acme\n- Inc\n- and others"),
    ('"acme inc"', "1) Acme\n2) Inc"),
    ('"wall e"', "WALL·E"),
    ('"acme inc"', "Acme https://acme.example Inc"),
    ('"acme inc"', "Acme & Inc, Acme + Inc, Acme @Inc"),
    ('"acme net"', "Acme .NET"),
    ('"acme inc"', "Acme, Incorporated"),
    ('="Acme Inc"', "acme, inc."),
    ("orange fibre", "Orange"),
    ("orange -jus", "jus d'orange"),
    ('orange -"agent orange"', "l'agent orange"),
    ("a1 b1 OR c1", "a1"),
    ("acme", "#AcmeFail"),
    ("#acme", "acme"),
    ("#acme", "#AcmeFail"),
    ("@acme", "acme"),
    ("@acme", "mail contact@acme.com or x@acme"),
    ("@acme", "@acmeists"),
    ("@acme", "@acme.com"),
    ("@acme", "@acme-corp"),
    ("acme", "mail contact@acme.com or acme@mail.org"),
    ("@acme@mastodon.social", "@acme @acme@other.social"),
    ("coca-cola", "cocacola, #CocaColaZero, @cocacola"),
    ('="Coca Cola"', "#cocacola"),
    (".NET", "#net"),
    ("C++", "#c"),
    ("Canal+", "#canal"),
    ("X!", "#x"),
    ('acme -"orange money"', "acme #OrangeMoney"),
    ("$ORNG", "ORNG"),
    ("$ORNG", "US$ORNG"),
    ("💻", "👩‍💻"),
    ("🇪🇫", "🇧🇪🇫🇷"),
    ("c", "C++ and C# and c+"),
    ("C++", "C and C+"),
    ("C", "C++"),
    (".NET", "ASP.NET and .NETs"),
    (".NET", "net"),
    ("Yahoo!", "Yahoo"),
    ("AT&T", "at t"),
    ("24/7", "124/7 24/70"),
    ("canal", "Canal+"),
    ("=Orange", "ORANGE orange"),
    ("=Café", "Cafe"),
    ("cocacola", "Coca-Cola Coca Cola"),
    ("coca-cola", "cocacola"),
    ("hui", "aujourd'hui"),
    ("acme", "x'acme"),
    ("acme", "acme'x"),
    ("ourke", "O'Ourke"),
    # j' n' m' t' s' c' open a verb
    ("ai", "j'ai vu, je n’ai rien, t'ai-je dit"),
    ("ont", "ils m'ont menti et s'ont trompés"),
    ("est", "c'est, n'est-ce pas, s'est"),
    ("aime", "J'aime, tu t'aimes"),
    ("ai", "je l'ai vu, je ne l’ai pas, qu'ai-je fait"),
    ("ont", "ceux qui l'ont vu, ce qu'ont dit les gens"),
    ("zen", "chez C'Zen"),
    ("ソニー", "#ソニーストア"),
    ("ที", "ที่"),
    ("orange NEAR/2 fibre", "orange a b fibre"),
    ("orange ONEAR/3 fibre", "fibre orange"),
    ("orange NEAR/5 orange", "orange"),
    # addresses are not words
    ("orange", "https://example.org/orange"),
    ("orange", "see www.orange.example/x and shop.example/orange-money"),
    ("orange", "orange.fr"),
    ("money", "https://example.org/orange-money"),
    (r"/acme/", "Acme"),
    ("/acme/", "https://acme.example/acme"),
]


@pytest.mark.parametrize(("query", "text"), FOUND)
def test_it_finds(query: str, text: str) -> None:
    assert finds(query, text)
    assert found_in_index(query, mention(text))


@pytest.mark.parametrize(("query", "text"), NOT_FOUND)
def test_it_does_not_find(query: str, text: str) -> None:
    assert not finds(query, text)
    assert not found_in_index(query, mention(text))


@pytest.mark.parametrize(("query", "text"), FOUND)
def test_what_it_finds_is_marked_in_the_text_as_written(query: str, text: str) -> None:
    spans = parse(query).spots(text)
    assert spans
    assert all(text[start:end].strip() == text[start:end] for start, end in spans)


def test_a_phrase_is_marked_with_the_punctuation_within() -> None:
    text = "Chez Acme, (Inc.) et Acme Inc"
    assert [text[start:end] for start, end in parse('"acme inc"').spots(text)] == ["Acme, (Inc", "Acme Inc"]


def test_text_is_searched_in_title_and_body() -> None:
    assert finds("orange", title="Orange", text="fibre")
    assert finds("fibre orange", title="Orange", text="fibre")


def test_neither_phrase_nor_distance_reaches_from_the_title_into_the_body() -> None:
    assert not finds('"orange fibre"', title="Orange", text="fibre")
    assert not finds("orange NEAR/5 fibre", title="Orange", text="fibre")


def test_the_card_of_a_page_is_searched_by_itself() -> None:
    said = {"title": "Titre", "text": "chez orange", "card": "Fibre\n\nacme inc"}
    assert finds("orange fibre acme", **said)
    assert finds('"acme inc"', **said)
    assert not finds('"orange fibre"', **said)
    assert not finds("orange NEAR/5 fibre", **said)
    assert not finds("titre NEAR/9 fibre", **said)
    assert finds("fibre NEAR/2 acme", **said)
    assert not finds("title:fibre", **said)


SCOPED = [
    ("title:orange", {"title": "Chez Orange"}, True),
    ("title:orange", {"text": "Chez Orange"}, False),
    ("title:(orange -jus)", {"title": "Orange", "text": "jus"}, True),
    ("title:(orange NEAR/2 fibre)", {"title": "Orange fibre"}, True),
    ("author:acme_help", {"author": "@Acme_Help"}, True),
    ("author:@acme", {"author": "acme.bsky.social"}, True),
    ("author:acme", {"author": "acme2"}, False),
    ("author:acme@mastodon.social", {"author": "@acme@mastodon.social"}, True),
    ("author:acme", {"author": "@acme@mastodon.social"}, True),
    ("author:ac*", {"author": "acme2"}, True),
    ('author:"lars (brimeo)"', {"author": "Lars (Brimeo)"}, True),
    ('author:"lars brimeo"', {"author": "Lars (Brimeo)"}, True),
    ('place:"r/france"', {"place": "r/France"}, True),
    ('place:"le guidon"', {"place": "Le « Guidon » bavard"}, True),
    ('title:"acme inc"', {"title": "Acme, Inc."}, True),
    ("place:r/france", {"place": "r/France"}, True),
    ("place:r/france", {"place": "r/francophonie"}, False),
    ("place:mastodon.social", {"place": "mastodon.social"}, True),
    ("site:lemonde.fr", {"url": "https://www.lemonde.fr/a"}, True),
    ("site:lemonde.fr", {"url": "https://blog.lemonde.fr/a"}, True),
    ("site:lemonde.fr", {"url": "https://notlemonde.fr/a"}, False),
    ("site:lemonde.fr", {"links": ("https://lemonde.fr/b",)}, True),
    ("site:lemonde.fr", {"text": "lire https://lemonde.fr/b"}, True),
    ("site:(a.fr b.fr)", {"url": "https://b.fr/"}, True),
    ("site:(a.fr, b.fr)", {"url": "https://c.fr/"}, False),
    ("site:bücher.example", {"url": "https://xn--bcher-kva.example/"}, True),
    ("acme source:hackernews", {"text": "acme", "source": "hackernews"}, True),
    ("acme source:hackernews", {"text": "acme"}, False),
    ("acme lang:(fr OR en)", {"text": "acme", "lang": "en"}, True),
    ("acme lang:fr", {"text": "acme"}, False),
    ("acme -lang:fr", {"text": "acme", "lang": "en"}, True),
    ("acme kind:review", {"text": "acme", "kind": "review"}, True),
    ("acme -kind:(review OR video)", {"text": "acme", "kind": "review"}, False),
    ("url:acme.com/blog", {"url": "https://www.acme.com/blog/1"}, True),
    ("url:orange", {"text": "https://example.org/l-orange-bleue"}, True),
    ("url:orange", {"text": "https://example.org/oranges"}, False),
    ("url:orange*", {"text": "https://example.org/oranges"}, True),
    ("url:orange", {"text": "orange"}, False),
    ("acme -site:acme.com", {"text": "acme", "url": "https://acme.com/"}, False),
    ("acme -author:acme", {"text": "acme", "author": "acme"}, False),
]


@pytest.mark.parametrize(("query", "said", "found"), SCOPED)
def test_scopes(query: str, said: dict[str, str], found: bool) -> None:
    assert finds(query, **said) is found
    assert found_in_index(query, mention(**said)) is found


def test_lone_surrogates_and_controls_do_no_harm() -> None:
    assert finds("acme", "a\ud800 acme\x00")
    assert finds("/acme/", "a\ud800 acme")
    assert finds("=acme", "a\ud800 acme")


def test_a_word_repeated_a_thousand_times_is_near_at_once() -> None:
    text = "orange " * 1000 + "fibre " * 1000
    assert finds("orange NEAR/999 orange NEAR/999 (fibre OR orange) NEAR/1 fibre", text)


def test_each_occurrence_is_paired_with_the_nearest_of_the_other() -> None:
    assert finds("orange NEAR/2 fibre NEAR/1 panne", "orange fibre fibre panne")
    assert finds("panne NEAR/1 (orange NEAR/5 fibre)", "panne orange orange fibre")


def test_a_row_without_spaces_is_searched_in_a_row() -> None:
    assert finds("ソニー", "ソニー" * 3000)
    assert finds("🇫🇷", "🇫🇷" * 3000)
