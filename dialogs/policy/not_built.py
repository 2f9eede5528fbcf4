"""What the table of rights rules and nobody can do yet."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from dialogs.policy.may import Action


@cache
def not_built() -> Mapping[Action, str]:
    """Return those actions, each with the heading that builds it, or "later" and why; a wrong name is a ValueError."""
    text = files("dialogs.policy").joinpath("not_built.toml").read_text(encoding="utf-8")
    return {Action(name): why for name, why in tomllib.loads(text).items()}
