import json
from typing import Any

import pytest

from tests.clock import START, FakeClock
from tests.world.conftest import Visitor

BY_DATE = "https://hn.algolia.com/api/v1/search_by_date"
BY_RANK = "https://hn.algolia.com/api/v1/search"
STORY = "900000101"


async def ask(visitor: Visitor, **params: str) -> Any:
    answer = await visitor.get(BY_DATE, params)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/json")
    return json.loads(answer.content)


def numbers(answer: Any) -> list[str]:
    return [hit["objectID"] for hit in answer["hits"]]


async def test_a_story_has_the_shape_of_a_story(visitor: Visitor) -> None:
    (hit,) = (await ask(visitor, tags=f"story,story_{STORY}"))["hits"]
    assert hit["title"].startswith("Zorblax firmware 4.2")
    assert hit["url"] == "https://nightcommute.example/zorblax-4-2-goes-dark"
    assert hit["num_comments"] == 11
    assert hit["_tags"] == ["story", "author_quietdrivetrain", f"story_{STORY}", "front_page"]
    assert hit["comment_text"] is hit["parent_id"] is hit["story_title"] is None


async def test_a_comment_has_the_shape_of_a_comment(visitor: Visitor) -> None:
    (hit,) = (await ask(visitor, tags="comment,author_grumpy_capacitor"))["hits"]
    assert hit["parent_id"] == 900000108
    assert hit["story_id"] == int(STORY)
    assert hit["story_title"].startswith("Zorblax firmware 4.2")
    assert hit["points"] is hit["title"] is hit["num_comments"] is None
    assert hit["created_at"] == "2026-11-22T18:45:00.000Z"
    assert hit["created_at_i"] == int(START.timestamp()) - 795 * 60


async def test_texts_are_marked_up_as_there(visitor: Visitor) -> None:
    answer = await ask(visitor, query='"separated lanes"')
    assert numbers(answer) == ["900000153"]
    (hit,) = (await ask(visitor, query='"see from 200 m"'))["hits"]
    assert not hit["story_text"].startswith("<p>")
    (hit,) = (await ask(visitor, query='"want my light"'))["hits"]
    assert "don&#x27;t" in hit["comment_text"]


async def test_hits_come_newest_first_or_most_points_first(visitor: Visitor) -> None:
    dates = [hit["created_at_i"] for hit in (await ask(visitor, query="zorblax"))["hits"]]
    assert dates == sorted(dates, reverse=True)
    ranked = json.loads((await visitor.get(BY_RANK, {"tags": "story"})).content)
    points = [hit["points"] for hit in ranked["hits"]]
    assert points == sorted(points, reverse=True)


async def test_a_word_is_found_by_its_beginning(visitor: Visitor) -> None:
    (hit,) = (await ask(visitor, query="zorblaxia", tags="story", typoTolerance="false"))["hits"]
    found = hit["_highlightResult"]["story_text"]
    assert "<em>Zorblaxia</em>ns" in found["value"]
    assert (found["matchLevel"], found["matchedWords"]) == ("full", ["zorblaxia"])


async def test_a_word_is_found_despite_a_typing_error(visitor: Visitor) -> None:
    assert "900000137" in numbers(await ask(visitor, query="zorblax", hitsPerPage="100"))
    strict = await ask(visitor, query="zorblax", hitsPerPage="100", typoTolerance="false")
    assert "900000137" not in numbers(strict)
    assert strict["nbHits"] > 15


async def test_all_words_must_be_found(visitor: Visitor) -> None:
    both = numbers(await ask(visitor, query="brimeo zorblax", hitsPerPage="100"))
    one = numbers(await ask(visitor, query="zorblax", hitsPerPage="100"))
    assert 0 < len(both) < len(one)
    assert set(both) < set(one)


async def test_a_word_may_be_excluded(visitor: Visitor) -> None:
    without = await ask(visitor, query="brimeo -zorblax", hitsPerPage="100")
    assert without["nbHits"] > 0
    assert "zorblax" not in json.dumps(without["hits"]).lower()


