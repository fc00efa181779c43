"""Hundreds of ways of asking about what was said, in English and in French, each with what it asks.

`Zorblax`, `Brimeo` and `Orange Money` are watched. What is expected: the aspect, the names that are asked
about, a kind of watch after `of`, a span after ` @ `, the one that it is compared with after `after`, whoever
is asked about after ` = ` (with `?` where a name may be meant as well); `-` for what asks for no aspect.
"""

from datetime import UTC, datetime

import pytest

from bot.commands.aspects import Aspect
from bot.commands.calendar_words import Clocked
from bot.commands.inquiries import Inquiry, read_inquiry
from bot.commands.plain_text import plain
from bot.commands.spoken import spoken_command

WATCHED = ("Zorblax", "Brimeo", "Orange Money")
WEDNESDAY = Clocked(datetime(2031, 6, 4, 10, 0, tzinfo=UTC), "Europe/Paris")

ENGLISH = """
why are people angry at Zorblax?                       → anger Zorblax
Why is everybody so mad at zorblax                     → anger Zorblax
WHY ARE PEOPLE ANGRY AT ZORBLAX                        → anger Zorblax
why is zorblax hated                                   → anger Zorblax
why are they so angry                                  → anger
why's everyone upset with Zorblax this week?           → anger Zorblax @ this week
why do people hate Zorblax                             → anger Zorblax
why do ppl complain about zorblax                      → anger Zorblax
what are people complaining about?                     → anger
what are they complaining about                        → anger
what's the problem with Zorblax?                       → anger Zorblax
whats wrong with zorblax                               → anger Zorblax
what went wrong with Zorblax since Monday              → anger Zorblax @ since Monday
what’s everyone so angry about                         → anger
how come people are furious with Brimeo                → anger Brimeo
reasons for the backlash against Zorblax               → anger Zorblax
explain the Zorblax backlash                           → anger Zorblax
can you explain why people are unhappy with Zorblax?   → anger Zorblax
help me understand why people are angry at Zorblax     → anger Zorblax
what do people have against Zorblax                    → anger Zorblax
what do people hate about Zorblax                      → anger Zorblax
why don't people like Zorblax                          → anger Zorblax
why dont people like zorblax                           → anger Zorblax
why are people not happy with Zorblax                  → anger Zorblax
main complaints about Zorblax yesterday                → anger Zorblax @ yesterday
top complaints?                                        → anger
any complaints about Zorblax?                          → anger Zorblax
what's all the fuss about Zorblax                      → anger Zorblax
who is angry at Zorblax?                               → anger Zorblax
who is complaining                                     → anger
why are people mad at us?                              → anger of brand
why are people so criticl of Zorblax                   → anger Zorblax
why are people angyr at zorblax                        → anger Zorblax
why is evryone upset                                   → anger
why the outrage                                        → anger
why so much anger                                      → anger
what makes people angry about Orange Money             → anger Orange Money
why are people complaining about our competitors       → anger of competitor
why is everyone so grumpy                              → anger
why do people love Zorblax?                            → praise Zorblax
what do people like about Zorblax                      → praise Zorblax
why are people so enthusiastic about Brimeo            → praise Brimeo
who is happy with Zorblax                              → praise Zorblax
anything positive about Zorblax?                       → praise Zorblax
any positive feedback this week                        → praise @ this week
is this serious?                                       → gravity
is it serious                                          → gravity
serious?                                               → gravity
Is that serious for Zorblax?                           → gravity Zorblax
is zorblax in trouble?                                 → gravity Zorblax
how serious is it?                                     → gravity
how bad is it for Zorblax                              → gravity Zorblax
how bad is it                                          → gravity
should we worry about Zorblax?                         → gravity Zorblax
should I be worried                                    → gravity
do we need to react?                                   → gravity
should we respond?                                     → gravity
is there a crisis                                      → gravity
is this a crisis?                                      → gravity
is it dangerous                                        → gravity
anything serious?                                      → gravity
anything urgent today?                                 → gravity @ today
is this a big deal?                                    → gravity
will this blow over                                    → gravity
is anyone hurt?                                        → gravity
can we ignore this                                     → gravity
is this serius                                         → gravity
is it relly serious                                    → gravity
is this a pile-on or real                              → gravity
is it bad for us?                                      → gravity of brand
what should I read?                                    → reading
what should i read first                               → reading
what should we read about Zorblax                      → reading Zorblax
which posts should I read                              → reading
what is worth reading?                                 → reading
anything worth reading this week?                      → reading @ this week
anything worth my time?                                → reading
what to read                                           → reading
reading list please                                    → reading
give me something to read about Brimeo                 → reading Brimeo
any good reads?                                        → reading
if I read one thing today                              → reading @ today
what shoud I raed                                      → reading
what shoud I read                                      → reading
what changed since last week?                          → changed @ since last week
what has changed                                       → changed
what's changed about Zorblax since Monday?             → changed Zorblax @ since Monday
whats different this week                              → changed @ this week
anything different since yesterday?                    → changed @ since yesterday
has anything changed for Zorblax?                      → changed Zorblax
is it getting worse?                                   → changed
is it getting better for Zorblax                       → changed Zorblax
better or worse than last week?                        → changed @ since 2 June after last week
compare this week with last week                       → changed @ this week after last week
compared to last week?                                 → changed @ since 2 June after last week
how does it compare to yesterday                       → changed @ since 4 June after yesterday
has it calmed down?                                    → changed
did it die down? it died down, no?                     → changed
what's the trend for Zorblax                           → changed Zorblax
what changd since monday                               → changed @ since Monday
is it over yet                                         → changed
compare Zorblax and Brimeo                             → compared Zorblax, Brimeo
compare Zorblax with Brimeo since Monday               → compared Zorblax, Brimeo @ since Monday
Zorblax vs Brimeo                                      → compared Zorblax, Brimeo
zorblax versus brimeo?                                 → compared Zorblax, Brimeo
is Brimeo doing better than Zorblax?                   → compared Brimeo, Zorblax
what's the difference between Zorblax and Brimeo       → compared Zorblax, Brimeo
how does Zorblax stack up against Brimeo               → compared Zorblax, Brimeo
comparison of Zorblax, Brimeo and Orange Money         → compared Zorblax, Brimeo, Orange Money
compare us with our competitors                        → compared of competitor
how do we compare                                      → compared
how does Zorblax compare?                              → compared Zorblax
compar Zorblax and Brimeo                              → compared Zorblax, Brimeo
who turned?                                            → turned
who has turned against us                              → turned of brand
who turned against Zorblax this week                   → turned Zorblax @ this week
did anyone turn on us?                                 → -
has anyone changed their mind?                         → turned
who changed their mind about Zorblax                   → turned Zorblax
any fans turned sour?                                  → turned
who used to like us                                    → turned of brand
who did we lose                                        → turned
did anybody come back to us                            → turned of brand
what has nobody answered?                              → unanswered
what has nobody answerd                                → unanswered
what is unanswered?                                    → unanswered
unanswered?                                            → unanswered
unanswered questions about Zorblax                     → unanswered Zorblax
which questions are still open questions               → unanswered
who is still waiting for an answer?                    → unanswered
who should we answer                                   → unanswered
what should we reply to?                               → unanswered
did we answer everybody                                → unanswered
has the team answered                                  → unanswered
what have we not answered since Monday                 → unanswered @ since Monday
anyone waiting for a reply?                            → unanswered
what did no one reply to                               → unanswered
anything to answer?                                    → unanswered
who is vieuxpignon?                                    → person = vieuxpignon
who's vieuxpignon                                      → person = vieuxpignon
whos vieuxpignon                                       → person = vieuxpignon
Who is vieuxpignon on r/velo?                          → person = vieuxpignon (r/velo)
who the hell is vieuxpignon                            → person = vieuxpignon
can you tell me who vieuxpignon is                     → -
do you know who vieuxpignon is?                        → person = vieuxpignon
vieuxpignon, who is that?                              → person = vieuxpignon
who is this user vieux-pignon                          → person = vieux-pignon
who is @pignon@velo.example                            → person = pignon@velo.example
who is Marie Dupont?                                   → person = Marie Dupont
have we heard of vieuxpignon before?                   → person = vieuxpignon
what do we know about vieuxpignon                      → person = vieuxpignon ?
do we know vieuxpignon?                                → person = vieuxpignon ?
what does vieuxpignon say                              → person = vieuxpignon ?
show me the card of vieuxpignon                        → person = vieuxpignon
tell me about vieuxpignon                              → person = vieuxpignon ?
who is Lars from Brimeo                                → person = Lars (Brimeo)
who is Zorblax?                                        → -
who are you                                            → -
who is it                                              → -
who talked about us yesterday?                         → -
who is talking about Zorblax                           → -
why are people angry at Lumo?                          → -
why are people angry at lumo                           → -
compare Zorblax and Lumo                               → -
what is wrong with Lumo                                → -
Zorblax                                                → -
Zorblax since Monday                                   → -
what's new?                                            → -
what happened yesterday?                               → -
tell me a joke                                         → -
thanks                                                 → -
what is the weather like                               → -
I love pizza                                           → -
move the digest to 8am                                 → -
"""
FRENCH = """
pourquoi sont-ils fâchés contre Zorblax ?              → anger Zorblax
pourquoi sont ils faches contre zorblax                → anger Zorblax
pourquoi les gens râlent-ils contre Zorblax ?          → anger Zorblax
pourquoi les gens sont énervés                         → anger
pourquoi tant de haine ?                               → anger
pourquoi tant de haine contre Zorblax                  → anger Zorblax
pkoi ils sont en colère contre Brimeo                  → anger Brimeo
porquoi sont-ils fachés ?                              → anger
pourquoi ils n’aiment pas Zorblax                      → anger Zorblax
pourquoi est-ce que tout le monde critique Zorblax ?   → anger Zorblax
de quoi se plaignent les gens ?                        → anger
de quoi se plaint-on chez Zorblax                      → anger Zorblax
qu’est-ce qu’on reproche à Zorblax ?                   → anger Zorblax
que reproche-t-on à Zorblax depuis lundi               → anger Zorblax @ since Monday
quest ce quon reproche a zorblax                       → anger Zorblax
qu’est-ce qui les énerve ?                             → anger
qu’est-ce qui ne va pas avec Zorblax                   → anger Zorblax
c’est quoi le problème avec Zorblax ?                  → anger Zorblax
cest quoi le probleme                                  → anger
quel est le problème ?                                 → anger
quelles sont les plaintes sur Zorblax ?                → anger Zorblax
quels reproches nous fait-on                           → anger
pourquoi on nous en veut ?                             → anger of brand
d’où vient la colère contre Zorblax                    → anger Zorblax
explique-moi pourquoi les gens sont mécontents         → anger
pourquoi ce bad buzz sur Zorblax ?                     → anger Zorblax
qui râle ?                                             → anger
qui est fâché contre Zorblax                           → anger Zorblax
pour quelle raison sont-ils déçus ?                    → anger
pourquoi ça gueule                                     → anger
pourquoi les gens aiment Zorblax ?                     → praise Zorblax
qu’est-ce qui plaît chez Zorblax ?                     → praise Zorblax
qui est content de Zorblax                             → praise Zorblax
des avis positifs sur Zorblax ?                        → praise Zorblax
c'est grave ?                                          → gravity
c’est grave ?                                          → gravity
c’est grave                                            → gravity
cest grave                                             → gravity
grave ?                                                → gravity
est-ce grave pour Zorblax ?                            → gravity Zorblax
est-ce que c’est grave                                 → gravity
est ce que cest serieux                                → gravity
c’est sérieux ?                                        → gravity
faut-il s’inquiéter ?                                  → gravity
faut il sinquieter                                     → gravity
faut s'inquiéter pour Zorblax ?                        → gravity Zorblax
on doit s’inquiéter ?                                  → gravity
est-ce qu’on doit paniquer ?                           → gravity
doit-on réagir                                         → gravity
faut-il réagir ?                                       → gravity
c’est la crise ?                                       → gravity
y a-t-il une crise                                     → gravity
c’est dangereux ?                                      → gravity
rien de grave ?                                        → gravity
à quel point c’est grave ?                             → gravity
quelle est la gravité                                  → gravity
c’est urgent ?                                         → gravity
il y a des blessés ?                                   → gravity
c'est garve ?                                          → gravity
que faut-il lire ?                                     → reading
que faut il lire                                       → reading
qu’est-ce que je dois lire ?                           → reading
quoi lire                                              → reading
quoi lire sur Zorblax cette semaine ?                  → reading Zorblax @ this week
à lire ?                                               → reading
je lis quoi ?                                          → reading
que lire aujourd’hui                                   → reading @ today
quels articles lire ?                                  → reading
qu’est-ce qui vaut la peine d’être lu ?                → reading
tu me conseilles de lire quoi ?                        → reading
que dois-je lire en premier                            → reading
qu’est-ce qui a changé depuis la semaine dernière ?    → changed @ since last week
qu'est ce qui a change depuis la semaine derniere      → changed @ since last week
quest ce qui a changé                                  → changed
quoi de changé depuis lundi ?                          → changed @ since Monday
qu’est-ce qui a changé pour Zorblax depuis hier ?      → changed Zorblax @ since yesterday
ça a changé ?                                          → changed
des changements depuis vendredi ?                      → changed @ since Friday
ça s’est calmé ?                                       → changed
est-ce que ça se calme                                 → changed
est-ce que ça empire ?                                 → changed
ça s’aggrave ?                                         → changed
quelle évolution pour Zorblax ?                        → changed Zorblax
par rapport à la semaine dernière ?                    → changed @ since 2 June after last week
plus de monde que la semaine dernière ?                → changed @ since 2 June after last week
où en est Zorblax ?                                    → changed Zorblax
c’est fini ?                                           → changed
compare Zorblax et Brimeo                              → compared Zorblax, Brimeo
comparer zorblax et brimeo                             → compared Zorblax, Brimeo
peux-tu comparer Zorblax à Brimeo ?                    → compared Zorblax, Brimeo
Zorblax face à Brimeo                                  → compared Zorblax, Brimeo
Zorblax par rapport à Brimeo depuis lundi              → compared Zorblax, Brimeo @ since Monday
Brimeo fait-il mieux que Zorblax ?                     → compared Brimeo, Zorblax
différence entre Zorblax et Brimeo                     → compared Zorblax, Brimeo
compare-nous à la concurrence                          → compared of competitor
comment se situe Zorblax ?                             → compared Zorblax
qui s’est retourné ?                                   → turned
qui s’est retourné contre nous ?                       → turned of brand
qui a changé d’avis ?                                  → turned
qui a change davis sur Zorblax                         → turned Zorblax
qui a tourné ?                                         → turned
qui nous a lâchés ?                                    → turned
qui a retourné sa veste                                → turned
des revirements ?                                      → turned
qui a changé de camp cette semaine                     → turned @ this week
à quoi personne n’a répondu ?                          → unanswered
a quoi personne na repondu                             → unanswered
qu’est-ce qui est resté sans réponse ?                 → unanswered
sans réponse ?                                         → unanswered
questions sans réponse sur Zorblax                     → unanswered Zorblax
qui attend une réponse ?                               → unanswered
qui attend encore ?                                    → unanswered
à qui faut-il répondre ?                               → unanswered
à quoi n’a-t-on pas répondu depuis lundi ?             → unanswered @ since Monday
a-t-on répondu à tout le monde                         → unanswered
l’équipe a répondu ?                                   → unanswered
on a oublié de répondre à qui ?                        → unanswered
qui est vieuxpignon ?                                  → person = vieuxpignon
qui est vieuxpignon                                    → person = vieuxpignon
c’est qui vieuxpignon ?                                → person = vieuxpignon
cest qui vieuxpignon                                   → person = vieuxpignon
vieuxpignon, c’est qui ?                               → person = vieuxpignon
qui est-ce, vieuxpignon ?                              → person = vieuxpignon
qui est ce vieuxpignon ?                               → person = vieuxpignon
qui c’est vieuxpignon                                  → person = vieuxpignon
dis-moi qui est vieuxpignon                            → person = vieuxpignon
sais-tu qui est vieuxpignon ?                          → person = vieuxpignon
la fiche de vieuxpignon                                → person = vieuxpignon
qui est vieuxpignon sur Mastodon ?                     → person = vieuxpignon (Mastodon)
que sait-on de vieuxpignon ?                           → person = vieuxpignon ?
on connaît vieuxpignon ?                               → person = vieuxpignon ?
que dit vieuxpignon ?                                  → person = vieuxpignon ?
qui est l’utilisateur vieuxpignon                      → person = vieuxpignon
qui est Zorblax ?                                      → -
qui es-tu ?                                            → -
qui parle de Zorblax ?                                 → -
Qui nous critique ?                                    → -
pourquoi sont-ils fâchés contre Lumo ?                 → -
compare Zorblax et Lumo                                → -
quoi de neuf ?                                         → -
quoi de neuf sur Zorblax depuis lundi ?                → -
que s’est-il passé hier ?                              → -
merci                                                  → -
on mange où ce midi ?                                  → -
tu sers à quoi ?                                       → -
"""


