"""A mention made ready to be asked many questions: each form of its text is made once."""

import unicodedata
from bisect import bisect_left
from datetime import UTC, datetime
from functools import cached_property
from typing import Final
from urllib.parse import unquote, urlsplit

import msgspec

from bot.models import Mention, MentionKind
from bot.query.literal_match import Literal
from bot.text import (
    FIELD,
    addresses,
    fold,
    hide_addresses,
    loosen,
    mark_paragraphs,
    tidy,
    word_at,
    word_starts,
)

_PER_FIELD: Final = 1_000_000
"""Added to ranks of words for each field before theirs: no distance reaches from one into the next."""
_NEVER: Final = datetime.min.replace(tzinfo=UTC)


def _written(mention: Mention) -> str:
    """The title, the body, and what stands on a card, none of which a phrase or a distance leaves."""
    said = f"{mention.title}{FIELD}{mention.text}" if mention.title else mention.text
    return f"{said}{FIELD}{mention.card}" if mention.card else said


class PreparedText:
    """What is asked: a mention, folded once; everything else about it is worked out when needed."""

    def __init__(self, mention: Mention, folded: str | None = None) -> None:
        self.mention = mention
        if folded is None:
            text = _written(mention)
            folded = fold(hide_addresses(mark_paragraphs(text) if "\n" in text else text))
        self.folded = folded

    @classmethod
    def of(cls, mention: Mention) -> "PreparedText":
        """The mention made ready."""
        return cls(mention)

    @classmethod
    def glimpsed(cls, text: str, links: tuple[str, ...] = ()) -> "PreparedText":
        """A text and what it points to, before the rest is worth finding out."""
        return cls(
            Mention(
                id="", source="", kind=MentionKind.POST, url="", text=text, created_at=_NEVER, links=links
            )
        )

    def completed(self, mention: Mention) -> "PreparedText":
        """The mention that was glimpsed here, without folding its text again."""
        return PreparedText(mention, self.folded)

    @cached_property
    def tidied(self) -> str:
        """Title and body with their case and accents, for what must be written exactly so."""
        return tidy(hide_addresses(mark_paragraphs(_written(self.mention))))

    @cached_property
    def loosened(self) -> str:
        """The folded text in which phrases are looked for."""
        return loosen(self.folded)

    @cached_property
    def _tidied_loosened(self) -> str:
        return loosen(self.tidied)

    @cached_property
    def written(self) -> str:
        """Title and body as written, without addresses, for regular expressions."""
        text = hide_addresses(_written(self.mention)).replace(FIELD, "\n")
        return text.encode("utf-8", "replace").decode()

    @cached_property
    def headline(self) -> "PreparedText":
        """The title alone, as if it were the whole text."""
        return PreparedText(msgspec.structs.replace(self.mention, title="", text=self.mention.title, card=""))

    @cached_property
    def author(self) -> str:
        """The author's name, folded, bare."""
        return fold(bare_author(self.mention.author)).strip()

    @cached_property
    def place(self) -> str:
        """The name of the place, folded."""
        return fold(self.mention.place).strip()

    @cached_property
    def addresses(self) -> tuple[str, ...]:
        """Every address: of the mention, of what it points to, and those written in its text."""
        mention = self.mention
        return (mention.url, *mention.links, *addresses(_written(mention)))

    @cached_property
    def folded_addresses(self) -> str:
        """The addresses, lower-case and unescaped, each between line ends."""
        lines = "\n".join(unicodedata.normalize("NFKC", unquote(each)) for each in self.addresses)
        return f"\n{lines.lower()}\n"

    @cached_property
    def hosts(self) -> frozenset[str]:
        """The hosts of the addresses, and each domain that holds them."""
        found: set[str] = set()
        for address in self.addresses:
            labels = host(address).split(".")
            found.update(".".join(labels[index:]) for index in range(len(labels)))
        return frozenset(found)

    def read_by(self, literal: Literal) -> str:
        """Title and body as the literal reads them."""
        if literal.is_phrase:
            return self._tidied_loosened if literal.exact else self.loosened
        return self.tidied if literal.exact else self.folded

    def ranks(self, literal: Literal) -> list[tuple[int, int]]:
        """The ranks, among the words, of the first and last words of each place the literal stands."""
        text = self.tidied if literal.exact else self.folded
        spans = list(literal.spans(text))
        if not spans:
            return []
        starts = self._tidied_starts if literal.exact else self._starts
        fields = [place for place, char in enumerate(text) if char == FIELD] if FIELD in text else []
        return [(_rank(starts, fields, start), _rank(starts, fields, end - 1)) for start, end in spans]

    @cached_property
    def _starts(self) -> list[int]:
        return word_starts(self.folded)

    @cached_property
    def _tidied_starts(self) -> list[int]:
        return word_starts(self.tidied)


def _rank(starts: list[int], fields: list[int], place: int) -> int:
    return word_at(starts, place) + _PER_FIELD * bisect_left(fields, place)


def below(mention: Mention, above: Mention | None = None) -> PreparedText:
    """An answer together with the words of what it answers, or with the heading of its thread alone."""
    head, said, links = mention.topic, mention.text, mention.links
    if mention.title:
        said = f"{mention.title}\n\n{said}"
    if above is not None:
        head = above.title or head
        said, links = f"{above.text}\n\n{said}", (above.url, *above.links, *links)
    return PreparedText(msgspec.structs.replace(mention, title=head, text=said, links=links))


def bare_author(name: str) -> str:
    """The name without what places put around it: `u/`, `@`, Bluesky's own domain."""
    return name.strip().removeprefix("/").removeprefix("u/").removeprefix("@").removesuffix(".bsky.social")


def host(address: str) -> str:
    """The host of an address, lower-case, in Unicode, without `www.`; empty when there is none."""
    try:
        name = urlsplit(address if "://" in address else f"//{address}").hostname or ""
    except ValueError:
        return ""
    if "xn--" in name:
        try:
            name = name.encode("ascii").decode("idna")
        except UnicodeError:
            return name
    return name.removeprefix("www.").rstrip(".")
