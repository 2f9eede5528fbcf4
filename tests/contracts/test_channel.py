"""What the courier may rely on, whatever the channel."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.admitting import DEFAULT
from bot.registry import CHANNELS
from dialogs.messages import (
    Ambiguous,
    Body,
    Choice,
    Form,
    Input,
    Note,
    Outbound,
    OutboxId,
    Page,
    Place,
    Prompt,
    Purpose,
    QuestionId,
    Quote,
    Refused,
    Sent,
    SessionId,
    TryLater,
)
from dialogs.people import PersonId
from tests.contracts.channels import BENCHES, Bench
from tests.house import ANNA, NOW

HOSTILE = (
    "<!channel> <@U123> @everyone @here",
    "<script>alert(1)</script> & <b>vet</b>",
    "*vet* _schuin_ `code` ~door~ [link](http://example.org)",
    '=HYPERLINK("http://example.org")',
    "שלום עולם مرحبا",
    "👩‍👩‍👧‍👧🇳🇱",
    "regel een\nregel twee\n\nregel vier",
)


@pytest.fixture(params=sorted(BENCHES))
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    """Give each channel in turn."""
    with BENCHES[request.param]() as found:
        yield found


def message(id: str, body: Body, to: Place, **more: str) -> Outbound:
    """Return one message."""
    return Outbound(id=OutboxId(id), organisation=DEFAULT, to=to, body=body, purpose=Purpose.REPLY, at=NOW, **more)  # type: ignore[arg-type]


def note(*blocks: str | Quote, title: str = "") -> Note:
    """Return something told."""
    return Note(blocks=blocks, title=title)


async def sent(bench: Bench, outbound: Outbound) -> str:
    """Send a message that must arrive, and return its external id."""
    result = await bench.channel.send(outbound)
    assert isinstance(result, Sent)
    assert result.external_id
    return result.external_id


def test_every_channel_has_a_bench() -> None:
    """A channel that is in the registry and is not held to this contract fails the suite."""
    assert set(BENCHES) == CHANNELS


def test_what_a_channel_can_do_is_data(bench: Bench) -> None:
    """What a channel can do is told as plain yes or no, the same every time it is asked."""
    able = bench.channel.capabilities
    told = [(able.pushes, able.replaces, able.looks_up) for _ in range(2)]
    assert told[0] == told[1]
    assert all(isinstance(one, bool) for one in told[0])


async def test_what_is_sent_is_there_once_in_order(bench: Bench) -> None:
    """A message that was sent can be read at its place under its external id, after what was sent before."""
    first = await sent(bench, message("o1", note("een"), bench.place))
    second = await sent(bench, message("o2", note("twee"), bench.place))
    assert bench.shown(bench.place) == [(first, "een", ""), (second, "twee", "")]
    assert bench.shown(bench.shared) == []


async def test_a_question_is_there_whole(bench: Bench) -> None:
    """The text of a question stands where it was sent."""
    choices = (Choice(value="yes", label="Ja"), Choice(value="no", label="Nee"))
    prompt = Prompt(
        session=SessionId("s"),
        question=QuestionId("q"),
        text="Helpt dit jou?",
        input=Input.CHOICE,
        choices=choices,
        visibility="Dit leest Oost.",
    )
    external = await sent(bench, message("o1", prompt, bench.place))
    ((found, text, _),) = bench.shown(bench.place)
    assert found == external
    assert "Helpt dit jou?" in text


async def test_a_send_of_unknown_end_can_be_looked_up(bench: Bench) -> None:
    """What was not sent is not found; what was sent is found under the same external id, and is not doubled by that.

    A channel that says it cannot look anything up finds nothing at all.
    """
    outbound = message("o1", note("een"), bench.place)
    assert await bench.channel.look_up(outbound) is None
    external = await sent(bench, outbound)
    there = external if bench.channel.capabilities.looks_up else None
    assert await bench.channel.look_up(replace(outbound, attempt=2)) == there
    assert len(bench.shown(bench.place)) == 1


async def test_an_item_goes_into_the_thread_of_its_head(bench: Bench) -> None:
    """A message with a thread stands under the head it names."""
    head = await sent(bench, message("o1", note("kop"), bench.shared))
    item = await sent(bench, message("o2", note("onderdeel"), bench.shared, thread_of=head))
    assert bench.shown(bench.shared) == [(head, "kop", ""), (item, "onderdeel", head)]


async def test_a_message_shown_anew_takes_the_place_of_the_old_one(bench: Bench) -> None:
    """What replaces a message, also for the second time, stands where it stood, and the old words are gone."""
    if not bench.channel.capabilities.replaces:
        pytest.skip("this channel cannot show a message anew")
    first = await sent(bench, message("o1", note("oud"), bench.place))
    await sent(bench, message("o2", note("daarna"), bench.place))
    second = await sent(bench, message("o3", note("nieuw"), bench.place, replaces=first))
    assert [text for _, text, _ in bench.shown(bench.place)] == ["nieuw", "daarna"]
    await sent(bench, message("o4", note("nieuwst"), bench.place, replaces=second))
    assert [text for _, text, _ in bench.shown(bench.place)] == ["nieuwst", "daarna"]


async def test_words_that_were_taken_back_are_not_shown(bench: Bench) -> None:
    """A quote without words is no empty quote of somebody, and the rest of the message stands."""
    await sent(bench, message("o1", note("Gezegd:", Quote(speaker=PersonId(ANNA), words=None)), bench.shared))
    ((_, text, _),) = bench.shown(bench.shared)
    assert text.startswith("Gezegd:")
    assert "None" not in text


@pytest.mark.parametrize("words", HOSTILE)
async def test_words_are_words_and_nothing_else(bench: Bench, words: str) -> None:
    """Whatever a client wrote is read as it was written: it calls nobody, runs nothing and looks like nothing else."""
    await sent(
        bench, message("o1", note("Er is iets gezegd:", Quote(speaker=PersonId(ANNA), words=words)), bench.shared)
    )
    ((_, text, _),) = bench.shown(bench.shared)
    assert words in text


async def test_a_place_of_others_gets_a_reason(bench: Bench) -> None:
    """One's own places may be written to; of any other the channel says why not."""
    assert await bench.channel.audience(bench.place) == ""
    assert await bench.channel.audience(bench.shared) == ""
    assert await bench.channel.audience(bench.elsewhere) != ""


@pytest.mark.parametrize("body", [Form(name="f", title="F", fields=(), submit="Ga"), Page(name="p", values={})])
async def test_what_cannot_be_sent_is_refused_as_a_value(bench: Bench, body: Body) -> None:
    """A body a channel cannot send is refused with a reason, or sent; it never raises."""
    result = await bench.channel.send(message("o1", body, bench.place))
    assert isinstance(result, Sent | Refused)
    assert isinstance(result, Sent) or result.reason


async def test_a_platform_that_is_away_is_tried_later(bench: Bench) -> None:
    """While the platform is away a send is a value that brings it back later, and nothing arrives twice afterwards."""
    outbound = message("o1", note("een"), bench.place)
    with bench.away() as channel:
        result = await channel.send(outbound)
    assert isinstance(result, TryLater | Ambiguous)
    await sent(bench, outbound)
    assert [text for _, text, _ in bench.shown(bench.place)] == ["een"]
