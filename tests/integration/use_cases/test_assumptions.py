"""What a professional assumes, and that the client alone settles it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.web.payloads import COMMANDS
from bot.admitting import DEFAULT
from bot.use_cases import FORMS
from dialogs.evidence.assumptions import AssumptionId, Says, Status
from dialogs.messages import Command, FieldErrors, Outcome, Page, Picked, Purpose, Submitted, Text
from dialogs.pages import AssumptionsView, ClientsView, PageName
from dialogs.people import PersonId
from dialogs.talk.understanding import IntentName
from storage.outgoing import OutboxState
from storage.unit_of_work import UnitOfWork
from tests.house import ANNA, BAS, CLIENTS, FRIDAY, GIJS, JOOST, KEES, NOW, STAFF, VERA, Home
from tests.page_reading import cards, quotes

MESSAGE = "aanname: Anna wil hulp in de ochtend, fout als ze liever uitslaapt"


def logged(home: Home) -> list[str]:
    """Return the sentences that are kept."""
    return [one.text for one in home.read(lambda uow: uow.assumptions.all(DEFAULT))]


# --- logging ----------------------------------------------------------------------------------------------------------


async def test_an_assumption_takes_one_message(home_anywhere: Home) -> None:
    """P24: one message holds the client, the sentence and what would show it wrong, and the next moment of asking."""
    home = home_anywhere
    await home.welcome(ANNA, between="yes")
    await home.say(JOOST, MESSAGE)
    (kept,) = home.read(lambda uow: uow.assumptions.all(DEFAULT))
    assert (kept.subject, kept.author, kept.text) == (ANNA, JOOST, "Je wilt hulp in de ochtend.")
    assert kept.wrong_if == "ze liever uitslaapt"
    answer = (await home.told(JOOST))[-1]
    assert kept.text in answer
    assert "maandag 23 november om 10:00" in answer


async def test_what_is_read_beforehand_is_what_the_client_reads(home: Home) -> None:
    """P25: the sentence of the preview, word for word, is the sentence in the client's question."""
    await home.welcome(ANNA, between="yes")
    draft = {"text": "Volgens mij kan Anna zelf koken", "client": ANNA, "about": "supply"}
    receipt = await home.submit(JOOST, "assumption.preview", **draft)
    assert isinstance(receipt.reply, Page)
    assert logged(home) == []
    await home.submit(JOOST, "assumption.log", **draft)
    await home.until(NOW + timedelta(minutes=1))
    question = await home.question(ANNA)
    assert f"'{receipt.reply.values['sentence']}'" in question.text
    assert logged(home) == [receipt.reply.values["sentence"]]


async def test_words_that_steer_are_pointed_out(home: Home) -> None:
    """P25: leading words are named in the preview, and in one message they must go before anything is kept."""
    await home.welcome(ANNA)
    receipt = await home.submit(JOOST, "assumption.preview", text="Anna wil toch zeker hulp", client=ANNA)
    assert isinstance(receipt.reply, Page)
    leading = receipt.reply.values["leading"]
    assert isinstance(leading, tuple)
    assert leading
    await home.say(JOOST, "aanname: Anna wil toch zeker hulp")
    assert logged(home) == []
    answer = (await home.told(JOOST))[-1]
    assert all(word in answer for word in leading)


async def test_the_client_is_not_told_who_assumed_it(home: Home) -> None:
    """P25: neither the question nor any page of the client names the professional as the one who assumed it."""
    await home.welcome(ANNA, between="yes")
    before = len(await home.lines(ANNA))
    await home.assume("Anna wil hulp in de ochtend", ANNA, author=JOOST)
    await home.until(NOW + timedelta(hours=1))
    new = (await home.lines(ANNA))[before:]
    assert new
    assert not [line for line in new if "Joost" in line]
    assert "Joost" not in repr(await home.page(ANNA, PageName.GROUP))


