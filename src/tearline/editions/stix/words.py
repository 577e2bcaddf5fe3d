"""The standard's words for the register's: fixed tables, and the ids of markings and extensions.

Promises: what has no word there has none here; a state is never told as surer than it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from tearline.model.marking import Tlp
from tearline.model.register import TYPES


def _table(rows: dict[str, str]) -> Mapping[str, str]:
    return MappingProxyType(rows)


TLP_EXTENSION = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
TLP_CREATED = "2022-10-01T00:00:00.000Z"
TLP_IDS = MappingProxyType(
    {
        Tlp.CLEAR: "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
        Tlp.GREEN: "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
        Tlp.AMBER: "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
        Tlp.AMBER_STRICT: "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
        Tlp.RED: "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
    }
)
INCIDENT = "extension-definition--ef765651-680c-498d-9894-99799f2fa126"
EVENT = "extension-definition--4ca6de00-5b0d-45ef-a1dc-ea7279ea910e"
IMPACT = "extension-definition--7cc33dd6-f6a1-489b-98ea-522d351d71b9"
TASK = "extension-definition--2074a052-8be4-4932-849e-f5e7798e0030"

DETERMINATION = _table(
    {
        "attempted": "failed-attempt",
        "foiled": "blocked",
        "not an act": "false-positive",
    }
)
"""What became of it, by occurrence; anything else is suspected, or confirmed by who has a say."""
SETTLED = frozenset({"confirmed-by-authority", "convicted"})
EVENT_STATUS = _table(
    {
        "completed": "occurred",
        "attempted": "occurred",
        "foiled": "not-occurred",
        "planned": "pending",
        "threatened": "not-occurred",
        "not an act": "occurred",
    }
)
OPINION = _table(
    {
        "denied": "strongly-disagree",
        "disputed": "disagree",
        "retracted": "disagree",
        "corroborated": "agree",
        "confirmed-by-authority": "strongly-agree",
        "convicted": "strongly-agree",
    }
)
MEASURE_OUTCOME = _table(
    {
        "proposed": "pending",
        "under discussion": "pending",
        "adopted": "ongoing",
        "continuing": "ongoing",
        "paused": "pending",
    }
)
LEGAL_OUTCOME = _table(
    {
        "investigated": "ongoing",
        "arrested": "ongoing",
        "charged": "ongoing",
        "tried": "ongoing",
        "convicted": "successful",
        "acquitted": "failed",
        "dropped": "cancelled",
    }
)
RELATIONS = (
    "attributed-to",
    "related-to",
    "targets",
    "located-at",
    "duplicate-of",
)
WORDS = frozenset({*TYPES, *RELATIONS, "incident", "measure", "legal", "commitment", "exercise"})
"""Every word in labels, types and relationships."""
