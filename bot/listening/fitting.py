"""Ids and names of strangers, cut to what databases take."""

import hashlib

import msgspec

from bot.models import Mention

LONGEST = 600
"""Characters of an id or a name; PostgreSQL's indexes take 2,700 bytes."""


def fit(mention: Mention) -> Mention:
    """The mention with an id and names that an index of any database takes."""
    if max(len(mention.id), len(mention.author)) <= LONGEST:
        return mention
    known = mention.id
    if len(known) > LONGEST:
        known = f"sha256:{hashlib.sha256(known.encode('utf-8', 'replace')).hexdigest()}"
    return msgspec.structs.replace(mention, id=known, author=mention.author[:LONGEST])
