"""Stories that people split and joined: what whoever did so is told."""

from bot.locale import _
from bot.messages.message import Message
from bot.messages.named_posts import post_sentence
from bot.messages.wording import listed, mentions_named
from bot.watches.taught import StoryEdited


def split_message(edited: StoryEdited) -> Message:
    """That a post is a story of its own."""
    moved = edited.moved[0][1]
    if moved.mentions == 1:
        template = _("{post} is a story of its own from now on for {names}, apart from {rest}.")
    else:
        template = _(
            "{post} and what hangs on it, {count}, are a story of their own from now on for {names}, apart "
            "from {rest}."
        )
    return post_sentence(
        template,
        edited.mention,
        _("I never join them again; /watch undo takes this back."),
        names=_names(edited),
        count=mentions_named(moved.mentions),
        rest=mentions_named(moved.rest),
    )


def joined_message(edited: StoryEdited) -> Message:
    """That two stories are one."""
    return post_sentence(
        _("The stories of both posts are one from now on for {names}: {count}, with {post}."),
        edited.mention,
        _("I never part them again; /watch undo takes this back."),
        names=_names(edited),
        count=mentions_named(edited.moved[0][1].mentions),
    )


def _names(edited: StoryEdited) -> str:
    return listed([watch.name for watch, _moved in edited.moved])
