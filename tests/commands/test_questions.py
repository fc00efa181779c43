"""A hundred ways of asking, in English and in French, each with what it asks.

`Zorblax`, `Orange Money`, `Coca-Cola`, `L'Oréal` and `🍊` are watched. What is expected: the names that
are asked about, those nobody watches after a `+`, a span after ` @ `, what narrows after ` | `; `*` for all
that is watched, or all of a kind, `hello` for no question, `?` for what is not understood, `/…` for a
command, `!…` for an aspect (`test_inquiries` has more of these).
"""

from datetime import UTC, datetime

import pytest

from bot.commands.calendar_words import Clocked
from bot.commands.inquiries import Inquiry
from bot.commands.plain_text import plain
from bot.commands.questions import About, Everything, Unclear, read_question
from bot.commands.spoken import spoken_command

WATCHED = ("Zorblax", "Orange Money", "Coca-Cola", "L'Oréal", "🍊")
WEDNESDAY = Clocked(datetime(2031, 6, 4, 10, 0, tzinfo=UTC), "Europe/Paris")

ASKED = """
Zorblax                                               → Zorblax
zorblax                                               → Zorblax
ZORBLAX!!!                                            → Zorblax
zorblax please                                        → Zorblax
Zorblax stp                                           → Zorblax
Zorblax ?                                             → Zorblax
Zorblax?                                              → Zorblax
« Zorblax »                                           → Zorblax
“Zorblax”                                             → Zorblax
*Zorblax*                                             → Zorblax
`Zorblax`                                             → Zorblax
#Zorblax                                              → Zorblax
@zorblax                                              → Zorblax
#OrangeMoney                                          → Orange Money
why are people angry at Zorblax?                      → !anger
Why is everybody so mad at zorblax                    → !anger
WHY ARE PEOPLE ANGRY AT ZORBLAX                       → !anger
Why Are People Angry At Zorblax                       → !anger
pourquoi les gens râlent-ils contre Zorblax ?         → !anger
pourquoi sont-ils fâchés contre zorblax               → !anger
what about Zorblax’s new firmware?                    → Zorblax
Zorblax's                                             → Zorblax
what’s new with Zorblax                               → Zorblax
what's up with zorblax?                               → Zorblax
whats up with zorblax                                 → Zorblax
any news of Zorblax?                                  → Zorblax
any zorblax news                                      → Zorblax
des nouvelles de Zorblax                              → Zorblax
Des nouvelles de Zorblax, s’il te plaît ?             → Zorblax
quoi de neuf sur zorblax                              → Zorblax
Quoi de neuf chez Zorblax ?                           → Zorblax
que dit-on de Zorblax                                 → Zorblax
Qu’est-ce qu’on dit de Zorblax ?                      → Zorblax
qu'en est-il de zorblax                               → Zorblax
Et Zorblax ?                                          → Zorblax
et pour Zorblax alors                                 → Zorblax
parle-moi de Zorblax                                  → Zorblax
hey veille, tell me about Zorblax                     → Zorblax
Hi! Could you tell me what people say about Zorblax? Thanks! → Zorblax
Bonjour, pourrais-tu me dire ce qui se dit de Zorblax ? Merci 🙏 → Zorblax
Is Zorblax down?                                      → Zorblax
is this about Zorblax serious?                        → !gravity
who is talking about Zorblax                          → Zorblax
qui parle de Zorblax ?                                → Zorblax
how is Zorblax doing 🤔                               → Zorblax
I read the thread. Everybody seems unhappy. What is it about Zorblax? → !anger
d’Orange Money                                        → Orange Money
que pense-t-on d’Orange Money ?                       → Orange Money
qu’Orange Money a fait ?                              → Orange Money
orange-money                                          → Orange Money
cocacola                                              → Coca-Cola
coca cola ?                                           → Coca-Cola
et L’Oréal ?                                          → L'Oréal
l'oreal                                               → L'Oréal
🍊                                                    → 🍊
what about 🍊?                                        → 🍊
:tangerine: ?                                         → 🍊
Zorblax :fire::fire:                                  → Zorblax
zorblx                                                → Zorblax
what about Zorbalx?                                   → Zorblax
quoi de neuf sur Zorrblax                             → Zorblax
corblax                                               → Zorblax
oragne money                                          → Orange Money
Zorblax hier                                          → Zorblax @ yesterday
Zorblax yesterday                                     → Zorblax @ yesterday
hier, Zorblax ?                                       → Zorblax @ yesterday
les nouvelles d’hier sur Zorblax                      → Zorblax @ yesterday
what did people say about Zorblax this week?          → Zorblax @ this week
Zorblax cette semaine                                 → Zorblax @ this week
Zorblax la semaine dernière                           → Zorblax @ last week
last week's news of Zorblax                           → Zorblax @ last week
Zorblax since Monday                                  → Zorblax @ since Monday
Zorblax depuis lundi                                  → Zorblax @ since Monday
que dit-on de zorblax depuis hier ?                   → Zorblax @ since yesterday
what happened to Zorblax on Sunday?                   → Zorblax @ on Sunday
Zorblax 24h                                           → Zorblax @ in the last 24 hours
Zorblax 7d                                            → Zorblax @ in the last 7 days
Zorblax 7j                                            → Zorblax @ in the last 7 days
Zorblax over the last 3 days                          → Zorblax @ in the last 3 days
Zorblax ces trois derniers jours                      → Zorblax @ in the last 3 days
zorblax aujourd’hui                                   → Zorblax @ today
Zorblax today?                                        → Zorblax @ today
Zorblax ce week-end                                   → Zorblax @ at the weekend
what about Zorblax lately?                            → Zorblax
compare Zorblax and Orange Money                      → !compared
Zorblax vs Brimeo                                     → Zorblax + Brimeo
ZORBLAX VS BRIMEO                                     → Zorblax + BRIMEO
compare zorblax et brimeo                             → Zorblax + brimeo
Zorblax, Coca-Cola and 🍊                             → Zorblax, Coca-Cola, 🍊
zorblax lang:fr                                       → Zorblax | lang:fr
what about Zorblax lang:fr -ads since Monday?         → Zorblax @ since Monday | lang:fr -ads
Brimeo                                                → + Brimeo
brimeo                                                → + brimeo
brimeo please                                         → + brimeo
what about Brimeo?                                    → + Brimeo
WHAT ABOUT BRIMEO?                                    → + BRIMEO
what about brimeo lately                              → + brimeo
quoi de neuf sur brimeo                               → + brimeo
how's Brimeo doing on Reddit                          → + Brimeo
brimeo hier                                           → + brimeo @ yesterday
Brimeo et Lumo, ça donne quoi ?                       → + Brimeo, Lumo
who is vieuxpignon?                                   → !person
AT&amp;T                                              → + AT&T
what about H&amp;M?                                   → + H&M
<http://booking.com|booking.com> ?                    → + booking.com
any news of "Fuji Bikes"?                             → + Fuji Bikes
Brimeo lang:fr                                        → + Brimeo lang:fr
news?                                                 → *
who talked about us yesterday?                        → * brand @ yesterday
on parle de nous ?                                    → * brand
Qui nous critique ?                                   → * brand
what about our brands?                                → * brand
what are our competitors up to this week?             → * competitor @ this week
et la concurrence ?                                   → * competitor
que font nos concurrents ?                            → * competitor
tell us everything                                    → *
can you help us with that                             → /help
quoi de neuf ?                                        → *
what's new?                                           → *
What happened yesterday?                              → * @ yesterday
que s’est-il passé hier ?                             → * @ yesterday
et hier ?                                             → * @ yesterday
this week?                                            → * @ this week
bonjour                                               → hello
👍                                                     → hello
🎉🎉                                                    → hello
merci 🙏                                              → hello
is it serious?                                        → !gravity
pourquoi sont-ils fâchés ?                            → !anger
what should I read?                                   → !reading
why is everyone so grumpy                             → !anger
tell me a joke                                        → ?
lorem ipsum dolor sit amet                            → ?
what is the weather like                              → ?
list                                                  → /list
LIST                                                  → /list
list please                                           → /list
can you show me the list?                             → /list
peux-tu me montrer la liste ?                         → /list
liste stp                                             → /list
what do you watch here?                               → /list
que surveilles-tu ?                                   → /list
statut                                                → /status
status?                                               → /status
l’état                                                → /status
aide                                                  → /help
aide-moi                                              → /help
help!                                                 → /help
what can you do?                                      → /help
comment ça marche ?                                   → /help
c'est quoi ce bot ?                                   → /help
tu sers à quoi ?                                      → /help
how do I add a feed?                                  → /help
comment changer l’heure du digest ?                   → /help
how do people use Zorblax?                            → Zorblax
do you read Reddit?                                   → /sources
tu écoutes Twitter ?                                  → /sources
lis-tu Mastodon aussi ?                               → /sources
give me the digest                                    → /now
envoie-nous le bulletin maintenant stp                → /now
un résumé ?                                           → /now
bilan de la semaine                                   → /now 7d
can you send us the weekly recap                      → /now 7d
résumé de Zorblax                                     → Zorblax
/watch list                                           → /list
now                                                   → /now
pause Zorblax                                         → /pause Zorblax
could you pause Zorblax?                              → /pause Zorblax
arrête de suivre Zorblax                              → /remove Zorblax
stop watching orange money, please                    → /remove Orange Money
stop                                                  → /remove
ajoute concurrent Brimeo                              → /ajoute concurrent Brimeo
new stuff about Zorblax?                              → Zorblax
report on Zorblax                                     → Zorblax
digest of Zorblax please                              → Zorblax
help me understand why people are angry at Zorblax    → !anger
status of Zorblax                                     → Zorblax
remove Zorblax?                                       → Zorblax
is brimeo better than zorblax?                        → Zorblax + brimeo
what about the Bank of England                        → + Bank of England
Tour de Belgique                                      → + Tour de Belgique
que dit-on de la Caisse d’Amiens ?                    → + Caisse d’Amiens
des nouvelles de Brimeo                               → + Brimeo
Red Light                                             → + Red Light
Red Bike ?                                            → + Red Bike
Good Morning Team                                     → hello
gpx-5                                                 → + gpx-5
lumo model 3                                          → + lumo model 3
what about red-kite.example ?                         → + red-kite.example
the call is at 3pm                                    → ?
on se voit à 14h30                                    → ?
move the digest to 8am                                → ?
remove all watches                                    → ?
delete everything                                     → ?
supprime tous les suivis                              → ?
digest today please                                   → ?
how do queries work                                   → ?
health check                                          → ?
biggest story today                                   → ?
you are useless                                       → ?
on mange où ce midi ?                                 → ?
inutile                                               → ?
bien reçu                                             → ?
beau travail                                          → ?
trop de messages                                      → ?
décevantes                                            → ?
what about nickel ?                                   → + nickel
tableau                                               → + tableau
quoi de neuf chez total ?                             → + total
hims                                                  → + hims
settings                                              → ?
show me everything                                    → *
I love pizza                                          → ?
can someone explain the meeting notes from yesterday  → ?
"""
TABLE = [tuple(part.strip() for part in line.split("→")) for line in ASKED.strip().splitlines()]


