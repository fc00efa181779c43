"""What a server gave to ask whether a page has changed is there at the next question."""

from sqlalchemy import Engine

from bot.storage.source_states import SourceStates
from bot.storage.validators import StoredValidators

URL = "https://blog.example/feed"


def test_an_address_never_asked_has_none(engine: Engine) -> None:
    assert StoredValidators(engine).get(URL) is None


def test_the_latest_headers_are_kept_for_each_address(engine: Engine) -> None:
    validators = StoredValidators(engine)
    validators.put(URL, '"one"', "Mon, 23 Nov 2026 12:00:00 GMT")
    validators.put(URL, 'W/"two"', "")
    validators.put(URL + "2", "", "")
    assert validators.get(URL) == ('W/"two"', "")
    assert validators.get(URL + "2") == ("", "")


def test_hearing_has_them(engine: Engine) -> None:
    StoredValidators(engine).put(URL, '"one"', "")
    assert SourceStates(engine).validators.get(URL) == ('"one"', "")