@pytest.mark.parametrize(
    ("author", "client"), [(VERA, ANNA), (JOOST, GIJS), (KEES, ANNA), (JOOST, KEES), (JOOST, PersonId("nobody"))]
)
async def test_only_ones_own_clients_can_be_assumed_of(home: Home, author: PersonId, client: PersonId) -> None:
    """P24: a professional puts nothing to a client of somebody else, to a colleague or to nobody."""
    receipt = await home.submit(author, "assumption.log", text="Je wilt hulp", client=client)
    assert receipt.outcome is Outcome.REFUSED
    assert logged(home) == []


@pytest.mark.parametrize(
    "text", ["", "   ", "?", "x" * 300, "Wil Anna hulp?", "Ik vind dat Anna hulp nodig heeft, Anna"]
)
async def test_what_cannot_be_asked_comes_back_with_a_reason(home: Home, text: str) -> None:
    """P24: an empty, too long or questioning sentence is not kept; the form says what is wrong."""
    receipt = await home.submit(JOOST, "assumption.log", text=text, client=ANNA)
    assert isinstance(receipt.reply, FieldErrors)
    assert all(receipt.reply.errors.values())
    assert logged(home) == []


# --- settling ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("says", "status"),
    [
        (Says.SO, Status.CONFIRMED),
        (Says.PARTLY, Status.NUANCED),
        (Says.DIFFERENT, Status.REFUTED),
        (Says.NOT_MINE, Status.NOT_CONCERNED),
        (Says.UNKNOWN, Status.OPEN),
    ],
)
async def test_the_answer_of_the_client_is_the_status(home: Home, says: Says, status: Status) -> None:
    """P26: what the client answers settles it, and the professional hears that at once, with the client's own words."""
    await home.welcome(ANNA, between="yes")
    assumption = await home.assume("Anna wil hulp in de ochtend", ANNA)
    assert home.status(assumption) is Status.OPEN
    await home.until(NOW + timedelta(hours=1))
    assert [choice.value for choice in (await home.question(ANNA)).choices] == list(Says)
    await home.pick(ANNA, says)
    assert home.status(assumption) is status
    news = home.house.script.texts.phrase("nl", f"bot.assumption_news_{says}", client="Anna")
    assert (await home.told(JOOST))[-1].startswith(news)
    await home.say(ANNA, "om tien uur ben ik pas wakker")
    assert "om tien uur ben ik pas wakker" in (await home.told(JOOST))[-1]
    view = await home.page(JOOST, PageName.ASSUMPTIONS)
    assert isinstance(view, AssumptionsView)
    assert (view.assumptions[0].status, view.assumptions[0].voices[0].words) == (
        status,
        "om tien uur ben ik pas wakker",
    )


async def test_a_client_can_think_again(home_anywhere: Home) -> None:
    """P26: a later answer is a revision: the newest counts, and one taken back leaves the assumption open."""
    home = home_anywhere
    await home.welcome(ANNA)
    assumption = await home.assume("Anna wil hulp in de ochtend", ANNA)
    await home.judge(ANNA, assumption, "so")
    await home.judge(ANNA, assumption, "different")
    assert home.status(assumption) is Status.REFUTED
    verdicts = home.read(lambda uow: uow.verdicts.of_assumption(DEFAULT, assumption))
    assert [(one.revision, one.says) for one in verdicts] == [(1, Says.SO), (2, Says.DIFFERENT)]
    newest = home.read(lambda uow: uow.answers.latest(DEFAULT, ANNA, "verdict"))
    assert newest is not None
    await home.submit(ANNA, "answer.withdraw", answer=newest.id)
    assert home.status(assumption) is Status.OPEN


async def test_of_a_group_the_team_reads_numbers(home: Home) -> None:
    """P26: over a group every client has a voice of their own, and the professional reads no names with them."""
    for client in CLIENTS:
        await home.welcome(client)
    assumption = await home.assume("Jullie willen vaker koken")
    await home.judge(ANNA, assumption, "so")
    await home.judge(BAS, assumption, "different", "ik juist niet")
    receipt = await home.command(GIJS, "assumption", assumption)
    assert receipt.outcome is Outcome.REFUSED
    assert await home.prompt(GIJS) is None
    view = await home.page(JOOST, PageName.ASSUMPTIONS)
    assert isinstance(view, AssumptionsView)
    assert view.assumptions[0].counts == {Says.SO: 1, Says.DIFFERENT: 1}
    assert view.assumptions[0].voices == ()
    assert not [line for line in await home.told(JOOST) if "Anna" in line or "Bas" in line or "juist niet" in line]


