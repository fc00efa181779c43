"""Blocks as Slack gets them."""

from bot.locale import speaking
from bot.messages.blocks import button


def test_what_is_asked_before_a_button_counts_is_asked_in_the_language_spoken() -> None:
    with speaking("fr"):
        asked = button("Supprimer", "remove", "w1", confirm="Supprimer Acme ?")["confirm"]
    assert [asked[part]["text"] for part in ("title", "confirm", "deny")] == [
        "Confirmer\u202f?",
        "Oui",
        "Non",
    ]
