"""What a message, a window and a Home tab of Slack may hold at most; beyond it Slack refuses the whole of it.

Sources: the Block Kit reference (docs.slack.dev/reference/block-kit and /reference/views), the models of slack_sdk 3.47
and the limits of slackblocks 3.0, which agree, except where a constant says otherwise.
"""

from __future__ import annotations

from typing import Final

MESSAGE_BLOCKS: Final = 50
VIEW_BLOCKS: Final = 100
TEXT: Final = 3_000
"""A section, a text element, an element of a context."""

HEADER: Final = 150
CONTEXT_ELEMENTS: Final = 10
ACTIONS: Final = 25
"""Buttons and menus in one row."""

BUTTON_TEXT: Final = 75
BUTTON_VALUE: Final = 2_000
OPTION_TEXT: Final = 75
OPTION_VALUE: Final = 150
OVERFLOW_OPTIONS: Final = 5
RADIO_OPTIONS: Final = 10
SELECT_OPTIONS: Final = 100
PLACEHOLDER: Final = 150
ID: Final = 255
"""A block_id, an action_id or a callback_id."""

CONFIRM_TITLE: Final = 100
CONFIRM_TEXT: Final = 300
CONFIRM_BUTTON: Final = 30

VIEW_TITLE: Final = 24
"""The title and the two buttons of a window."""

PRIVATE_METADATA: Final = 3_000
INPUT_TEXT: Final = 3_000
INPUT_LABEL: Final = 2_000
INPUT_HINT: Final = 2_000
URL: Final = 3_000

CHART_TITLE: Final = 50
CHART_LABEL: Final = 20
CHART_CATEGORIES: Final = 20
CHART_SERIES: Final = 6
"""The reference says 6, later libraries say 12; the smaller one is always taken."""

APP_NAME: Final = 35
APP_DESCRIPTION: Final = 140
APP_LONG_LEAST: Final = 175
APP_LONG_MOST: Final = 4_000
SHORTCUT_NAME: Final = 24
SHORTCUT_DESCRIPTION: Final = 150
"""The last five: github.com/slackapi/manifest-schema."""

# --- our own, narrower ones -------------------------------------------------------------------------------------------

OWN_BLOCKS: Final = 40
OWN_WEIGHT: Final = 10_000
"""A message is refused as too long near 13,200 characters in all, which no page tells (slackapi/bolt-js#2509)."""

FALLBACK: Final = 3_000
"""The text beside the blocks; longer than 4,000 is advised against."""

ROW: Final = 5
"""Buttons in one row, so that a row can be read."""

MOST_BUTTONS: Final = 10
"""More answers than this become a menu."""
