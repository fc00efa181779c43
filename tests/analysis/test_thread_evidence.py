"""What a thread says of its posts."""

from msgspec.structs import replace

from bot.analysis.reading import Reading, Reason
from bot.analysis.thread_evidence import with_threads
from bot.analysis.understanding import Understanding
from bot.models import Mention
from tests.storage.samples import mention

ASKS: Understanding = Understanding(relevance=Reading(True, (Reason("product", ("kettle",)),)))
PLAIN: Understanding = Understanding(relevance=Reading(None, (Reason("written", ("Pear",)),)))


def post(name: str, thread: str) -> Mention:
    return replace(mention(name), thread=f"https://forum.example/{thread}")


ASKED, ANSWER, ELSEWHERE = post("asked", "1"), post("answer", "1"), post("elsewhere", "2")


def test_words_of_ours_in_one_post_tell_of_its_thread_alone() -> None:
    read = {"asked": ASKS, "answer": PLAIN, "elsewhere": PLAIN}
    found = with_threads([ASKED, ANSWER, ELSEWHERE], read)
    assert found["asked"] is ASKS
    assert found["elsewhere"] is PLAIN
    assert found["answer"].relevance == Reading(
        True, (Reason("thread", ("kettle",)), *PLAIN.relevance.reasons)
    )


def test_a_post_is_no_evidence_for_itself() -> None:
    namesake = replace(ASKS, relevance=Reading(None, ASKS.relevance.reasons))
    assert with_threads([ASKED], {"asked": namesake}) == {"asked": namesake}


OURS: Understanding = Understanding(relevance=Reading(True, (Reason("ours", ("from Pear",)),)))
OTHERS: Understanding = Understanding(relevance=Reading(False, (Reason("namesake", ("Mrs Pear",)),)))


def test_an_answer_is_about_what_the_posts_that_hold_the_name_are_about_where_they_agree() -> None:
    third = post("third", "1")
    for read, value in ((OURS, True), (OTHERS, False)):
        found = with_threads([ASKED, ANSWER], {"asked": read, "answer": Understanding()})
        assert found["answer"].relevance.value is value
    torn = with_threads([ASKED, third, ANSWER], {"asked": OURS, "third": OTHERS, "answer": Understanding()})
    assert torn["answer"].relevance.value is None
