"""Whoever changes their language reads what stands open, and who it is from, in the new one."""

from __future__ import annotations

from dataclasses import replace

from bot import recall
from bot.admitting import DEFAULT
from bot.turn import Turn
from dialogs.messages import Form
from tests.house import ANNA, MARIJKE, Home


async def test_an_open_question_is_read_in_the_language_of_now(home: Home) -> None:
    """A question that was put in Dutch stands in English, in all its parts, once its reader chose English."""
    await home.arrive(ANNA)
    while (await home.question(ANNA)).question != "centre_may_read":
        await home.pick(ANNA, {"consent": "yes", "language": "nl"}[(await home.question(ANNA)).question])
    dutch = await home.question(ANNA)
    assert "Mag de centrale organisatie lezen" in dutch.text
    english = replace(home.person(ANNA), language="en")
    home.write(lambda uow: uow.people.save(english))
    asked = await home.question(ANNA)
    assert "May the central organisation read" in asked.text
    assert "twelve months" in asked.visibility
    assert [one.label for one in asked.choices] == ["Yes", "No"]
    assert asked.text in await home.told(ANNA)
    assert dutch.text not in await home.told(ANNA)
    receipt = await home.command(ANNA, "window", f"{asked.session} {asked.question}")
    assert isinstance(receipt.reply, Form)
    assert asked.text in receipt.reply.blocks


async def test_the_house_is_named_in_the_readers_language(home: Home) -> None:
    """Who it is from is named in the reader's language as long as nobody chose a name, and as it was chosen after."""

    def named(language: str) -> tuple[str, str]:
        reader = replace(home.person(MARIJKE), language=language)
        found = home.read(lambda uow: recall.as_named(Turn(uow, home.house.script, home.clock.now(), "read"), reader))
        return found.name, found.centre_name

    assert named("en") == ("our organisation", "the central organisation")
    assert named("nl") == ("onze organisatie", "de centrale organisatie")
    own = home.read(lambda uow: uow.organisations.get(DEFAULT))
    assert own is not None
    home.write(lambda uow: uow.organisations.save(replace(own, name="Zorggroep Oost")))
    assert named("en") == ("Zorggroep Oost", "the central organisation")
