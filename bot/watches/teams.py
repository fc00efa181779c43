"""The accounts that a channel names as its team's own: what they write is counted apart."""

import asyncio
from collections.abc import Sequence

from bot.clock import Clock
from bot.commands.account_words import Account
from bot.errors import Refusal, Refused
from bot.models import Person
from bot.storage.heard_people import HeardPeople
from bot.storage.readings import ReadingRows, TeamMember
from bot.storage.teachings import Teaching, TeachingKind, Teachings
from bot.watches.accounts import is_same, is_written, meant
from bot.watches.lookup import WatchLookup
from bot.watches.taught import AccountChanged

MOST = 200
"""Accounts that a channel may name."""


class Teams:
    """Names accounts, forgets them, shows them."""

    def __init__(
        self, lookup: WatchLookup, rows: ReadingRows, people: HeardPeople, teachings: Teachings, clock: Clock
    ) -> None:
        self._lookup = lookup
        self._rows = rows
        self._people = people
        self._teachings = teachings
        self._clock = clock

    async def listing(self, channel: str) -> Sequence[TeamMember]:
        """The accounts that a channel named. Raises `Refused` where nothing is watched."""
        await self._lookup.channel(channel)
        return await asyncio.to_thread(self._rows.team, channel)

    async def name(self, channel: str, user: str, written: Account) -> AccountChanged:
        """Count an account as the team's. Raises `Refused` for too many, and for a place nobody knows."""
        team = await self.listing(channel)
        heard = await asyncio.to_thread(self._people.named, channel, written.name)
        account, places = meant(written, heard)
        is_new = not any(is_same(account, (member.network, member.author)) for member in team)
        if is_new:
            if len(team) >= MOST:
                raise Refused(Refusal.TEAM_FULL, n=MOST)
            await self._put(channel, user, account, named=True)
            await self._record(channel, user, account, named=True)
        return AccountChanged(account=account, is_changed=is_new, heard=places)

    async def forget(self, channel: str, user: str, written: Account) -> AccountChanged:
        """Count an account as the team's no longer. Raises `Refused` for one that is not named."""
        team = await self.listing(channel)
        found = [member for member in team if is_written(written, (member.network, member.author))]
        if not found:
            raise Refused(Refusal.TEAM_UNKNOWN, written=written.name)
        member = found[0]
        account = (member.network, member.author)
        await self._put(channel, user, account, named=False)
        await self._record(channel, user, account, named=False)
        return AccountChanged(account=account, is_changed=True, heard={})

    async def undo(self, teaching: Teaching) -> None:
        """Let an account be named again, or no longer, as it was before."""
        account = teaching.about["network"], teaching.about["author"]
        await self._put(teaching.channel, teaching.person, account, named=not teaching.about["named"])

    async def _put(self, channel: str, user: str, account: Person, *, named: bool) -> None:
        if not named:
            await asyncio.to_thread(self._rows.unname_member, channel, account)
            return
        member = TeamMember(network=account[0], author=account[1], person=user, at=self._clock.now())
        await asyncio.to_thread(self._rows.name_member, channel, member)

    async def _record(self, channel: str, user: str, account: Person, *, named: bool) -> None:
        about = {"network": account[0], "author": account[1], "named": named}
        taught = Teaching(
            channel=channel, kind=TeachingKind.TEAM, person=user, at=self._clock.now(), about=about
        )
        await asyncio.to_thread(self._teachings.record, taught)
