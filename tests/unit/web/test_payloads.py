"""Fields of a form become what came in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from urllib.parse import quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.desk import Visitor
from adapters.web import payloads
from adapters.web.payloads import Odd
from dialogs.messages import Command, Inbound, Picked, Submitted, Text
from dialogs.pages import PageName
from tests.unit.web.fake_desk import ANNA, JOOST, TEXTS, FakeDesk
from tests.unit.web.sample_pages import NOW

VISITORS = FakeDesk().visitors
ASKED = {"session": "talk-1", "question": "wish"}
Read = Callable[[Visitor, Mapping[str, str], datetime], Inbound | Odd]


def taken(found: Inbound | Odd) -> Inbound:
    """Return what came in, or fail with what was odd."""
    assert isinstance(found, Inbound), found
    return found


def said(text: str, nonce: str = "nonce-0001", **more: str) -> Inbound:
    """Return Anna's words as they come in."""
    return taken(payloads.say(VISITORS[ANNA], {"text": text, "nonce": nonce, **more}, NOW))


def test_same_form_twice_is_one_event() -> None:
    """A form that is sent twice is one event, whenever the second arrives."""
    first = said("Naar de markt.", **ASKED)
    fields = {"text": "Naar de markt.", "nonce": "nonce-0001", **ASKED}
    later = taken(payloads.say(VISITORS[ANNA], fields, NOW + timedelta(days=1)))
    assert (first.event_id, first.message) == (later.event_id, later.message)


def test_other_words_from_the_same_form_are_another_event() -> None:
    """Who goes back, changes the words and sends again loses neither."""
    assert said("Naar de markt.").event_id != said("Naar zee.").event_id


def test_nobody_can_take_somebody_elses_event() -> None:
    """The same nonce and words of two people are two events."""
    other = payloads.say(VISITORS[JOOST], {"text": "Ja", "nonce": "nonce-0001"}, NOW)
    assert said("Ja").event_id != taken(other).event_id


def test_words_are_bound_to_the_question_they_were_typed_under() -> None:
    """An answer names its session and question; words outside a question name none."""
    asked, loose = said("Naar zee.", **ASKED).content, said("Hallo").content
    assert isinstance(asked, Text)
    assert isinstance(loose, Text)
    assert (asked.session, asked.question) == ("talk-1", "wish")
    assert (loose.session, loose.question) == (None, None)


def test_a_button_names_its_question() -> None:
    """A pressed button comes in as the choice of the question it stood under."""
    inbound = payloads.pick(VISITORS[ANNA], {"choice": "partly", "nonce": "nonce-0001", **ASKED}, NOW)
    content = taken(inbound).content
    assert isinstance(content, Picked)
    assert (content.session, content.question, content.choice) == ("talk-1", "wish", "partly")


def test_who_speaks_is_taken_from_the_link_alone() -> None:
    """No field can make somebody else the speaker, or another place the place."""
    inbound = said("Hallo", person="joost", user="joost", organisation="other", place="web:joost")
    assert (inbound.identity.user, inbound.identity.account, inbound.place) == ("anna", "default", "web:anna")


@pytest.mark.parametrize(
    ("read", "fields", "status"),
    [
        (payloads.say, {"text": "Hallo"}, 400),
        (payloads.say, {"text": "Hallo", "nonce": "short"}, 400),
        (payloads.say, {"nonce": "nonce-0001"}, 400),
        (payloads.say, {"text": " \n\t ", "nonce": "nonce-0001"}, 400),
        (payloads.pick, {"choice": "yes", "nonce": "nonce-0001"}, 400),
        (payloads.pick, {"session": "s", "question": "q", "nonce": "nonce-0001"}, 400),
        (payloads.command, {"name": "shutdown", "nonce": "nonce-0001"}, 400),
        (payloads.command, {"name": "pause", "nonce": "nonce-0001"}, 400),
        (payloads.command, {"name": "pause", "argument": "soon", "nonce": "nonce-0001"}, 400),
        (payloads.command, {"name": "pause", "argument": NOW.date().isoformat(), "nonce": "nonce-0001"}, 400),
        (payloads.command, {"name": "pause", "argument": "2020-01-01", "nonce": "nonce-0001"}, 400),
    ],
)
def test_odd_fields_come_back_as_a_sentence(read: Read, fields: Mapping[str, str], status: int) -> None:
    """What nothing can be made of is a value with a sentence in every language, never an exception."""
    odd = read(VISITORS[ANNA], fields, NOW)
    assert isinstance(odd, Odd)
    assert odd.status == status
    assert all(TEXTS.phrase(language, odd.key) for language in TEXTS.languages)


@given(st.text(st.characters(codec=None), max_size=200))
def test_every_character_reaches_intake_as_it_was_typed(words: str) -> None:
    """NUL, lone surrogates, right-to-left marks: the channel changes nothing but line ends."""
    body = f"nonce=nonce-0001&text={quote_plus(words, errors='surrogatepass')}".encode()
    fields = payloads.read_fields(body)
    assert not isinstance(fields, Odd)
    assert fields["text"] == words.replace("\r\n", "\n")


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reading(body: bytes) -> None:
    """Whatever is sent as a form is either fields or a sentence."""
    found = payloads.read_fields(body)
    assert isinstance(found, Odd | dict)


def test_sixty_four_thousand_characters_fit_and_one_more_is_said_to_be_too_long() -> None:
    """The longest answer passes, also in characters of four bytes; one character more is refused with 413."""
    body = "text=" + quote_plus("🙂" * payloads.TEXT_LIMIT)
    assert len(body) < 1024 * 1024
    assert not isinstance(payloads.read_fields(body.encode()), Odd)
    assert payloads.read_fields(b"text=" + b"a" * (payloads.TEXT_LIMIT + 1)) == Odd(status=413, key="web.error.long")


