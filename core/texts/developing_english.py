"""Files that lie here and that others cannot see yet: being made ready, or dropped because their client left."""

from __future__ import annotations

DEVELOPING: dict[str, str] = {
    # --- on the card, to the therapist -----------------------------------------------------------------------------
    "card_file_developing": "[{kind}, kept; being made ready to be shown here]",
    "card_file_dropped": "[{kind}, kept; not shown: they left before it was ready]",
    # --- in /works, to the person who made it ----------------------------------------------------------------------
    "work_file_developing": "[{kind}: it is kept, and being made ready to be sent]",
}
