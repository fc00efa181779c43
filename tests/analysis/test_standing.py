"""What may be quoted without what stands around it."""

import pytest

from bot.analysis.standing import is_owned, leans, stands_alone
from tests.analysis.readings import english, french, read


def alone(text: str, passage: str, lang: str = "en") -> bool:
    said = (english if lang == "en" else french)(text)
    start = text.index(passage)
    return stands_alone(text, (start, start + len(passage)), lang, read([said])[said.id])


@pytest.mark.parametrize(
    ("lang", "text", "passage"),
    [
        ("en", "They wrote back:\nRestart the kettle.", "Restart the kettle."),
        ("en", "The kettle is perfect. But it leaks and I hate that.", "The kettle is perfect."),
        ("en", "This kettle is bad. Or so I thought. I love it now, it is great.", "This kettle is bad."),
        ("en", "Great job breaking it. Kettles!", "Great job breaking it."),
        ("en", "“It never breaks, our best ever”. Mine broke.", "“It never breaks, our best ever”."),
        ("en", "It was awful. Now it is excellent and I love them!", "It was awful."),
        ("fr", "Leur réponse :\nRedémarrez la bouilloire.", "Redémarrez la bouilloire."),
        ("fr", "La bouilloire est parfaite. Mais elle fuit.", "La bouilloire est parfaite."),
    ],
)  # fmt: skip
def test_what_says_something_else_alone_does_not_stand_alone(lang: str, text: str, passage: str) -> None:
    assert not alone(text, passage, lang)


@pytest.mark.parametrize(
    ("lang", "text", "passage"),
    [
        ("en", "My kettle leaks. I bought it in May.", "My kettle leaks."),
        ("en", "I bought it in May. My kettle leaks.", "My kettle leaks."),
        ("en", "The kettle is perfect. But it leaks.", "The kettle is perfect. But it leaks."),
        ("en", "My kettle leaks, they call it “drips”.", "My kettle leaks, they call it “drips”."),
        ("fr", "Ma bouilloire fuit. Elle date de mai.", "Ma bouilloire fuit."),
    ],
)
def test_what_says_the_same_alone_stands_alone(lang: str, text: str, passage: str) -> None:
    assert alone(text, passage, lang)


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("en", "That's why I left.", True),
        ("en", "Exactly, and it leaks.", True),
        ("en", "My kettle leaks.", False),
        ("en", "Kettles that leak are no good.", False),
        ("en", "My kettle leaks, and whoever sold it to me in the market knew. That's why I left.", False),
        ("en", f"@ann, @bob, @cleo: that's why {'we left it where it was ' * 20}", True),
        ("fr", "Moi non plus.", True),
        ("fr", "@Sylvaine Oui, en la tournant.", True),
        ("en", "@sylvaine My kettle leaks.", False),
        ("fr", "Du coup je l’ai rendue.", True),
        ("fr", "Ma bouilloire fuit.", False),
        ("xx", "Whatever.", True),
    ],
)
def test_an_answer_leans_on_what_was_said_before(lang: str, text: str, expected: bool) -> None:
    assert leans(text, lang) is expected


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("en", "I don't think that it leaks", False),
        ("en", "If it leaks I will return it", False),
        ("en", "They say it never leaks", False),
        ("en", "My kettle leaks on the table", True),
        ("fr", "Je ne pense pas qu’elle fuie", False),
        ("fr", "Il paraît qu’elle fuit", False),
        ("fr", "Ma bouilloire fuit sur la table", True),
    ],
)
def test_what_is_supposed_or_reported_is_not_asserted(lang: str, text: str, expected: bool) -> None:
    assert is_owned(text, lang) is expected
