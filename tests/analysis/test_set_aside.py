"""What is set aside, and why."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from bot.analysis.reading import Reading
from bot.analysis.set_aside import Aside, set_aside_copies
from bot.analysis.set_aside import set_aside as set_aside_by
from bot.analysis.speech import speech
from bot.models import Mention, MentionKind
from tests.analysis.mentions import NOON, mention
from tests.analysis.test_copies import PASTA, WIRE, article


def set_aside(said: Mention, is_our_staff: bool = False, concerns_safety: bool = False) -> Reading[Aside]:
    """Why a mention is set aside, its kinds of speech read as they are."""
    return set_aside_by(said, speech(said, is_our_staff), is_our_staff, concerns_safety)


@pytest.mark.parametrize(
    ("lang", "text", "why"),
    [
        ("en", "Selling my Acme kettle, barely used, collection only.", Aside.SALE),
        ("en", "Acme kettle for sale, £20.", Aside.SALE),
        ("fr", "Vends bouilloire Acme, très bon état.", Aside.SALE),
        ("fr", "À vendre : bouilloire Acme, 15 €", Aside.SALE),
        ("en", "Flash sale! Use code TEA20 and shop now: every Acme kettle.", Aside.ADVERT),
        ("fr", "Code promo THE20, livraison offerte sur les Acme, profitez-en.", Aside.ADVERT),
        ("en", "#ad My mornings with the Acme kettle.", Aside.ADVERT),
        ("en", "Paid partnership: a week with an Acme kettle.", Aside.ADVERT),
        ("fr", "Collaboration commerciale. Une semaine avec la Acme.", Aside.ADVERT),
        ("fr", "Une semaine avec la Acme #sponsorisé", Aside.ADVERT),
        ("fr", "−20 % avec le code THE20 chez Acme", Aside.ADVERT),
        ("en", "Acme is hiring: open positions in Leeds, apply now.", Aside.JOB_AD),
        ("fr", "Acme recrute deux apprentis en CDI.", Aside.JOB_AD),
    ],
)
def test_adverts_sales_and_job_ads_are_set_aside(lang: str, text: str, why: Aside) -> None:
    found = set_aside(mention(text, lang=lang))
    assert found.value is why, found
    assert all(word in text for word in found.reasons[0].words)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "I bought my Acme second hand and it leaks."),
        ("en", "Paid £40 for an Acme and regret it."),
        ("en", "I would never apply for a job there."),
        ("fr", "Achetée d’occasion, ma Acme fuit."),
        ("fr", "Quarante euros pour ça, merci Acme."),
        ("en", "Another ad for Acme, in the middle of my film."),
        ("en", "Their paid partnership with that singer is odd."),
        ("fr", "Leur collaboration commerciale avec lui me gêne."),
        ("fr", "Passé à −20 %, et toujours trop grand pour ma cuisine."),
        ("de", "Zu verkaufen, 20 €"),
        ("en", ""),
    ],
)
def test_what_people_say_is_not(lang: str, text: str) -> None:
    assert not set_aside(mention(text, lang=lang))


def test_our_staff_are_set_aside_where_they_announce_and_not_where_they_answer() -> None:
    assert set_aside(mention("We open in Leeds."), is_our_staff=True).value is Aside.STAFF
    assert not set_aside(mention("We are sorry.", thread="t1"), is_our_staff=True)


def test_what_concerns_safety_never_is() -> None:
    sale = mention("Selling my Acme kettle, barely used: it caught fire once.", lang="en")
    assert not set_aside(sale, concerns_safety=True)


def test_a_text_that_papers_print_again_is_a_copy() -> None:
    papers = [article(WIRE, f"Paper {n}") for n in range(3)]
    found = set_aside_copies(papers, {})
    assert {paper: reading.value for paper, reading in found.items()} == {
        papers[1].id: Aside.COPY,
        papers[2].id: Aside.COPY,
    }
    assert found[papers[1].id].reasons[0].words == (papers[0].url,)


def test_one_person_who_repeats_a_text_under_several_names_is_one() -> None:
    one, other = mention(PASTA, author="ann"), mention(PASTA, author="bob")
    assert set_aside_copies([one, other], {}) == {}
    same = {("forum", "ann"): ("forum", "ann"), ("forum", "bob"): ("forum", "ann")}
    assert set_aside_copies([one, other], same)[other.id].value is Aside.SEVERAL_NAMES


def test_what_people_pass_on_is_not_a_copy() -> None:
    posts = [mention(PASTA, author=f"p{n}", kind=MentionKind.POST) for n in range(3)]
    assert set_aside_copies(posts, {}) == {}


def test_the_later_of_two_prints_is_the_copy_whatever_comes_first() -> None:
    first, later = article(PASTA, "One"), article(PASTA, "Two", created_at=NOON + timedelta(hours=1))
    assert set(set_aside_copies([later, first], {})) == {later.id}


def test_who_bargains_in_a_sale_is_set_aside_with_it() -> None:
    asked = replace(mention("Toujours dispo ?", lang="fr"), topic="Vds bouilloire Acme")
    assert set_aside(asked).value is Aside.SALE
    assert not set_aside(replace(asked, text="Une horreur, cette bouilloire, la mienne fuit."))
    assert not set_aside(replace(asked, text="Je passe aussi à la théière."))
    assert not set_aside(replace(asked, topic="Bouilloire qui fuit, à vendre ou à jeter ?"))
