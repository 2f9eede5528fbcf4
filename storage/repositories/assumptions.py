"""Assumptions and the verdicts of clients; there is no column for a status, so that nobody can set one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select, update

from dialogs.evidence.assumptions import About, Assumption, AssumptionId, Says, Verdict, VerdictId
from dialogs.messages import SessionId
from dialogs.people import OrganisationId, PersonId, TeamId
from storage.repositories.base import Repository
from storage.statements import in_batches
from storage.tables import assumptions, verdicts


class Assumptions(Repository):
    """What professionals assume; the text is sealed under its author, and empty once the author was erased."""

    def add(self, assumption: Assumption) -> None:
        """Keep an assumption."""
        organisation, author = assumption.organisation, assumption.author
        self._insert(
            assumptions,
            organisation=organisation,
            id=assumption.id,
            author=author,
            team=assumption.team,
            about=assumption.about,
            subject=assumption.subject,
            text=self._seal(organisation, author, assumption.text),
            wrong_if=self._seal(organisation, author, assumption.wrong_if),
            at=assumption.at,
            withdrawn=assumption.withdrawn,
        )

    def get(self, organisation: OrganisationId, assumption: AssumptionId) -> Assumption | None:
        """Return the assumption, or None."""
        row = self._row(assumptions, organisation=organisation, id=assumption)
        return None if row is None else self._assumption(row)

    def some(self, organisation: OrganisationId, ids: Iterable[AssumptionId]) -> list[Assumption]:
        """Return those of these assumptions that are there."""
        return [one for batch in in_batches(ids) for one in self._found(organisation, assumptions.c.id.in_(batch))]

    def about(self, organisation: OrganisationId, client: PersonId) -> list[Assumption]:
        """Return what is assumed about this one client, oldest first."""
        return self._found(organisation, assumptions.c.subject == client)

    def for_group(self, organisation: OrganisationId, team: TeamId | None) -> list[Assumption]:
        """Return what is assumed about the clients of the team together, oldest first."""
        return self._found(organisation, assumptions.c.subject.is_(None), assumptions.c.team == team)

    def of_author(self, organisation: OrganisationId, author: PersonId) -> list[Assumption]:
        """Return what this professional assumed, oldest first."""
        return self._found(organisation, assumptions.c.author == author)

    def of_team(self, organisation: OrganisationId, team: TeamId) -> list[Assumption]:
        """Return what this team assumed, oldest first."""
        return self._found(organisation, assumptions.c.team == team)

    def all(self, organisation: OrganisationId) -> list[Assumption]:
        """Return every assumption of the organisation, oldest first."""
        return self._found(organisation)

    def withdraw(
        self,
        organisation: OrganisationId,
        assumption: AssumptionId,
        at: datetime,  # noqa: ARG002 - that it was withdrawn is enough to know
    ) -> None:
        """Mark the assumption as withdrawn by its author."""
        here = (assumptions.c.organisation == organisation, assumptions.c.id == assumption)
        self._connection.execute(update(assumptions).where(*here).values(withdrawn=True))

    def blank_about(self, organisation: OrganisationId, client: PersonId) -> None:
        """Erase the text of everything assumed about this one client, and withdraw it."""
        mine = (assumptions.c.organisation == organisation, assumptions.c.subject == client)
        self._connection.execute(update(assumptions).where(*mine).values(text=None, wrong_if=None, withdrawn=True))

    def _found(self, organisation: OrganisationId, *conditions: ColumnElement[bool]) -> list[Assumption]:
        query = select(assumptions).where(assumptions.c.organisation == organisation, *conditions)
        return [self._assumption(row) for row in self._all_of("author", query.order_by(assumptions.c.number))]

    def _assumption(self, row: Row[Any]) -> Assumption:
        return Assumption(
            id=AssumptionId(row.id),
            organisation=OrganisationId(row.organisation),
            author=PersonId(row.author),
            team=None if row.team is None else TeamId(row.team),
            about=About(row.about),
            subject=None if row.subject is None else PersonId(row.subject),
            text=self._open(row.organisation, row.author, row.text) or "",
            wrong_if=self._open(row.organisation, row.author, row.wrong_if) or "",
            at=row.at,
            withdrawn=row.withdrawn,
        )


class Verdicts(Repository):
    """What clients say of assumptions; their words are sealed under the client, and empty once withdrawn or erased."""

    def add(self, verdict: Verdict) -> None:
        """Keep one revision; IntegrityError if that revision is taken."""
        self._insert(
            verdicts,
            organisation=verdict.organisation,
            id=verdict.id,
            assumption=verdict.assumption,
            client=verdict.client,
            revision=verdict.revision,
            says=verdict.says,
            words=self._seal(verdict.organisation, verdict.client, verdict.words) if verdict.words else None,
            at=verdict.at,
            withdrawn=verdict.withdrawn,
            session=verdict.session,
        )

    def get(self, organisation: OrganisationId, verdict: VerdictId) -> Verdict | None:
        """Return one revision of a verdict, or None."""
        found = self._found(organisation, verdicts.c.id == verdict)
        return found[0] if found else None

    def set_words(self, organisation: OrganisationId, verdict: VerdictId, words: str) -> None:
        """Put the client's own words with their verdict; nothing happens if it is not there or withdrawn."""
        here = (verdicts.c.organisation == organisation, verdicts.c.id == verdict, verdicts.c.withdrawn.is_(False))
        client = self._connection.scalar(select(verdicts.c.client).where(*here))
        if client is not None:
            sealed = self._seal(organisation, PersonId(client), words)
            self._connection.execute(update(verdicts).where(*here).values(words=sealed))

    def next_revision(self, organisation: OrganisationId, assumption: AssumptionId, client: PersonId) -> int:
        """Return the number of the client's next verdict on this assumption, counting from 1."""
        mine = (verdicts.c.assumption == assumption, verdicts.c.client == client)
        query = select(func.max(verdicts.c.revision)).where(verdicts.c.organisation == organisation, *mine)
        return (self._connection.scalar(query) or 0) + 1

    def withdraw(
        self,
        organisation: OrganisationId,
        assumption: AssumptionId,
        client: PersonId,
        at: datetime,  # noqa: ARG002 - when it was taken back is nobody's business; kept for the callers' sake
    ) -> int:
        """Take back every revision of a client's verdict and erase the words; return how many there were."""
        mine = (verdicts.c.assumption == assumption, verdicts.c.client == client, verdicts.c.withdrawn.is_(False))
        change = update(verdicts).where(verdicts.c.organisation == organisation, *mine)
        return self._connection.execute(change.values(withdrawn=True, words=None)).rowcount

    def of_assumption(self, organisation: OrganisationId, assumption: AssumptionId) -> list[Verdict]:
        """Return every revision of every client's verdict on this assumption, oldest first."""
        return self._found(organisation, verdicts.c.assumption == assumption)

    def of_assumptions(
        self, organisation: OrganisationId, ids: Iterable[AssumptionId]
    ) -> dict[AssumptionId, list[Verdict]]:
        """Return the same for many assumptions; one that nobody judged is not there."""
        found: dict[AssumptionId, list[Verdict]] = defaultdict(list)
        for batch in in_batches(ids):
            for one in self._found(organisation, verdicts.c.assumption.in_(batch)):
                found[one.assumption].append(one)
        return found

    def some(self, organisation: OrganisationId, ids: Iterable[VerdictId]) -> list[Verdict]:
        """Return those of these revisions that are there."""
        return [one for batch in in_batches(ids) for one in self._found(organisation, verdicts.c.id.in_(batch))]

    def of_client(self, organisation: OrganisationId, client: PersonId) -> list[Verdict]:
        """Return every verdict this client gave, oldest first."""
        return self._found(organisation, verdicts.c.client == client)

    def of_session(self, organisation: OrganisationId, session: SessionId) -> list[Verdict]:
        """Return every verdict given in this session, oldest first."""
        return [self._verdict(row) for row in self._rows(verdicts, organisation=organisation, session=session)]

    def between(self, organisation: OrganisationId, after: datetime, until: datetime) -> list[Verdict]:
        """Return every verdict given in after < at <= until, oldest first."""
        return self._found(organisation, verdicts.c.at > after, verdicts.c.at <= until)

    def _found(self, organisation: OrganisationId, *conditions: ColumnElement[bool]) -> list[Verdict]:
        query = select(verdicts).where(verdicts.c.organisation == organisation, *conditions)
        return [self._verdict(row) for row in self._all_of("client", query.order_by(verdicts.c.at, verdicts.c.number))]

    def _verdict(self, row: Row[Any]) -> Verdict:
        return Verdict(
            id=VerdictId(row.id),
            organisation=OrganisationId(row.organisation),
            assumption=AssumptionId(row.assumption),
            client=PersonId(row.client),
            revision=row.revision,
            says=Says(row.says),
            words=self._open(row.organisation, row.client, row.words) or "",
            at=row.at,
            withdrawn=row.withdrawn,
            session=SessionId(row.session),
        )
