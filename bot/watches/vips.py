"""The people who always matter in a channel: what they write about a watched name is told at once."""

import asyncio
from collections.abc import Sequence

from bot.clock import Clock
from bot.commands.account_words import Account
from bot.errors import Refusal, Refused
from bot.models import Vip
from bot.storage.heard_people import HeardPeople
from bot.storage.teachings import Teaching, TeachingKind, Teachings
from bot.watches.accounts import is_same, is_written, meant
from bot.watches.channel_settings import ChannelSettings
from bot.watches.lookup import WatchLookup
from bot.watches.taught import AccountChanged

MOST = 50
"""People of a channel: of more than these nobody can say that they always matter."""


class Vips:
    """Names accounts, forgets them, shows them."""

    def __init__(
        self,
        lookup: WatchLookup,
        settings: ChannelSettings,
        people: HeardPeople,
        teachings: Teachings,
        clock: Clock,
    ) -> None:
        self._lookup = lookup
        self._settings = settings
        self._people = people
        self._teachings = teachings
        self._clock = clock

    async def listing(self, channel: str) -> Sequence[Vip]:
        """The people who always matter in a channel. Raises `Refused` where nothing is watched."""
        return (await self._lookup.channel(channel)).channel.vips

    async def name(self, channel: str, user: str, written: Account) -> AccountChanged:
        """Let an account always matter. Raises `Refused` for too many, and for a place nobody knows."""
        known = tuple(await self.listing(channel))
        heard = await asyncio.to_thread(self._people.named, channel, written.name)
        account, places = meant(written, heard)
        is_new = not any(is_same(account, vip.account) for vip in known)
        if is_new:
            if len(known) >= MOST:
                raise Refused(Refusal.VIP_FULL, n=MOST)
            vip = Vip(network=account[0], author=account[1], since=self._clock.now())
            await self._put(channel, user, known, (*known, vip), account, named=True)
        return AccountChanged(account=account, is_changed=is_new, heard=places)

    async def forget(self, channel: str, user: str, written: Account) -> AccountChanged:
        """Let an account matter like any other again. Raises `Refused` for one that is not named."""
        known = tuple(await self.listing(channel))
        gone = next((vip for vip in known if is_written(written, vip.account)), None)
        if gone is None:
            raise Refused(Refusal.VIP_UNKNOWN, written=written.name)
        left = tuple(vip for vip in known if vip is not gone)
        await self._put(channel, user, known, left, gone.account, named=False)
        return AccountChanged(account=gone.account, is_changed=True, heard={})

    async def undo(self, teaching: Teaching) -> None:
        """Let those matter who did before."""
        before = tuple(
            Vip(network=network, author=author, since=self._clock.now())
            for network, author in teaching.before["vips"]
        )
        await self._settings.set_vips(teaching.channel, teaching.person, before)

    async def _put(
        self,
        channel: str,
        user: str,
        known: Sequence[Vip],
        kept: tuple[Vip, ...],
        account: tuple[str, str],
        *,
        named: bool,
    ) -> None:
        await self._settings.set_vips(channel, user, kept)
        taught = Teaching(
            channel=channel,
            kind=TeachingKind.VIP,
            about={"network": account[0], "author": account[1], "named": named},
            before={"vips": [vip.account for vip in known]},
            person=user,
            at=self._clock.now(),
        )
        await asyncio.to_thread(self._teachings.record, taught)
