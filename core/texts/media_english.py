"""Files that do not come, or cannot be shown: the size, what was kept, what to do."""

from __future__ import annotations

MEDIA: dict[str, str] = {
    # --- to the person who sent it ---------------------------------------------------------------------------------
    "too_large": "This file is {size}, more than {platform} lets a bot fetch ({limit}), so only the fact that you sent it "
    "reached me. A shorter one, or a photo, will work.",
    "too_large_unsized": "This file is more than {platform} lets a bot fetch ({limit}), so only the fact that you sent it reached me. "
    "A shorter one, or a photo, will work.",
    "too_large_for_us": "This file is {size}, more than I can keep ({limit}), so only the fact that you sent it reached me. A shorter "
    "one, or a photo, will work.",
    "too_large_for_us_unsized": "This file is more than I can keep ({limit}), so only the fact that you sent it reached me. A shorter one, "
    "or a photo, will work.",
    "lost": "{platform} did not hand over a file of yours. If you like, send it once more.",
    # --- on the card, to the therapist -----------------------------------------------------------------------------
    "card_file_waits": "[{kind}, being fetched]",
    "card_file_large": "[{kind}, {size}: too large to fetch]",
    "card_file_lost": "[{kind}: could not be fetched]",
    "card_file_again": "Try again",
    "card_file_still": "[{kind}, kept; only its first picture can be shown, below]",
    "card_file_here": "[{kind}, kept, {size}: too large here]",
    "card_file_hidden": "[{kind}, kept; it cannot be shown here. Pictures can, sound as MP3, M4A, OGG or WAV, and video as MP4]",
    "card_file_empty": "[{kind}, kept; there is nothing in it]",
    "card_file_pixels": "[{kind}, kept; it cannot be shown: too many pixels]",
    "card_file_codec": "[{kind}, kept; it cannot be shown: it was recorded in a way that does not play everywhere]",
    "card_file_damaged": "[{kind}, kept; it cannot be shown: it is damaged]",
    "card_file_effort": "[{kind}, kept; it cannot be shown: making it ready took too much]",
    "card_file_fault": "[{kind}, kept; it cannot be shown: that did not work here]",
}
