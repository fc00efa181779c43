"""The language of watches, explained in plain text; each example in it is a query (a test says so)."""

from typing import Final

from bot.locale import N_, _

EXAMPLES: Final = (
    ("acme", N_("the word, whatever its case and accents; also @acme and #acme, l'Acme, Acme's")),
    ('"orange money"', N_("a phrase; a hyphen counts as a space: coca-cola finds Coca Cola")),
    (
        '"acme inc"',
        N_("punctuation between its words too: Acme, Inc. said; the end of a paragraph does not"),
    ),
    ("orange fibre", N_("both (the same as orange AND fibre)")),
    ("orange OR sosh", N_("one of them")),
    ("orange -jus", N_("not jus (the same as orange NOT jus)")),
    ("(orange OR sosh) panne", N_("brackets")),
    ("orange NEAR/5 fibre", N_("at most 5 words apart, in any order; neighbours are 1 apart")),
    ("orange ONEAR/5 fibre", N_("the same, orange first")),
    (
        "acme*",
        N_("words that begin so, hashtags too: a hashtag is one word, acme does not find #AcmeFail"),
    ),
    (
        "booking.com OR coca-cola",
        N_("a name of several words finds its hashtag too: #BookingCom, #CocaCola"),
    ),
    ("#AcmeFail", N_("the hashtag only; #acme* those that begin so")),
    ("@acme", N_("the handle only: @acme, @acme@any.server, @acme.bsky.social; no mail address")),
    ("@acme@mastodon.social", N_("the handle on that server only")),
    ("$ACME", N_("the ticker")),
    ("C++ OR .NET OR AT&T OR 24/7", N_("symbols of a name match as written; c does not find C++")),
    ("🍊", N_("emoji, whatever the skin tone")),
    ("=Orange", N_("exactly so: case and accents count; also in front of quotes")),
    ('title:"orange money"', N_("in the title")),
    ("author:acme_help place:r/france", N_("who wrote it, and in which community")),
    (
        "acme lang:(fr OR en) -kind:review",
        N_("language (two letters); post, comment, article, review or video"),
    ),
    ("acme source:bluesky", N_("the source it came from")),
    ("site:(lemonde.fr OR lefigaro.fr) acme", N_("on a site or one below it, or linking there")),
    (
        "acme threads:no",
        N_("without what answers a mention in its own thread and does not name acme itself"),
    ),
    ("url:acme.com/blog", N_("in an address: nothing else looks into addresses")),
    (r"/ac+me\d{2}/", N_("a regular expression (RE2), of title and text as written; (?i) for any case")),
    (
        r"/(^|\PL)réseaux?(\PL|$)/",
        N_(r"\w and \b know letters without accents alone: \PL is anything but a letter"),
    ),
)
"""Queries, and what each finds."""

PRECEDENCE: Final = N_(
    "Brackets bind first, then NEAR, then NOT and -, then AND (or just a space), then OR: "
    "a b OR c means (a b) OR c. Operators are written in capitals: or is a word."
)

_RULES: Final = (
    N_(
        "Words are whole words, except in Chinese, Japanese, Thai and other scripts without spaces, where a"
        " term is found inside running text. Korean has spaces: write 삼성* to find it with its particles."
    ),
    N_(
        "The words of a phrase follow each other with nothing but spaces, hyphens or punctuation between. "
        "Phrases take double quotes; a single one belongs to its word."
    ),
    N_(
        "In French l', d' and qu' may stand before a name (l'Acme, d'Acme, qu'Acme); j', n', m', t', s' and"
        " c' stand before a verb: AI is not found in j'ai or je l'ai. A name that begins so is written "
        "whole: C'Zen."
    ),
    N_(
        "What answers a mention in its own thread is kept as in the thread: counted apart, quoted last, "
        "never told at once, at most fifty of a thread in a day. The rest of the query must hold for it as "
        "well."
    ),
    N_("A list in brackets after lang:, kind:, site:, source:, author:, place: or url: means any of them."),
    N_(
        "Refused, with the reason: what can never match, and what nearly everything matches (-jus alone, "
        "lang:fr alone, a*, /e/). At most 2,000 characters and 200 terms; a regular expression 200 "
        "characters."
    ),
)


def help_text() -> str:
    """The whole of it in the language spoken, for a fixed-width font."""
    width = max(len(query) for query, _meaning in EXAMPLES)
    table = [f"{query:<{width}}  {_(meaning)}" for query, meaning in EXAMPLES]
    return "\n".join([*table, "", _(PRECEDENCE), *map(_, _RULES)])