async def test_an_assumption_taken_back_is_asked_no_more(home: Home) -> None:
    """P24: what its author takes back is not put any more, not even when the question lay ready to be sent."""
    await home.welcome(ANNA, between="yes")
    assumption = await home.assume("Anna wil hulp in de ochtend", ANNA)
    await home.house.ticker.due(NOW + timedelta(minutes=1))
    ready = home.read(lambda uow: uow.outbox.of_person(DEFAULT, ANNA))[-1]
    assert (ready.state, ready.purpose) == (OutboxState.PLANNED, Purpose.ASK)
    await home.command(JOOST, "assumption.withdraw", assumption)
    await home.until(FRIDAY)
    assert not [line for line in await home.lines(ANNA) if "hulp in de ochtend" in line]


# --- nobody else ------------------------------------------------------------------------------------------------------


def theirs(uow: UnitOfWork) -> object:
    """Return all that is Anna's alone to decide: her choices, her answers and her verdicts."""
    anna = uow.people.get(DEFAULT, ANNA)
    assert anna is not None
    return (
        replace(anna, professional=None),  # whoever that is may leave
        uow.answers.of_person(DEFAULT, ANNA, current_only=False),
        uow.verdicts.of_client(DEFAULT, ANNA),
        uow.sessions.active(DEFAULT, ANNA),
        [said for _, said in uow.reports.of_client(DEFAULT, ANNA) if said],
    )


@pytest.mark.parametrize("actor", [*STAFF, BAS, GIJS])
async def test_nobody_else_settles_or_sets_anything_of_a_client(home: Home, actor: PersonId) -> None:
    """P3, P21, P26: whatever somebody else sends, Anna's rhythm, words and verdicts stay hers."""
    await home.welcome(ANNA, between="yes", every="month")
    await home.tell(ANNA, wish="naar zee")
    judged = await home.assume("Anna wil hulp in de ochtend", ANNA)
    await home.judge(ANNA, judged, "different")
    asked = await home.assume("Anna zingt graag", ANNA)
    group = await home.assume("Jullie koken graag")
    await home.submit(JOOST, "report.log", client=ANNA, words="Anna wil een hond")
    await home.until(NOW + timedelta(days=2))
    open_now = await home.question(ANNA)
    before = home.read(theirs)
    answers = home.read(lambda uow: uow.answers.of_person(DEFAULT, ANNA))
    report = home.read(lambda uow: uow.reports.pending(DEFAULT, ANNA))[0].id
    fields = dict.fromkeys(("client", "person", "owner", "subject", "id"), str(ANNA)) | {
        "unit": "week",
        "every": "1",
        "weekday": "0",
        "at": "09:00",
        "language": "en",
        "between": "no",
        "centre_may_read": "yes",
        "consent": "yes",
        "quiet_start": "00:00",
        "quiet_end": "00:00",
        "status": "confirmed",
        "says": "so",
        "verdict": "so",
        "confirmation": "yes",
        "confirm": "yes",
        "text": "anders",
        "words": "anders",
        "share": "centre",
        "report": report,
        "session": open_now.session,
    }
    for form in sorted(FORMS, key=lambda name: name == "erase"):
        for answer in answers[-3:]:
            for assumption in (asked, judged):
                sent = fields | {"answer": answer.id, "assumption": assumption}
                await home.desk.take(home.inbound(actor, Submitted(form=form, fields=sent)))
    for name in sorted({*COMMANDS, *IntentName, *FORMS, "confirm", "settle", "verdict", "status"}):
        for argument in ("", asked, group, ANNA, "so", report):
            await home.desk.take(home.inbound(actor, Command(name=name, argument=argument)))
    for choice in (*open_now.choices, *open_now.controls):
        picked = Picked(session=open_now.session, question=open_now.question, choice=choice.value)
        await home.desk.take(home.inbound(actor, picked))
    for words in ("zo", "ja", "stop", "Dat is zo", f"{asked} bevestigd"):
        said = Text(text=words, session=open_now.session, question=open_now.question)
        await home.desk.take(home.inbound(actor, said))
    assert home.read(theirs) == before
    expected = {judged: Status.REFUTED, asked: Status.OPEN}
    for assumption, status in expected.items():
        assert home.status(assumption) in {status, Status.WITHDRAWN}  # its author may take it back, no more
        assert home.status(assumption) is status or actor is JOOST
    of_group = home.read(lambda uow: uow.verdicts.of_assumption(DEFAULT, AssumptionId(group)))
    assert {one.client for one in of_group} <= {BAS}


