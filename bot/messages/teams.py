"""The accounts of the team: named, forgotten, listed."""

from collections.abc import Sequence

from bot.locale import _, _n
from bot.messages.answers import sentence
from bot.messages.blocks import bullets, escaped, line, rich, user, words
from bot.messages.message import Message
from bot.messages.wording import clipped, shortened
from bot.models import Person
from bot.storage.readings import TeamMember
from bot.watches.taught import AccountChanged

PLACES = 4
"""Places named in one sentence."""


def account_name(account: Person) -> str:
    """An account as it is shown: with its network, where it is of one only."""
    network, author = account
    handle = author if author.startswith("@") or " " in author else f"@{author}"
    return _("{name} in {place}", name=handle, place=network) if network else handle


def named_message(changed: AccountChanged) -> Message:
    """That an account speaks for the team."""
    name = account_name(changed.account)
    if not changed.is_changed:
        return sentence(_("{name} is counted as one of the team already.", name=name))
    said = _("{name} is counted as one of the team from now on, apart from the public.", name=name)
    return sentence(f"{said} {heard_sentence(changed)} {_('/watch undo takes this back.')}")


def heard_sentence(changed: AccountChanged) -> str:
    """Where posts of an account are known."""
    if not changed.heard:
        return _("Nobody of that name was heard here yet.")
    number = sum(changed.heard.values())
    return _n(
        "{n} post of theirs is known here, in {places}.",
        "{n} posts of theirs are known here, in {places}.",
        number,
        places=shortened(list(changed.heard), PLACES),
    )


def forgotten_message(changed: AccountChanged) -> Message:
    """That an account speaks for the team no longer."""
    name = account_name(changed.account)
    said = _("{name} is counted as one of the public again.", name=name)
    return sentence(f"{said} {_('/watch undo takes this back.')}")


def team_message(team: Sequence[TeamMember]) -> Message:
    """The accounts that a channel named, and who did."""
    if not team:
        return sentence(
            _(
                "No account is named as the team's here yet. /watch team @handle names one, and what it "
                "writes is counted apart."
            )
        )
    opening = _("Counted as the team, apart from the public:")
    names = [account_name((member.network, member.author)) for member in team]
    rows = [
        line(words(name), words(" · "), user(member.person)) for name, member in zip(names, team, strict=True)
    ]
    ending = _("/watch team remove @handle ends it for one.")
    text = "\n".join([opening, *names, ending])
    blocks = (rich(line(words(opening)), bullets(rows), line(words(ending))),)
    return Message(escaped(clipped(text, 3_500)), blocks)
