"""The question before a prompt, and what may follow a heavy answer (English)."""

from __future__ import annotations

CHECK_IN: dict[str, str] = {
    # --- the question ----------------------------------------------------------------------------------------------------
    "check_in_lead": "One short question before the next invitation.",
    "check_in_ends": "{first} · {low}\n{last} · {high}",
    "check_in_typed": "Press it, or write a number from {first} to {last}.",
    "check_in_thanks": "Thank you.",
    "check_in_range": "A whole number from {first} to {last} fits here. Or write **not today**.",
    "later_asked": "Take your time: an answer to the question counts until {when}. If it does not suit today, write **not today**.",
    "check_in_over": "That question is closed. There is nothing you need to do.",
    "today_asked": "{title} · comes after the question before it",
    # --- after a heavy answer --------------------------------------------------------------------------------------------
    "check_in_heavy": "Thank you for saying so. What was planned can wait and does not come now. What would be good?\n"
    "Press it, or write **grounding**, **gentler** or **not today**.",
    "check_in_grounding": "A small grounding step",
    "check_in_gentler": "Something gentler",
    "check_in_step": "If you like: feel where your feet touch the floor, and let your shoulders sink a little. Look around slowly "
    "for three things of one colour. Then listen for one quiet sound, near or far.",
    "check_in_step_ways": "You can leave it at that. Or write **gentler** or **not today**.",
    "check_in_gentler_comes": "Good. Something gentler comes now.",
    "check_in_no_gentler": "There is nothing gentler here for you at the moment, so nothing comes. That is fine, too.",
    # --- the therapist ---------------------------------------------------------------------------------------------------
    "check_in_value": "{value} of {last}",
    "card_before": "before: {value}",
    "client_heavy": "{alias} answered {value} before “{title}”; it was not sent.",
    "client_heavy_grounding": "They chose a small grounding step.",
    "client_heavy_gentler": "They chose something gentler: “{title}”.",
    "client_heavy_no_gentler": "They wanted something gentler, and nothing in the library fits them.",
    "client_heavy_not_today": "They chose “not today”.",
}
