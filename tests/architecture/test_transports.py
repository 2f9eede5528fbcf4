"""A library that carries a platform is known to one file, so that it can be replaced."""

from __future__ import annotations

import pytest

from tests.architecture.repository import PACKAGES, code, text
from tests.architecture.test_walls import imported

ONE_FILE = {
    "adapters/teams/transport_botbuilder.py": {"botbuilder", "botframework", "msal", "msrest"},
}


@pytest.mark.parametrize("file", sorted(ONE_FILE))
def test_a_library_is_imported_by_its_own_file_alone(file: str) -> None:
    """Neither the product nor a test imports it anywhere else, and its own file uses all of it."""
    known = ONE_FILE[file]
    found = {str(path): known & set(imported(text(path))) for path in code(*PACKAGES, "tests")}
    assert {path: names for path, names in found.items() if names} == {file: known}
