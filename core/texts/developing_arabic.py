"""Files that lie here and that others cannot see yet (Arabic, in forms that fit any gender). Made by machine, for review by a
native speaker.
"""

from __future__ import annotations

DEVELOPING: dict[str, str] = {
    # --- on the card, to the therapist -----------------------------------------------------------------------------
    "card_file_developing": "[{kind}: تم الحفظ، والتجهيز للعرض هنا جارٍ]",
    "card_file_dropped": "[{kind}: تم الحفظ، ولا عرض: كانت المغادرة قبل اكتمال التجهيز]",
    # --- in /works, to the person who made it ----------------------------------------------------------------------
    "work_file_developing": "[{kind}: تم الحفظ، والتجهيز للإرسال جارٍ]",
}
