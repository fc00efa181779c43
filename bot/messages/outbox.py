"""What a channel's status says of messages that Slack did not take as they were."""

from collections.abc import Mapping

from bot.messages.wording import count

PENDING = "What was news in them stands in the next digest."
_KNOWN = {
    "unverified": "of the last seven days may stand here twice: Slack's answer was lost, and I lack the "
    "permission to look into this channel's history.",
    "lost": "of the last seven days: Slack did not say for a day whether they stand here. " + PENDING,
    "late": "of the last seven days could not be sent for a day. " + PENDING,
}


def outbox_lines(troubles: Mapping[str, int], token_refused: str) -> list[str]:
    """A sentence for each reason why messages are missing, late, or may stand twice."""
    lines = [_line(reason, number) for reason, number in sorted(troubles.items())]
    if token_refused:
        lines.append(
            f"Slack refuses my token ({token_refused}): nothing is sent until whoever runs me mends that. "
            "All is kept."
        )
    return lines


def _line(reason: str, number: int) -> str:
    messages = count(number, "message")
    if reason in _KNOWN:
        return f"{messages} {_KNOWN[reason]}"
    return f"{messages} of the last seven days Slack would not have ({reason}). {PENDING}"
