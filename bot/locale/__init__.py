"""The translations of what people read in Slack: `fr.po` beside this file is the French gettext catalogue.

A sentence stands in the code in English, between `_( )` or `_n( )`, and is looked up when it is made:

    _("{name} is watched here from now on.", name=watch.name)
    _n("{n} person", "{n} people", number)

in the language that `speaking` set for the task at hand: a channel's own for what the channel reads, the
asker's for what one person reads. `N_` marks a sentence of a table, which `_` looks up later.
"""

from bot.locale.catalogue import N_, _, _n
from bot.locale.language import DEFAULT, LANGUAGES, Language, language_of, speaking, spoken
from bot.locale.sentence import Sentence, restored

__all__ = [
    "DEFAULT",
    "LANGUAGES",
    "N_",
    "Language",
    "Sentence",
    "_",
    "_n",
    "language_of",
    "restored",
    "speaking",
    "spoken",
]
