"""The endpoint of a language model: whatever it answers is an answer, or one kind of failure."""

import json

import httpx
import pytest

from bot.llm.endpoint import ChatMessage, Endpoint
from bot.llm.failure import Failure, ModelFailed
from bot.settings import Secret
from tests.llm.model_service import KEY, Behaviour, ModelService, completion, hang_up, huge, never, saying
from tests.processes import PATIENCE

ASKED = [ChatMessage("system", "Be brief."), ChatMessage("user", "Hello?")]
BROKEN: dict[str, Behaviour] = {
    "HTML": saying("<h1>It works!</h1>"),
    "half of an object": saying('{"choices": [{"mess'),
    "a list": saying("[]"),
    "choices that are none": saying('{"choices": "yes"}'),
    "content that is a list": saying('{"choices": [{"message": {"content": [1]}}]}'),
    "no UTF-8": saying(b'{"choices": [{"message": {"content": "\xff"}}]}'),
    "500": saying("{}", 500),
    "404": saying("{}", 404),
    "a redirect": saying("", 302, location="http://127.0.0.1:1/v1/chat/completions"),
    "nothing but a closed connection": hang_up,
    "more than is read": huge,
}


async def test_what_was_asked_is_asked_and_what_was_written_comes_back(
    service: ModelService, endpoint: Endpoint
) -> None:
    service.answers = ["It went dark."]
    answer = await endpoint.complete(ASKED)
    assert (answer.text, answer.tokens) == ("It went dark.", 120)
    assert service.asked == [ASKED]
    assert service.bodies[0]["model"] == "gpt-test"


async def test_a_service_that_counts_no_tokens_answers_all_the_same(
    service: ModelService, endpoint: Endpoint
) -> None:
    service.tokens = None
    assert (await endpoint.complete(ASKED)).tokens is None


@pytest.mark.parametrize("behaviour", BROKEN.values(), ids=BROKEN)
async def test_an_answer_in_another_shape_is_a_broken_one(
    service: ModelService, endpoint: Endpoint, behaviour: Behaviour
) -> None:
    service.answers = [behaviour]
    with pytest.raises(ModelFailed) as failed:
        await endpoint.complete(ASKED)
    assert failed.value.failure is Failure.BROKEN


@pytest.mark.parametrize(("status", "failure"), [(401, Failure.KEY), (403, Failure.KEY), (429, Failure.BUSY)])
async def test_a_refusal_says_what_is_refused(
    service: ModelService, endpoint: Endpoint, status: int, failure: Failure
) -> None:
    service.answers = [saying("{}", status)]
    with pytest.raises(ModelFailed) as failed:
        await endpoint.complete(ASKED)
    assert failed.value.failure is failure


@pytest.mark.parametrize(("key", "is_right"), [(KEY, True), ("sk-wrong", False)])
async def test_the_key_goes_with_what_is_asked(service: ModelService, key: str, is_right: bool) -> None:
    service.key = KEY
    async with httpx.AsyncClient(trust_env=False) as client:
        endpoint = Endpoint(service.url, "gpt-test", Secret(key), client)
        if is_right:
            assert (await endpoint.complete(ASKED)).text == "Yes."
        else:
            with pytest.raises(ModelFailed) as failed:
                await endpoint.complete(ASKED)
            assert failed.value.failure is Failure.KEY
            assert key not in str(failed.value)


async def test_a_service_that_is_not_there_is_unreachable() -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        with pytest.raises(ModelFailed) as failed:
            await Endpoint("http://127.0.0.1:9/v1", "m", Secret(""), client).complete(ASKED)
    assert failed.value.failure is Failure.UNREACHABLE


async def test_a_service_that_does_not_answer_is_slow(service: ModelService) -> None:
    service.answers = [never]
    async with httpx.AsyncClient(trust_env=False, timeout=httpx.Timeout(PATIENCE, read=0.1)) as client:
        with pytest.raises(ModelFailed) as failed:
            await Endpoint(service.url, "m", Secret(""), client).complete(ASKED)
    assert failed.value.failure is Failure.SLOW


async def test_a_model_that_wants_its_limit_by_another_name_gets_it(
    service: ModelService, endpoint: Endpoint
) -> None:
    refusal = saying('{"error": {"message": "Use \'max_completion_tokens\' instead."}}', 400)
    service.answers = [refusal, "Yes."]
    assert (await endpoint.complete(ASKED)).text == "Yes."
    await endpoint.complete(ASKED)
    limits = [next(name for name in body if name.startswith("max_")) for body in service.bodies]
    assert limits == ["max_tokens", "max_completion_tokens", "max_completion_tokens"]


@pytest.mark.parametrize("text", ["<think>Well, well.</think>\n\nDark.", "Dark."])
async def test_what_a_model_thinks_aloud_is_no_answer(
    service: ModelService, endpoint: Endpoint, text: str
) -> None:
    service.answers = [text]
    assert (await endpoint.complete(ASKED)).text == "Dark."


async def test_an_answer_without_text_is_an_empty_one(service: ModelService, endpoint: Endpoint) -> None:
    service.answers = [saying(json.dumps(completion(None)))]
    assert (await endpoint.complete(ASKED)).text == ""
