"""What is said about time and approval, in English."""

from __future__ import annotations

TIME = {
    "approve": "Approve",
    "refuse": "Not this time",
    "both_clocks": "{theirs} (theirs), {yours} (yours)",
    "strong_ask": "**{alias} · “{title}” is a strong prompt.** It is due {when}, and goes only with your yes. You can also write /approve or /refuse here.",
    "strong_yes": "**{alias} · “{title}”**\nApproved. It goes {when}, if nothing else is in the way then.",
    "strong_no": "**{alias} · “{title}”**\nNot this time. It is left out, and {alias} is not told.",
    "strong_over": "That one is no longer waiting. /why in the thread tells what became of it.",
    "strong_none": "No strong prompt of {alias} waits for your yes.",
}
