"""Which words of a text are its author's own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.analysis.own_words import own_spans, own_words
from bot.html import plain
from bot.sources.markdown import unmarked

REPLY = "No, mine never did."


@pytest.mark.parametrize(
    "text",
    [
        f"> Acme lamps always fail.\n{REPLY}",
        f">Acme lamps\n>>always fail\n>\n> at night\n{REPLY}",
        f"On Mon, 3 Nov 2025 at 10:00, Lea <lea@mail.example> wrote:\n> Acme lamps fail.\n{REPLY}",
        f"Le lun. 3 nov. 2025 à 10:00, Léa <lea@mail.example> a écrit :\n\n> Acme tombe en panne.\n{REPLY}",
        f"Am 3.11.2025 schrieb Lea:\n> Acme fällt aus.\n{REPLY}",
        f"[quote=“lea, post:3, topic:9”]\nAcme lamps fail.\n[/quote]\n{REPLY}",
        f"{REPLY}\n-----Original Message-----\nFrom: Lea\nAcme lamps fail.",
        f"{REPLY}\n---------- Forwarded message ---------\nAcme lamps fail.",
        f"{REPLY}\n-------- Message d’origine --------\nAcme tombe en panne.",
        f"{REPLY}\nFrom: Lea\nSent: Monday\nSubject: Acme\nAcme lamps fail.",
        f"{REPLY}\nDe : Léa\nEnvoyé : lundi\nObjet : Acme",
        f"{REPLY} rt  @lea: Acme lamps always fail.",
        f"{REPLY}\n[QUOTE]Acme lamps always fail.[/QUOTE]",
        f"{REPLY} RT @lea: Acme lamps always fail.",
        f"{REPLY} RT @lea@fedi.example Acme lamps always fail.",
        plain(f"<blockquote><p>Acme lamps<br>fail.</p><blockquote>Acme?</blockquote></blockquote><p>{REPLY}"),
        plain(f'<aside class="quote"><div>lea:</div><blockquote>Acme fails.</blockquote></aside>{REPLY}'),
        plain(f'{REPLY}<div class="gmail_quote">On Monday Lea wrote:<br>Acme lamps fail.</div>'),
        plain(f'<p class="quote-inline">RE: <a href="https://a.example/1">a.example/1</a></p><p>{REPLY}</p>'),
        unmarked(f"> **Acme** lamps\n> fail\n\n{REPLY}").text,
    ],
)
def test_what_is_quoted_is_not_its_authors(text: str) -> None:
    assert own_words(text) == REPLY


@pytest.mark.parametrize(
    "text",
    [
        "Acme > Brimeo, and 3 > 2.",
        ">_> Acme again",
        ">:( Acme again",
        "Lea wrote: Acme is fine.",
        "I said it before: Acme fails.\nAnd again.",
        "To all: \nAcme is open.",
        "Start @lea with Acme",
        "--- Acme ---\nis fine",
        plain("<p>An <q>Acme</q> lamp</p>"),
    ],
)
def test_all_else_is(text: str) -> None:
    assert own_words(text) == text.strip()


def test_of_what_is_all_quoted_nothing_is_left() -> None:
    assert own_words("> Acme lamps fail.") == own_words("RT @lea: Acme") == own_words("") == ""


@given(st.text(alphabet="ab> \n[]/quote:RT@-", max_size=200))
def test_own_parts_are_parts_of_the_text_in_order(text: str) -> None:
    spans = [place for span in own_spans(text) for place in span]
    assert spans == sorted(spans)
    assert all(0 <= place <= len(text) for place in spans)
