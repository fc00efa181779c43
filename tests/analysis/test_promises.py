"""What a team promises by a day: rather one missed than one that nobody made."""

from datetime import date

import pytest

from bot.analysis.promises import promises

THURSDAY = date(2026, 11, 26)

KEPT = [
    ("en", "We will have a fix out by Friday.", date(2026, 11, 27)),
    ("en", "We’ll ship a patch tomorrow morning.", date(2026, 11, 27)),
    ("en", "Sorry about this. By Monday everybody will be refunded. Write to me.", date(2026, 11, 30)),
    ("en", "The update goes out tonight.", date(2026, 11, 26)),
    ("en", "I will get back to you within 48 hours.", date(2026, 11, 28)),
    ("en", "Replacements are going out this week.", date(2026, 11, 29)),
    ("en", "We're going to publish what went wrong by the end of the month.", date(2026, 11, 30)),
    ("en", "You'll get your money back, you will hear from us within a week.", date(2026, 12, 3)),
    ("en", "The old firmware will be available for download on Saturday.", date(2026, 11, 28)),
    ("fr", "Le défaut est identifié, le correctif part lundi.", date(2026, 11, 30)),
    ("fr", "Nous publierons un correctif d’ici vendredi.", date(2026, 11, 27)),
    ("fr", "On va rembourser tout le monde sous 48 heures.", date(2026, 11, 28)),
    ("fr", "Vous recevrez une lampe neuve la semaine prochaine.", date(2026, 12, 6)),
    ("fr", "La version 4.2.1 sera disponible d’ici à deux jours.", date(2026, 11, 28)),
    ("fr", "Je vous répondrai demain, promis.", date(2026, 11, 27)),
    ("fr", "Désolée. La mise à jour arrive ce soir.", date(2026, 11, 26)),
    ("fr", "Nous allons tout expliquer d’ici la fin du mois.", date(2026, 11, 30)),
]

NO_PROMISES = [
    ("en", "We hope to have a fix out by Friday."),
    ("en", "We will not ship the patch on Friday."),
    ("en", "If it passes the tests, we will ship it tomorrow."),
    ("en", "Will you ship the fix by Friday?"),
    ("en", "They said they will have a fix by Friday."),
    ("en", "“We will have a fix by Friday”"),
    ("en", "> We will have a fix by Friday."),
    ("en", "We will fix this."),
    ("en", "We will be at the fair on Saturday."),
    ("en", "We shipped the fix on Monday."),
    ("en", "The shop will be closed until Monday."),
    ("en", "The fix should be out by Friday."),
    ("en", "It might ship tomorrow."),
    ("en", "We promised a fix by Friday and here it is."),
    ("en", "We will have news on Thursday, a fix will be out on Friday or on Saturday."),
    ("en", "We answer mails every Monday."),
    ("en", "Next Friday we will publish it."),
    ("en", "We will ship it on Thursday."),
    ("en", "I wish you a good weekend, see you on Monday!"),
    ("en", "The team will be away tomorrow."),
    ("en", "I bought it on Monday and it will never be fixed."),
    ("en", "We published the list today."),
    ("fr", "On espère publier un correctif d’ici vendredi."),
    ("fr", "Le correctif ne sera pas prêt vendredi."),
    ("fr", "Si tout va bien, nous publierons le correctif demain."),
    ("fr", "Le correctif arrive vendredi ?"),
    ("fr", "« Nous publierons un correctif d’ici vendredi »"),
    ("fr", "Nous allons corriger cela."),
    ("fr", "Nous serons au salon samedi."),
    ("fr", "Nous avons publié le correctif lundi."),
    ("fr", "Le correctif devrait arriver vendredi."),
    ("fr", "On avait promis un correctif pour vendredi."),
    ("fr", "La boutique est fermée jusqu’à lundi."),
    ("fr", "Nous publierons la liste chaque vendredi."),
    ("fr", "Bonne soirée, à demain !"),
    ("fr", "Nous publierons tout jeudi."),
    ("fr", "Il paraît qu’ils vont rembourser tout le monde demain."),
    ("fr", "Merci d’être venus ce soir, la lampe sera à vous."),
    ("de", "Wir werden es bis Freitag reparieren."),
]


@pytest.mark.parametrize(("lang", "text", "due"), KEPT)
def test_what_will_be_done_by_a_day_is_a_promise(lang: str, text: str, due: date) -> None:
    [found] = promises(text, lang, THURSDAY)
    assert found.due == due
    assert found.words in text


@pytest.mark.parametrize(("lang", "text"), NO_PROMISES)
def test_what_is_hoped_denied_asked_reported_or_undated_is_none(lang: str, text: str) -> None:
    assert promises(text, lang, THURSDAY) == []
