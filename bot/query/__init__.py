"""The language of watches, and an index that asks thousands of queries of one text.

query = parse('orange NEAR/5 (fibre OR livebox) -jus lang:fr')
query.matches(mention)
"""

from bot.query.error_pointer import error_pointer
from bot.query.help import help_text
from bot.query.index import Index
from bot.query.live_index import LiveIndex
from bot.query.narrowing import Either, Every, Narrowing, Word, narrowing, words_of
from bot.query.operator_hints import hint
from bot.query.query import Clause, Needle, Query, nothing, parse
from bot.query.subject import PreparedText
from bot.query.watch_syntax import read_edit, read_name, read_watch

__all__ = [
    "Clause",
    "Either",
    "Every",
    "Index",
    "LiveIndex",
    "Narrowing",
    "Needle",
    "PreparedText",
    "Query",
    "Word",
    "error_pointer",
    "help_text",
    "hint",
    "narrowing",
    "nothing",
    "parse",
    "read_edit",
    "read_name",
    "read_watch",
    "words_of",
]
