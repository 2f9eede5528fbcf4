"""People in a tenant of our own: what they do reaches the bot signed, in shapes that Teams was seen to post."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape
from typing import Any, Final

from aiohttp import ClientSession

from tests.payloads.recorded import recorded
from tests.standins.connector import ConnectorStandin
from tests.standins.connector import Shown as Standing
from tests.standins.issuer import APP, TENANT, claims
from tests.standins.playground import BOT_NAME, CARD, CENTRE, Shown, aad, chat, mentioned

Json = dict[str, Any]

BOT: Final = f"28:{APP}"
_SEEN_ROOT: Final = "19:6decf54d86d945e4b3924b63a9161a78@thread.tacv2;messageid=1611060744833"
_SEEN_CHAT: Final = (
    "a:17I0kl9EkpE1O9PH5TWrzrLNwnWWcfrU7QZjKR0WSfOpzbfcAg2IaydGElSo10tVr4C7Fc6GtieTJX663WuJCc1uA83n4CSrHSgGBj5XNYLc"
    "VlJAs2ZX8DbYBPck201w-"
)
_SEEN_USER: Final = "29:1XJKJMvc5GBtc2JwZq0oj8tHZmzrQgFmB39ATiQWA85gQtHieVkKilBZ9XHoq9j7Zaqt7CZ-NJWi7me2kHTL3Bw"


@dataclass(frozen=True, slots=True)
class ConnectorPerson:
    """What one person does in Teams, and what they see there; the bot is at `bot`.

    `own` are the cards that stand for this person alone where a button was pressed, each with the number of changes
    that its message had had by then: the next change is seen by everybody.
    """

    person: str
    there: ConnectorStandin
    bot: str
    session: ClientSession
    own: dict[str, tuple[int, Json]] = field(default_factory=dict)

    # --- what the person does: each returns when the bot has answered -------------------------------------------------

    async def install(self) -> None:
        """Add the bot; Teams tells of it twice."""
        added = [{"id": BOT}, {"id": f"29:{aad(self.person)}"}]
        await self._post("teams/installed-by-a-person", {"id": f"f:{self.there.next_id()}"})
        await self._post("teams/member-bot-personal", {"id": f"f:{self.there.next_id()}", "membersAdded": added})

    async def say(self, text: str, *, thread: str = "") -> None:
        """Write a message to the bot, in one's chat or, mentioning it, in a thread of the channel."""
        id = self.there.next_id()
        if thread:
            called = mentioned("").strip()
            named = [{"type": "mention", "mentioned": {"id": BOT, "name": BOT_NAME}, "text": called}]
            changes: Json = {"id": id, "text": mentioned(text), "entities": named}
            await self._say("teams/mention-first", changes, thread)
        else:
            html = [{"contentType": "text/html", "content": f"<p>{escape(text, quote=False)}</p>"}]
            changes = {"id": id, "text": text, "attachments": html}
            await self._say("teams/message-personal", changes, chat(self.person))

    async def edit(self, message: Shown, text: str) -> None:
        """Change a message of one's own."""
        self._standing(message).activity = {**self._standing(message).activity, "text": text}
        await self._post("teams/edit", {"id": message.id, "text": text})

    async def delete(self, message: Shown) -> None:
        """Remove a message of one's own."""
        self._conversation(message.conversation).remove(self._standing(message))
        await self._post("teams/delete", {"id": message.id})

    async def press(self, message: Shown, action: Json, **inputs: str) -> Json:
        """Press a button of a card, with what was filled in on it, and return what the bot answers at once."""
        data = {**action.get("data", {}), **inputs}
        changes: Json = {"id": f"f:{self.there.next_id()}", "replyToId": message.id}
        if action["type"] == "Action.Submit":
            return await self._post("teams/submit-pick", {**changes, "value": data})
        pressed = {"type": action["type"], "title": action["title"], "verb": action["verb"], "data": data}
        case = "teams/execute-in-a-channel" if message.conversation.startswith("19:") else "teams/execute-pick"
        answer = await self._post(case, {**changes, "value.action": pressed}, message.conversation)
        if answer.get("type") == CARD:
            self.own[message.id] = self._standing(message).updates, answer["value"]
        return answer

    async def choose_message(self, text: str) -> Json:
        """Choose "log an assumption" at a message with this text, and return the dialog that opens."""
        html = f"<div><div>{escape(text, quote=False)}</div></div>"
        changes = {"id": f"f:{self.there.next_id()}", "value.messagePayload.body.content": html}
        return await self._post("teams/extension-on-a-message", changes)

    async def send_dialog(self, data: Json) -> Json:
        """Send the dialog that is open, with all that its button and its fields hold, and return what comes back."""
        changes = {"id": f"f:{self.there.next_id()}", "value.data": data}
        return await self._post("teams/extension-submitted", changes)

    # --- what the person sees -----------------------------------------------------------------------------------------

    def shown(self, conversation: str = "") -> list[Shown]:
        """Return the messages of one's chat, or of another conversation with all its threads, as they stand."""
        where = conversation or chat(self.person)
        return [
            Shown(
                id=one.id,
                conversation=f"{where};messageid={one.root or one.id}" if where.startswith("19:") else where,
                mine="aadObjectId" in _sender(one.activity),
                text=str(one.activity.get("text", "")),
                card=self._card(one),
            )
            for one in self._conversation(where)
        ]

    # --- how ----------------------------------------------------------------------------------------------------------

    def _card(self, one: Standing) -> Json | None:
        updates, card = self.own.get(one.id, (-1, None))
        return card if updates == one.updates else one.card

    def _conversation(self, id: str) -> list[Standing]:
        return self.there.conversations[id.partition(";")[0]].shown

    def _standing(self, message: Shown) -> Standing:
        return next(one for one in self._conversation(message.conversation) if one.id == message.id)

    async def _say(self, case: str, changes: Json, conversation: str) -> None:
        sender = {"id": f"29:{aad(self.person)}", "aadObjectId": aad(self.person)}
        standing = Standing(
            id=changes["id"],
            root=conversation.partition(";messageid=")[2],
            activity={"from": sender, "text": changes["text"]},
        )
        self._conversation(conversation).append(standing)
        await self._post(case, changes, conversation)

    async def _post(self, case: str, changes: Mapping[str, object], conversation: str = "") -> Json:
        """Post one activity, signed, and return what the bot answers at once."""
        ids = {
            "https://smba.trafficmanager.net/emea/": self.there.url,
            "72f988bf-86f1-41af-91ab-2d7cd011db47": TENANT,
            "28:c9e8c047-2a74-40a2-b28a-b162d5f5327c": BOT,
            "7FAF8AB2-3D56-4244-B585-20C8A42ED2B8": aad(self.person).upper(),
            _SEEN_USER: f"29:{aad(self.person)}",
            _SEEN_CHAT: chat(self.person),
            _SEEN_ROOT: conversation,
            _SEEN_ROOT.partition(";")[0]: CENTRE,
        }
        now = datetime.now(UTC)
        moment = {"timestamp": now.isoformat(timespec="milliseconds").replace("+00:00", "Z")}
        activity = recorded(case, ids, {**changes, **moment})
        bearer = {"Authorization": f"Bearer {self.there.issuer.sign(claims(self.there.url, now))}"}
        async with self.session.post(self.bot, json=activity, headers=bearer) as answer:
            assert answer.ok, f"{case}: {answer.status}"
            found = await answer.text()
        read: Json = json.loads(found) if found else {}
        return read


def _sender(activity: Mapping[str, object]) -> Mapping[str, object]:
    sender = activity.get("from")
    return sender if isinstance(sender, dict) else {}
