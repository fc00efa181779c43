"""The way out to the sources: which there are, how politely they are asked, and where streams may be."""

from collections.abc import Collection, Mapping

from bot.clock import Clock
from bot.errors import BadSettings, RefusedAddress
from bot.fetching.fetcher import Fetcher
from bot.fetching.identity import HOME
from bot.fetching.politeness import DomainLimiter
from bot.fetching.websocket import WebSockets, end_of
from bot.listening.budgets import require_amounts
from bot.settings import Settings
from bot.sources import discover
from bot.sources.source import longest_gaps
from bot.sources.stream import Stream
from bot.storage.domain_cooldowns import DomainCooldowns
from bot.storage.stores import Stores
from bot.watches.subscriptions import Sources


def known_sources(settings: Settings, clock: Clock, names: Collection[str] | None = None) -> Sources:
    """The sources there are, on these settings; of them those named, if names are given.

    Raises `BadSettings` for a budget that is no amount.
    """
    found = discover(clock, settings.values)
    require_amounts(found.values())
    return {name: source for name, source in found.items() if names is None or name in names}


def open_fetcher(
    settings: Settings, sources: Sources, clock: Clock, stores: Stores, routes: Mapping[str, str] | None
) -> Fetcher:
    """The one polite way out; `routes` sends hosts elsewhere."""
    here = DomainLimiter(clock, gap=0.0)  # what is routed to this machine is nobody else's load
    return Fetcher(
        clock=clock,
        validators=stores.source_states.validators,
        moves=stores.moves,
        limiter=here if routes else _limiter(sources, clock, stores.cooldowns),
        routes=routes,
        allow_private=settings.allow_private,
        contact=settings.contact or HOME,
    )


def _limiter(sources: Sources, clock: Clock, cooldowns: DomainCooldowns) -> DomainLimiter:
    """The limits of all sources together, and the domains that rest."""
    limiter = DomainLimiter(clock, gaps=longest_gaps(sources.values()))
    for domain, until in cooldowns.kept().items():
        limiter.cool_down(domain, until)
    return limiter


def web_sockets(settings: Settings, sources: Sources, clock: Clock) -> WebSockets:
    """Streams may be followed at private addresses that the bot's own settings name."""
    streams = [source for source in sources.values() if isinstance(source, Stream)]
    return WebSockets(
        clock=clock,
        allow_private=settings.allow_private,
        trusted={end for stream in streams if not stream.missing for end in own_ends(stream)},
        contact=settings.contact or HOME,
    )


def own_ends(stream: Stream) -> set[tuple[str, int]]:
    """Where the bot's own settings say that a stream is. Raises `BadSettings` for what is no such place."""
    try:
        return {end_of(host) for host in stream.own_hosts}
    except RefusedAddress as error:
        named = stream.value(stream.host_setting)
        raise BadSettings(f"{stream.host_setting} is “{named}”. {error.reason}") from error
