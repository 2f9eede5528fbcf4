"""An assumption in one message: "aanname: Anna wil hulp in de ochtend, fout als ze liever uitslaapt"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dialogs.evidence.assumptions import About
from dialogs.evidence.wording import Wording, places
from dialogs.people import PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """What the message says; `about` is a guess that the professional may change."""

    client: PersonId
    about: About
    text: str = field(repr=False)
    wrong_if: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskBack:
    """What has to be asked first: the key of the question, and the clients it could be about."""

    key: str
    clients: tuple[PersonId, ...] = ()


def parse_assumption(text: str, clients: Mapping[PersonId, str], words: Wording) -> Noted | AskBack:
    """Read one message about one of `clients` (their names by id); unless exactly one of them fits, ask back."""
    tidy = _without_label(" ".join(text.split()), words)
    sentence, wrong_if = _divided(tidy, words)
    if not sentence:
        return AskBack(key="assumption.no_text")
    fitting = _fitting(sentence, clients)
    if len(fitting) != 1:
        return AskBack(key="assumption.which_client", clients=fitting or tuple(clients))
    about = About.SUPPLY if any(places(phrase, sentence) for phrase in words.supply) else About.DEMAND
    return Noted(client=fitting[0], about=about, text=sentence, wrong_if=wrong_if)


def is_labelled(text: str, words: Wording) -> bool:
    """Tell whether a message says of itself that it is an assumption, as in "aanname: ..."."""
    tidy = " ".join(text.split())
    return _without_label(tidy, words) != tidy


def _without_label(text: str, words: Wording) -> str:
    for name in words.names:
        if text.casefold().startswith(f"{name}:"):
            return text[len(name) + 1 :].strip()
    return text


def _divided(text: str, words: Wording) -> tuple[str, str]:
    """Return the sentence and what would show it wrong, which is empty when the message does not say."""
    for phrase in words.wrong_if:
        at = places(phrase, text)
        if at:
            return text[: at[0]].rstrip(" ,;:.-("), text[at[0] + len(phrase) :].strip(" ,;:.)")
    return text, ""


def _fitting(sentence: str, clients: Mapping[PersonId, str]) -> tuple[PersonId, ...]:
    """Return whom the sentence names: by first name, as written or else in any case; namesakes by whole name."""
    first = {client: name.split()[0] for client, name in clients.items() if name.split()}
    for exact in (True, False):
        found = [client for client, name in first.items() if places(name, sentence, exact=exact)]
        if len({first[client] for client in found}) == 1:
            whole = [client for client in found if places(clients[client], sentence)]
            return tuple(whole or found)
        if found:
            return tuple(found)
    return ()
