"""Earlier name of `bot.decoding`, for sources written for earlier versions; gone after the next release."""

from bot.decoding import (
    AHEAD,
    EARLIEST,
    T,
    converted,
    decode_items,
    decode_json,
    instant,
    mappings,
    moment,
    settled,
    string,
    told,
    tongue,
    under,
    written_after,
)

__all__ = [
    "AHEAD",
    "EARLIEST",
    "T",
    "converted",
    "decode_items",
    "decode_json",
    "instant",
    "mappings",
    "moment",
    "settled",
    "string",
    "told",
    "tongue",
    "under",
    "written_after",
]
