"""Stop in other words: what stops at once, what is asked about, and what is an answer however much it says stop."""

from __future__ import annotations

import pytest

from dialogs.talk.understanding import IntentName, intent, may_want_to_stop
from tests.unit.talk.making import NOW, WORDS

SURE = {
    "nl": """
stop
stop maar
ik stop ermee
stop 🙂
stuur me maar niks meer
stop maar met alles
haal mij van die lijst
stoppp nu
nee, stop
nee en stuur me ook niks meer
dit was de laatste keer dat ik antwoord geef. klaar
ge moogt mij eruit halen, ik doe dit ni meer
hou er maar mee op
houd ermee op
hou op met vragen stellen
ik wil hiermee stoppen
ik wil ermee ophouden
ik wil graag dat jullie stoppen
ik wil dat je ermee stopt
wil je ermee stoppen
kunt u hiermee stoppen alstublieft
stuur me geen berichten meer
stuur mij nooit meer iets
vraag me niks meer
vraag mij nooit meer iets!
geen berichten meer
geen berichtjes meer sturen aub
ik wil geen vragen meer
ik wil geen vragen meer krijgen
ik hoef geen berichten meer te krijgen
ik wil niets meer van jullie horen
ik wil van jou niks meer horen
haal me eruit
haal mijn naam van de lijst
schrijf me maar uit
meld me maar af
ik meld me af
ik wil mij uitschrijven
kunt u mij afmelden
ik doe niet meer mee
ik wil niet meer meedoen
ik doe hier niet meer aan mee
ik antwoord niet meer
val me niet meer lastig
neem geen contact meer op
ik trek mijn toestemming in
STOP STOP STOP
stop. stop. stop.
bemoei je er niet mee en stuur niks meer
ik hoef die berichtjes niet meer
haal mij maar van de lijst af
hou nou toch eens op met die vragen
kap ermee
unsubscribe me
take me off your list
""",
    "en": """
stop
stop please
stop 🙂
stop it all
stop everything
stop. stop. STOP.
stoppp now
no, stop
unsubscribe me
dont ask me anything ever again
take me off your list
quit sending me stuff
no. and dont contact me again
I have decided to withdraw from this project entirely.
no more of this please, i want out
stop asking me questions
stop messaging me
stop texting me please
stop sending me these messages
stop all these questions
stop contacting me
please stop the messages
quit asking me things
i want you to stop messaging me
can you please stop
could you stop asking me questions?
would you stop contacting me
don't ask me anything any more
do not ask me questions
never ask me anything again
don't send me anything
don't send me any more messages
do not contact me again
don't text me anymore
never message me again
no more messages
no more questions please
i don't want any more questions
i dont want your messages
i don't want to hear from you anymore
i do not want to be contacted anymore
i don't want to take part anymore
remove me from your list
remove my number from this list
get me off this list
take me out of this
opt me out
opt out
i want to opt out
i wish to withdraw
i withdraw my consent
sign me off
count me out
leave me out of this
i will not answer any more
cancel my subscription
ik stop ermee
""",
}
"""Each of these stops at once."""

DOUBT = {
    "nl": """
hou er maar over op
ik heb hier geen zin meer in
moet dat nou echt elke week
tot ziens dan maar
ik wil stoppen
ik wil dit niet meer
laat me met rust
geen zin meer
zo is het genoeg
nu is het wel genoeg geweest
genoeg
ik ben er klaar mee
klaar ermee
ik ben het zat
ik doe dit niet meer
zijn we nou klaar
basta
doei
ik geef het op
wanneer houdt dit op
stop maar, ik ben moe
kunt ge mij gerust laten aub
rot toch op met je vragen
ik heb geen zin meer in dit gedoe laat maar zitten
niet meer sturen
""",
    "en": """
whatever
i can't be bothered with this anymore
are we done
i want to stop
leave me alone
i don't want to do this anymore
i don't want this anymore
that's enough
i've had enough
i'm done
i am so done with this
i'm sick of this
i give up
i want out
goodbye
when does this end
enough
do you have to ask this every week
stop please, my head hurts
im not doing this anymore go away
piss off with your questions
enough with these questions already
""",
}
"""After each of these is asked whether to stop, once."""

