"""A chart as the web draws it."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from adapters.web.chart import COLOURS, TEXTURES, drawing
from dialogs.messages import Chart, Note, Series
from dialogs.pages import DigestView, Item, PageName
from dialogs.people import Role
from tests.unit.web.html_page import Element, read
from tests.unit.web.sample_pages import CHART, NOW
from tests.unit.web.test_render import HOSTILE, LANGUAGES, page

charts = st.integers(0, 20).flatmap(
    lambda bars: st.builds(
        Chart,
        title=st.text(),
        alt=st.text(),
        categories=st.tuples(*[st.text(max_size=20)] * bars),
        series=st.lists(
            st.builds(Series, name=st.text(), values=st.tuples(*[st.integers(0, 400).map(lambda n: 5 * n)] * bars)),
            max_size=12,
        ).map(tuple),
    )
)


def shown(chart: Chart, language: str = "nl") -> list[Element]:
    """Return the elements of the figure on the page of a week."""
    item = Item(id="out-1", body=Note(title="Helpt dit?", blocks=("Ja.",), chart=chart), at=NOW)
    view = DigestView(week="2026-W47", head=Note(blocks=()), at=NOW, items=(item,))
    elements = read(page(Role.CENTRE, PageName.DIGEST, view, language))
    (figure,) = [one for one in elements if one.tag == "figure"]
    return [figure, *(one for one in elements if figure in one.around)]


def test_bars_are_stacked_in_order() -> None:
    """Each bar begins on the floor with the first series, the next stands on it, and what is 0 is not drawn."""
    drawn = drawing(CHART)
    first, on_it, last = drawn.pieces
    assert [(piece.look, piece.label) for piece in drawn.pieces] == [(0, "10"), (1, "5"), (0, "15")]
    assert first.y + first.height == drawn.floor == last.y + last.height
    assert on_it.y + on_it.height <= first.y
    assert (first.x, first.width) == (on_it.x, on_it.width)
    assert last.height > first.height > on_it.height
    assert [label.lines for label in drawn.labels] == [("Week", "46"), ("Week", "47"), ("Week", "48")]


def test_a_few_people_do_not_look_like_a_crowd() -> None:
    """A bar of five is a third of the height at most, also where it is the tallest."""
    few = Chart(title="", alt="", categories=("Week 1",), series=(Series(name="Ja", values=(5,)),))
    (piece,) = drawing(few).pieces
    assert 3 * piece.height <= drawing(CHART).floor


@example(
    Chart(
        title="",
        alt="",
        categories=("Week 1",),
        series=tuple(Series(name=f"{at}", values=(5 if at else 5000,)) for at in range(12)),
    )
)
@given(charts)
def test_a_drawing_stays_within_its_frame(chart: Chart) -> None:
    """However many bars and parts there are: nothing is drawn outside, and no two parts of a bar overlap."""
    drawn = drawing(chart)
    assert len(drawn.pieces) == sum(value > 0 for one in chart.series for value in one.values)
    for piece in drawn.pieces:
        assert piece.x >= 0
        assert piece.x + piece.width <= 100
        assert 0 <= piece.y < piece.y + piece.height <= drawn.floor < drawn.height
        assert piece.height > 0
    for one, other in combinations(drawn.pieces, 2):
        if one.x == other.x:
            assert one.y + one.height <= other.y or other.y + other.height <= one.y


def test_every_series_looks_different() -> None:
    """No two of twelve series have the same colour and the same texture, and neighbours share neither."""
    many = replace(CHART, series=tuple(Series(name=f"{at}", values=(5, 5, 5)) for at in range(12)))
    looks = [(one.colour, one.texture) for one in drawing(many).looks]
    assert len(set(looks)) == 12
    assert all(one[0] != following[0] and one[1] != following[1] for one, following in pairwise(looks))
    assert {one for one, _ in looks} == set(range(COLOURS))
    assert {one for _, one in looks} == set(range(TEXTURES))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_picture_can_be_read_aloud_and_looked_up(language: str) -> None:
    """The drawing is one image with a name and its words; under it everybody can open the same words, line by line."""
    elements = shown(CHART, language)
    (image,) = [one for one in elements if one.attrs.get("role") == "img"]
    by_id = {one.attrs["id"]: one for one in elements if "id" in one.attrs}
    assert image.tag == "svg"
    assert by_id[image.attrs["aria-labelledby"]].text == CHART.title
    assert by_id[image.attrs["aria-describedby"]].text == CHART.alt
    (details,) = [one for one in elements if one.tag == "details"]
    assert [one.text for one in elements if one.tag == "li" and details in one.around] == CHART.alt.splitlines()
    assert [one.text for one in elements if one.tag == "figcaption"] == [CHART.title]
    drawn = [one.text for one in elements if one.tag == "text"]
    assert sorted(drawn) == sorted(["10", "5", "15", "Week", "46", "Week", "47", "Week", "48"])
    fills = {one.attrs["fill"] for one in elements if "fill" in one.attrs}
    assert fills == {f"url(#{name})" for name in by_id if by_id[name].tag == "pattern"}


def test_what_a_chart_says_never_becomes_anything_but_words() -> None:
    """A title, a name or words full of markup give the same elements as harmless ones."""
    hostile = Chart(
        title=HOSTILE,
        alt="\n".join(f"{line} {HOSTILE}" for line in CHART.alt.splitlines()),
        categories=tuple(f"{HOSTILE} {name.replace(' ', '')}" for name in CHART.categories),
        series=tuple(replace(one, name=HOSTILE) for one in CHART.series),
    )
    harmless, attacked = shown(CHART), shown(hostile)
    assert [(one.tag, set(one.attrs)) for one in attacked] == [(one.tag, set(one.attrs)) for one in harmless]
    assert any(one.tag == "desc" and one.text == hostile.alt for one in attacked)
