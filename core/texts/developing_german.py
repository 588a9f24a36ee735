"""Files that lie here and that others cannot see yet (German; du to clients, Sie to therapists). Made by machine, for review
by a native speaker.
"""

from __future__ import annotations

DEVELOPING: dict[str, str] = {
    # --- on the card, to the therapist -----------------------------------------------------------------------------
    "card_file_developing": "[{kind}, aufbewahrt; wird noch zum Zeigen vorbereitet]",
    "card_file_dropped": "[{kind}, aufbewahrt; wird nicht gezeigt: der Abschied kam, bevor es so weit war]",
    # --- in /works, to the person who made it ----------------------------------------------------------------------
    "work_file_developing": "[{kind}: ist aufbewahrt und wird noch zum Senden vorbereitet]",
}
