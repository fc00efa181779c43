"""The words after `/watch`: the one table behind dispatch, help, README and manifest."""

from difflib import get_close_matches

import msgspec

from bot.text import fold

COMMAND = "/watch"


class Verb(msgspec.Struct, frozen=True):
    """One word after `/watch`, what may follow it, and what it does."""

    name: str
    usage: str
    meaning: str

    @property
    def example(self) -> str:
        """As it is typed."""
        return f"{COMMAND} {self.name} {self.usage}".rstrip()


VERBS = (
    Verb(
        "brand", "NAME", f"listen for a name of ours; {COMMAND} NAME is short for it, of one to three words"
    ),
    Verb("competitor", "NAME", "listen for somebody else's name"),
    Verb("topic", "NAME", "listen for a subject"),
    Verb("preview", "QUERY", "what a query would have kept and dropped of the last seven days"),
    Verb("edit", "NAME QUERY", "change what a watch listens for"),
    Verb("list", "", "what this channel watches"),
    Verb("pause", "NAME", "stop listening for a name for now"),
    Verb("resume", "NAME", "listen for it again"),
    Verb("remove", "NAME", "stop watching a name, and forget what was found; you are asked first"),
    Verb(
        "undo", "[NAME]", "take back the last change of a watch, such as an edit or a removal, within a day"
    ),
    Verb(
        "now",
        "[NAME] [7d] [public]",
        "the digest of the last 24 hours (or 7d, 4w, all), to you alone or to all",
    ),
    Verb(
        "digest",
        "09:00 weekdays Europe/Paris",
        "when the digest of this channel comes: mon wed fri 8:30, twice a day, hourly, weekly monday 9:00; "
        "off stops it, on brings it back",
    ),
    Verb("alerts", "NAME instant|digest", "tell each new mention at once, or in the digest alone"),
    Verb("sources", "[-hackernews +mastodon]", "where this channel listens; turn sources off and on"),
    Verb("feed", "URL", "read a blog or forum here too, by its page or its feed; remove URL to stop"),
    Verb("copy", "#channel", "take over the watches, feeds and settings of a channel you may see"),
    Verb("replies", "on|off", "answer once in the thread when somebody here writes a watched name"),
    Verb("status", "", "how the sources are, what was dropped and why, when the next digest comes"),
    Verb("help", "[query]", "this list; or the language of queries"),
)
BY_NAME = {verb.name: verb for verb in VERBS}
OTHERS = {
    "brand": "add watch new ajouter ajoute marque surveiller ajoutez surveille surveillez",
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
    "feed": "rss blog flux",
    "copy": "clone duplicate copier copie recopier dupliquer",
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
LIKENESS = 0.75


def added_kind(words: str) -> tuple[str, str] | None:
    """The kind and the name in `ajouter concurrent Brimeo`, `add a topic lamps`; None for other words."""
    first, *rest = words.split()
    if fold(first) not in _ADDING:
        return None
    if rest and fold(rest[0]) in _ARTICLES:
        rest = rest[1:]
    kind = _KIND_OF.get(fold(rest[0]).rstrip(":")) if rest else None
    return (kind, " ".join(rest[1:]).lstrip(": ")) if kind else None


def meant(word: str) -> Verb | None:
    """The verb that somebody may have meant by a word in small letters; None for what is no slip."""
    if word in _BY_OTHER:
        return _BY_OTHER[word]
    if not word.isascii() or not word.islower():
        return None
    close = get_close_matches(word, BY_NAME, n=1, cutoff=LIKENESS)
    return BY_NAME[close[0]] if close else None
