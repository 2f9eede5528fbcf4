"""How much is written down: to see that nothing was."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import func, select

from storage.tables import metadata
from storage.unit_of_work import UnitOfWork
from tests.house import Home


def kept(home: Home) -> Mapping[str, int]:
    """Return how many rows there are in each table."""

    def count(uow: UnitOfWork) -> dict[str, int]:
        counting = {name: select(func.count()).select_from(table) for name, table in metadata.tables.items()}
        return {name: int(uow.connection.execute(one).scalar_one()) for name, one in counting.items()}

    return home.read(count)
