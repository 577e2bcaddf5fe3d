"""The bodies that the decision log knows, by the name each is written with.

Promises: one name a body, and no name is ever given to another. Says nothing of how they are written.
"""

from __future__ import annotations

import types
from collections.abc import Mapping

from tearline.model.decision import (
    Approval,
    Begins,
    Beside,
    Determination,
    Entered,
    Hold,
    Instrument,
    Merge,
    Override,
    Pause,
    Referral,
    ReferralAnswer,
    Released,
    SecondView,
    Split,
    Withdrawal,
)
from tearline.model.sharing import (
    OriginatorWord,
    Partner,
    PortionMark,
    Recall,
    Receipt,
    Shared,
    Tearline,
    TearlineApproval,
    Threat,
    Waived,
    Warned,
)

TYPES: Mapping[str, type] = types.MappingProxyType(
    {
        "approval": Approval,
        "begins": Begins,
        "beside": Beside,
        "determination": Determination,
        "entered": Entered,
        "hold": Hold,
        "instrument": Instrument,
        "merge": Merge,
        "originator_word": OriginatorWord,
        "override": Override,
        "partner": Partner,
        "pause": Pause,
        "portion_mark": PortionMark,
        "recall": Recall,
        "receipt": Receipt,
        "referral": Referral,
        "referral_answer": ReferralAnswer,
        "release": Released,
        "second_view": SecondView,
        "shared": Shared,
        "split": Split,
        "tearline": Tearline,
        "tearline_approval": TearlineApproval,
        "threat": Threat,
        "waived": Waived,
        "warned": Warned,
        "withdrawal": Withdrawal,
    }
)
