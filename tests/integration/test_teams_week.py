"""The week in a channel of Teams: a post with its items, replies that are read, and buttons that carry it on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.admitting import DEFAULT
from storage.rows import Reply
from tests.fake_teams import BOT, CENTRE, Posted, in_channel, pressed, user_of
from tests.house import ANNA, FRIDAY, JOOST, MARIJKE
from tests.teams_house import TeamsHome, card_of, data_of, installed, on_teams, t
from tests.unit.teams.card_reading import look

WORDS = "liever uitslapen"


@pytest.fixture
def teams() -> Iterator[TeamsHome]:
    """Give a house on Teams."""
    with on_teams() as found:
        yield found


async def week(teams: TeamsHome) -> list[Posted]:
    """Let Anna refute what Joost assumed, and return the week as it stands in the channel: the head, then the items."""
    await teams.take(installed(MARIJKE))
    await teams.take(installed(JOOST))
    await teams.welcome(ANNA, centre_may_read="yes")
    await teams.say(JOOST, "aanname: Anna wil hulp in de ochtend")
    (assumption,) = teams.home.read(lambda uow: uow.assumptions.of_author(DEFAULT, JOOST))
    await teams.ask_for(ANNA, "assumption", assumption.id)
    await teams.press(ANNA, "Anders")
    await teams.say(ANNA, WORDS)
    await teams.home.until(FRIDAY)
    return teams.transport.at(CENTRE)


async def reply(teams: TeamsHome, words: str, root: str, *, mentioned: bool = True) -> None:
    """Let Marijke reply in a thread of the channel, calling the bot by name or not."""
    said = f"<at>Samenspraak</at> {words}" if mentioned else words
    entity = {"type": "mention", "mentioned": {"id": BOT}, "text": "<at>Samenspraak</at>"}
    await teams.take(
        in_channel(user_of(MARIJKE), said, id=teams.id(), root=root, entities=[entity] if mentioned else [])
    )


def replies(teams: TeamsHome) -> list[Reply]:
    """Return what was said and done under the week."""
    return teams.home.read(lambda uow: uow.replies.of_week(DEFAULT, "2026-W48"))


async def test_the_week_is_a_post_with_its_items_under_it(teams: TeamsHome) -> None:
    """The head is a post of the channel, wide, with each item under it; a client's words stand there without a name."""
    head, *items = await week(teams)
    assert head.root == ""
    assert items
    assert {one.root for one in items} == {head.id}
    assert head.card is not None
    assert head.card["msteams"] == {"width": "Full"}
    assert any(WORDS in one.text for one in items)
    assert not any("Anna" in one.text for one in (head, *items))


@pytest.mark.parametrize("mentioned", [True, False])
async def test_a_reply_in_the_thread_is_kept_with_its_item(teams: TeamsHome, mentioned: bool) -> None:  # noqa: FBT001
    """`1: ...` in the thread stands with item one, whether the bot was called by name or Teams sends it anyway."""
    head, *items = await week(teams)
    await reply(teams, "1: dan schuiven we de ronde op", head.id, mentioned=mentioned)
    assert [one.words for one in replies(teams)] == ["dan schuiven we de ronde op"]
    acknowledged = teams.transport.at(CENTRE)[-1]
    assert acknowledged.root == head.id
    assert acknowledged.card is not None
    links = [one["url"] for one in look(acknowledged.card).buttons if one["type"] == "Action.OpenUrl"]
    assert links
    assert f"/{items[0].id}?" in str(links[0])
    assert "dan schuiven we de ronde op" in teams.told(JOOST)
    assert "schuiven" not in teams.told(ANNA)


async def test_what_is_said_in_other_threads_is_not_ours(teams: TeamsHome) -> None:
    """In a thread that is not ours nothing is kept and nothing is said, also when it is in the centre's channel."""
    await week(teams)
    before = len(teams.transport.posted)
    await reply(teams, "koffie?", "1500000000000", mentioned=False)
    assert replies(teams) == []
    assert len(teams.transport.posted) == before


async def test_a_button_of_an_item_opens_its_form_in_place(teams: TeamsHome) -> None:
    """The button to reply opens a form where the item stands, for the one who pressed it; sent, the reply is kept."""
    head, first, *_ = await week(teams)
    assert first.card is not None
    button = next(one for one in look(first.card).buttons if one["title"] == t("week.do_reply"))
    activity = pressed(user_of(MARIJKE), data_of(button), id="f:1", under=first.id)
    activity["conversation"] = in_channel(user_of(MARIJKE), "", id="1", root=head.id)["conversation"]
    form = card_of(await teams.take(activity))
    titles = look(form).titles()
    assert t("web.back") not in titles
    (send,) = [one for one in look(form).buttons if one["associatedInputs"] == "auto"]
    sent = pressed(user_of(MARIJKE), {**data_of(send), "in.text": "Dat regelen we."}, id="f:2", under=first.id)
    sent["conversation"] = activity["conversation"]
    done = card_of(await teams.take(sent))
    assert look(done).texts == [t("teams.done")]
    assert look(done).buttons == []
    assert [one.words for one in replies(teams)] == ["Dat regelen we."]


async def test_a_button_that_is_done_at_once_says_so_on_the_item(teams: TeamsHome) -> None:
    """`Not ours` stands on the item itself afterwards, where its button was; whoever pressed it hears it is done."""
    head, first, *_ = await week(teams)
    assert first.card is not None
    button = next(one for one in look(first.card).buttons if one["title"] == t("week.do_not_ours"))
    activity = pressed(user_of(MARIJKE), data_of(button), id="f:1", under=first.id)
    activity["conversation"] = in_channel(user_of(MARIJKE), "", id="1", root=head.id)["conversation"]
    answer = await teams.take(activity)
    assert answer["value"] == t("teams.done")
    assert first.card is not None
    assert t("week.do_not_ours") not in look(first.card).titles()
    assert "Marijke" in first.text
