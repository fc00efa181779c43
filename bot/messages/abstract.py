"""What a language model wrote above a page, with links to what it stands on; or why it wrote nothing."""

from collections.abc import Iterator, Mapping
from typing import Final

from bot.llm.abstracts import PATIENCE, Abstract
from bot.llm.citations import CitedSentence
from bot.llm.failure import Failure
from bot.locale import N_, _
from bot.messages.blocks import line, link, note, rich, words
from bot.messages.message import Block
from bot.messages.wording import clipped

WITHOUT: Final[Mapping[Failure, str]] = {
    Failure.SLOW: N_("Without the words of {model}: it did not answer within {seconds} seconds."),
    Failure.UNREACHABLE: N_("Without the words of {model}: it cannot be reached."),
    Failure.KEY: N_("Without the words of {model}: its service refuses the key."),
    Failure.BUSY: N_("Without the words of {model}: its service is busy."),
    Failure.BROKEN: N_("Without the words of {model}: its service answered with an error."),
    Failure.UNCITED: N_("Without the words of {model}: too little of them stood on what was written."),
    Failure.SPENT: N_("Without the words of {model}: its tokens of the day are spent."),
    Failure.CHANGED: N_("Without the words of {model}: what they stood on has changed since."),
}


def abstract_blocks(abstract: Abstract) -> list[Block]:
    """The sentences of an abstract, and who wrote them from what; nothing where it failed."""
    if not abstract.sentences:
        return []
    numbers = {
        mention.id: number
        for number, mention in enumerate(
            dict.fromkeys(mention for sentence in abstract.sentences for mention in sentence.mentions), 1
        )
    }
    said = (element for sentence in abstract.sentences for element in _cited(sentence, numbers))
    written = _("Written by {model}; each number opens what its sentence stands on.", model=_name(abstract))
    return [rich(line(*said)), note(written)]


def without_abstract(abstract: Abstract) -> str:
    """Why a page goes without an abstract; empty where it has one."""
    if abstract.failure is None:
        return ""
    return _(str(WITHOUT[abstract.failure]), model=_name(abstract), seconds=int(PATIENCE))


def _cited(sentence: CitedSentence, numbers: Mapping[str, int]) -> Iterator[Block]:
    yield words(sentence.words)
    for mention in sentence.mentions:
        yield words(" ")
        yield link(mention.url, f"[{numbers[mention.id]}]")
    yield words(" ")


def _name(abstract: Abstract) -> str:
    return clipped(abstract.model, 60)
