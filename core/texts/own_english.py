"""A therapist's own prompts (English)."""

from __future__ import annotations

OWN: dict[str, str] = {
    # --- asking for its words --------------------------------------------------------------------------------------------
    "own_adapt": "**{title}** stands below as {alias} would get it. Copy it, change it, and send it as a reply to it. A first line "
    "like “# Title” gives it another title. Nothing goes out before you have seen it.",
    "own_adapt_how": "Like this: /adapt PROMPT, or all at once: /adapt PROMPT and your words from the next line on. There is: {prompts}",
    "own_scene": "“{title}” is a scene, whose turns hang together, so it cannot be changed here. /send sends it as it is.",
    "own_new": "Reply to this with the prompt for {alias}: words, your voice, or a picture with a caption. A first line like "
    "“# Title” gives it a title. Nothing goes out before you have seen it.",
    "own_open": "A draft for {alias} is open: “{title}”. One at a time.",
    "own_open_empty": "A draft for {alias} is open and waits for your words. One at a time.",
    "own_again_how": "Reply with what is to stand instead. Below are the words that stand now.",
    "own_again_file": "Reply with what is to stand instead.",
    # --- the draft -------------------------------------------------------------------------------------------------------
    "own_see": "This is how {alias} will see it. Nothing is sent yet.",
    "own_fetching": "Your {kind} is being fetched. Then you see the whole.",
    "own_file_no": "So it is not in the draft. Reply with another one, or with words.",
    "own_one_file": "One picture or one sound goes with a prompt. Reply with one alone.",
    "own_empty": "There are no words in that, and nothing that could be shown, so nothing was changed.",
    "own_long": "That is {count} characters, and a prompt can have {most}. Nothing was changed.",
    "own_draft": "**Draft for {alias}** · {origin} · {modality} · intensity {intensity} · about {minutes} minutes",
    "own_from": "adapted from “{title}”",
    "own_made": "your own",
    "own_parts": "It comes in {count} messages.",
    "own_media": "{alias} has not agreed to pictures and voice. They are asked when the first one comes; until then it stays sealed.",
    "own_how": "Or reply here: **now**, a time like tomorrow 18:30, **drop**, or other words in its place.",
    "own_how_new": "Also: drawing, voice, talk or writing; intensity 2; 10 minutes.",
    "own_send_now": "Send now",
    "own_send_at": "Send at …",
    "own_again": "Change again",
    "own_drop": "Drop it",
    "own_show": "Show it",
    "own_writing": "Writing",
    "own_drawing": "Drawing",
    "own_voice": "Voice",
    "own_roleplay": "Role-play",
    "own_talk": "Talk",
    "own_intensity": "Intensity {intensity}",
    "own_minutes": "{minutes} min",
    "own_when": "When, by the clock of {alias}? Reply to this with a time: 18:30, tomorrow 18:30, Monday 9:00, in 2h.",
    # --- how it ended ----------------------------------------------------------------------------------------------------
    "own_dropped": "Dropped. Nothing was sent to {alias}.",
    "own_expired": "The draft for {alias} was a day old and is gone. Nothing was sent. /new or /adapt begins another.",
    "own_over": "This draft is over. /new or /adapt begins another.",
    "own_replaced": "Other words took its place, below.",
    "own_settled": "Settled, below.",
    "own_title": "From {therapist}",
    "own_untold": "a prompt of the therapist's own",
    "card_adapted": "adapted from “{title}”",
    "card_own": "own prompt",
    # --- offering it to the library --------------------------------------------------------------------------------------
    "own_offer": "Offer to the library",
    "own_offer_ask": "**“{title}” for the library?** Its title and its words would leave this room and go to the admin, who may "
    "publish them for others. The client's name is taken out where it stands. Nothing that {alias} wrote goes along, and no "
    "picture or sound. Please read the words once more for anything private.",
    "own_offer_typed": "Or write: /propose yes",
    "own_offer_yes": "Offer it",
    "own_offer_no": "Keep it here",
    "own_offered": "“{title}” is offered. The admin reads its words from now on.",
    "own_not_offered": "“{title}” stays here.",
    "own_offer_none": "Nothing of your own for {alias} can be offered: it must have been sent, and not offered before.",
    # --- help and menus --------------------------------------------------------------------------------------------------
    "help_own": "Your own prompts, in a client's thread: /adapt PROMPT changes one for this client · /new writes one · /propose "
    "offers what you sent to the library.",
    "menu_adapt": "Change a prompt for this client before it goes",
    "menu_adapt_prompt": "Which one",
    "menu_adapt_text": "Your words instead; empty: show it first",
    "menu_new": "Write a prompt of your own for this client",
    "menu_new_text": "Its words; empty: you are asked, also for voice or a picture",
    "menu_propose": "Offer what you wrote and sent to the library",
    "menu_propose_answer": "yes: offer it; empty: what that means",
}
