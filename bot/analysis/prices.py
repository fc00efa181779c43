"""Prices, discounts and codes, as people write them: `€5`, `12,90 €`, `200 bucks`; `-20 %`; `code LEA10`."""

from typing import Final

import regex

PRICE: Final = regex.compile(
    r"(?:[€$£]\s?\d|\b\d+(?:[.,]\d\d)?\s?(?:€|\$|£|eur\b|euros?\b|usd\b|bucks\b|quid\b))", regex.IGNORECASE
)
DISCOUNT: Final = regex.compile(
    r"(?<!\w)[-−–]\s?\d{1,2}\s?%|\b(?i:code|coupon|quote)[\s:]{1,3}(?=[A-Z]{2,}\d|\d+[A-Z]{2})[A-Z\d]{4,16}\b"
)
"""A share that is taken off, or a code that takes it off: capitals and figures."""