# --- a talk face to face ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("says", "counts"), [("yes", "Anna wil een hond"), ("almost", "een kat"), ("no", "een kat")])
async def test_a_noted_talk_counts_as_far_as_the_client_confirms_it(home: Home, says: str, counts: str) -> None:
    """P21: nothing counts before the client answered; then the note after a yes, otherwise the client's own words."""
    await home.welcome(ANNA, between="yes", centre_may_read="yes")
    await home.submit(JOOST, "report.log", client=ANNA, words="Anna wil een hond")
    assert home.words(ANNA, "reported_words") == []
    clients = await home.page(JOOST, PageName.CLIENTS)
    assert isinstance(clients, ClientsView)
    assert not [card.answers for card in clients.clients if card.id == ANNA and card.answers]
    await home.until(NOW + timedelta(hours=1))
    assert "Anna wil een hond" in (await home.question(ANNA)).text
    await home.pick(ANNA, says)
    if says != "yes":
        assert home.words(ANNA, "reported_words") == []
        await home.say(ANNA, "een kat")
    assert home.words(ANNA, "reported_words") == [counts]
    view = await home.page(JOOST, PageName.REPORTS)
    newest = cards(view)[0]
    assert newest.status is not None
    assert (newest.status[0], quotes(newest)[1:]) == (says, [counts])


async def test_a_confirmation_can_be_taken_back_and_changed(home: Home) -> None:
    """P21: who takes back their yes, or makes it a no, takes back the words that counted by it."""
    await home.welcome(ANNA, between="yes")
    await home.submit(JOOST, "report.log", client=ANNA, words="Anna wil een hond")
    await home.until(NOW + timedelta(hours=1))
    await home.pick(ANNA, "yes")
    said = home.read(lambda uow: uow.answers.latest(DEFAULT, ANNA, "reported"))
    assert said is not None
    await home.submit(ANNA, "answer.revise", answer=said.id, text="no")
    assert home.words(ANNA, "reported_words") == []
    again = home.read(lambda uow: uow.answers.latest(DEFAULT, ANNA, "reported"))
    assert again is not None
    await home.submit(ANNA, "answer.revise", answer=again.id, text="yes")
    assert home.words(ANNA, "reported_words") == ["Anna wil een hond"]
    last = home.read(lambda uow: uow.answers.latest(DEFAULT, ANNA, "reported"))
    assert last is not None
    await home.submit(ANNA, "answer.withdraw", answer=last.id)
    assert home.words(ANNA, "reported_words") == []
    view = await home.page(JOOST, PageName.REPORTS)
    newest = cards(view)[0]
    assert newest.status is not None
    assert (newest.status[0], quotes(newest)[1:]) == ("waiting", [])


async def test_a_note_nobody_confirms_is_in_no_digest(home: Home) -> None:
    """P21: what only a professional says a client said reaches the centre in no way."""
    await home.welcome(ANNA, between="yes", centre_may_read="yes")
    await home.submit(JOOST, "report.log", client=ANNA, words="Anna wil een hond")
    await home.until(FRIDAY + timedelta(days=7))
    assert home.centre()
    assert not [line for line in home.centre() if "hond" in line]
