"""Whom a question asks about: `vieuxpignon` in “who is vieuxpignon?”, « qui est vieuxpignon sur r/velo ? ».

A frame that only asks of people is sure. One that may ask of a name as well (“what do we know of Lumo?”) is
not: it counts where somebody of that name was heard.
"""

from typing import Final

import msgspec
import regex

from bot.commands.common_words import is_common
from bot.commands.tokens import tokens_of
from bot.commands.vocabulary import COURTESY, GRAMMAR
from bot.text import fold

LONGEST: Final = 60
"""Characters of a name."""
WORDS: Final = 4
_LEAD: Final = (
    r"(?:(?:hey|hi|hello|bonjour|salut|coucou|ok|so|and|but|et|mais|alors|dis|please|stp|svp|veille|hum|euh"
    r"|(?:can|could) you tell (?:me|us)|tell (?:me|us)(?= who)|(?:do )?(?:you|we) know(?= who)|any idea"
    r"|i wonder"
    r"|(?:tu|vous|on) (?:sais|savez|sait)(?= qui)|(?:sais tu|savez vous|sait on)(?= qui)|dis (?:moi|nous)"
    r"|(?:peux tu|tu peux|pourrais tu|pouvez vous) (?:me |nous )?dire|i(?: would)? (?:want|like) to know"
    r"|(?:je |on )?(?:veux|voudrais|aimerais) savoir)[\s,:!]+)*"
)
_NOUN: Final = (
    r"(?:(?:this|that|the|our|ce|cette|cet|le|la|notre|un|une|a)\s+|l')?"
    r"(?:(?:famous|fameux|fameuse|certaine?|user|person|guy|author|account|member|blogger|poster|utilisateur"
    r"|utilisatrice|auteure?|autrice|compte|membre|type|gars|mec|personne|internaute|blogueuse|blogueur"
    r"|redditor|called|named|nomme|nommee|appele|appelee)\s+)*"
)
_IS_QUI: Final = r"qui (?:c'? ?)?(?:est|etait|cest|s'est)(?: ce)?(?: que)?(?: ca)?"
_SURE: Final = (
    r"(?:who|whos|who's|who is|who was|who are|whois|who r)(?: the (?:hell|heck|fuck)| on earth)?(?: is)?",
    r"what kind of (?:person|user) is",
    r"(?:(?:show|give|open)(?: (?:me|us))? )?(?:the )?(?:card|profile|file) (?:of|for|on)",
    r"(?:since|from) when do (?:we|you) know",
    r"how long have (?:we|you) known",
    r"(?:have|did) (?:we|you) (?:ever )?(?:heard|hear) (?:of|from)",
    rf"(?:c'?est )?{_IS_QUI}",
    r"c'?est qui(?: ca)?,?",
    r"ki c'?est|c'?est ki|ki est",
    r"(?:(?:montre|donne|affiche|ouvre)[rz]?(?: (?:moi|nous))? )?(?:la |une |le )?(?:fiche|carte|profil)"
    r" (?:de|d'|sur)",
    r"depuis quand (?:est ce qu'?e? ?)?(?:on )?(?:le |la )?connai(?:t|s|ssons)(?: (?:on|nous|tu))?",
)
_PERHAPS: Final = (
    r"(?:do )?(?:we|you) (?:already )?know(?: about| of)?",
    r"what do (?:we|you) (?:already )?know (?:about|of)",
    r"(?:est ce qu'?e? ?)?(?:on |tu |vous )?(?:le |la )?connai(?:t|s|ssez|ssons)(?: (?:on|tu|vous|nous))?",
    r"(?:que |qu'est ce qu')(?:sait on|on sait) (?:de|d'|sur)",
    r"(?:que|qu'est ce que?) (?:dit|pense|raconte|ecrit|a dit|a ecrit)",
    r"qu'a (?:dit|ecrit|raconte)",
    r"parle[rz]? (?:moi|nous) (?:de|d')",
    r"tell (?:me|us) (?:more )?about",
)
_AFTER: Final = (
    r",?\s+c'?est (?:qui|ki)(?: ca)?",
    r",?\s+qui (?:est|c'est)(?: ce)?",
    r",?\s+who'?(?:s| is) (?:it|that|he|she|this|they)",
    r"'?s (?:card|profile)",
    r"\s+(?:has|have|had) (?:been heard|spoken|written|posted)(?: here)?(?: before)?",
    r"\s+a(?: t (?:il|elle))? deja (?:parle|ecrit|poste|dit).*",
)
_FRAMES: Final = tuple(
    (regex.compile(_LEAD + frame), is_sure)
    for frame, is_sure in (
        (rf"(?:{'|'.join(_SURE)})(?:(?<=')|,?\s+){_NOUN}(?P<name>\S.*)", True),
        (rf"{_NOUN}(?P<name>\S.*?)(?:{'|'.join(_AFTER)})", True),
        (rf"(?:{'|'.join(_PERHAPS)})(?:(?<=')|\s+){_NOUN}(?P<name>\S.*)", False),
        (r"(?:do )?(?:you|we) know who (?P<name>\S.*?) is", True),
        (r"what (?:does|did|has) (?P<name>\S.*?) (?:say|said|think|write|written)\b.*", False),
    )
)
_NOT_NAMES: Final = (GRAMMAR | COURTESY) - frozenset(
    ("de", "du", "des", "d", "le", "la", "l", "les", "of", "the")
)
"""Words that make a sentence of what would be a name."""
_WHERE: Final = regex.compile(
    r"(?<=\S)\s+(?:(?:over at|on|from|in|at|sur|de chez|chez|dans)\s+|\()(?P<place>\S.*)$"
)
_TAIL: Final = regex.compile(
    r"(?:[\s,]+(?:please|pls|plz|stp|svp|thanks|thank you|merci|exactly|exactement|already|then"
    r"|alors|now|again|anyway|au juste|au fait|donc|deja|here|ici|actually|really|btw|before|yet"
    r"|s'il (?:te|vous) plait)|[\s?!.,;:\"')])+$"
)


