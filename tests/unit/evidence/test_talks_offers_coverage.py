from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.evidence.coverage import coverage
from dialogs.evidence.offers import Offer, OfferId, offer_for
from dialogs.evidence.talks import Confirmation, Report, ReportId, counts
from dialogs.people import OrganisationId, Person, PersonId, Role, TeamId

START = datetime(2026, 11, 2, 10, tzinfo=UTC)
HOME, NORTH = OrganisationId("o"), TeamId("noord")
ANNA = Person(id=PersonId("anna"), organisation=HOME, name="Anna", role=Role.CLIENT, team=NORTH)
JOOST = PersonId("joost")
REPORT = Report(id=ReportId("r"), organisation=HOME, client=ANNA.id, author=JOOST, words="Ik wil naar zee", at=START)
OFFER = Offer(
    id=OfferId("all"), organisation=HOME, team=NORTH, author=JOOST, client=None, text="Elke dag soep", at=START
)


@pytest.mark.parametrize("confirmation", [None, Confirmation.ALMOST, Confirmation.NO])
def test_what_is_not_confirmed_never_counts(confirmation: Confirmation | None) -> None:
    """Words noted by a professional count only after a plain yes."""
    assert not counts(REPORT, confirmation, by=ANNA.id)


def test_only_the_client_confirms_what_the_client_said() -> None:
    """A yes of anybody else, the author included, counts for nothing."""
    assert counts(REPORT, Confirmation.YES, by=ANNA.id)
    assert not counts(REPORT, Confirmation.YES, by=JOOST)
    assert not counts(REPORT, Confirmation.YES, by=None)


def test_a_clients_own_offer_goes_before_the_teams() -> None:
    """The one question is about what was made for this client, also when the team has a newer offer."""
    own = replace(OFFER, id=OfferId("own"), client=ANNA.id)
    newer = replace(OFFER, id=OfferId("newer"), at=START + timedelta(days=1))
    assert offer_for(ANNA, [OFFER, newer]) == newer
    assert offer_for(ANNA, [OFFER, own, newer]) == own


def test_what_is_closed_or_for_others_is_not_asked_about() -> None:
    """A closed offer, one of another team, organisation or client, is not put to this client."""
    others = [
        replace(OFFER, closed=True),
        replace(OFFER, team=TeamId("zuid")),
        replace(OFFER, organisation=OrganisationId("p")),
        replace(OFFER, client=PersonId("piet")),
    ]
    assert offer_for(ANNA, others) is None
    assert offer_for(replace(ANNA, team=None), [OFFER]) is None


def test_words_are_not_in_a_repr() -> None:
    """Noted words and offers cannot slip into a log."""
    assert "zee" not in repr(REPORT)
    assert "soep" not in repr(OFFER)


groups = st.frozensets(st.sampled_from([PersonId(f"c{n}") for n in range(8)]))


@given(groups, groups, groups, groups)
def test_everybody_asked_is_in_exactly_one_part(
    asked: frozenset[PersonId],
    answered: frozenset[PersonId],
    refused: frozenset[PersonId],
    not_reached: frozenset[PersonId],
) -> None:
    """The parts cover everybody who was asked, share nobody, and hold nobody who was not asked."""
    week = coverage(asked=asked, answered=answered, refused=refused, not_reached=not_reached)
    parts = [week.answered, week.refused, week.not_reached, week.open]
    assert frozenset().union(*parts) == week.asked == asked
    assert sum(map(len, parts)) == len(asked)


def test_an_answer_weighs_most() -> None:
    """Who answered and then said stop answered; who said stop without opening refused."""
    both = frozenset({ANNA.id})
    week = coverage(asked=both, answered=both, refused=both, not_reached=both)
    assert week.answered == both
    assert coverage(asked=both, answered=frozenset(), refused=both, not_reached=both).refused == both
