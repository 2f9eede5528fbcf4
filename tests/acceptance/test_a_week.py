"""One week of the product on every platform, as a client, a professional and the centre go through it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance import week
from tests.acceptance.platforms import PLATFORMS


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("platform", PLATFORMS)
async def test_the_main_job_end_to_end(platform: str, language: str, tmp_path: Path) -> None:
    """A client is asked when she chose, refutes an assumption in her own words, and the centre reads and replies."""
    async with PLATFORMS[platform](language, tmp_path) as found:
        await week.play(found, language)
