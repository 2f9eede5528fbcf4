"""Words about the client's own professional do not go to that professional unless the client says so."""

from __future__ import annotations

import pytest

from bot.admitting import DEFAULT
from dialogs.evidence.answers import Answer
from dialogs.policy.share import Share
from dialogs.talk.definition import Records
from tests.chat_house import chatting
from tests.house import ANNA, JOOST, KEES, MARIJKE, Home

WORDS = "wil ik Joost niet meer zien"


def the(home: Home, records: Records) -> Answer:
    """Return Anna's answer of this kind that stands."""
    every = home.read(lambda uow: uow.answers.of_person(DEFAULT, ANNA))
    return next(one for one in every if one.records == records)


async def heard(home: Home, words: str = WORDS) -> list[str]:
    """Return who of the staff was told Anna's words."""
    told = {one: await home.told(one) for one in (JOOST, KEES, MARIJKE)}
    return [one for one, lines in told.items() if any(words in line for line in lines)]


async def test_unasked_words_about_joost_stay_with_anna(home: Home) -> None:
    """With nothing open: the question who may read it says that Joost will not, and any word shares nothing."""
    await home.welcome(ANNA)
    await home.say(ANNA, WORDS)
    question = await home.question(ANNA)
    assert (question.question, question.text.count("Joost")) == ("about", 2)
    for reply in ("oké dan", "he?", "mij", "team", "kantoor"):
        await home.say(ANNA, reply)
        current = await home.prompt(ANNA)
        if current is not None and current.question == "call":
            await home.pick(ANNA, "no")
    assert [one.share for one in home.read(lambda uow: uow.answers.of_person(DEFAULT, ANNA)) if one.value == WORDS] == [
        Share.ME
    ]
    assert JOOST not in await heard(home)


@pytest.mark.parametrize(
    ("reader", "share", "who"),
    [
        ("me", Share.ME, []),
        ("colleague", Share.ME, [KEES]),
        ("office", Share.ME, [MARIJKE]),
        ("professional", Share.PROFESSIONAL, [JOOST]),
        ("team", Share.TEAM, [JOOST]),
    ],
)
async def test_the_client_says_who_reads_it(home: Home, reader: str, share: Share, who: list[str]) -> None:
    """Whoever is chosen hears it at once; others of the house can hear it without Joost."""
    await home.welcome(ANNA)
    await home.say(ANNA, WORDS)
    await home.pick(ANNA, reader)
    assert the(home, Records.SAID).share is share
    assert await heard(home) == who


@pytest.mark.parametrize(("reader", "name"), [("colleague", "Kees"), ("office", "mevrouw Vos")])
async def test_whoever_is_named_beside_joost_does_not_hear_it_either(home: Home, reader: str, name: str) -> None:
    """Whom the words name is not who is told of a colleague or the office; where nobody is left Anna hears so."""
    words = f"{WORDS}, en {name} ook niet"
    await home.welcome(ANNA)
    await home.say(ANNA, words)
    await home.pick(ANNA, reader)
    assert await heard(home, words) == []
    assert home.house.script.texts.phrase("nl", "bot.nobody_else") in "\n".join(await home.told(ANNA))


async def test_taking_the_words_back_takes_them_from_whoever_heard_them(home: Home) -> None:
    """What was passed on apart is gone there too."""
    await home.welcome(ANNA)
    await home.say(ANNA, WORDS)
    await home.pick(ANNA, "colleague")
    await home.submit(ANNA, "answer.withdraw", answer=the(home, Records.SAID).id)
    assert await heard(home) == []


async def test_an_open_answer_about_joost_is_not_shared(home: Home) -> None:
    """A question whose answers go to the team: words about Joost do not, and the talk goes on where it was."""
    await home.welcome(ANNA)
    await home.command(ANNA, "wishes")
    await home.say(ANNA, "zingen")
    await home.say(ANNA, "dat JOOSTS collega komt")
    assert (await home.question(ANNA)).question == "about"
    await home.pick(ANNA, "me")
    assert the(home, Records.WISH).share is Share.ME
    assert the(home, Records.TALENT).share is Share.TEAM
    assert (await home.question(ANNA)).question == "own_part"


async def test_words_with_a_verdict_about_joost_wait_for_a_yes(home: Home) -> None:
    """Joost hears the verdict on his assumption; what is said of him with it only when Anna says so."""
    await home.welcome(ANNA)
    assumption = await home.assume("Anna wil hulp in de ochtend", ANNA)
    words = "Joost komt altijd te laat"
    await home.judge(ANNA, assumption, "different", words)
    assert (await home.question(ANNA)).question == "about"
    assert await heard(home, words) == []
    await home.pick(ANNA, "professional")
    assert await heard(home, words) == [JOOST]


async def test_changed_words_about_joost_are_not_shared_either(home: Home) -> None:
    """An answer that names Joost from now on is from now on Anna's alone."""
    await home.welcome(ANNA)
    await home.tell(ANNA, wish="naar zee")
    await home.submit(ANNA, "answer.revise", answer=the(home, Records.WISH).id, text="zonder Joost naar zee")
    assert the(home, Records.WISH).share is Share.ME


async def test_in_a_chat_words_about_joost_are_asked_about_too() -> None:
    """Where a platform does not say what words answer, nothing is shared by what comes next."""
    with chatting() as chat:
        await chat.welcome(ANNA)
        await chat.say(ANNA, WORDS)
        await chat.say(ANNA, "dankjewel he")
        assert the(chat.home, Records.SAID).share is Share.ME
