"""Fixtures of the acceptance tests."""

from __future__ import annotations

from tests.acceptance.browser import chromium
from tests.acceptance.served import prepared, tryout

__all__ = ["chromium", "prepared", "tryout"]
