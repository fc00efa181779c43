"""The tone of a mention in its story: a bare fact takes what the others of the story say.

1. Where a tone was read of a mention, it stands.
2. A story has a tone where at least `LEAST` people show one, and at least `SHARE` of these the same.
3. A fact takes that tone only if its kind agrees: a complaint, a bug or a danger may be critical, praise
   favourable. A question, a wish or a piece of news has no tone for its neighbours'.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.analysis.speech import Speech
from bot.analysis.tone import Tone
from bot.analysis.understanding import Understanding
from bot.analysis.voices import Readings, by_speaker, counted, understood
from bot.models import Mention

LEAST: Final = 3
"""People whose tone was read from which on a story has one."""
SHARE: Final = 2 / 3
"""Of the people whose tone was read, those who must show the same."""
TROUBLES: Final = frozenset({Speech.COMPLAINT, Speech.BUG})


def story_tone(mentions: Sequence[Mention], read: Readings) -> Tone | None:
    """The tone that most people in a story show; None where too few do, or where they differ."""
    shown = [tone for said in by_speaker(counted(mentions, read)).values() if (tone := _last(said, read))]
    for tone in (Tone.CRITICAL, Tone.FAVOURABLE):
        if len(shown) >= LEAST and shown.count(tone) >= SHARE * len(shown):
            return tone
    return None


def tones(mentions: Sequence[Mention], read: Readings) -> Mapping[str, Tone]:
    """The tones of a story's mentions by id, its facts with the story's; without those that have none."""
    common = story_tone(mentions, read)
    found = {mention.id: _in_story(understood(mention, read), common) for mention in mentions}
    return {id_: tone for id_, tone in found.items() if tone}


def _in_story(found: Understanding, common: Tone | None) -> Tone | None:
    if found.tone or common is None:
        return found.tone.value
    return common if _agrees(found, common) else None


def _agrees(found: Understanding, tone: Tone) -> bool:
    """Whether the kind of a fact is one that this tone is of."""
    main = found.speech.value[0] if found.speech.value else None
    if tone is Tone.CRITICAL:
        return main in TROUBLES or (found.safety.value is not None and found.safety.value.is_sure)
    return tone is Tone.FAVOURABLE and main is Speech.PRAISE


def _last(said: Sequence[Mention], read: Readings) -> Tone | None:
    """The last tone of what one person said."""
    shown = (understood(mention, read).tone.value for mention in reversed(said))
    return next((tone for tone in shown if tone), None)
