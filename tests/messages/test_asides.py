"""What is not told in stories."""

from bot.analysis.set_aside import Aside
from bot.digests.digest import Digest, Section
from bot.messages.asides import aside_lines
from bot.messages.blocks import rich
from bot.messages.readable import readable
from tests.analysis.mentions import mention
from tests.messages.digests import digest, section, told


def rows(found: Digest) -> list[str]:
    lines = list(aside_lines(found.sections))
    return readable([rich(*lines)]).split("\n") if lines else []


def held(**more: object) -> Section:
    return section(told(mention("Acme.")), **more)


def test_where_nothing_was_set_aside_nothing_is_said() -> None:
    assert rows(digest(held())) == []


def test_what_was_set_aside_is_counted_by_its_reasons_each_with_a_link() -> None:
    sales, paper = (mention("Selling.", author="ann"), mention("Sold?")), mention("Wire")
    found = digest(held(asides=((Aside.SALE, sales), (Aside.COPY, (paper,)))))
    assert rows(found) == [
        f"Set aside: 2 second-hand sales {sales[0].url} , 1 text printed again {paper.url} ."
    ]


def test_what_hits_two_watches_is_set_aside_once() -> None:
    sale = ((Aside.SALE, (mention("Selling."),)),)
    assert "1 second-hand sale " in rows(digest(held(asides=sale), held(asides=sale)))[0]


def test_every_reason_has_its_words() -> None:
    found = digest(held(asides=tuple((why, (mention("x"),)) for why in Aside)))
    for words in ("announcement", "printed", "sale", "advert", "job ad", "another name"):
        assert words in rows(found)[0]


def test_what_is_perhaps_not_us_is_counted_with_links_to_look_at() -> None:
    one = mention("acme", author="ann")
    assert rows(digest(held(doubtful=(one,)))) == [f"Perhaps not us: 1, look: ann {one.url} ."]
