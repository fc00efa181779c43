"""Commands in a sentence to the bot: `@veille list`, `aide`, `please pause Acme`, `peux-tu lister`."""

import re
from collections.abc import Sequence
from typing import Final

from bot.commands.arguments import (
    ADDING,
    LINKED,
    NAMED,
    ON_WATCH,
    fits_after,
    is_idle,
    is_no_verb,
    watch_meant,
)
from bot.commands.plain_text import command_text
from bot.commands.tokens import tokens_of
from bot.commands.verbs import BY_NAME, OTHERS, Verb, meant, one_letter_away
from bot.commands.vocabulary import COMMON, COURTESY
from bot.commands.watched_names import watched_names

_LEAD: Final = re.compile(
    r"^(?:[\s,:;!.]*(?:hey|hi|hello|bonjour|salut|coucou|please|pls|plz|stp|svp"
    r"|s['’]il (?:te|vous) pla[iî]t|veille"
    r"|(?:can|could|would|will) (?:you|i|we)(?: please)?|(?:may|can) (?:i|we) (?:have|see|get)"
    r"|(?:show|give|tell|send|get)(?: (?:me|us))(?: the| your| my)?"
    r"|i(?:['’]d| would)? (?:like|want|need)(?: to)?(?: see)?"
    r"|(?:peux|pourrais|veux)[- ]tu|tu (?:peux|pourrais)|(?:pouvez|pourriez)[- ]vous|vous (?:pouvez|pourriez)"
    r"|(?:me |nous |m['’])?(?:montrer|donner|afficher|envoyer)|(?:show|give|tell|send|get)(?= (?:the|your))"
    r"|(?:show|display|affiche|montre)(?= (?:the |la |le |les |l['’])?"
    r"(?:list|status|help|sources|liste|statut|aide)\b)"
    r"|(?:donne|montre|envoie|affiche)s?[- ](?:moi|nous)(?: la| le| les)?"
    r"|je (?:veux|voudrais)(?: voir)?|j['’]aimerais(?: voir)?"
    r"|the|la|le|les|l['’]|my|your|ton|ta|tes|your|/watch|/veille)(?=[\s,:;!.]|$|(?<=['’])))+[\s,:;!.]*",
    re.IGNORECASE,
)
_TRAIL: Final = re.compile(
    r"(?:(?<=\S)[\s,:;!.]+(?:please|pls|plz|thanks|thank you|merci|stp|svp|s['’]il (?:te|vous) pla[iî]t)"
    r"|[\s!.?]+)$",
    re.IGNORECASE,
)
_NO_MORE: Final = re.compile(
    r"^(?:ne |n['’])?(?:surveille|suis|[eé]coute)[sz]? (?:plus|pas) "
    r"|^(?:do not|don['’]?t) (?:watch|follow|track|monitor|listen to) ",
    re.IGNORECASE,
)
_ADDRESSED: Final = re.compile(
    r"(?:(?:add|read|watch|follow|ajoute[rz]?|lis|lire|lisez|suis|suivre|surveille[rz]?) )?(https?://\S+)"
    r"(?: (?:for us|here|too|ici|aussi))?",
    re.IGNORECASE,
)
"""The address of a page, and nothing that would be done with it but to read it here."""
PLACES: Final = (
    "reddit|twitter|x|mastodon|bluesky|hacker ?news|youtube|tiktok|instagram|facebook|linkedin|threads"
    "|telegram|discord|google news|app store|github|lemmy|podcasts?|trustpilot|quora|forums?|blogs?"
)
"""Where people may think that is listened to, whether or not it is."""
_READ: Final = "ecoute[sz]?|lis|lisez|suis|suivez|surveille[sz]?|cherche[sz]?|regarde[sz]?"
_ASKED: Final = {
    "help": (
        r"menu|commands?|commandes?|mode d emploi|what (?:is|does) (?:this|the)(?: bot)?(?: do)?",
        r"(?:c est )?quoi ce(?: bot)?|ce bot (?:sert a|fait) quoi|tu (?:fais|sers)(?: a)? quoi",
        r"(?:how (?:do|can|to)(?: (?:i|we|you))?|comment(?: (?:je|on|puis je|faire pour))?)"
        r" (?:add|change|edit|pause|remove|set|stop|turn|unsubscribe|use|watch"
        r"|ajouter|arreter|changer|enlever|mettre|modifier|regler|suivre|supprimer|surveiller|utiliser)\b.{0,40}",
        r"(?:so )?what (?:else )?(?:can|do) (?:you|i|we) (?:do|ask)(?: you| here)*|(?:who|what) are you",
        r"how (?:do|does|can|should) (?:you|i|we|it|this) (?:work|use|ask)(?: you| this| it)*",
        r"(?:i |we )?need (?:some )?help|what are (?:the|your) commands|which commands.*",
        r"(?:que|qu est ce que tu) (?:sais|peux)(?: tu)? faire|qui es tu|a quoi (?:sers tu|tu sers)",
        r"comment (?:ca|tu|on) (?:marche|marches|fonctionne|fonctionnes|t utilise|utilise).*",
        r"(?:j ai )?besoin d aide|(?:peux tu |tu peux |pouvez )?m aider|quelles sont (?:les|tes) commandes",
    ),
    "list": (
        r"what (?:names? )?(?:do|are) (?:you|we) (?:watch|watching|follow|following)(?: here)?",
        r"what (?:do|are) (?:you|we) listen(?:ing)? (?:to|for)(?: here)?",
        r"what is (?:being )?watched(?: here)?",
        r"(?:que|qu est ce que) (?:tu )?(?:surveilles?|ecoutes?|suis)(?: tu| on)?(?: ici)?",
        r"(?:which|what|quels?|quelles?) (?:names|brands|watches|noms|marques|veilles)"
        r"(?: (?:do|are|you|we|tu|on|est ce que|surveill\w+|suis|watch\w*|listen\w*|follow\w*"
        r"|for|to|here|ici))*",
        r"(?:how many|combien de) (?:names|brands|watches|noms|marques|veilles)(?: .{0,24})?",
        r"tu (?:surveilles|ecoutes|suis) quoi(?: ici)?",
        r"what (?:s|is) (?:on )?(?:the |your |my )?list|(?:c est )?(?:quoi|quelle est) la liste",
    ),
    "sources": (
        rf"(?:do|can|are) (?:you|we) (?:also )?(?:read|watch|follow|track|monitor|search|check|on|listening"
        rf"|looking|listen|look)(?: (?:to|at|on|in))* (?:{PLACES})(?: too| posts?)?",
        rf"(?:est ce que )?(?:(?:tu|vous|on) (?:{_READ})|(?:{_READ}) (?:tu|vous|on))(?: (?:aussi|sur|dans))*"
        rf" (?:{PLACES})(?: aussi)?",
        r"(?:which|what|quelles?) sources(?: .{0,24})?|where do (?:you|we) (?:listen|read|look)(?: here)?",
        r"ou (?:ecoutes|lis|cherches) tu(?: ici)?|tu (?:ecoutes|lis|cherches) ou(?: ici)?",
    ),
    "now": (
        r"(?:(?:give|send|show|get|post)(?: (?:me|us))?|can (?:i|we) (?:have|get|see))"
        r"(?: (?:the|my|our|a|today s))? (?:digest|report|summary|recap|briefing)(?: (?:now|today))?",
        r"(?:(?:donne|envoie|montre|fais|affiche|poste)(?: (?:moi|nous))?)(?: (?:le|la|un|une|mon|notre))?"
        r" (?:digest|bulletin|resume|bilan|synthese|recap|point)(?: (?:maintenant|du jour|d aujourd hui))?",
        r"summary|recap|(?:le |un )?(?:resume|recap|bilan)(?: du jour)?|today s digest|le digest du jour",
    ),
    "now 7d": (
        r"(?:(?:give|send|show) (?:me|us) )?(?:the |a )?(?:weekly (?:recap|summary|digest|report)"
        r"|(?:recap|summary|digest|report) of the week)",
        r"(?:(?:donne|envoie|montre|fais)(?: (?:moi|nous))? )?(?:le |un |la )?"
        r"(?:resume|recap|bilan|synthese|bulletin|digest) de la semaine",
    ),
    "digest": (
        r"(?:what|when)(?: time)?(?: s| is| does| comes)*(?: the| your| next)* digest"
        r"(?: time| hour| come| due)*",
        r"(?:quand|a quelle heure|quelle heure)(?: est| vient| arrive)*(?: le| ton| prochain)*"
        r" (?:digest|bulletin)(?: .{0,16})?",
    ),
    "status": (
        r"(?:what|how) (?:s|is|are) (?:the |your )?(?:status|health|sources)(?: doing)?",
        r"(?:c est )?(?:quoi|quel est) (?:le |l )(?:statut|etat)(?: des sources)?|comment vont les sources",
    ),
}
"""Sentences that mean a command, folded and without courtesies."""
_PHRASES: Final = {verb: re.compile("|".join(patterns)) for verb, patterns in _ASKED.items()}


