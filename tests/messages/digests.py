"""Digests to lay out, made up."""

import json
from datetime import timedelta
from itertools import chain
from typing import Any

from msgspec.structs import replace

from bot.analysis.gravity import Concern, Gravity
from bot.analysis.people import people
from bot.analysis.stories import Story
from bot.analysis.voices import Readings, counted
from bot.digests.counts import Counts, Known, critical_people
from bot.digests.coverage import Coverage
from bot.digests.digest import Digest, Section
from bot.digests.digest_story import DigestStory, Quotation, StoryAge
from bot.messages.message import Message
from bot.models import Mention
from tests.analysis.mentions import NOON
from tests.digests.test_digest import ACME

WELL = Coverage(looked_at=NOON, well=3)
CALM = Gravity(concern=Concern.OTHER, first_hand=0, critical=0, people=1)
GRAVE = Gravity(concern=Concern.SAFETY, first_hand=2, critical=1, people=2)


def told(*mentions: Mention, **more: Any) -> DigestStory:
    """A story quoted through its first mention; the others are further voices."""
    fields = {
        "watch": ACME,
        "story": Story(mentions),
        "quotations": (Quotation(mentions[0], mentions[0].text),),
        "counts": Counts(people=len(mentions)),
        "gravity": CALM,
        "age": StoryAge(NOON - timedelta(hours=1)),
        "places": ("forum.example",),
        "others": mentions[1:],
    }
    return DigestStory(**{**fields, **more})


def section(*stories: DigestStory, **more: Any) -> Section:
    fields = {
        "watch": ACME,
        "mentions": sum(len(story.story.mentions) for story in stories),
        "counts": Counts(people=len(stories), newcomers=1),
        "places": (("forum.example", len(stories)),),
        "stories": stories,
    }
    return Section(**{**fields, **more})


def read_section(read: Readings, *stories: DigestStory) -> Section:
    """A section of which the people, and those of them who are critical, are as they were read."""
    said = [counted(story.story.mentions, read) for story in stories]
    critical = [frozenset(critical_people(each, read, Known())) for each in said]
    counts = Counts(
        people=len(people(mention for each in said for mention in each)), critical=len({*chain(*critical)})
    )
    made = [replace(story, critical=who) for story, who in zip(stories, critical, strict=True)]
    return section(*made, counts=counts)


def digest(*sections: Section, **more: Any) -> Digest:
    fields = {
        "zone": "Europe/Paris",
        "since": NOON - timedelta(days=1),
        "until": NOON,
        "sections": sections,
        "unmentioned": (),
        "coverage": WELL,
    }
    return Digest(**{**fields, **more})


def text(messages: list[Message]) -> str:
    """All that stands in the blocks of messages."""
    return json.dumps([message.blocks for message in messages], ensure_ascii=False)