def table(written: str) -> list[tuple[str, str]]:
    """The questions of a table, each with what it asks."""
    rows = (line.rpartition("→") for line in written.strip().splitlines())
    return [(text.strip(), asked.strip()) for text, _, asked in rows]


def asks(text: str) -> str:
    """What a text asks, as it stands in the tables."""
    if spoken_command(text, WATCHED):
        return "-"
    found = read_inquiry(plain(text), WATCHED, WEDNESDAY)
    return described(found) if found else "-"


def described(found: Inquiry) -> str:
    """An inquiry as it stands in the tables."""
    names = ", ".join([*(WATCHED[each] for each in found.watches), *(f"+{name}" for name in found.others)])
    said = " ".join(part for part in (found.aspect, names) if part)
    said += f" of {found.kind}" if found.kind else ""
    said += f" @ {found.span.label}" if found.span else ""
    said += f" after {found.before.label}" if found.before else ""
    if found.person:
        said += f" = {found.person.name}" + (f" ({found.person.place})" if found.person.place else "")
        said += "" if found.person.is_sure else " ?"
    return said


@pytest.mark.parametrize(("text", "asked"), table(ENGLISH) + table(FRENCH))
def test_what_people_want_to_know_is_read(text: str, asked: str) -> None:
    assert asks(text) == asked