TRAPS = {
    "nl": """
ik stop met roken
ik wil stoppen met roken
dat jullie stoppen met elke keer een ander gezicht sturen
ik wil stoppen met pillen
stoppen met pillen
de bus stopt hier
bij de bushalte stop ik altijd even
stoplicht
een stop in het bad
niet stoppen
stop niet
stop niet met vragen
ga door en stop niet
stop of ga door?
help me stoppen
help mij stoppen met snoepen
toen riep ik stop en hij reed door
hij is gestopt met ademen
mijn hart stopte even
ik kan niet stoppen met lachen
ik stop mijn was in de machine
stop het geld maar in mijn spaarpot
ik ben gestopt met werken
de regen stopt straks
dat de regen ophoudt
dat de buren ophouden met die herrie
dat Joost stopt met zuchten
dat ze ophouden met mij Jantje noemen
ik hou op met snoepen
ik wil ophouden met piekeren
ik wil niet meer alleen zijn
ik wil niet meer vallen
ik wil geen pillen meer
ik wil geen vlees meer
ik wil geen bezoek meer op zondag
ik wil niets meer dan een hond
ik hoef geen hulp meer
geen pijn meer
niks meer aan doen
minder vragen op het formulier van de gemeente
ik wil een vraag stellen
stuur me een kaart uit Spanje
stuur me maar een bericht
vraag me morgen nog eens
haal mij maar op om tien uur
haal me van de trein
haal de was van de lijn
schrijf me een brief
ik schrijf graag
ik meld me ziek
mijn zoon heeft zich afgemeld voor school
ik doe mee
ik doe graag mee met koor
ik doe niet meer mee met de gym
ik antwoord niet op zulke vragen
laat me met rust in de ochtend
met rust eten
genoeg tijd voor mezelf
klaar om te beginnen
ik heb zin in koffie
ik heb geen zin in de dagbesteding
elke week zwemmen
moet dat nou met twee man
tot ziens zeggen tegen mijn moeder
dag kunnen zeggen tegen de buren
ik geef het op aan mijn dochter door
neem contact op met mijn zus
neem geen contact op met mijn zoon
ik wil dat je luistert
ik wil dat jullie stoppen met fluiten
stop even
later
nee
ik wil niet meer gevraagd worden voor de afwas
laat me met rust als ik net wakker ben
hou je mond open bij de tandarts
""",
    "en": """
i want to stop smoking
that they stop calling me sweetie
the bus stop
a bus stop near my house
stop by for coffee
i stop at the shop every morning
i can't stop laughing
don't stop
do not stop asking
never stop
stop me from eating sweets
help me stop
help me to stop drinking
he has stopped breathing
my heart stopped for a bit
i stopped working last year
stopping is hard
it never stops raining
that the noise stops
that the neighbours stop shouting
the staff to stop rushing me
to stop taking pills
to stop the pills
i want to stop the pills
stop the pills
i quit my job
i quit smoking
quit biting my nails
i want out of this chair
i want out more often
i don't want any more pills
i don't want visitors
i don't want to be alone anymore
i don't want to fall again
no more pain
no more pills
no more stairs
fewer questions at the clinic
i want to ask a question
send me a card from Spain
send me more photos
ask me again tomorrow
ask me anything
don't ask me
don't bother
don't send the same nurse every day
don't contact my son
take me off the pills
take me out for a walk
take me off at the station
remove the rug from my room
remove my stitches
count me in
sign me up
i am in
i'm done with the dishes
i'm done at four
are we done with the garden
enough time for myself
i have had enough sleep
leave me alone with my cat
whatever is easiest for you
goodbye to my old flat
bye bye flat stomach
i give up chocolate every Lent
drop it off at my house
withdraw money by myself
i will not answer the door
this is the last time i fell
too much going on, can we do this next month instead of stopping
stop for now
later
no
i want to go away for a weekend
get lost in a good book
enough sleep and go away at times
""",
}
"""Each of these is an answer, or asks for something else: to stop here would silence a person."""


def cases(table: dict[str, str]) -> list[tuple[str, str]]:
    """Return every line of a table with its language."""
    return [(language, line) for language, lines in table.items() for line in lines.strip().splitlines()]


def stops(language: str, text: str) -> bool:
    """Tell whether a message stops everything at once."""
    found = intent(text, WORDS[language], NOW.date())
    return found is not None and found.name is IntentName.STOP


@pytest.mark.parametrize(("language", "text"), cases(SURE))
def test_stop_in_plain_other_words_stops(language: str, text: str) -> None:
    """Whoever says in so many words that they want no more is not made to find the one right word for it."""
    assert stops(language, text)


@pytest.mark.parametrize(("language", "text"), cases(DOUBT))
def test_what_may_be_a_stop_is_asked_about(language: str, text: str) -> None:
    """What may also mean less does not stop anything; the person is asked."""
    assert (stops(language, text), may_want_to_stop(text, WORDS[language])) == (False, True)


@pytest.mark.parametrize(("language", "text"), cases(TRAPS))
def test_words_about_stopping_are_no_stop(language: str, text: str) -> None:
    """A stop that nobody meant would silence a person."""
    assert (stops(language, text), may_want_to_stop(text, WORDS[language])) == (False, False)


@pytest.mark.parametrize("table", [SURE, DOUBT, TRAPS])
def test_no_question_is_a_stop_in_the_other_language(table: dict[str, str]) -> None:
    """What stops in one language stops for whoever speaks another, and what does not, does not."""
    for language, text in cases(table):
        for other in WORDS:
            assert stops(other, text) == stops(language, text), text


def test_a_long_message_says_more_than_stop() -> None:
    """A story in which somebody says stop is a story."""
    assert not may_want_to_stop("stop. " * 60 + "zei hij toen", WORDS["nl"])
