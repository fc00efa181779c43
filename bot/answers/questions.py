"""What is answered to a question: a command's answer, what is known of names, or what can be asked."""

from collections.abc import Awaitable, Callable
from functools import partial

import msgspec

from bot.answers.commands import Commands
from bot.answers.inquiries import InquiryAnswers
from bot.answers.names import NameAnswers
from bot.clock import Clock
from bot.commands.arguments import READING
from bot.commands.asked_language import asked_in
from bot.commands.calendar_words import Clocked
from bot.commands.inquiries import Inquiry
from bot.commands.plain_text import plain
from bot.commands.questions import About, Everything, Question, Unclear, plain_question, read_question
from bot.commands.spoken import spoken_command
from bot.errors import Refused
from bot.locale import Language
from bot.messages import questions as said
from bot.messages.answers import sentence
from bot.messages.message import Message
from bot.models import Asked
from bot.watches.channel_settings import ChannelSettings
from bot.watches.lookup import WatchLookup
from bot.watches.results import ChannelWatches


class ReadQuestion(msgspec.Struct, frozen=True):
    """How a question was read.

    `read_as` is the same for versions of a message that ask the same. `compose` makes the answer.
    `language` is what it was asked in, None where that is not shown. `is_whispered` says that the answer goes
    to the asker alone, `changes` that composing it changes something.
    """

    read_as: str
    compose: Callable[[], Awaitable[list[Message]]]
    language: Language | None = None
    is_whispered: bool = False
    changes: bool = False


class QuestionAnswers:
    """Reads questions, and answers them."""

    def __init__(
        self,
        lookup: WatchLookup,
        settings: ChannelSettings,
        commands: Commands,
        inquiries: InquiryAnswers,
        names: NameAnswers,
        clock: Clock,
    ) -> None:
        self._lookup = lookup
        self._settings = settings
        self._commands = commands
        self._inquiries = inquiries
        self._names = names
        self._clock = clock

    async def read(self, asked: Asked) -> ReadQuestion:
        """Read a question, by what is watched in its channel and nowhere else."""
        try:
            place = await self._lookup.channel(asked.channel)
        except Refused:
            place = ChannelWatches(await self._settings.new(asked.channel, asked.user), ())
        names = place.names
        text = plain(asked.text)
        command = spoken_command(asked.text, names) or ("" if text else "help")
        if command:
            verb = command.partition(" ")[0]
            return ReadQuestion(
                f"/{command}",
                partial(self._commanded, asked, command),
                is_whispered=verb != "help",
                changes=verb not in READING,
            )
        here = Clocked(self._clock.now(), place.channel.zone)
        asks = partial(read_question, text, names, here)

        def plainly(asked: Inquiry) -> Question:
            """What else is asked: of a name that may be somebody's, of the name alone."""
            return plain_question(asked.person.name if asked.person else text, names, here)

        question = asks()
        compose = partial(self._composed, place, asks, plainly, asked.thread_ts)
        return ReadQuestion(_signature(question, place), compose, language=asked_in(text, names))

    async def _commanded(self, asked: Asked, command: str) -> list[Message]:
        return [message async for message in self._commands.answers(asked.user, asked.channel, command)]

    async def _composed(
        self,
        place: ChannelWatches,
        asks: Callable[[], Question],
        plainly: Callable[[Inquiry], Question],
        thread_ts: str,
    ) -> list[Message]:
        """The answer; the question is read again in the answer's language, in which its time is called."""
        question = asks()
        if isinstance(question, Inquiry):
            answer = await self._inquiries.answer(place, question, thread_ts)
            return [answer] if answer else await self._plainly(place, plainly(question))
        return await self._plainly(place, question)

    async def _plainly(self, place: ChannelWatches, question: Question) -> list[Message]:
        """What is known of names, or what can be asked."""
        match question:
            case Everything() if not place.watches:
                return [sentence(said.nothing_watched())]
            case Everything(span, kind):
                asked = [watch for watch in place.watches if watch.kind == (kind or watch.kind)]
                if not asked:
                    return [sentence(said.none_of(kind))]
                listening = [watch for watch in asked if not watch.paused] or asked
                resting = [watch for watch in asked if watch not in listening]
                return [await self._names.answer(place, About(span=span), listening, resting)]
            case About(watches):
                return [await self._names.answer(place, question, [place.watches[each] for each in watches])]
            case Unclear(greeting=True):
                return [sentence(said.greeting(place.names))]
            case _:
                return [sentence(said.unclear(place.names))]


def _signature(question: Question, place: ChannelWatches) -> str:
    match question:
        case About(watches, others, span, narrowed):
            named = [*(place.watches[each].id for each in watches), *others, narrowed]
            return " · ".join(["about", *named, span.label if span else ""])
        case Everything(span, kind):
            return f"everything · {kind} · {span.label if span else ''}"
        case Inquiry():
            return _inquiry_signature(question, place)
        case Unclear():
            return "unclear"


def _inquiry_signature(asked: Inquiry, place: ChannelWatches) -> str:
    named = [*(place.watches[each].id for each in asked.watches), *asked.others, asked.kind]
    times = [span.label for span in (asked.span, asked.before) if span]
    person = [asked.person.name, asked.person.place] if asked.person else []
    return " · ".join([asked.aspect, *named, *times, *person])