def spoken_command(text: str, watched: Sequence[str]) -> str:
    """The command in what somebody wrote, as it would follow the slash command; empty for none."""
    typed = command_text(text)
    phrase = _phrased(typed) or _phrased(_bare(typed))
    if phrase and not watched_names(tokens_of(typed), watched):
        return phrase
    if address := _ADDRESSED.fullmatch(_bare(typed)):
        return address[1]  # the command itself says how it is read
    words = _bare(_NO_MORE.sub("stop ", _bare(typed), count=1))
    first, _, rest = words.partition(" ")
    first, rest = first.lower().strip(",:;!.?"), rest.strip()
    verb = _verb(first, rest)
    asks = typed.rstrip(" !.").endswith("?") and typed.lower().startswith(first)
    if verb is None or (asks and (verb.name in NAMED or rest)) or not fits_after(verb.name, rest, watched):
        return verb.name if verb and verb.name not in NAMED and is_idle(rest) else ""
    if first not in BY_NAME and is_no_verb(verb.name, rest, watched):
        return ""
    if verb.name == "undo" and is_idle(rest):
        return verb.name
    if verb.name in LINKED:
        rest = _bare(command_text(text, addresses=True)).partition(" ")[2].strip()
    if verb.name in ON_WATCH:
        meant_name = watch_meant(verb.name, rest, watched)
        return "" if meant_name is None else f"{verb.name} {meant_name}".rstrip()
    # What adds is told apart by the command itself: "ajoute concurrent Acme".
    return f"{first if verb.name in ADDING else verb.name} {rest}".rstrip()


def _phrased(typed: str) -> str:
    """The command that a whole sentence means; empty for none."""
    polite = COURTESY - {"there", "il", "d"}
    words = " ".join(token.folded for token in tokens_of(typed) if token.folded not in polite)
    return next((verb for verb, phrase in _PHRASES.items() if phrase.fullmatch(words)), "")


def _verb(word: str, rest: str) -> Verb | None:
    """The verb that a word is or stands for; one a slip away only where nothing else was written."""
    if word in BY_NAME or _stands_for(word):
        return BY_NAME.get(word) or meant(word)
    near = [verb for name, verb in BY_NAME.items() if one_letter_away(name, word)]
    return near[0] if near and not rest and word not in COMMON else None


def _stands_for(word: str) -> bool:
    return any(word in words.split() for words in OTHERS.values())


def _bare(words: str) -> str:
    """The words without the courtesies around them."""
    before = ""
    words = _LEAD.sub("", words, count=1).replace("-moi", " moi").replace("-nous", " nous")
    while before != (before := words):
        words = _TRAIL.sub("", words)
    return words