async def test_a_phrase_is_found_only_side_by_side(visitor: Visitor) -> None:
    assert numbers(await ask(visitor, query='"fail bright"', typoTolerance="true")) != []
    assert numbers(await ask(visitor, query='"bright fail"')) == []


async def test_tags_are_all_wanted_or_in_brackets_any(visitor: Visitor) -> None:
    everything = (await ask(visitor, hitsPerPage="0"))["nbHits"]
    either = (await ask(visitor, tags="(story,comment)"))["nbHits"]
    both = (await ask(visitor, tags="story,comment"))["nbHits"]
    assert (either, both) == (everything, 0)
    mine = await ask(visitor, tags="comment,(author_hubgear,author_twilk)")
    assert {hit["author"] for hit in mine["hits"]} == {"hubgear", "twilk"}


async def test_dates_bound_the_hits(visitor: Visitor) -> None:
    day = int(START.timestamp()) - 86400
    recent = await ask(visitor, numericFilters=f"created_at_i>{day}", hitsPerPage="100")
    older = await ask(visitor, numericFilters=f"created_at_i<={day}", hitsPerPage="100")
    everything = (await ask(visitor))["nbHits"]
    assert all(hit["created_at_i"] > day for hit in recent["hits"])
    assert recent["nbHits"] + older["nbHits"] == everything
    between = await ask(visitor, numericFilters=f"created_at_i>{day - 86400},created_at_i<{day}")
    assert 0 < between["nbHits"] < older["nbHits"]


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({"numericFilters": "points>2"}, "invalid numeric attribute(points)"),
        ({"numericFilters": "created_at_i>1,num_comments>1"}, "invalid numeric attribute(num_comments)"),
        ({"numericFilters": "created_at_i"}, "numericFilters"),
        ({"hitsPerPage": "many"}, "hitsPerPage"),
        ({"page": "-1"}, "page"),
    ],
)
async def test_what_it_does_not_understand_is_refused(
    visitor: Visitor, params: dict[str, str], said: str
) -> None:
    answer = await visitor.get(BY_DATE, params)
    assert answer.status_code == 400
    assert json.loads(answer.content)["code"] == 400
    assert said in json.loads(answer.content)["message"]


async def test_pages_follow_one_another_without_a_gap(visitor: Visitor) -> None:
    whole = await ask(visitor, query="zorblax", hitsPerPage="1000")
    assert whole["nbPages"] == 1
    paged: list[str] = []
    page, pages = 0, 1
    while page < pages:
        answer = await ask(visitor, query="zorblax", hitsPerPage="7", page=str(page))
        paged += numbers(answer)
        page, pages = page + 1, answer["nbPages"]
    assert paged == numbers(whole)
    assert numbers(await ask(visitor, query="zorblax", hitsPerPage="7", page=str(pages))) == []


async def test_nothing_is_given_beyond_a_thousand_hits(visitor: Visitor) -> None:
    answer = await ask(visitor, hitsPerPage="100", page="10")
    assert (answer["hits"], answer["nbHits"]) == ([], 0)
    assert answer["message"].startswith("you can only fetch the 1000 hits")


async def test_an_item_comes_with_all_that_answers_it(visitor: Visitor) -> None:
    answer = await visitor.get(f"https://hn.algolia.com/api/v1/items/{STORY}")
    item = json.loads(answer.content)
    assert (item["id"], item["type"], item["parent_id"]) == (int(STORY), "story", None)
    assert [child["author"] for child in item["children"]] == [
        "hubgear",
        "elkhorn_pass",
        "lanternrouge",
        "nbr_lisbon",
    ]
    assert item["children"][0]["children"][0]["author"] == "ohmsweetohm"


async def test_a_comment_yet_to_come_is_not_there_until_then(visitor: Visitor, clock: FakeClock) -> None:
    address = "https://hn.algolia.com/api/v1/items/900000192"
    assert (await visitor.get(address)).status_code == 404
    await clock.sleep(3600)
    assert (await visitor.get(address)).status_code == 200


async def test_other_paths_are_no_api(visitor: Visitor) -> None:
    answer = await visitor.get("https://hn.algolia.com/api/v2/search")
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
