"""The sentences that people read in Slack, in English and French: `fr.po` beside this file is the catalogue.

A sentence stands in the code in English, between `_( )` or `_n( )`, and is looked up when it is made:

    _("{name} is watched here now.", name=watch.name)
    _n("{n} person", "{n} people", number)

in the language that `speaking` set for the task at hand: a channel's own for what the channel reads, the
asker's for what one person reads.
"""

from bot.locale.catalogue import _, _n, later
from bot.locale.language import DEFAULT, LANGUAGES, Language, language_of, speaking, spoken
from bot.locale.sentence import Sentence, restored

__all__ = [
    "DEFAULT",
    "LANGUAGES",
    "Language",
    "Sentence",
    "_",
    "_n",
    "language_of",
    "later",
    "restored",
    "speaking",
    "spoken",
]
