"""Commands in a sentence to the bot: `@veille list`, `aide`, `please pause Acme`, `peux-tu lister`."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from handlers.commands import BY_NAME, OTHERS, Verb, meant, one_letter_away
from handlers.names import looks_like_name, watched_names
from handlers.tokens import tokens_of
from handlers.vocabulary import COMMON, COURTESY, GRAMMAR
from handlers.written import command_text

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
_ASKED: Final = {
    "help": (
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
        r"(?:which|what|quelles?) sources(?: .{0,24})?|where do (?:you|we) (?:listen|read|look)(?: here)?",
        r"ou (?:ecoutes|lis|cherches) tu(?: ici)?|tu (?:ecoutes|lis|cherches) ou(?: ici)?",
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
_ABOUT_THIS: Final = frozenset(
    [
        "watches",
        "watched",
        "names",
        "name",
        "channel",
        "here",
        "this",
        "of",
        "sources",
        "source",
        "bot",
        "all",
        "everything",
        "marques",
        "noms",
        "veilles",
        "suivis",
        "surveilles",
        "surveille",
        "ici",
        "canal",
        "tout",
        "everyone",
        "commands",
        "commandes",
        "me",
        "us",
        "you",
    ]
)
_TIMES: Final = re.compile(
    r"^(?:off|on|stop|daily|hourly|weekly|weekdays|twice|once|every|chaque|tous|mon|tue|wed|thu|fri|sat|sun|lun|mar"
    r"|mer|jeu|ven|sam|dim|\d)",
    re.IGNORECASE,
)
_ADDRESS: Final = re.compile(
    r"^(?:remove |retirer |add )?(?:https?://|\S+\.\S+)|^(?:remove|list)\b", re.IGNORECASE
)


def spoken_command(text: str, watched: Sequence[str]) -> str:
    """The command in what somebody wrote, as it would follow the slash command; empty for none."""
    typed = command_text(text)
    if phrase := _phrased(typed):
        return phrase
    words = _bare(typed)
    first, _, rest = words.partition(" ")
    first, rest = first.lower().strip(",:;!.?"), rest.strip()
    verb = _verb(first, rest)
    asks = typed.rstrip(" !.").endswith("?") and typed.lower().startswith(first)
    if verb is None or (asks and (verb.name in _NAMED or rest)):
        return verb.name if verb and verb.name not in _NAMED and _is_idle(rest) else ""
    if rest and not FITS.get(verb.name, _always)(rest, watched):
        return verb.name if verb.name not in _NAMED and _is_idle(rest) else ""
    if first not in BY_NAME and rest and _is_named_alone(verb, rest, watched):
        return ""
    if verb.name == "feed":
        rest = _bare(command_text(text, addresses=True)).partition(" ")[2].strip()
    if verb.name in _ON_WATCH:
        rest = _only_name(rest, watched)
    # What adds is told apart by the command itself: "ajoute concurrent Acme".
    return f"{first if verb.name in _ADDING else verb.name} {rest}".rstrip()


def _only_name(rest: str, watched: Sequence[str]) -> str:
    """The watched name in what follows a verb, where there is one: `stop watching Acme`."""
    named = {each.watch for each in watched_names(tokens_of(rest), watched) if not each.is_near}
    return watched[named.pop()] if len(named) == 1 and "=" not in rest else rest


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


def _is_idle(rest: str) -> bool:
    """Whether words add nothing to a command: `list the watches here`."""
    return all(
        word in COURTESY | GRAMMAR | _ABOUT_THIS for word in (token.folded for token in tokens_of(rest))
    )


def _is_named_alone(verb: Verb, rest: str, watched: Sequence[str]) -> bool:
    """Whether a word that may be no verb stands before a watched name, as in `report Acme`."""
    return verb.name not in _NAMED and bool(watched_names(tokens_of(rest), watched))


def _names_watch(rest: str, watched: Sequence[str]) -> bool:
    return bool(watched_names(tokens_of(rest), watched)) or looks_like_name(rest)


def _names(rest: str, watched: Sequence[str]) -> bool:
    head = re.split(r"\s(?:=|-\w|\w+:)", rest, maxsplit=1)[0]
    return head != rest or looks_like_name(head.strip('"“”«» '))


def _never(rest: str, watched: Sequence[str]) -> bool:
    return False


def _always(rest: str, watched: Sequence[str]) -> bool:
    return True


def _digest(rest: str, watched: Sequence[str]) -> bool:
    return _TIMES.match(rest) is not None


def _address(rest: str, watched: Sequence[str]) -> bool:
    return _ADDRESS.match(rest) is not None


def _now(rest: str, watched: Sequence[str]) -> bool:
    return re.fullmatch(r"(?:public|all|\d+[hdwmyj]|\s)+", rest, re.IGNORECASE) is not None or (
        re.search(r"\s(?:public|all|\d+[hdwmy])$", rest, re.IGNORECASE) is not None
    )


def _switch(rest: str, watched: Sequence[str]) -> bool:
    return re.match(r"on\b|off\b", rest, re.IGNORECASE) is not None


def _sources(rest: str, watched: Sequence[str]) -> bool:
    return rest[:1] in "+-–−"


def _help(rest: str, watched: Sequence[str]) -> bool:
    word = rest.lower()
    return word in BY_NAME or word in {"query", "queries", "language"}


_NAMED: Final = frozenset({"brand", "competitor", "topic", "edit", "pause", "resume", "remove", "preview"})
"""Verbs that a name follows."""
_ON_WATCH: Final = frozenset({"pause", "resume", "remove"})
"""Verbs that nothing but a name follows."""
_ADDING: Final = frozenset({"brand", "competitor", "topic"})
READING: Final = frozenset({"help", "list", "status", "now"})
"""Verbs that change nothing: another word for one is as good as the verb itself."""
FITS: Final[Mapping[str, Callable[[str, Sequence[str]], bool]]] = {
    "list": _never,
    "status": _never,
    "brand": _names,
    "competitor": _names,
    "topic": _names,
    "preview": _always,
    "edit": _names_watch,
    "pause": _names_watch,
    "resume": _names_watch,
    "remove": _names_watch,
    "now": _now,
    "digest": _digest,
    "alerts": _names_watch,
    "sources": _sources,
    "feed": _address,
    "replies": _switch,
    "help": _help,
}
"""Whether what follows a verb is what it takes; a verb that is not here takes anything."""
