"""What somebody taught and took back: what holds again."""

from bot.locale import _
from bot.messages.answers import sentence
from bot.messages.message import Message
from bot.messages.named_posts import post_sentence
from bot.messages.taught_words import urgent_sentence
from bot.messages.teams import account_name
from bot.storage.teachings import TeachingKind
from bot.watches.taught import TakenBack


def untaught_message(taken: TakenBack) -> Message:
    """What whoever took a teaching back is told."""
    teaching = taken.teaching
    if teaching.kind is TeachingKind.TEAM:
        name = account_name((teaching.about["network"], teaching.about["author"]))
        if teaching.about["named"]:
            return sentence(_("{name} is counted as one of the public again.", name=name))
        return sentence(_("{name} is counted as one of the team again.", name=name))
    if teaching.kind is TeachingKind.URGENT:
        return sentence(urgent_sentence(tuple(teaching.before["urgent"])))
    if teaching.kind is TeachingKind.VIP:
        name = account_name((teaching.about["network"], teaching.about["author"]))
        if teaching.about["named"]:
            return sentence(_("{name} matters here like anybody else again.", name=name))
        return sentence(_("{name} always matters here again.", name=name))
    template = _template(taken)
    name = taken.watch.name if taken.watch else ""
    if taken.mention is None:
        return sentence(template.format(post=_("(a post that is no longer kept)"), name=name))
    return post_sentence(template, taken.mention, name=name)


def _template(taken: TakenBack) -> str:
    match taken.teaching.kind:
        case TeachingKind.SPLIT:
            return _("For {name}, {post} is part of the story again from which it was split.")
        case TeachingKind.JOIN:
            return _("For {name}, the stories are two again, as before they were joined with {post}.")
        case _ if taken.teaching.before:
            return _("{post} counts for {name} again as somebody had said before.")
    return _("{post} counts for {name} again as I read it.")
