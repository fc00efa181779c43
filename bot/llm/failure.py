"""Why no sentences of a language model stand above a page."""

from enum import StrEnum

from bot.errors import VeilleError


class Failure(StrEnum):
    """What stood in the way."""

    SLOW = "slow"
    UNREACHABLE = "unreachable"
    KEY = "key"
    BUSY = "busy"
    BROKEN = "broken"  # it answered in another shape, or with an error
    UNCITED = "uncited"  # fewer than two sentences stood on what was really written
    SPENT = "spent"  # the day's tokens are used up; nothing was sent
    CHANGED = "changed"  # what its sentences stood on is quoted no more


class ModelFailed(VeilleError):
    """A language model did not answer as it should."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.value)
        self.failure = failure
