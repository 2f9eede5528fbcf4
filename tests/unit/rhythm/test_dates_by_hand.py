"""Occasions worked out by hand, with a calendar on the wall and the published clock changes beside it."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from dialogs.rhythm.cadence import Cadence, Unit
from dialogs.rhythm.occasions import next_occasion

MON, TUE, WED, THU, FRI, SAT, SUN = range(7)
WEEK, MONTH, QUARTER = Unit.WEEK, Unit.MONTH, Unit.QUARTER


def every(number: int, unit: Unit, weekday: int, at: str, anchor: str = "2024-01-01") -> Cadence:
    """Return a cadence in as few words as a table row can bear."""
    return Cadence(
        unit=unit, every=number, weekday=weekday, at=time.fromisoformat(at), anchor=date.fromisoformat(anchor)
    )


# Where no anchor is given it is Monday 1 January 2024. From there to Monday 5 January 2026 are 366 + 365 + 4 = 735
# days, which is 105 weeks; the week of 29 December 2025 is number 104, that of 12 January 2026 number 106.
BY_HAND = [
    # 1 January 2026 is a Thursday, so Tuesday is the 6th; Amsterdam is an hour ahead in winter.
    ("a plain week", every(1, WEEK, TUE, "10:00"), "Europe/Amsterdam", "2026-01-05T00:00Z", "2026-01-06T09:00Z"),
    # The moment itself does not lie after itself: a week on.
    ("from due itself", every(1, WEEK, TUE, "10:00"), "Europe/Amsterdam", "2026-01-06T09:00Z", "2026-01-13T09:00Z"),
    # A second before it is due it still lies ahead.
    ("a second early", every(1, WEEK, TUE, "10:00"), "Europe/Amsterdam", "2026-01-06T08:59:59Z", "2026-01-06T09:00Z"),
    # Clocks went forward on Sunday 29 March: 10:00 is now two hours ahead.
    ("over spring", every(1, WEEK, TUE, "10:00"), "Europe/Amsterdam", "2026-03-24T09:00Z", "2026-03-31T08:00Z"),
    # Clocks went back on Sunday 25 October: one hour ahead again.
    ("over autumn", every(1, WEEK, TUE, "10:00"), "Europe/Amsterdam", "2026-10-20T08:00Z", "2026-10-27T09:00Z"),
    # On 29 March 02:00 becomes 03:00 at 01:00 UTC; 02:30 is never shown, 03:00 is the next minute there is.
    ("in the gap", every(1, WEEK, SUN, "02:30"), "Europe/Amsterdam", "2026-03-23T00:00Z", "2026-03-29T01:00Z"),
    # 02:00 is the first minute that is never shown.
    ("where the gap opens", every(1, WEEK, SUN, "02:00"), "Europe/Amsterdam", "2026-03-23T00:00Z", "2026-03-29T01:00Z"),
    # 03:00 is shown, two hours ahead of UTC.
    ("where the gap ends", every(1, WEEK, SUN, "03:00"), "Europe/Amsterdam", "2026-03-23T00:00Z", "2026-03-29T01:00Z"),
    # On 25 October 02:30 is shown at 00:30 and at 01:30 UTC; the first counts.
    ("first of two", every(1, WEEK, SUN, "02:30"), "Europe/Amsterdam", "2026-10-19T00:00Z", "2026-10-25T00:30Z"),
    # The second 02:30 is no occasion: Sunday 1 November, one hour ahead.
    ("not the second", every(1, WEEK, SUN, "02:30"), "Europe/Amsterdam", "2026-10-25T00:30Z", "2026-11-01T01:30Z"),
    # New York, second Sunday of March (the 8th): 02:00 at UTC-5 becomes 03:00, that is 07:00 UTC.
    ("New York, gap", every(1, WEEK, SUN, "02:30"), "America/New_York", "2026-03-02T12:00Z", "2026-03-08T07:00Z"),
    # First Sunday of November (the 1st): the first 01:30 is still at UTC-4.
    ("New York, twice", every(1, WEEK, SUN, "01:30"), "America/New_York", "2026-10-26T12:00Z", "2026-11-01T05:30Z"),
    # 02:00 that day comes once, after the second 01:59, at UTC-5.
    ("New York, once", every(1, WEEK, SUN, "02:00"), "America/New_York", "2026-10-26T12:00Z", "2026-11-01T07:00Z"),
    # Monday 9 March, the day after the change: UTC-4.
    ("New York, day after", every(1, WEEK, MON, "09:00"), "America/New_York", "2026-03-07T00:00Z", "2026-03-09T13:00Z"),
    # St. John's, 8 March: 02:00 at UTC-3:30 becomes 03:00, that is 05:30 UTC.
    ("St. John's, gap", every(1, WEEK, SUN, "02:30"), "America/St_Johns", "2026-03-02T12:00Z", "2026-03-08T05:30Z"),
    # Lord Howe moves half an hour: on 4 October 02:00 at UTC+10:30 becomes 02:30, that is 15:30 UTC the day before.
    ("Lord Howe, gap", every(1, WEEK, SUN, "02:15"), "Australia/Lord_Howe", "2026-09-28T00:00Z", "2026-10-03T15:30Z"),
    # 02:30 is the first minute after that gap.
    ("Lord Howe, after", every(1, WEEK, SUN, "02:30"), "Australia/Lord_Howe", "2026-09-28T00:00Z", "2026-10-03T15:30Z"),
    # On 5 April 02:00 at UTC+11 becomes 01:30; the first 01:45 is at UTC+11.
    ("Lord Howe, twice", every(1, WEEK, SUN, "01:45"), "Australia/Lord_Howe", "2026-03-30T00:00Z", "2026-04-04T14:45Z"),
    # July is winter there: UTC+10:30. 1 July is a Wednesday, so Tuesday is the 7th.
    (
        "Lord Howe, winter",
        every(1, WEEK, TUE, "10:00"),
        "Australia/Lord_Howe",
        "2026-07-01T00:00Z",
        "2026-07-06T23:30Z",
    ),
    # Chatham, 27 September: 02:45 at UTC+12:45 becomes 03:45, that is 14:00 UTC the day before.
    ("Chatham, gap", every(1, WEEK, SUN, "03:00"), "Pacific/Chatham", "2026-09-21T00:00Z", "2026-09-26T14:00Z"),
    # India: UTC+5:30, never changing. 1 May 2026 is a Friday, so Wednesday is the 6th.
    ("Kolkata", every(1, WEEK, WED, "10:00"), "Asia/Kolkata", "2026-05-01T00:00Z", "2026-05-06T04:30Z"),
    # Nepal: UTC+5:45. At midnight UTC it is 05:45 on Friday 1 May: 08:15 is still to come.
    ("Kathmandu, same day", every(1, WEEK, FRI, "08:15"), "Asia/Kathmandu", "2026-05-01T00:00Z", "2026-05-01T02:30Z"),
    # São Paulo, 4 November 2018: midnight at UTC-3 becomes 01:00, that is 03:00 UTC; the day has no midnight.
    (
        "São Paulo, no midnight",
        every(1, WEEK, SUN, "00:00", "2018-01-01"),
        "America/Sao_Paulo",
        "2018-10-29T12:00Z",
        "2018-11-04T03:00Z",
    ),
    # Saturday 16 February 2019 ended twice; the first 23:30 is at UTC-2.
    (
        "São Paulo, two evenings",
        every(1, WEEK, SAT, "23:30", "2018-01-01"),
        "America/Sao_Paulo",
        "2019-02-11T12:00Z",
        "2019-02-17T01:30Z",
    ),
    # Cairo, last Friday of April (the 24th): midnight at UTC+2 becomes 01:00, that is 22:00 UTC the day before.
    ("Cairo, no midnight", every(1, WEEK, FRI, "00:30"), "Africa/Cairo", "2026-04-20T00:00Z", "2026-04-23T22:00Z"),
    # Last Thursday of October (the 29th) ends twice; the first 23:30 is at UTC+3.
    ("Cairo, two evenings", every(1, WEEK, THU, "23:30"), "Africa/Cairo", "2026-10-26T00:00Z", "2026-10-29T20:30Z"),
    # Beirut, last Sunday of March (the 29th): midnight at UTC+2 becomes 01:00, that is 22:00 UTC the day before.
    ("Beirut, no midnight", every(1, WEEK, SUN, "00:00"), "Asia/Beirut", "2026-03-23T00:00Z", "2026-03-28T22:00Z"),
    # Saturday 24 October ends twice; the first 23:15 is at UTC+3.
    ("Beirut, two evenings", every(1, WEEK, SAT, "23:15"), "Asia/Beirut", "2026-10-19T00:00Z", "2026-10-24T20:15Z"),
    # Santiago, Sunday 6 September: midnight at UTC-4 becomes 01:00, that is 04:00 UTC.
    ("Santiago, gap", every(1, WEEK, SUN, "00:45"), "America/Santiago", "2026-08-31T12:00Z", "2026-09-06T04:00Z"),
    # Havana, Sunday 8 March: midnight at UTC-5 becomes 01:00, that is 05:00 UTC.
    ("Havana, gap", every(1, WEEK, SUN, "00:00"), "America/Havana", "2026-03-02T12:00Z", "2026-03-08T05:00Z"),
    # Samoa had no Friday 30 December 2011; the next minute is Saturday 00:00 at UTC+14, that is 10:00 UTC on the 30th.
    (
        "Apia, no Friday",
        every(1, WEEK, FRI, "10:00", "2011-01-03"),
        "Pacific/Apia",
        "2011-12-25T00:00Z",
        "2011-12-30T10:00Z",
    ),
    # UTC+14: Tuesday begins at 10:00 UTC on Monday the 5th.
    ("Kiritimati", every(1, WEEK, TUE, "00:00"), "Pacific/Kiritimati", "2026-01-01T00:00Z", "2026-01-05T10:00Z"),
    # UTC-11: the last quarter of Tuesday the 6th is on Wednesday in UTC.
    ("Niue", every(1, WEEK, TUE, "23:45"), "Pacific/Niue", "2026-01-01T00:00Z", "2026-01-07T10:45Z"),
    # Every other week: the even ones are 104 (29 December) and 106 (12 January).
    ("every 2 weeks", every(2, WEEK, MON, "09:00"), "Europe/London", "2026-01-01T00:00Z", "2026-01-12T09:00Z"),
    # 105 is three times 35: the Thursday after Monday 5 January.
    ("every 3 weeks", every(3, WEEK, THU, "10:00"), "UTC", "2026-01-01T10:00Z", "2026-01-08T10:00Z"),
    # 104 is four times 26: the Friday after Monday 29 December.
    ("every 4 weeks", every(4, WEEK, FRI, "16:00"), "Europe/Amsterdam", "2026-01-01T00:00Z", "2026-01-02T15:00Z"),
    # 2026 has a week 53, from 28 December; 51 weeks after number 105 it is number 156, even.
    ("in week 53", every(2, WEEK, WED, "10:00"), "Europe/Amsterdam", "2026-12-21T00:00Z", "2026-12-30T09:00Z"),
    # Two weeks on is week 2 of 2027, whatever the week numbers say of odd and even.
    ("after week 53", every(2, WEEK, WED, "10:00"), "Europe/Amsterdam", "2026-12-30T09:00Z", "2027-01-13T09:00Z"),
    # Thursday 14 May lies in the week of the 11th; its Tuesday is before the anchor, so two weeks on: the 26th.
    (
        "anchor after the day",
        every(2, WEEK, TUE, "10:00", "2026-05-14"),
        "Europe/Amsterdam",
        "2026-05-01T00:00Z",
        "2026-05-26T08:00Z",
    ),
    # The Friday of that same week is after the anchor.
    (
        "anchor before the day",
        every(2, WEEK, FRI, "10:00", "2026-05-14"),
        "Europe/Amsterdam",
        "2026-05-01T00:00Z",
        "2026-05-15T08:00Z",
    ),
    # 1 February 2026 is a Sunday, so the first Monday is the 2nd.
    ("first Monday", every(1, MONTH, MON, "09:30"), "Europe/Amsterdam", "2026-01-31T00:00Z", "2026-02-02T08:30Z"),
    # ... and the first Sunday the 1st itself.
    ("on the first", every(1, MONTH, SUN, "10:00"), "Europe/Amsterdam", "2026-01-20T00:00Z", "2026-02-01T09:00Z"),
    # Tuesday 6 January is before the anchor; two months on 1 March is a Sunday, so Tuesday is the 3rd, still winter.
    (
        "every 2 months",
        every(2, MONTH, TUE, "10:00", "2026-01-15"),
        "Europe/Amsterdam",
        "2026-01-01T00:00Z",
        "2026-03-03T09:00Z",
    ),
    # 1 November 2025 is a Saturday and the anchor itself; clocks go back the day after, so UTC-4.
    (
        "the anchor itself",
        every(3, MONTH, SAT, "12:00", "2025-11-01"),
        "America/New_York",
        "2025-10-31T00:00Z",
        "2025-11-01T16:00Z",
    ),
    # Quarters from January: April. 1 April 2026 is a Wednesday; British summer time is an hour ahead.
    ("a quarter", every(1, QUARTER, WED, "14:00"), "Europe/London", "2026-02-01T00:00Z", "2026-04-01T13:00Z"),
    # Half-years from February 2025: Friday the 7th is before the anchor; 1 August is a Friday, two hours ahead.
    (
        "every 2 quarters",
        every(2, QUARTER, FRI, "15:00", "2025-02-10"),
        "Europe/Amsterdam",
        "2025-02-10T00:00Z",
        "2025-08-01T13:00Z",
    ),
    # Quarters from November run over the new year: February, whose first Monday is the 2nd; Tokyo is UTC+9.
    (
        "over new year",
        every(1, QUARTER, MON, "10:00", "2025-11-20"),
        "Asia/Tokyo",
        "2025-12-01T12:00Z",
        "2026-02-02T01:00Z",
    ),
    # 1 January 2028 is a Saturday, 1 February a Tuesday, so 29 February is a Tuesday too.
    ("leap day", every(1, WEEK, TUE, "10:00"), "Europe/Amsterdam", "2028-02-22T09:00Z", "2028-02-29T09:00Z"),
    # From leap day 2024, its first Thursday past: twelve months on the 1st is a Saturday, so Thursday is 6 February.
    (
        "anchored on leap day",
        every(12, MONTH, THU, "10:00", "2024-02-29"),
        "Europe/Amsterdam",
        "2024-02-29T00:00Z",
        "2025-02-06T09:00Z",
    ),
]


@pytest.mark.parametrize(
    ("cadence", "zone", "after", "due"), [row[1:] for row in BY_HAND], ids=[row[0] for row in BY_HAND]
)
def test_next_occasion_equals_the_date_worked_out_by_hand(cadence: Cadence, zone: str, after: str, due: str) -> None:
    """The next occasion is the one a person with a calendar finds."""
    found = next_occasion(cadence, zone, datetime.fromisoformat(after))
    assert found is not None
    assert found.due == datetime.fromisoformat(due)