@pytest.mark.parametrize(
    "text",
    [
        "why are people angry at\u00a0Zorblax\u202f?",
        "Why are people angry at *Zorblax*?",
        "why are people angry at `Zorblax`",
        "so… why are people angry at “Zorblax”?!",
        ":rage: why are people angry at Zorblax :thinking_face:",
        "Hi! Could you tell me why people are angry at Zorblax? Thanks!",
        "Bonjour, pourrais-tu me dire pourquoi les gens sont fâchés contre Zorblax ? Merci 🙏",
    ],
)
def test_neither_courtesy_nor_style_hides_what_is_asked(text: str) -> None:
    assert asks(text) == "anger Zorblax"


def test_a_name_one_letter_away_is_said_to_be_taken_for_another() -> None:
    found = read_inquiry("is it serious for Zorblx?", WATCHED, WEDNESDAY)
    assert found
    assert (found.aspect, found.watches, found.taken) == (Aspect.GRAVITY, (0,), ("Zorblx",))


def test_a_watched_name_is_no_person_though_one_is_asked_about() -> None:
    assert read_inquiry("who is Brimeo?", WATCHED, WEDNESDAY) is None
    assert read_inquiry("tell me about Brimoe", WATCHED, WEDNESDAY) is None


def test_hundreds_of_ways_are_tried() -> None:
    assert len({text for text, asked in table(ENGLISH) + table(FRENCH) if asked != "-"}) > 250
