"""Everything that is kept, opened together: the watch list and the database with its tables."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from sqlalchemy import Engine

from bot.storage.alert_mutes import AlertMutes
from bot.storage.alerts import AlertRows
from bot.storage.amendments import Amendments
from bot.storage.archive import Archive
from bot.storage.baselines import Baselines
from bot.storage.changes import WatchChanges
from bot.storage.claims import Claims
from bot.storage.database import is_unused, open_database
from bot.storage.database_errors import on_failure
from bot.storage.database_urls import where
from bot.storage.deliveries import Deliveries
from bot.storage.delivery_history import DeliveryHistory
from bot.storage.domain_cooldowns import DomainCooldowns
from bot.storage.events import SeenEvents
from bot.storage.gaps import Gaps
from bot.storage.heard_people import HeardPeople
from bot.storage.history import WatchHistory
from bot.storage.hits import HitRows
from bot.storage.installation import take_over
from bot.storage.ledger import StoredLedger
from bot.storage.mentions import MentionRows
from bot.storage.moves import StoredMoves
from bot.storage.questions import Questions
from bot.storage.readings import ReadingRows
from bot.storage.refused_channels import RefusedChannels
from bot.storage.reissues import Reissues
from bot.storage.retention import Retention
from bot.storage.search import SearchRows
from bot.storage.sendqueue import SendQueue
from bot.storage.sole_use import SoleUse
from bot.storage.source_states import SourceStates
from bot.storage.stories import StoryRows
from bot.storage.story_history import StoryHistory
from bot.storage.teachings import Teachings
from bot.storage.thread_watches import ThreadWatches
from bot.storage.vectors import VectorRows
from bot.storage.watchlist import Watchlist
from bot.storage.watchlists import path_of

log = logging.getLogger(__name__)

EMPTIED = (
    "Names are watched, but %s holds nothing of what was heard and said: it begins anew. If it held "
    "something before, stop the bot and put a copy back."
)


class Stores:
    """One of each: what is a workspace's own is read and written for the workspace of the watch list."""

    def __init__(self, watchlist: Watchlist, engine: Engine, sole_use: SoleUse, sender: str) -> None:
        own = engine, watchlist.workspace
        self.watchlist = watchlist
        self.archive = Archive(engine)
        self.mentions = MentionRows(engine)
        self.reissues = Reissues(engine)
        self.hits = HitRows(*own)
        self.retention = Retention(*own)
        self.amendments = Amendments(engine)
        self.changes = WatchChanges(*own)
        self.source_states = SourceStates(engine)
        self.gaps = Gaps(engine)
        self.events = SeenEvents(*own)
        self.questions = Questions(*own)
        self.readings = ReadingRows(*own)
        self.deliveries = Deliveries(*own)
        self.delivery_history = DeliveryHistory(*own)
        self.refused_channels = RefusedChannels(*own)
        self.send_queue = SendQueue(*own, sender)
        self.ledger = StoredLedger(engine)
        self.moves = StoredMoves(engine)
        self.cooldowns = DomainCooldowns(engine)
        self.stories = StoryRows(*own)
        self.story_history = StoryHistory(*own)
        self.search = SearchRows(*own)
        self.heard_people = HeardPeople(*own)
        self.thread_watches = ThreadWatches(*own)
        self.alerts = AlertRows(*own)
        self.alert_mutes = AlertMutes(*own)
        self.claims = Claims(*own)
        self.baselines = Baselines(*own)
        self.teachings = Teachings(*own)
        self.history = WatchHistory(*own)
        self._engine = engine
        self._sole_use = sole_use

    def vectors(self, version: str) -> VectorRows:
        """The vectors made by a version of the encoder."""
        return VectorRows(self._engine, version)

    def require_sole_use(self) -> None:
        """Raise `FileInUse` once the database is another's, and `DatabaseUnavailable` while it is away."""
        self._sole_use.look()

    def on_failure(self, notice: Callable[[], None]) -> None:
        """Have it noticed whenever the database cannot be used, in the thread that meets that."""
        on_failure(self._engine, notice)


@contextlib.asynccontextmanager
async def open_stores(folder: Path, url: str, workspace: str) -> AsyncIterator[Stores]:
    """What is kept of a workspace in a folder and a database, brought up to date, and closed at the end.

    Raises a `VeilleError` where it cannot be used, or is used by another.
    """
    with contextlib.ExitStack() as stack:
        sole_use = SoleUse(url)
        stack.callback(sole_use.close)
        await asyncio.to_thread(sole_use.take)
        await asyncio.to_thread(take_over, folder, url, workspace)
        watchlist = Watchlist(path_of(folder, workspace), workspace)
        stack.callback(watchlist.close)
        for oddity in watchlist.oddities():
            log.error(oddity)
        engine = await asyncio.to_thread(open_database, url, workspace)
        stack.callback(engine.dispose)
        sole_use.guard(engine)
        if await asyncio.to_thread(is_unused, engine) and watchlist.watches():
            log.warning(EMPTIED, where(engine.url))
        await asyncio.to_thread(watchlist.begin)
        yield Stores(watchlist, engine, sole_use, _own_name(folder))


def _own_name(folder: Path) -> str:
    """The name under which the bot of this data folder has deliveries in hand: the same after a restart.

    On another machine, or in a new container, it is another: what was in hand there waits for its lease.
    """
    return f"{socket.gethostname()}:{folder.resolve()}"
