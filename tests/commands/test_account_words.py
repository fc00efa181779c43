"""Accounts as people type them."""

import pytest

from bot.commands.account_words import Account, AccountVerb, read_account
from bot.errors import BadCommand


@pytest.mark.parametrize(
    ("words", "account"),
    [
        ("@lea", Account("lea")),
        ("add @lea", Account("lea")),
        ("@tomasz@mastodon.social", Account("tomasz@mastodon.social")),
        ("<mailto:tomasz@mastodon.social|tomasz@mastodon.social>", Account("tomasz@mastodon.social")),
        ("lea@mastodon.social", Account("lea@mastodon.social")),
        ("“Lars (Brimeo)” in forum.example", Account("Lars (Brimeo)", "forum.example")),
        ('"Lars (Brimeo)"', Account("Lars (Brimeo)")),
        ("« Lars (Brimeo) » sur le forum", Account("Lars (Brimeo)", "le forum")),
        ("Lars (Brimeo) on Bluesky", Account("Lars (Brimeo)", "Bluesky")),
        ("@lea on r/france", Account("lea", "r/france")),
    ],
)
def test_an_account_is_named(words: str, account: Account) -> None:
    assert read_account(words, "team") == (AccountVerb.NAME, account)


def test_it_is_forgotten_and_listed() -> None:
    assert read_account("remove @lea", "team") == (AccountVerb.FORGET, Account("lea"))
    assert read_account("retirer « Lars (Brimeo) » sur forum.example", "team") == (
        AccountVerb.FORGET,
        Account("Lars (Brimeo)", "forum.example"),
    )
    assert read_account("off @lea", "vip") == (AccountVerb.FORGET, Account("lea"))
    assert read_account("", "team")[0] is AccountVerb.LIST
    assert read_account("liste", "team")[0] is AccountVerb.LIST


@pytest.mark.parametrize("words", ["Liquid", "<@U123>", "<@U123|lea>", "remove", "@", '""'])
def test_what_is_no_account_is_asked_back(words: str) -> None:
    with pytest.raises(BadCommand):
        read_account(words, "team")
