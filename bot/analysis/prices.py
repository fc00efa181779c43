"""Prices and discounts, as people write them: `€5`, `12,90 €`, `200 bucks`; `-20 %`."""

from typing import Final

import regex

PRICE: Final = regex.compile(
    r"(?:[€$£]\s?\d|\b\d+(?:[.,]\d\d)?\s?(?:€|\$|£|eur\b|euros?\b|usd\b|bucks\b|quid\b))", regex.IGNORECASE
)
DISCOUNT: Final = regex.compile(r"(?<!\w)[-−–]\s?\d{1,2}\s?%")
