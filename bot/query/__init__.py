"""The language of watches, and an index that asks thousands of queries of one text.

query = parse('orange NEAR/5 (fibre OR livebox) -jus lang:fr')
query.matches(mention)
"""

from bot.query.caret import caret
from bot.query.help import HELP
from bot.query.hints import hint
from bot.query.index import Index
from bot.query.live import LiveIndex
from bot.query.query import Clause, Query, parse, silent
from bot.query.subject import Subject
from bot.query.watch import read_edit, read_name, read_watch

__all__ = [
    "HELP",
    "Clause",
    "Index",
    "LiveIndex",
    "Query",
    "Subject",
    "caret",
    "hint",
    "parse",
    "read_edit",
    "read_name",
    "read_watch",
    "silent",
]
