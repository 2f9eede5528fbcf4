from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from adapters.slack.forms import modal, reading
from adapters.slack.render import render
from adapters.slack.text import clean
from dialogs.messages import Choice, Form, FormField, Note, Prompt, QuestionId, Quote, SessionId
from dialogs.people import PersonId
from tests.contracts.test_channel import HOSTILE
from tests.unit.slack.payload_limits import faults
from tests.unit.slack.payload_reader import mrkdwn_live, seen, shown_in_mrkdwn

ANNA = PersonId("anna")
FRAGMENTS = (
    *("<!channel>", "<!here|here>", "<!everyone>", "<!subteam^S012AB|@team>", "<!date^1^{date}|nu>"),
    *(
        "<@U012AB3CD>",
        "<@U012AB3CD|anna>",
        "<#C012AB3CD>",
        "<#C1|algemeen>",
        "@channel",
        "@here",
        "@everyone",
        "#algemeen",
    ),
    *(
        "<https://evil.example|klik hier>",
        "<mailto:a@b.example|mail>",
        "https://evil.example/x?y=1&z=2",
        "www.x.example",
    ),
    *(
        "*",
        "_",
        "~",
        "`",
        "```",
        ">",
        ">>>",
        "&",
        "&amp;",
        "&lt;!channel&gt;",
        "&#60;!here&#62;",
        "<",
        "[a](b)",
        "# kop",
    ),
    *(":smile:", ":+1::skin-tone-2:", "👩‍👩‍👧‍👧", "🇳🇱", "❤️", "e\u0301", "שלום", "مرحبا", "你好"),
    *(
        "\u202e",
        "\u2066",
        "\u2069",
        "\u200b",
        "\u200d",
        "\ufeff",
        "\u2028",
        "\0",
        "\ud800",
        "\r\n",
        "\n",
        "\n\n",
        "\t",
        " ",
    ),
    *(
        "{",
        "}",
        '"',
        "\\",
        "\\n",
        "</script>",
        "{{x}}",
        "%s",
        "=HYPERLINK()",
        "'",
        "null",
        "ja",
        "nee",
        "ik wil dat niet",
    ),
)


def texts(seed: int, count: int) -> Iterator[str]:
    """Give texts of a client who tries everything."""
    chance = random.Random(seed)
    for _ in range(count):
        yield "".join(chance.choices(FRAGMENTS, k=chance.randint(1, 12)))


def words_everywhere(words: list[str]) -> Note:
    """Return a message in which such words stand wherever words can stand."""
    return Note(
        title=words[0],
        blocks=(*words, *(Quote(speaker=ANNA, words=one) for one in words)),
        choices=tuple(Choice(value=f"say {n}", label=one) for n, one in enumerate(words)),
    )


@pytest.mark.parametrize("seed", range(20))
def test_whatever_is_written_is_only_read(seed: int) -> None:
    """Over 20,000 texts nothing in a payload comes alive, everything is read as written, and Slack takes it."""
    every = [*HOSTILE, *texts(seed, 1_050)]
    for start in range(0, len(every), 5):
        words = every[start : start + 5]
        messages = render(words_everywhere(words))
        found = [seen(message.blocks) for message in messages]
        assert [one.live for one in found] == [[]] * len(messages)
        assert "".join(text for one in found for text in one.quotes) == "".join(clean(one) for one in words)
        assert clean("".join(words)) in "".join(one.of("told") for one in found).replace("• ", "")
        for message in messages:
            assert faults(message.blocks, 40) == []
            assert mrkdwn_live(message.text) == []


@pytest.mark.parametrize("seed", range(4))
def test_a_question_that_recalls_somebodys_words_is_only_read(seed: int) -> None:
    """The same holds for words that are recalled in a question, its hint, its answers and what was answered."""
    for words in texts(100 + seed, 500):
        prompt = Prompt(
            session=SessionId("s"),
            question=QuestionId("q"),
            text=words,
            hint=words,
            visibility=words,
            choices=(Choice(value="ja", label=words),),
            controls=(Choice(value="stop", label=words),),
            window=words,
        )
        for shown in (prompt, Prompt(session=prompt.session, question=prompt.question, text="?", answered=words)):
            (message,) = render(shown, mention="U012AB3CD")
            found = seen(message.blocks)
            assert found.live == ["user U012AB3CD"]
            assert mrkdwn_live(message.text) == ["<@U012AB3CD>"]
            assert faults(message.blocks, 40) == []
            assert clean(words) in found.text
        if words.strip():
            (message,) = render(prompt)
            assert shown_in_mrkdwn(message.text) == clean(words).strip()


@pytest.mark.parametrize("seed", range(2))
def test_a_window_shows_words_as_words(seed: int) -> None:
    """A form and a page to read hold somebody's words the same way."""
    for words in texts(200 + seed, 300):
        field = FormField(name="text", label=words, value=words, hint=words, long=True)
        blocks = (words, Quote(speaker=ANNA, words=words))
        form = Form(name="f", title=words, fields=(field,), submit=words, blocks=blocks, kept={"a": words})
        for view in (
            modal(form, close=words, errors={"text": words, "": words}),
            reading(words, blocks, close="Sluiten"),
        ):
            found = seen(view["blocks"])
            assert found.live == []
            assert found.quotes == [clean(words)]
            assert faults(view["blocks"], 100) == []