def test_a_form_is_taken_only_from_its_own_page() -> None:
    """A form sent to another page than its own is odd."""
    fields = {"form": "settings", "language": "nl", "nonce": "nonce-0001"}
    assert isinstance(payloads.form(VISITORS[ANNA], PageName.DATA, fields, NOW), Odd)
    assert isinstance(payloads.form(VISITORS[ANNA], PageName.SETTINGS, fields, NOW), Inbound)


def test_no_form_carries_a_status() -> None:
    """No form has a field by which somebody could set what only a client's answer decides."""
    fields = {
        "form": "assumption.log",
        "text": "Anna slaapt uit.",
        "status": "confirmed",
        "says": "so",
        "nonce": "n" * 9,
    }
    content = taken(payloads.form(VISITORS[JOOST], PageName.ASSUMPTIONS, fields, NOW)).content
    assert isinstance(content, Submitted)
    assert set(content.fields) == {"text"}
    known = {field for shape in payloads.FORMS.values() for field in (*shape.required, *shape.optional)}
    assert not known & {"status", "says", "verdict", "confirmation"}


def test_a_reply_hangs_under_its_item() -> None:
    """The thread of a reply is the item it answers."""
    fields = {"form": "reply", "item": "out-2", "text": "Wat nu?", "nonce": "nonce-0001"}
    assert taken(payloads.form(VISITORS[ANNA], PageName.DIGEST, fields, NOW)).thread == "out-2"


def asked(form: str, **fields: str) -> Inbound | Odd:
    """Return what comes in from a page that a button opened."""
    return payloads.asked(VISITORS[JOOST], {"form": form, "nonce": "n" * 9, **fields}, NOW)


def test_an_address_only_opens() -> None:
    """A link opens a form or something to read; nothing that changes anything can be asked for by an address."""
    for name in payloads.OPENS:
        found = payloads.opening(VISITORS[JOOST], f"{name} out-2", "nonce-0001", NOW)
        assert taken(found).content == Command(name=name, argument="out-2")
    for name in (*payloads.COMMANDS, "page", "shutdown", ""):
        assert isinstance(payloads.opening(VISITORS[JOOST], f"{name} out-2", "nonce-0001", NOW), Odd), name
    assert isinstance(payloads.opening(VISITORS[JOOST], f"form {'x' * 201}", "nonce-0001", NOW), Odd)


def test_what_is_opened_twice_is_opened_twice() -> None:
    """Who goes back and presses the same button again gets the same page again."""
    first, second = (payloads.opening(VISITORS[JOOST], "form reply out-2", f"nonce-{n:04}", NOW) for n in range(2))
    assert taken(first).event_id != taken(second).event_id


def test_an_opened_form_brings_its_own_fields_alone() -> None:
    """The closed list says which forms there are and what each may carry, whatever else is sent."""
    inbound = taken(
        asked("item.ask_team", item="out-2", text="Lukt dat?", author="anna", open="form x", back="settings")
    )
    fields = {"item": "out-2", "text": "Lukt dat?"}
    assert inbound.content == Submitted(form="item.ask_team", fields=fields, once="n" * 9)
    for name in ("client.link", "organisation", "answer.withdraw", "item.dossier", "", "shutdown"):
        assert asked(name, item="out-2", text="x", answer="an-1", client="anna") == Odd(status=400, key="web.error.odd")


def test_an_opened_reply_hangs_under_its_item() -> None:
    """An answer to the centre comes in with the item it is about as its thread."""
    assert taken(asked("reply", item="out-2", text="Ja, vanaf maandag")).thread == "out-2"


@pytest.mark.parametrize(
    "fields",
    [
        {"form": "reply", "item": "out-2", "text": " \n "},
        {"form": "reply", "text": "Ja"},
        {"form": "answer", "session": "s", "question": "q"},
        {"form": "answer", "session": "s", "question": "q", "text": " ", "choice": ""},
        {"form": "erase"},
    ],
)
def test_a_field_that_is_needed_is_asked_for(fields: Mapping[str, str]) -> None:
    """Without words, or with no button chosen, the form says so and nothing comes in."""
    odd = payloads.asked(VISITORS[JOOST], {**fields, "nonce": "n" * 9}, NOW)
    assert odd == Odd(status=400, key="web.error.empty")


@pytest.mark.parametrize("back", ["//evil.test", "digests/../../x", "digests/2026-W47#x", "export", "digests/٢٠٢٦-W47"])
def test_one_goes_back_to_ones_own_pages_alone(back: str) -> None:
    """What is no page that one can come from leads to the conversation."""
    assert payloads.back({"back": back}) == ""
    assert payloads.done("/me/x", "reply", "out-2", "") == "/me/x#end"


def test_an_item_id_ends_no_address() -> None:
    """Whatever stands in a field, the address it goes into stays one address."""
    found = payloads.done("/me/x", "reply", "a\r\nSet-Cookie: b", "digests/2026-W47")
    assert found == "/me/x/digests/2026-W47?done=reply#item-a%0D%0ASet-Cookie%3A%20b"


def test_a_button_may_carry_its_argument() -> None:
    """A choice under a note is a command, with its argument behind the name."""
    content = taken(payloads.command(VISITORS[ANNA], {"name": "assumption as-3", "nonce": "n" * 9}, NOW)).content
    assert content == Command(name="assumption", argument="as-3", once="n" * 9)


def test_words_are_not_in_a_repr() -> None:
    """What somebody typed shows in no repr of what came in."""
    assert "markt" not in repr(said("Naar de markt."))
