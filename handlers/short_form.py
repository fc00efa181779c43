"""What may be watched without a verb: words that look like a name, and nothing that could be a slip.

`/watch ANYTHING` makes a watch that a whole channel sees. A name is one to three words; a command of ours
or of another bot, a question, a piece of a sentence, an address or a query is asked back to whoever typed
it, with the full command to copy. Whoever quotes a name, or writes its kind before it, is taken at their
word.
"""

from typing import Final

import regex

from bot.query import read_name
from bot.text import fold
from handlers.commands import COMMAND, WORDS
from handlers.several_names import several_names

MOST_WORDS = 3
_QUOTED: Final = regex.compile(r'[="“”„«»]*["“”„«»][^"“”„«»]+["“”„«»]')
_TOKEN: Final = regex.compile(r"<[@#!][^>]*>")
_ADDRESS: Final = regex.compile(r"\S+://|<?(?:https?:|www\.)", regex.IGNORECASE)
_SPAN: Final = regex.compile(r"\d+(?:[hdwmyj]|min)|\d{1,2}[:h]\d{2}", regex.IGNORECASE)
_ENDS: Final = ".,;:!…'\"()"

_OTHER_BOTS_WORDS: Final = """
abonner abort about accept accepter account activate activer admin afficher allow apply approve archive
archiver ask assign auth autoriser ban begin bienvenue block bloquer bonjour bonsoir book bye cancel
chercher clean clear clore close command commands commencer config configure configurer confirm
confirmer connect connecter connexion continuer copier copy create creer debug decline deconnecter
deconnexion delay demarrer demo deny deploy desabonner desactiver desinstaller disable disconnect
dismiss documentation done download echo enable envoyer erase error escalate execute executer exit
explain export exporter fermer fetch filter find finish follow forget forgive generate get goodbye hello
hey hi history import importer info init install invite inviter issue join kick lancer language
languages last leave limit link load lock log login logout logs meet members menu merci merge next non
off ok okay on open options oublier oui ouvrir parametres partager password permissions ping play poll
post predict privacy profile prune publier publish purge quit quitter random reboot recherche rechercher
redemarrer refresh refuser register reglages reinitialiser reload remind reminder rename renommer repeat
reply reset resolve restart restaurer restore resumer rollback run salut sauvegarder save search send
set settings setup share shutdown signup skip sleep start stats subscribe suivre summarise summarize
summary support switch sync synchroniser telecharger thanks ticket timer toggle token trace track
traduire transcribe translate trigger trouver unassign unblock unfollow uninstall unlink unlock
unsubscribe upgrade upload usage user users validate valider verifier verify version view voir vote wake
welcome whoami yes
"""
OTHER_BOTS: Final = frozenset(_OTHER_BOTS_WORDS.split())
"""What other bots take for commands, in English and French, folded: nobody watches “export” by a slip."""
_ASKING_WORDS: Final = """
am any anyone anything are can combien comment could did dis dites do does est how is may peut peux
pourquoi pouvez puis qu quand que quel quelle quelles quels qui quoi shall should was were what whats
when where which who whom whos whose why will would y
"""
_ASKING: Final = frozenset(_ASKING_WORDS.split())
"""What a question begins with, folded."""
_SENTENCE_WORDS: Final = """
about are aujourd'hui aujourdhui be been ca ce ces cette chose demain doesnt dont elle elles est etes
everything give had has hate have he hier i il ils im is it its j je know like love ma maintenant me mes
mine mois mon month my need news nos not nothing notre nous nouvelles our pas please pls plz quelque
rien said says semaine she someone something sommes sont stp suis svp ta tell tes that their them these
they think this those today tomorrow ton tonight tout tu us vos votre vous want was we week were year
yesterday you your yours
"""
_SENTENCE: Final = frozenset(_SENTENCE_WORDS.split())
"""What stands in sentences and hardly in names, folded."""


def doubt(words: str) -> str:
    """Why what somebody typed without a verb may be no name, in a sentence; empty for what looks like one."""
    if _QUOTED.fullmatch(words) or several_names(words):
        return ""
    if _ADDRESS.match(words):
        return (
            f"That is an address. {COMMAND} feed {words} reads it here, if it is a blog, a forum or a feed."
        )
    if "?" in words or _first(words) in _ASKING:
        return f"That looks like a question. {COMMAND} now NAME says what is said of a name."
    if _TOKEN.search(words) or not any(char.isalnum() or char > "\u2000" for char in words):
        return "That is no name that could be looked for."
    return _doubted_query(words) or _doubted_words(words)


def _doubted_words(words: str) -> str:
    named = [fold(word.strip(_ENDS)).strip() for word in words.split()]
    for word, folded in zip(words.split(), named, strict=True):
        if folded in WORDS or folded in OTHER_BOTS:
            return f"“{word.strip(_ENDS)}” could be meant for a command."
    if len(named) > MOST_WORDS:
        return f"That is more than the {MOST_WORDS} words that I take for a name without asking."
    if any(folded in _SENTENCE or _SPAN.fullmatch(folded) for folded in named):
        return "That looks like a piece of a sentence."
    return ""


def _doubted_query(words: str) -> str:
    """A query is read, and its mistakes shown, by the full command alone. Raises `BadQuery`."""
    return "That looks like a query." if read_name(words)[1] else ""


def _first(words: str) -> str:
    return fold(words.split()[0].strip(_ENDS)).replace("'", " ").split(" ")[0] if words.split() else ""
