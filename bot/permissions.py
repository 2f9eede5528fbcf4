"""The table of rights as a page for people, made of the table itself and of what can be done with each right.

`python -m bot.permissions > docs/permissions.md` renews the page.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator

from bot.page_rights import PAGES
from bot.use_cases import USE_CASES, WITHIN
from dialogs.policy.may import Action, Cell, Column, Condition, table
from dialogs.policy.not_built import not_built

_WORDS = {
    Condition.YES: "yes",
    Condition.NO: "no",
    Condition.OWN: "own",
    Condition.ASSIGNED: "own clients and team",
    Condition.SHARED: "shared that far",
    Condition.COUNTED: "counts",
    Condition.PROPOSE: "may propose",
    Condition.TWO_PEOPLE: "with a second person",
}
_HEAD = """# Who may do what

Generated from the table of rights and from what the product does with it; do not edit it, but run
`python -m bot.permissions > docs/permissions.md`. Whatever somebody asks for, this table is asked before it is done,
and a refusal looks exactly like what does not exist.

*Own* is about oneself or one's own item; *own clients and team* is one's own client, or what belongs to the group of
one's team; *shared that far* is what the speaker lets this role read; *counts* are rounded. *May propose* means that
the one it is about decides. A colleague is a professional of the same team who is not the client's own; whoever is not
here any more, or of another organisation, may nothing.
"""


def document() -> str:
    """Return the page, in Markdown."""
    columns = [column for column in Column if column is not Column.OUTSIDER]
    rows = [
        f"| `{action}` | {' | '.join(_cell(table()[action, one]) for one in columns)} | {done_by} |"
        for action, done_by in _done()
    ]
    missing = [f"| `{action}` | {why} |" for action, why in not_built().items()]
    head = ["| Right | " + " | ".join(columns) + " | used by |", "|---|" + "---|" * (len(columns) + 1)]
    later = ["", "## Not built yet", "", "| Right | built by |", "|---|---|", *missing, ""]
    return "\n".join((_HEAD, *head, *rows, *later))


def _done() -> Iterator[tuple[Action, str]]:
    users: dict[Action, list[str]] = defaultdict(list)
    for case in USE_CASES:
        users[case.right].append(case.name)
    for page, (action, _) in PAGES.items():
        users[action].append(f"page {page}")
    for action, where in WITHIN.items():
        users[action].append(f"within {where}")
    for action in Action:
        if action in users:
            yield action, ", ".join(users[action])


def _cell(cell: Cell) -> str:
    return " or ".join(", ".join(_WORDS[condition] for condition in alternative) for alternative in cell)


if __name__ == "__main__":
    sys.stdout.write(document())
