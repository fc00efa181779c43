"""What is to be answered: kept when it arrives, answered once, and answered anew when it is edited.

It is a message to the bot, or one in which a watched name stands where people want replies to these.
"""

import asyncio
from collections.abc import Callable, Sequence
from weakref import WeakValueDictionary

from bot.answers.questions import QuestionAnswers, ReadQuestion
from bot.answers.replies import NameReplies
from bot.background import Background
from bot.clock import Clock
from bot.errors import StorageFailure
from bot.locale import Language, speaking
from bot.messages.apologies import later_message, sorry_message
from bot.messages.message import Message
from bot.models import Asked
from bot.outbox.ephemeral import EphemeralTransport
from bot.outbox.keys import answer_key
from bot.outbox.outbox import STALE, Outbox, delivery_rows
from bot.storage.delivery import Delivery, DeliveryKind
from bot.storage.events import SeenEvents
from bot.storage.hits import Hit
from bot.storage.questions import REMEMBERED, Questions
from bot.watches.channel_settings import ChannelSettings

MOST_UNRECORDED = 1000
"""Questions kept in memory while the database cannot be used."""


class Inbox:
    """Holds what is to be answered, and answers it."""

    def __init__(
        self,
        questions: Questions,
        events: SeenEvents,
        answers: QuestionAnswers,
        replies: NameReplies,
        settings: ChannelSettings,
        outbox: Outbox,
        ephemeral: EphemeralTransport,
        background: Background,
        clock: Clock,
    ) -> None:
        self._questions = questions
        self._events = events
        self._answers = answers
        self._replies = replies
        self._settings = settings
        self._outbox = outbox
        self._ephemeral = ephemeral
        self._background = background
        self._clock = clock
        self._under_way: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()
        """A lock for each message that is answered, and for each channel in which names are answered."""
        self._unrecorded: dict[str, Asked] = {}
        """By their events, questions that came while the database could not be used."""

    def is_forgotten(self, asked: Asked) -> bool:
        """Whether a message was edited so late that nobody remembers whether it was answered."""
        age = self._clock.now().timestamp() - float(asked.ts)
        return bool(asked.edited) and age > REMEMBERED.total_seconds()

    async def seen(self, event_id: str) -> bool:
        """Record an event that asks nothing; False if it was seen before."""
        return await asyncio.to_thread(self._events.first_time, event_id, self._clock.now())

    async def receive(self, event_id: str, asked: Asked) -> bool:
        """Record an event with what is to be answered; False if it was seen before."""
        try:
            return await asyncio.to_thread(self._questions.receive, event_id, asked, self._clock.now())
        except StorageFailure:
            await self._hold(event_id, asked)
            raise

    async def resume(self) -> None:
        """Answer what was left unanswered; what waited longer than a message may is too old."""
        for event_id, held in list(self._unrecorded.items()):
            await asyncio.to_thread(self._questions.receive, event_id, held, self._clock.now())
            self._unrecorded.pop(event_id, None)
        for asked in await asyncio.to_thread(self._questions.all_waiting):
            if self._clock.now().timestamp() - float(asked.edited or asked.ts) > STALE.total_seconds():
                await asyncio.to_thread(self._questions.answered, asked, asked.read_as)
            else:
                self._background.start(self._answer_or_apologise(asked), "a message left unanswered")

    def start(self, asked: Asked) -> None:
        """Answer a question beside what else is done."""
        self._background.start(self._answer_soon(asked), "a message")

    async def recompose(self, owed: Delivery, hits: Sequence[Hit]) -> None:
        """Let an answer that is owed say what is left of what it quotes."""
        asked = await asyncio.to_thread(self._questions.owed_an_answer, owed.channel, owed.about)
        question = await self._answers.read(asked) if asked else None
        if asked and question and not question.changes:
            with speaking(await self._language(asked, question)):
                messages = await question.compose()
            await self._outbox.replace(self._rows(asked, messages))

    async def _hold(self, event_id: str, asked: Asked) -> None:
        """Keep in memory what cannot be recorded: Slack tells of it again for some minutes only."""
        held = self._unrecorded
        if event_id in held or len(held) >= MOST_UNRECORDED:
            return
        is_known = any((asked.channel, asked.ts) == (other.channel, other.ts) for other in held.values())
        held[event_id] = asked
        if not is_known:  # two events tell of one mention
            self._background.start(self._tell(asked, later_message), "what is said of a message held")

    async def _answer_soon(self, asked: Asked) -> None:
        """Answer a question, or say that the answer comes once what is kept can be read."""
        try:
            await self._answer_or_apologise(asked)
        except StorageFailure:
            await self._tell(asked, later_message)
            raise

    async def _answer_or_apologise(self, asked: Asked) -> None:
        try:
            await self._answer_once(asked.channel, asked.ts)
        except StorageFailure:  # it is answered once that has passed
            raise
        except Exception:
            await self._tell(asked, sorry_message)
            raise

    async def _tell(self, asked: Asked, say: Callable[[], Message]) -> None:
        """Say this to whoever asked, alone; nothing to those who only wrote a name."""
        if asked.is_overheard:
            return
        with speaking(await self._settings.askers_language(asked.user, asked.channel)):
            await self._ephemeral.post(asked.channel, asked.user, say(), asked.thread_ts)

    async def _answer_once(self, channel: str, ts: str) -> None:
        """Answer the question of a message as it stands, unless that was done; one at a time a message."""
        async with self._under_way.setdefault((channel, ts), asyncio.Lock()):
            asked = await asyncio.to_thread(self._questions.waiting, channel, ts)
            if asked is None:
                return
            try:
                await self._answer(asked)
            except StorageFailure:
                raise
            except Exception:
                await asyncio.to_thread(self._questions.answered, asked, asked.read_as)
                raise

    async def _answer(self, asked: Asked) -> None:
        if asked.is_overheard:
            async with self._under_way.setdefault((asked.channel, ""), asyncio.Lock()):
                await self._replies.answer(asked)  # two who write the same name at once are answered once
            await asyncio.to_thread(self._questions.answered, asked, asked.read_as)
        else:
            await self._answer_question(asked)

    async def _answer_question(self, asked: Asked) -> None:
        question = await self._answers.read(asked)
        if question.read_as != asked.read_as:
            if question.changes:  # it is never done twice, even if the answer is lost
                await asyncio.to_thread(self._questions.answered, asked, question.read_as)
            with speaking(await self._language(asked, question)):
                messages = await question.compose()
            if question.is_whispered and not asked.is_direct:
                await self._whisper(asked, messages)
            else:
                await self._deliver(asked, messages)
        await asyncio.to_thread(self._questions.answered, asked, question.read_as)

    async def _language(self, asked: Asked, question: ReadQuestion) -> Language:
        """What was asked in, where that is shown; else the asker's own where they alone read the answer."""
        if question.language:
            return question.language
        if asked.is_direct or question.is_whispered:
            return await self._settings.askers_language(asked.user, asked.channel)
        return self._settings.language(asked.channel)

    async def _whisper(self, asked: Asked, messages: Sequence[Message]) -> None:
        """Say it to the asker alone, as a command is answered; in the thread if it was asked in one."""
        for message in messages:
            await self._ephemeral.post(asked.channel, asked.user, message, asked.thread_ts)

    async def _deliver(self, asked: Asked, messages: Sequence[Message]) -> None:
        """Owe the answer; the answer to an earlier version of the message says this instead."""
        rows = self._rows(asked, messages)
        if not await self._outbox.enqueue(rows) and not await self._outbox.update(rows[0].id, messages[0]):
            await self._outbox.enqueue(self._rows(asked, messages, asked.edited))

    def _rows(self, asked: Asked, messages: Sequence[Message], edited: str = "") -> list[Delivery]:
        """In the thread, but for direct messages, which are a conversation as they are.

        With `edited`, they answer that version of the message, beside an answer that stays as it is.
        """
        thread = asked.thread_ts or ("" if asked.is_direct else asked.ts)
        key, now = answer_key(asked.channel, asked.ts, edited), self._clock.now()
        return delivery_rows(
            DeliveryKind.ANSWER,
            key,
            asked.channel,
            messages,
            now,
            asked.ts,
            thread_ts=thread,
            asker=asked.user,
        )
