"""From a chart to the block in which Slack draws it itself, as far as it can."""

from __future__ import annotations

from adapters.slack import limits
from adapters.slack.blocks import Json
from adapters.slack.text import label
from dialogs.messages import Chart


def drawn(chart: Chart) -> Json | None:
    """Return the block that draws the chart, or None for one that Slack would refuse.

    A label that is too long is shortened; where two would then read the same, the chart is not drawn.
    """
    categories = [label(one, limits.CHART_LABEL) for one in chart.categories]
    names = [label(one.name, limits.CHART_LABEL) for one in chart.series]
    fits = (
        0 < len(categories) <= limits.CHART_CATEGORIES
        and 0 < len(names) <= limits.CHART_SERIES
        and len(set(categories)) == len(categories)
        and len(set(names)) == len(names)
        and all(len(one.values) == len(categories) for one in chart.series)
    )
    if not fits:
        return None
    return {
        "type": "data_visualization",
        "title": label(chart.title, limits.CHART_TITLE),
        "chart": {
            "type": "bar",
            "series": [
                {
                    "name": name,
                    "data": [
                        {"label": category, "value": value}
                        for category, value in zip(categories, one.values, strict=True)
                    ],
                }
                for name, one in zip(names, chart.series, strict=True)
            ],
            "axis_config": {"categories": categories},
        },
    }
