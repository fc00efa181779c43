"""Which authors are one person."""

from datetime import timedelta

from bot.analysis.identities import identities
from bot.models import Mention, MentionKind
from tests.analysis.mentions import NOON, mention

ARTICLE = mention(
    "Nine blackouts in four rides.",
    author="Ann Roe",
    kind=MentionKind.ARTICLE,
    network="ann.example",
    url="https://ann.example/nine",
    created_at=NOON - timedelta(hours=2),
)


def persons(*mentions: Mention) -> int:
    return len(set(identities(mentions).values()))


def test_one_name_in_one_place_is_one_person_however_written() -> None:
    assert persons(mention(author="Élise"), mention(author="elise"), mention(author="Bob")) == 2


def test_one_name_in_two_places_is_two() -> None:
    assert persons(mention(author="ann"), mention(author="ann", source="elsewhere")) == 2


def test_a_blogs_author_under_their_own_article_is_one_person() -> None:
    comment = mention(
        "Thanks!",
        author="ann roe",
        kind=MentionKind.COMMENT,
        network="ann.example",
        url="https://ann.example/nine#c1",
    )
    assert persons(ARTICLE, comment) == 1


def test_who_links_to_what_they_say_is_theirs_is_its_author() -> None:
    post = mention(
        "I measured it: nine times.", author="ann_r", lang="en", links=("https://ann.example/nine",)
    )
    assert identities([post, ARTICLE]) == {
        ("ann.example", "Ann Roe"): ("ann.example", "Ann Roe"),
        ("forum", "ann_r"): ("ann.example", "Ann Roe"),
    }


def test_who_only_links_to_a_page_is_not() -> None:
    post = mention("Read this.", author="ann_r", lang="en", links=("https://ann.example/nine",))
    assert persons(post, ARTICLE) == 2


def test_two_whom_a_person_called_one_are_one() -> None:
    ann, roe = mention(author="ann"), mention(author="roe", source="elsewhere")
    found = identities([ann, roe], same=[(("forum", "ann"), ("elsewhere", "roe"))])
    assert len(set(found.values())) == 1


def test_a_pair_of_whom_nothing_was_heard_is_kept_too() -> None:
    assert identities([], same=[(("a", "x"), ("b", "y"))]) == {("a", "x"): ("a", "x"), ("b", "y"): ("a", "x")}
