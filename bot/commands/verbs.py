"""The words after `/watch`: the one table behind dispatch, help, README and manifest."""

from collections.abc import Iterable

import msgspec

from bot.commands.vocabulary import COURTESY, GRAMMAR
from bot.locale import LANGUAGES, N_, _, spoken
from bot.text import fold

COMMAND = "/watch"
COMMANDS = (COMMAND, "/veille")
"""The slash commands; both take every verb in either language."""


class Verb(msgspec.Struct, frozen=True):
    """One word after `/watch`, what may follow it, and what it does."""

    name: str
    usage: str
    meaning: str

    @property
    def example(self) -> str:
        """As it is typed, in the language spoken."""
        return f"{COMMAND} {in_language_spoken(self.name)} {_(self.usage)}".rstrip()

    @property
    def needs(self) -> bool:
        """Whether it says nothing by itself: what may be left out stands in brackets."""
        return self.usage.isupper() or self.usage.startswith(("NAME", "LINK", "#"))


VERBS = (
    Verb(
        "brand",
        N_("NAME"),
        N_("listen for a name of ours; /watch NAME is short for it, of one to three words"),
    ),
    Verb("competitor", N_("NAME"), N_("listen for somebody else's name")),
    Verb("topic", N_("NAME"), N_("listen for a subject")),
    Verb("preview", N_("QUERY"), N_("what a query would have kept and dropped of the last seven days")),
    Verb("edit", N_("NAME QUERY"), N_("change what a watch listens for")),
    Verb("list", "", N_("what this channel watches")),
    Verb("pause", N_("NAME"), N_("stop listening for a name for now")),
    Verb("resume", N_("NAME"), N_("listen for it again")),
    Verb("remove", N_("NAME"), N_("stop watching a name, and forget what was found; you are asked first")),
    Verb(
        "undo",
        N_("[NAME]"),
        N_("take back the last change of a watch, or what was taught last, within a day"),
    ),
    Verb(
        "now",
        N_("[NAME] [7d] [public]"),
        N_("the digest of the last 24 hours (or 7d, 4w, all), to you alone or to all"),
    ),
    Verb(
        "digest",
        N_("09:00 weekdays Europe/Paris"),
        N_(
            "when the digest of this channel comes: mon wed fri 8:30, twice a day, hourly, weekly monday "
            "9:00; off stops it, on brings it back; condensed makes it three lines, full a page"
        ),
    ),
    Verb(
        "alerts",
        N_("[fewer|balanced|more] [NAME instant|digest]"),
        N_(
            "when I ring, and what would have rung; quiet 22:00-7:00, hours 9:00-18:00 weekdays, people "
            "4, safety quiet, backlash always, turns off; or tell each story of a name at once, or in the "
            "digest alone"
        ),
    ),
    Verb("search", N_("WORDS"), N_("what the watches here kept that holds these words, newest first")),
    Verb(
        "why",
        N_("[not] LINK"),
        N_("why a post was told; with not: why it was not, by what its page says now"),
    ),
    Verb(
        "tone",
        N_("LINK critical|neutral|favourable"),
        N_("in which tone a post speaks, where I read it otherwise; forget takes that back"),
    ),
    Verb("ours", N_("LINK"), N_("a post is about us, though I could not tell")),
    Verb("notours", N_("LINK"), N_("a post is about something else of that name: it counts nowhere")),
    Verb("split", N_("LINK"), N_("a post, and what hangs on it, is a story of its own")),
    Verb("join", N_("LINK LINK"), N_("the stories of two posts are one")),
    Verb(
        "team",
        N_("@handle"),
        N_("an account speaks for us: it is counted apart; alone it lists them, remove @handle ends it"),
    ),
    Verb(
        "urgent",
        N_("WORDS"),
        N_("words that concern people's safety here, with commas between; alone it lists them"),
    ),
    Verb(
        "vip",
        N_("@handle"),
        N_("what somebody writes about a watched name is told at once; alone it lists them, off ends it"),
    ),
    Verb(
        "products",
        N_("NAME WORD, WORD"),
        N_("words by which a name that is an ordinary word, too, is known to be ours"),
    ),
    Verb("corrections", "", N_("what people here taught me, and who did")),
    Verb("sources", "[-hackernews +mastodon]", N_("where this channel listens; turn sources off and on")),
    Verb("feed", "URL", N_("read a blog or forum here too, by its page or its feed; remove URL to stop")),
    Verb("copy", N_("#channel"), N_("take over the watches, feeds and settings of a channel you may see")),
    Verb("language", "en|fr", N_("the language I speak in this channel: English or French")),
    Verb("replies", "on|off", N_("answer once in the thread when somebody here writes a watched name")),
    Verb("status", "", N_("how the sources are, what was dropped and why, when the next digest comes")),
    Verb("help", N_("[query]"), N_("this list; or the language of queries")),
)
BY_NAME = {verb.name: verb for verb in VERBS}
FRENCH = {
    "brand": "marque",
    "competitor": "concurrent",
    "topic": "sujet",
    "preview": "aperçu",
    "edit": "modifier",
    "list": "liste",
    "resume": "reprendre",
    "remove": "supprimer",
    "undo": "annuler",
    "now": "maintenant",
    "digest": "bulletin",
    "alerts": "alertes",
    "search": "chercher",
    "why": "pourquoi",
    "tone": "ton",
    "ours": "nous",
    "notours": "pasnous",
    "split": "séparer",
    "join": "réunir",
    "team": "équipe",
    "products": "produits",
    "feed": "flux",
    "copy": "copier",
    "language": "langue",
    "replies": "réponses",
    "status": "état",
    "help": "aide",
}
"""The verbs in French, where they are other words."""
_BY_FRENCH = {fold(word): BY_NAME[name] for name, word in FRENCH.items()} | {"statut": BY_NAME["status"]}
OTHERS = {
    "brand": "add watch track follow new ajouter ajoute ajoutez marque surveiller surveille surveillez "
    "suivre suivez",
    "competitor": "rival concurrent concurrente",
    "topic": "subject sujet thème theme",
    "preview": "test try aperçu apercu essayer tester essaie essayez teste testez",
    "edit": "change update modify modifier changer modifie modifiez changez",
    "list": "show ls watches liste lister listez montre montrez montrer afficher affiche",
    "pause": "mute snooze suspendre suspends suspendez",
    "resume": "unpause unmute reprendre relancer reprends reprenez relance relancez",
    "remove": "delete rm stop unwatch supprimer supprime supprimez retirer retire retirez enlever enlève "
    "enleve enlevez effacer efface effacez arrêter arreter arrête arrete arrêtez arretez",
    "undo": "annuler annule défaire defaire restore restaurer revert annulez",
    "now": "today report maintenant résumé bilan",
    "digest": "schedule horaire bulletin",
    "alerts": "notify alerte alertes",
    "search": "find chercher cherche cherchez rechercher recherche trouver trouve",
    "tone": "tonalité",
    "notours": "not-ours pas-nous pasnous",
    "split": "séparer sépare séparez scinder",
    "join": "réunir réunis réunissez joindre",
    "team": "équipe",
    "urgent": "urgence urgences urgents urgente",
    "vip": "vips important importante importants",
    "products": "product produits produit",
    "corrections": "correction",
    "feed": "rss blog flux",
    "copy": "clone duplicate copier copie recopier dupliquer",
    "language": "lang langue idioma",
    "replies": "reply respond answer answers réponse réponses reponse reponses répondre repondre",
    "status": "health état etat statut santé",
    "help": "? -h --help aide aider aidez",
}
"""What people write instead, in English and in French: nobody shall watch “delete Acme” by mistake."""
_BY_OTHER = {word: BY_NAME[name] for name, words in OTHERS.items() for word in words.split()}
WORDS = frozenset(fold(word) for word in (*BY_NAME, *_BY_OTHER))
"""Every word that is a verb here, or is written instead of one, folded."""
_ADD = """add watch track follow new ajouter ajoute ajoutez surveiller surveille surveillez suivre suis suivez
nouveau nouvelle"""
_ADDING = frozenset(_ADD.split())
_KINDS = {
    "brand": ("brand", "marque"),
    "competitor": ("competitor", "rival", "concurrent", "concurrente"),
    "topic": ("topic", "subject", "sujet", "theme"),
}
_KIND_OF = {word: kind for kind, words in _KINDS.items() for word in words}
_ARTICLE = "a an the our un une le la l les notre nos ma mon"
_ARTICLES = frozenset(_ARTICLE.split())
_NAMELIKE = "new try show stop change test today report answer rival blog health pause mute"
NAMELIKE = frozenset(_NAMELIKE.split())
"""Words for a verb that begin names, too: New Balance, Show Room."""


