"""What a channel's status says of messages that Slack did not take as they were."""

from collections.abc import Mapping

from bot.locale import _, _n


def outbox_lines(troubles: Mapping[str, int], token_refused: str) -> list[str]:
    """A sentence for each reason why messages are missing, late, or may stand twice."""
    lines = [_line(reason, number) for reason, number in sorted(troubles.items())]
    if token_refused:
        lines.append(
            _(
                "Slack refuses my token ({error}): nothing is sent until whoever runs me mends that. "
                "All is kept.",
                error=token_refused,
            )
        )
    return lines


def _line(reason: str, number: int) -> str:
    messages = _n("{n} message of the last seven days", "{n} messages of the last seven days", number)
    if reason == "unverified":
        return _(
            "{messages} may stand here twice: Slack's answer was lost, and I lack the permission to look "
            "into this channel's history.",
            messages=messages,
        )
    if reason == "unchanged":
        return _(
            "{messages} could not be changed in Slack any more, and may say what is no longer so.",
            messages=messages,
        )
    return f"{_lost(reason, messages)} " + _("What was news in them stands in the next digest.")


def _lost(reason: str, messages: str) -> str:
    if reason == "lost":
        return _("{messages}: Slack did not say for a day whether they stand here.", messages=messages)
    if reason == "late":
        return _("{messages} could not be sent for a day.", messages=messages)
    return _("{messages} Slack would not have ({error}).", messages=messages, error=reason)
