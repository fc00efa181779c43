"""The help, held to the language."""

import pytest

from bot.console.limits import violations
from bot.locale import LANGUAGES, Language, speaking
from bot.messages.answers import language_message
from bot.query import help_text, parse
from bot.query.help import EXAMPLES
from bot.query.tree import FIELDS


@pytest.mark.parametrize("query", [query for query, _ in EXAMPLES])
def test_each_example_is_a_query(query: str) -> None:
    assert parse(query).text == query


@pytest.mark.parametrize("field", FIELDS)
def test_each_scope_is_in_the_help(field: str) -> None:
    assert f"{field}:" in help_text()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_help_fits_a_message_of_slack(language: Language) -> None:
    with speaking(language):
        assert violations(language_message(help_text()).payload()) == []
