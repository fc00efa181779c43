"""The words of digest hours, in English and in French, without accents: whole phrases, and single words."""

import re
import unicodedata
from collections.abc import Sequence


def _words(said: str) -> frozenset[str]:
    return frozenset(said.split())


DAYS = (
    ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
)
PARTS = {"morning": "09:00", "noon": "12:00", "afternoon": "14:00", "evening": "18:00", "midnight": "00:00"}
"""When a digest comes that is to come in a part of the day."""
_PART_WORDS = {
    "morning": "morning mornings matin matins matinee",
    "noon": "noon midday midi",
    "afternoon": "afternoon afternoons apres-midi apres-midis",
    "evening": "evening evenings night nights soir soirs soiree",
    "midnight": "midnight minuit",
}
PART_OF = {word: part for part, said in _PART_WORDS.items() for word in _words(said)}
TIMES = {
    1: ["09:00"],
    2: ["09:00", "17:00"],
    3: ["09:00", "13:00", "17:00"],
    4: ["09:00", "12:00", "15:00", "18:00"],
}
"""When digests come that are to come so many times a day."""
NUMBERS = {"once": 1, "twice": 2, "thrice": 3, "one": 1, "two": 2, "three": 3, "four": 4, "six": 6} | {
    "un": 1,
    "une": 1,
    "deux": 2,
    "trois": 3,
    "quatre": 4,
    "eight": 8,
    "huit": 8,
    "twelve": 12,
    "douze": 12,
}
FILLERS = _words(
    "at on every each in of the a an and + to from by per for please send me us digest digests time o'clock "
    "le la les l' un une des tous toutes chaque en et au aux vers pour par de du d' svp stp merci heure plus "
    "envoie envoyer bulletin only then puis zone timezone hour days day jour jours"
)
RANGE = _words("- to through thru until till a au jusqu'au jusqu'a")
OFF = _words(
    "off stop stopped none no never cancel disable pause non jamais aucun arret arrete arreter arretez "
    "stoppe stopper desactive desactiver annuler couper coupe fini end quit unsubscribe silence"
)
ON = _words(
    "on start resume again enable back restore yes active activer reprendre reprends relancer relance "
    "marche oui remettre remets retablir"
)
AROUND = _words("turn switch it them the this that le la les l' digest digests please svp stp en")
"""Words around those two that say nothing of their own."""

_N = r"(\d{1,2}|two|three|four|six|eight|twelve|deux|trois|quatre|huit|douze)"
_DAY = r"(?:day|jour)s?"
_EACH = r"\b(?:every|each|all|chaque|tous les|toutes les)"
_PHRASES: Sequence[tuple[str, str]] = (
    (r"\b([ap])\.\s?m\b\.?", r"\1m"),
    (rf"\b(?:every|each) (?:{_N} )?(?:hours?|hrs?)\b", r" <every:\1> "),
    (rf"\b(?:toutes?(?: les)?|chaque) (?:{_N} )?heures?\b", r" <every:\1> "),
    (r"\bhourly\b|\bonce (?:an|per|every) hour\b|\bune fois par heure\b", " <every> "),
    (r"\b(\d) ?(?:x|times|fois)\b", r"\1 times"),
    (r"\b(once|twice|thrice) daily\b", r"\1 a day"),
    (rf"\b(\w+)(?: times| fois)? ?(?:a|an|per|each|every|par|/) ?{_DAY}\b", r" <times:\1> "),
    (r"\b(?:once |une fois )?(?:a|per|every|each|par|chaque) (?:week|semaine)\b", " <week> "),
    (r"\bweekly\b|\btoutes les semaines\b|\bhebdo(?:madaires?)?\b", " <week> "),
    (r"\b(?:week|working|work|business)[ -]?days?\b", " <days:12345> "),
    (r"\bjours? (?:ouvres?|ouvrables?|de (?:la )?semaine)\b|\b(?:en|la|de) semaine\b", " <days:12345> "),
    (r"\b(?:les |the )?week-?ends?\b|\bfins? de semaine\b", " <days:67> "),
    (rf"{_EACH} ?{_DAY}\b|\bdaily\b|\bquotidien(?:ne)?\b", " <days:1234567> "),
    (rf"{_EACH} (morning|noon|afternoon|evening|matin|midi|apres-midi|soir)", r" <days:1234567> \1"),
    (r"(\d) ?(?:heures?|hrs?|hours?)(?: (\d\d))?\b", r"\1h\2"),
    (r"(\d) ?(?:o'clock|oclock)\b", r"\1h"),
    (r"(\d) ?h (\d\d)\b", r"\1h\2"),
    (r"(\d) (am|pm|h)\b", r"\1\2"),
    (r"(\dh) et demie\b", r"\g<1>30"),
    (r"\b(?:except(?: for| on)?|but not|sauf|hors)\b", " <but> "),
)
"""Phrases, and the mark that stands for each: `<every:2>` hours, `<times:2>` a day, `<week>`, `<days:67>`."""


def plain(words: str) -> str:
    """Small letters without accents; commas, semicolons, ampersands and the like as spaces."""
    text = unicodedata.normalize("NFKD", words.lower().replace("’", "'"))
    bare = "".join(char for char in text if not unicodedata.combining(char))
    return " ".join(re.sub(r"[‐-―]", "-", re.sub(r"[,;&!?\"()«»“”]", " ", bare)).split())


def marked(said: str) -> list[str]:
    """What was typed as words, each phrase as one mark."""
    for pattern, mark in _PHRASES:
        said = re.sub(pattern, mark, said)
    return said.split()
