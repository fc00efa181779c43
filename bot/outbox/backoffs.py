"""For how long Slack takes nothing for a channel, or nothing at all. Instants are steady seconds."""


class Backoffs:
    """Kept in memory alone: after a restart each is found again by one try."""

    def __init__(self) -> None:
        self._until: dict[str, float] = {}
        self.token_refused = ""
        """Slack's name for what is wrong with the token; empty while nothing is."""
        self.stopped_until = 0.0

    def back_off(self, channel: str, until: float) -> None:
        """Send nothing to a channel until then."""
        self._until[channel] = max(until, self._until.get(channel, until))

    def resume(self, channel: str) -> None:
        """Send to a channel again."""
        self._until.pop(channel, None)

    def until(self, channel: str, now: float) -> float:
        """Until when nothing is sent to a channel; now or earlier if it may be."""
        return max(self._until.get(channel, now), self.stopped_until)

    def backed_off(self, now: float) -> dict[str, float]:
        """The channels that take nothing now, and until when."""
        self._until = {channel: until for channel, until in self._until.items() if until > now}
        return self._until

    def stop(self, code: str, until: float) -> None:
        """Send nothing at all until then: the token is refused."""
        self.token_refused = code
        self.stopped_until = until

    def go_on(self) -> None:
        """The token is taken again."""
        self.token_refused = ""
        self.stopped_until = 0.0