def asks(text: str) -> str:
    """What is read in a message, in the words of the table."""
    command = spoken_command(text, WATCHED)
    if command:
        return f"/{command}"
    read = read_question(plain(text), WATCHED, WEDNESDAY)
    match read:
        case Inquiry():
            return f"!{read.aspect}"
        case About(watches, others, span, narrowed):
            named = ", ".join(WATCHED[each] for each in watches)
            beside = f"+ {', '.join(others)}" if others else ""
            timed = f"@ {span.label}" if span else ""
            return " ".join(filter(None, (named, beside, timed, f"| {narrowed}" if narrowed else "")))
        case Everything(span, kind):
            asked = f"* {kind}".rstrip()
            return f"{asked} @ {span.label}" if span else asked
        case Unclear(greeting):
            return "hello" if greeting else "?"


@pytest.mark.parametrize(("text", "asked"), TABLE, ids=[text for text, _ in TABLE])
def test_what_people_ask_is_read(text: str, asked: str) -> None:
    assert asks(text) == asked


@pytest.mark.parametrize("space", ["\u00a0", "\u202f", "\u2009", "\n", "\t"])
def test_no_kind_of_space_hides_a_name(space: str) -> None:
    assert asks(f"what about{space}Orange{space}Money{space}?") == "Orange Money"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("please add Lumo as a competitor", "competitor"),
        ("notre concurrent Lumo", "competitor"),
        ("which competitors talk about Lumo?", "competitor"),
        ("add Lumo for us", "brand"),
    ],
)
def test_a_name_is_offered_as_what_it_was_called(text: str, kind: str) -> None:
    read = read_question(text, WATCHED, WEDNESDAY)
    assert isinstance(read, About)
    assert (read.others, read.kind) == (("Lumo",), kind)


def test_a_hundred_ways_are_tried() -> None:
    assert len({text for text, _ in TABLE}) > 100
