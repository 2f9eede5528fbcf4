"""What comes out of a Slack text is what somebody typed, whatever it was."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.typed import emoji_of, mentions, typed, without_mention

US = frozenset({"U0BOT"})


def escaped(text: str) -> str:
    """Return a text as Slack passes on what is typed."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@given(st.text())
def test_what_is_typed_comes_back(text: str) -> None:
    """Whatever somebody types survives Slack's escapes unchanged."""
    assert typed(escaped(text)) == text


@given(st.text(alphabet="<>@#!|&;:^ab/U1lt"))
def test_any_text_is_read(text: str) -> None:
    """No text of Slack's signs, however broken, is too odd to be read."""
    assert isinstance(typed(text), str)
    mentions(text, US)
    without_mention(text, US)


def test_only_our_own_mention_in_front_goes() -> None:
    """A mention of us calls us and is no part of what is said; any other mention stays."""
    assert without_mention("<@U0BOT>, hallo <@U0BOT>", US) == "hallo <@U0BOT>"
    assert without_mention("<@U02BOB> hallo", US) == "<@U02BOB> hallo"
    assert without_mention("hallo", frozenset()) == "hallo"
    assert mentions("zeg <@U0BOT|wij> eens", US)
    assert not mentions("zeg <@U0BOTTLE> eens", US)


def test_a_label_with_escapes_is_read_too() -> None:
    """The label of a link is typed text like any other."""
    assert typed("<https://example.org|1 &lt; 2 &amp; 3>") == "1 < 2 & 3"


def test_hostile_texts_take_no_longer_than_their_length() -> None:
    """A megabyte of half markup is read in a moment."""
    start = time.perf_counter()
    for piece in ("<", "<@U0BOT", "<https://a|", "&amp;", ":a", "<@U0BOT|"):
        text = piece * (1_000_000 // len(piece))
        typed(text, {":a:": "x"})
        mentions(text, US)
        without_mention(text, US)
    assert time.perf_counter() - start < 10


def test_emoji_are_found_however_deep_and_odd() -> None:
    """Blocks that are no blocks, numbers that are no characters and endless nesting are left alone."""
    deep: dict[str, object] = {"type": "emoji", "name": "x", "unicode": "1f44d"}
    for _ in range(60):
        deep = {"type": "rich_text_section", "elements": [deep, 7, None, "x"]}
    assert emoji_of({"blocks": [deep]}) == {}
    assert emoji_of({"blocks": {"0": deep}}) == {}
    odd = [{"type": "emoji", "name": "n", "unicode": one} for one in ("110000", "d800-dc00", "", "zz", 5)]
    assert emoji_of({"blocks": [{"elements": odd}]}) == {}