def added_kind(words: str) -> tuple[str, str] | None:
    """The kind and the name in `ajouter concurrent Brimeo`, `add a topic lamps`; None for other words."""
    first, *rest = words.split()
    if fold(first) not in _ADDING:
        return None
    if rest and fold(rest[0]) in _ARTICLES:
        rest = rest[1:]
    kind = _KIND_OF.get(fold(rest[0]).rstrip(":")) if rest else None
    return (kind, " ".join(rest[1:]).lstrip(": ")) if kind else None


def kind_said(words: Iterable[str]) -> str:
    """The kind of watch that folded words of a sentence speak of: a competitor where one is called so."""
    return "competitor" if any(_KIND_OF.get(word.rstrip("s")) == "competitor" for word in words) else "brand"


def in_language_spoken(verb: str) -> str:
    """A verb as it is shown to somebody: `brand`, `marque`."""
    return FRENCH.get(verb, verb) if spoken() == "fr" else verb


def changing_language() -> str:
    """How the language of a channel is changed."""
    return f"{COMMAND} {in_language_spoken('language')} {'|'.join(LANGUAGES)}"


def verb_of(word: str) -> Verb | None:
    """The verb that a word is, in English or French; None for any other.

    A French one is written in small letters: Marque Repère is a name.
    """
    return BY_NAME.get(word.lower()) or (_BY_FRENCH.get(fold(word)) if word.islower() else None)


