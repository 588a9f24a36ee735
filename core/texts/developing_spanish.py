"""Files that lie here and that others cannot see yet (Spanish; tú to clients, usted to therapists). Made by machine, for review
by a native speaker.
"""

from __future__ import annotations

DEVELOPING: dict[str, str] = {
    # --- on the card, to the therapist -----------------------------------------------------------------------------
    "card_file_developing": "[{kind}: se guardó; se está preparando para mostrarse aquí]",
    "card_file_dropped": "[{kind}: se guardó; no se muestra: la persona se fue antes de que estuviera listo]",
    # --- in /works, to the person who made it ----------------------------------------------------------------------
    "work_file_developing": "[{kind}: está guardado y se está preparando para enviarse]",
}
