"""The people who always matter: named, forgotten, listed."""

from collections.abc import Sequence

from bot.locale import _
from bot.messages.answers import sentence
from bot.messages.message import Message
from bot.messages.teams import account_name, heard_sentence
from bot.messages.wording import clipped, listed
from bot.models import Vip
from bot.watches.taught import AccountChanged


def named_vip_message(changed: AccountChanged) -> Message:
    """That an account always matters."""
    name = account_name(changed.account)
    if not changed.is_changed:
        return sentence(_("{name} always matters here already.", name=name))
    said = _("What {name} writes about a name that is watched here is told at once from now on.", name=name)
    return sentence(f"{said} {heard_sentence(changed)} {_('/watch undo takes this back.')}")


def forgotten_vip_message(changed: AccountChanged) -> Message:
    """That an account matters like any other."""
    said = _("{name} matters here like anybody else again.", name=account_name(changed.account))
    return sentence(f"{said} {_('/watch undo takes this back.')}")


def vips_message(vips: Sequence[Vip]) -> Message:
    """The people who always matter here."""
    if not vips:
        return sentence(
            _(
                "Nobody is named here yet whose words always matter. /watch vip @handle names somebody, and "
                "what they write about a watched name is told at once."
            )
        )
    return sentence(f"{vips_sentence(vips)} {_('/watch vip off @handle ends it for one.')}")


def vips_sentence(vips: Sequence[Vip]) -> str:
    """Whose words are told at once."""
    names = listed([account_name(vip.account) for vip in vips])
    return _("Told at once, whatever they write about a watched name: {names}.", names=clipped(names, 2_000))