def is_written_for(word: str, verb: str) -> bool:
    """Whether a word is a verb, or one that people write instead of it: `enlève` for `remove`."""
    return word.lower() == verb or _BY_OTHER.get(word.lower()) == BY_NAME[verb]


def meant(word: str) -> Verb | None:
    """The verb that somebody may have meant by a word in small letters; None for what is no slip."""
    if word in _BY_OTHER:
        return _BY_OTHER[word]
    if not word.islower() or word in GRAMMAR | COURTESY:
        return None
    folded = fold(word)
    near = [
        (name, verb)
        for name, verb in (*BY_NAME.items(), *_BY_FRENCH.items())
        if sorted(name[:2]) == sorted(folded[:2]) or name[0] == folded[0]
    ]
    return next((verb for name, verb in near if one_letter_away(name, folded)), None)


def one_letter_away(one: str, other: str) -> bool:
    """Whether one letter more, less or other, or two neighbours changed about, make one of the other."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    shorter, longer = sorted((one, other), key=len)
    start = 0
    while start < len(shorter) and shorter[start] == longer[start]:
        start += 1
    if len(shorter) < len(longer):
        return shorter[start:] == longer[start + 1 :]
    swapped = shorter[start + 1 : start + 2] + shorter[start : start + 1] + shorter[start + 2 :]
    return shorter[start + 1 :] == longer[start + 1 :] or swapped == longer[start:]