class AskedPerson(msgspec.Struct, frozen=True):
    """A name as it was written, where its bearer speaks (empty for anywhere), whether a person is meant."""

    name: str
    place: str = ""
    is_sure: bool = True


def asked_person(text: str) -> AskedPerson | None:
    """The person that a text without Slack's marks asks about; None where it asks about none."""
    written = " ".join(text.split())
    folded = _letter_by_letter(written)
    said = _TAIL.sub("", folded)
    for frame, is_sure in _FRAMES:
        if match := frame.fullmatch(said):
            name, place = _parted(written, said, *match.span("name"))
            if _may_be_person(name):
                return AskedPerson(name, place, is_sure)
    return None


def _letter_by_letter(text: str) -> str:
    """The text folded, each letter in its place."""
    return "".join(folded if len(folded := fold(letter)) == 1 else letter for letter in text)


def _parted(written: str, folded: str, start: int, end: int) -> tuple[str, str]:
    """The name and the place behind it, as they are written."""
    where = _WHERE.search(folded, start, end)
    if not where:
        return _trimmed(written[start:end]), ""
    return _trimmed(written[start : where.start()]), _trimmed(written[where.start("place") : end])


def _trimmed(name: str) -> str:
    return name.strip(" \t«»“”„\"'’?!.,;:()").removeprefix("@").strip()


def _may_be_person(name: str) -> bool:
    """Whether it may be a name: short, no sentence, and not of common words in small letters."""
    read = tokens_of(name)
    if not 0 < len(read) <= WORDS or len(name) > LONGEST:
        return False
    if any(token.text.islower() and token.folded in _NOT_NAMES for token in read):
        return False
    return not all(map(is_common, read)) or (read[0].text[0].isupper() and read[0].folded not in GRAMMAR)
