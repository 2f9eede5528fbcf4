"""Fixtures that every test may ask for by name."""

from __future__ import annotations

import zoneinfo

pytest_plugins = ["tests.databases", "tests.house"]

# The zones of the pinned package, as in the product, not those that the machine happens to have.
zoneinfo.reset_tzpath(to=())
