"""Which questions and complaints the team left without an answer.

1. A question, a complaint, a bug about us, by somebody of the public who signed it; of a complaint, one that
   is told at first hand, or asks something; a request, where it names us. An article asks nobody, and a
   question that names another brand and not us is the other's, and so is one that is asked at theirs.
2. It is answered where an account of the team's wrote later: below it, as far as the source names what is
   answered; else anywhere in its thread, or with its author's name. Who was answered once has an answer to
   all they wrote before.
3. What its own author resolved ("works now, thanks"), or praised later, waits for nobody.
4. One person waits once, with the oldest of what is open.
"""

from collections.abc import Iterable, Sequence

from bot.addresses import discussion
from bot.analysis.own_words import own_words
from bot.analysis.sentences import sentences
from bot.analysis.speech import Speech
from bot.analysis.story_tone import TROUBLES
from bot.analysis.tone import Spots, Tone
from bot.analysis.turns import sure_tone
from bot.analysis.voices import Readings, by_speaker, counted, understood
from bot.models import Mention, MentionKind
from bot.text import fold


def unanswered(
    mentions: Sequence[Mention],
    read: Readings,
    ours: Spots,
    others: Spots = lambda _: (),
) -> list[Mention]:
    """The mentions that wait for the team, one a person, the oldest first.

    `ours` finds the watched name in a text, `others` the names of other brands.
    """
    team = [mention for mention in mentions if understood(mention, read).is_our_staff]
    open_: list[Mention] = []
    for said in by_speaker(counted(mentions, read)).values():
        waiting = [each for each in said if _waits(each, read, ours, others)]
        settled = [each for each in said if _is_settled(each, team, read)] if waiting else []
        since = max((each.created_at for each in settled), default=None)
        open_ += [each for each in waiting if since is None or each.created_at > since][:1]
    return sorted(open_, key=lambda mention: (mention.created_at, mention.id))


def _waits(mention: Mention, read: Readings, ours: Spots, others: Spots) -> bool:
    """Whether a mention wants an answer from the team."""
    found = understood(mention, read)
    kinds = found.speech.value or ()
    if not mention.author or mention.kind is MentionKind.ARTICLE:
        return False
    if kinds[:1] == (Speech.QUESTION,):
        return not _asks_another(mention, ours, others)
    if kinds[:1] == (Speech.REQUEST,):
        return bool(ours(own_words(mention.text)))
    if not TROUBLES & set(kinds[:2]):
        return False
    asks = Speech.QUESTION in kinds[:2] and not _asks_another(mention, ours, others)
    return asks or found.is_first_hand(mention)


def _asks_another(mention: Mention, ours: Spots, others: Spots) -> bool:
    """Whether the sentences that ask name, or are put at, another brand, and do not name ours."""
    asked = _asked(own_words(mention.text))
    return bool(others(asked) or others(mention.place)) and not ours(asked)


def _asked(text: str) -> str:
    """The sentences of a text that ask; most texts hold none, and are not parted."""
    parts = [text[slice(*span)] for span in sentences(text)] if "?" in text else []
    return " ".join(part for part in parts if part.rstrip().endswith("?"))


def _is_settled(mention: Mention, team: Iterable[Mention], read: Readings) -> bool:
    """Whether what its author wrote up to then was answered, or resolved by themselves."""
    found = understood(mention, read)
    pleased = sure_tone(found) is Tone.FAVOURABLE
    return pleased or found.is_resolved(mention) or any(answers(each, mention) for each in team)


def answers(one: Mention, other: Mention) -> bool:
    """Whether what the team wrote answers another mention."""
    if one.created_at <= other.created_at:
        return False
    if other.id in one.answers or one.thread in (other.id, *other.aliases):
        return True
    if _thread(one) != _thread(other):
        return False
    return _is_flat(one) or calls(one, other)


def _thread(mention: Mention) -> str:
    return discussion(mention.thread or mention.url) or mention.thread or mention.id


def _is_flat(mention: Mention) -> bool:
    """Whether its source does not say which post of a thread is answered."""
    return len(mention.answers) < 2


def calls(one: Mention, other: Mention) -> bool:
    """Whether a mention calls the author of another by their name."""
    name = fold(other.author.removeprefix("@").partition("@")[0])
    return len(name) > 2 and name in fold(one.text)
