"""Lines of Jetstream, as a saved stream holds them."""

from datetime import timedelta

from tests.clock import START
from tests.jetstream import post
from tests.sources.case import Case


def write(items: list[tuple[str, str]]) -> bytes:
    events = (
        post(text, f"3key{number}", by=author, at=START - timedelta(hours=1))
        for number, (text, author) in enumerate(items)
    )
    return b"".join(event + b"\n" for event in events)


CASE = Case(
    content_type="application/x-ndjson",
    write=write,
    garbage=(
        b'{"no":"event"}',
        b"just words",
        b"[]",
        b"<!DOCTYPE html><html><title>Hello</title></html>",
        b"[" * 1_000_000,
        b'{"did":"did:plc:x","time_us":1,"commit":{"operation":"create"}}',
    ),
)
