"""A therapist's words for time, and what follows from them (English)."""

from __future__ import annotations

STEERING: dict[str, str] = {
    # --- whom it is about ------------------------------------------------------------------------------------------------
    "steer_who": "Write this in the client's thread, or here with the alias: {command} {alias}",
    "steer_other": "This is the thread of {alias}. For another client write in theirs.",
    # --- pause -----------------------------------------------------------------------------------------------------------
    "pause_until": "{alias} is paused until {until}. What is due before then waits where its window reaches so far, else it is "
    "left out; /why tells. /resume ends it.",
    "pause_for_good": "{alias} is paused until you send /resume. What is due before then is left out; /why tells.",
    "pause_told": "{alias} is told once, without a reason.",
    "pause_how": "I did not understand “{words}”, so nothing was changed. Like this: /pause 3d, /pause 2 weeks, "
    "/pause until 2026-12-01, or /pause alone until you send /resume.",
    "resume_done": "{alias} is no longer paused. What is planned comes again.",
    "resume_none": "{alias} is not paused.",
    "resume_rests": "{alias} rests by their own wish; only they can end that.",
    "client_paused_until": "{therapist} has paused your prompts until {until}. You can still write.",
    "client_paused": "{therapist} has paused your prompts. You can still write.",
    "client_resumed": "{therapist} has ended the pause: prompts may come again.",
    # --- send ------------------------------------------------------------------------------------------------------------
    "send_how": "Like this: /send PROMPT, and if not now a time by the client's clock: 18:30, tomorrow 18:30, "
    "2026-12-01 18:30, in 2h, Monday 9:00. There is: {prompts}",
    "send_when": "“{words}” is no time ahead that I understand, so nothing is sent. Like this, by the client's clock: 18:30, "
    "tomorrow 18:30, 2026-12-01 18:30, in 2h, Monday 9:00.",
    "send_unknown": "There is no prompt “{prompt}”. Near it: {near}",
    "send_unlike": "There is no prompt “{prompt}”. There is: {prompts}",
    "send_several": "“{prompt}” can be several: {near}. Which one?",
    "send_done": "“{title}” goes to {alias} {when}.",
    "send_at_once": "“{title}” goes to {alias} now.",
    "send_moved": "{asked} was asked for; moved: {reason}.",
    "send_strong": "It is a strong prompt; that you send it is your yes.",
    "send_often": "{alias} has it {count} times within seven days then; the library advises {most} at most.",
    "send_in_the_way": "In the way then, as things stand: {reasons}. It waits a day at most, else it is left out.",
    "send_left_out": "“{title}” is left out for {alias}: {reason}. /limit shows and changes that.",
    "send_language": "“{title}” has no text in the client's language ({tongue}).",
    "send_check_in": "Before it {alias} is asked how it is; where that is heavy (8 of 10 or more), it is not sent.",
    "send_strong_close": "“{title}” is a strong prompt, and {alias} has another at {other}: there are 48 hours between two. "
    "Then: {command}",
    "send_strong_evening": "“{title}” is a strong prompt, and none goes after 21:00 of the client's day. The next evening: {command}",
    "send_stopped": "{alias} has said stop and not yet chosen between rest and leaving, so nothing is sent.",
    "send_no_day": "{alias} wants nothing on any day of the week, so nothing can be sent.",
    "take_back": "Cancel",
    "unsend_done": "Taken back: “{title}” does not go to {alias}.",
    "unsend_over": "“{title}” is no longer waiting. /why tells what became of it.",
    "unsend_none": "Nothing sent by hand waits for {alias}.",
    "unsend_which": "Several wait for {alias}: {prompts}. Which one? /unsend PROMPT",
    # --- limit -----------------------------------------------------------------------------------------------------------
    "limit_head": "**Left out for {alias}**: {count} of {all} prompts",
    "limit_none": "**Nothing is left out for {alias}**",
    "limit_avoid": "· tags: {tags}",
    "limit_lacks": "· what they lack: {needs}",
    "limit_intensity": "· stronger than intensity {intensity}",
    "limit_too_strong": "intensity {intensity}",
    "limit_change": "Change it: /limit avoid TAG …, /limit lacks {needs}, /limit intensity 1 or 2, /limit none. Tags: {tags}",
    "limit_unknown": "I do not know “{word}”, so nothing was changed. There is: {known}",
    # --- away ------------------------------------------------------------------------------------------------------------
    "away_set": "You are away from {first} to {last}. Your clients' prompts wait where their window reaches so far, else they are "
    "left out; /why tells. They can write as ever. /away off ends it.",
    "away_off": "You are no longer away. What is planned comes again.",
    "away_none": "You are not away. Like this, both days included: /away 2026-12-24 2027-01-02",
    "away_how": "I did not understand “{words}”, so nothing was changed. Like this, both days included: "
    "/away 2026-12-24 2027-01-02, at most a year; /away off ends it.",
    # --- enrol -----------------------------------------------------------------------------------------------------------
    "enrol_terms": "For each: {terms}",
    "enrol_more": "and {count} more",
    "enrolled_open": "{alias} follows **{programme}** from {start}. When the first one comes is not fixed: random times are drawn day by day, and other steps wait.",
    # --- help, menu ------------------------------------------------------------------------------------------------------
    "help_steering": "For one client: /pause 3d · /resume · /send PROMPT 18:30 · /unsend · /limit · /why 2026-12-01. "
    "For you: /away 2026-12-24 2027-01-02",
    "menu_more": "What else there is",
    "menu_room_pause": "Pause a client's prompts",
    "menu_room_pause_until": "3d, 2 weeks, until 2026-12-01; empty: until you resume",
    "menu_resume": "End the pause",
    "menu_resume_client": "The alias, outside their thread",
    "menu_send": "Send a prompt by hand",
    "menu_send_prompt": "Which one; empty: look through the library",
    "menu_send_when": "By the client's clock: 18:30, tomorrow 18:30, in 2h; empty: now",
    "menu_send_client": "The alias, outside their thread",
    "menu_unsend": "Take back what was sent by hand and still waits",
    "menu_unsend_prompt": "Which one, where several wait",
    "menu_unsend_client": "The alias, outside their thread",
    "menu_limit": "What is left out for a client",
    "menu_limit_what": "avoid TAG, lacks paper, intensity 2, none; empty: show it",
    "menu_limit_client": "The alias, outside their thread",
    "menu_away": "When you are away",
    "menu_away_from": "The first day, or off; empty: show it",
    "menu_away_until": "The last day",
    "menu_why": "What became of a client's prompts, and why",
    "menu_why_date": "A date by the client's calendar; empty: the last ones",
    "menu_why_client": "The alias, outside their thread",
    "offer_now": "now",
    "offer_tomorrow": "tomorrow {time}",
    "offer_in_an_hour": "in an hour",
    "offer_yesterday": "yesterday",
    "offer_today": "today",
}
