"""The commands with which people teach: tone, about us or not, the team, stories."""

from collections.abc import Mapping

from bot.analysis.tone import Tone
from bot.answers.request import Answer, Carry, Request
from bot.commands.account_words import AccountVerb, read_account
from bot.commands.link_words import read_named_link, read_tone, read_two_links
from bot.commands.taught_words import read_products, read_urgent
from bot.messages.corrections import corrections_messages, relevance_message, tone_message
from bot.messages.story_edits import joined_message, split_message
from bot.messages.taught_words import products_asked, products_message, urgent_message
from bot.messages.teams import forgotten_message, named_message, team_message
from bot.messages.vips import forgotten_vip_message, named_vip_message, vips_message
from bot.watches.corrections import Corrections
from bot.watches.lookup import WatchLookup
from bot.watches.service import WatchService
from bot.watches.story_edits import StoryEdits
from bot.watches.teams import Teams
from bot.watches.urgent_words import UrgentWords
from bot.watches.vips import Vips


class TeachingCommands:
    """Carries out commands with which people teach."""

    def __init__(
        self,
        lookup: WatchLookup,
        corrections: Corrections,
        stories: StoryEdits,
        teams: Teams,
        urgent: UrgentWords,
        vips: Vips,
        watches: WatchService,
    ) -> None:
        self._lookup = lookup
        self._urgent = urgent
        self._vips = vips
        self._watches = watches
        self._corrections = corrections
        self._stories = stories
        self._teams = teams

    @property
    def verbs(self) -> Mapping[str, Carry]:
        """What carries each verb out."""
        return {
            "tone": self._set_tone,
            "ours": self._set_relevance,
            "notours": self._set_relevance,
            "split": self._split,
            "join": self._join,
            "team": self._team,
            "urgent": self._set_urgent,
            "vip": self._set_vip,
            "products": self._set_products,
            "corrections": self._list,
        }

    async def _set_tone(self, request: Request) -> Answer:
        asked = read_tone(request.words)
        tone = Tone(asked.tone) if asked.tone else None
        return tone_message(
            await self._corrections.set_tone(request.channel, request.user, asked.address, tone, asked.name)
        )

    async def _set_relevance(self, request: Request) -> Answer:
        """Say that a post is about us, or is not, or take back what was said of it."""
        asked = read_named_link(request.words, request.verb)
        is_ours = None if asked.is_forgotten else request.verb == "ours"
        return relevance_message(
            await self._corrections.set_relevance(
                request.channel, request.user, asked.address, is_ours, asked.name
            )
        )

    async def _split(self, request: Request) -> Answer:
        asked = read_named_link(request.words, "split")
        edited = await self._stories.split(request.channel, request.user, asked.address, asked.name)
        return split_message(edited)

    async def _join(self, request: Request) -> Answer:
        one, other, name = read_two_links(request.words)
        return joined_message(await self._stories.join(request.channel, request.user, one, other, name))

    async def _team(self, request: Request) -> Answer:
        """Name an account, forget it, or list those that are named."""
        verb, account = read_account(request.words, "team")
        if verb is AccountVerb.LIST:
            return team_message(await self._teams.listing(request.channel))
        if verb is AccountVerb.FORGET:
            return forgotten_message(await self._teams.forget(request.channel, request.user, account))
        return named_message(await self._teams.name(request.channel, request.user, account))

    async def _set_vip(self, request: Request) -> Answer:
        """Name somebody who always matters, forget one, or list them."""
        verb, account = read_account(request.words, "vip")
        if verb is AccountVerb.LIST:
            return vips_message(await self._vips.listing(request.channel))
        if verb is AccountVerb.FORGET:
            return forgotten_vip_message(await self._vips.forget(request.channel, request.user, account))
        return named_vip_message(await self._vips.name(request.channel, request.user, account))

    async def _set_urgent(self, request: Request) -> Answer:
        """Add words that concern safety in a channel, forget some, or list them."""
        asked = read_urgent(request.words)
        if asked.is_forgotten:
            return urgent_message(await self._urgent.forget(request.channel, request.user, asked.words))
        if asked.words:
            return urgent_message(await self._urgent.add(request.channel, request.user, asked.words))
        return urgent_message(await self._urgent.listing(request.channel))

    async def _set_products(self, request: Request) -> Answer:
        """Say by which words a name is known to be meant, or show them."""
        place = await self._lookup.channel(request.channel)
        name, products = read_products(request.words, place.names)
        watch = await self._lookup.named(request.channel, name)
        if products is None:
            return products_asked(watch)
        return products_message(await self._watches.set_products(watch, request.user, products))

    async def _list(self, request: Request) -> Answer:
        return corrections_messages(await self._corrections.listing(request.channel))
