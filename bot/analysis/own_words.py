"""Which words of a text are its author's own: what they quote, answer under, or pass on is another's.

1. Lines that begin with `>` quote, as in mail, Markdown, and blocks of quotation once their HTML is undone.
2. A line over these that says who wrote them (`On Monday Lea wrote:`) belongs to them.
3. What stands between `[quote]` and `[/quote]` is quoted.
4. Behind `RT @lea`, and behind the line under which a mail program puts what is answered or forwarded, all
   that follows is another's.
"""

import re
from typing import Final

Span = tuple[int, int]
"""Where a part of a text begins and ends."""

_LINE: Final = r"[ \t]*>[> \t]*(?:(?=[^\W_]|[\"'«“‘(\[*@#…¿¡-])[^\n]*|$)"
_WROTE: Final = (
    r"wrote|writes|said|a écrit|écrit|schrieb|escribió|scrisse|ha scritto|escreveu|schreef|skrev"
    r"|napisał(?:\(?a\)?)?"
)
_ORIGINAL: Final = (
    r"original message|forwarded message|message d['’]origine|message transféré|message original"
    r"|début du message transféré"
    r"|ursprüngliche nachricht|weitergeleitete nachricht|mensaje original|mensaje reenviado"
    r"|messaggio originale|messaggio inoltrato|mensagem original|oorspronkelijk bericht"
)
_FROM: Final = r"from|de|von|da|van"
_SENT: Final = r"sent|date|envoyé|gesendet|datum|enviado|fecha|inviato|data|verzonden"
_QUOTED: Final = re.compile(
    rf"(?:^(?!>)[^\n]{{0,200}}\b(?:{_WROTE})\b[^\n]{{0,60}}:[ \t]*\n\s*)?(?:^{_LINE}(?:\n{_LINE})*)"
    rf"|\[quote[^\]\n]{{0,200}}\].*?(?:\[/quote\]|\Z)"
    rf"|^[ \t]*[-_*=]{{2,}}\s*(?:{_ORIGINAL})\s*:?\s*[-_*=]{{2,}}.*\Z"
    rf"|^(?:{_FROM})[ \t]?:[^\n]+\n+(?:{_SENT})[ \t]?:.*\Z"
    rf"|(?:(?<=\s)|\A)RT[ \t]+@[\w.@-]+.*\Z",
    re.IGNORECASE | re.MULTILINE | re.DOTALL,
)
_MARKS: Final = re.compile(
    r"[>\[:=_*@-](?:(?<=>)|(?<=\[)(?i:quote)|(?<=[-_*=])[-_*=]\s*\w|(?<=[tT]\s@)|(?<=\s\s@)|(?<=:).*\n+.*:)"
)
"""What stands in each text that quotes. It begins with one character of few, so that a search is fast."""


def own_spans(text: str) -> list[Span]:
    """The parts of a text that its author wrote; none where all is quoted."""
    if not _MARKS.search(text):
        return [(0, len(text))] if text else []
    spans: list[Span] = []
    start = 0
    for found in _QUOTED.finditer(text):
        spans.append((start, found.start()))
        start = found.end()
    spans.append((start, len(text)))
    return [span for span in spans if text[slice(*span)].strip()]


def own_words(text: str) -> str:
    """The text without what its author did not write."""
    return "\n".join(text[slice(*span)].strip() for span in own_spans(text))
