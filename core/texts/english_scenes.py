"""Scenes and their cards (English)."""

from __future__ import annotations

SCENES: dict[str, str] = {
    # --- what a client reads ---------------------------------------------------------------------------------------
    "scene_head": "**{title}** · a short scene, {turns}, about {minutes} minutes. You can leave at any moment by saying **stop**.",
    "scene_turns_1": "one turn",
    "scene_turns_2": "two turns",
    "scene_turns_3": "three turns",
    "scene_turns_4": "four turns",
    "scene_turns_5": "five turns",
    "scene_turns_6": "six turns",
    "scene_turns_7": "seven turns",
    "scene_turns_8": "eight turns",
    "scene_foot": "{therapist} answers within {promise}.",
    "scene_again": "That is kept. To go on, choose one, or send its number:",
    "scene_stale": "That button belongs to an earlier moment. Nothing went wrong. We are here:",
    "scene_here": "**{title}** is still open, at this place. Go on when you like, or say **stop** to leave it.",
    "scene_over": "That scene is over. Nothing went wrong, and nothing changed.",
    "scene_other_open": "**{title}** is still open. When it is over, this one can begin.",
    "scene_resting": "You are resting, so no scene begins. Write **back** first, if you would like to.",
    "scene_left": "We leave the scene here.",
    "scene_timeout": "The scene has been open for a day, so it closes here.",
    "scene_kept": "What came from you is kept. {therapist} answers within {promise}.",
    "kept_scene": "Kept, the whole scene. {therapist} answers within {promise}.",
    "stop_everything": "Stop everything",
    # --- what a therapist reads ------------------------------------------------------------------------------------
    "card_scene_chooses": "(chooses: {choice})",
    "card_scene_file": "[{kind}]",
    "card_scene_file_timed": "[{kind}, {length}]",
    "card_scene_ended": "played to its end",
    "card_scene_left": "left after {turn} of {turns} turns",
    "card_scene_timeout": "closed itself after a day; {turn} of {turns} turns were played",
    "card_scene_open": "being played",
}
