"""Prices, as people write them: `€5`, `12,90 €`, `200 bucks`."""

from typing import Final

import regex

PRICE: Final = regex.compile(
    r"(?:[€$£]\s?\d|\b\d+(?:[.,]\d\d)?\s?(?:€|\$|£|eur\b|euros?\b|usd\b|bucks\b|quid\b))", regex.IGNORECASE
)
