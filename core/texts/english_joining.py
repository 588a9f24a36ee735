"""Joining, consent, settings (English)."""

from __future__ import annotations

JOINING: dict[str, str] = {
    # --- the client: joining -----------------------------------------------------------------------------------------
    "join_first": "This comes first. Until you have agreed, nothing that you send is kept.",
    "join_how": "Press a button, or write **go on**. Another language: /language",
    "phrase_tell": "Good. One last thing: tell {therapist} these two words, out loud.\n**{phrase}**\n"
    "Then {therapist} knows that it is you, and it begins.",
    "phrase_waits": "Tell {therapist} these two words: **{phrase}**\nThen it begins. What you send before is not kept.",
    "phrase_wrong_client": "{therapist} heard other words than these, so it ends here, and nothing was kept. "
    "If it was you, ask {therapist} for a new code.",
    "joined": "Good. You are in, and {therapist} knows it. When something comes, do as much of it as you like. "
    "Send **done** when you have finished.\n/sos shows who to turn to. **stop** lets you rest or leave. /settings "
    "changes language, time and quiet hours.",
    "declined": "That is fine. Nothing was kept. The code still works for a while, if you change your mind.",
    "declined_over": "That is fine. Nothing was kept. Your code has run out; if you change your mind, ask your therapist for a "
    "new one.",
    "declined_before": "This has ended, so the button does nothing any more, and nothing was kept. If you would like to begin "
    "again, send your code once more.",
    "join_newer": "What you are told here has changed meanwhile, so it begins once more.",
    "join_ran_out": "Your invitation has run out meanwhile, so it ends here, and nothing was kept. Ask your therapist for a new "
    "code. If you need help now: /sos",
    "join_taken_back": "Your invitation was taken back, so it ends here, and nothing was kept. If that surprises you, ask your "
    "therapist. If you need help now: /sos",
    "already_in": "You are in already. When something comes, it comes here.",
    # --- the client: what is asked later, and a newer version ---------------------------------------------------------
    "media_yes": "Thank you. {therapist} can see and hear what you send. /settings changes that.",
    "media_no": "That is fine. Pictures and voice stay locked; your words reach {therapist} as before. /settings changes that.",
    "consent_told": "What this service tells you has changed. You need not do anything.\n{changed}",
    "consent_again": "One thing is still open: please look at what has changed. After {day} no invitations come until you have "
    "chosen.",
    "consent_again_paused": "One thing is still open: please look at what has changed. No invitations come until you have chosen.",
    "renew_first": "Nothing is decided yet. First comes what is new, then you choose.",
    "consent_renewed": "Thank you. All goes on as before.",
    "consent_not_renewed": "That is fine. No invitations come after {day}. What you made stays locked for {therapist}. "
    "If you change your mind: /agree. If you want to go: /stop",
    "consent_not_renewed_paused": "That is fine. No invitations come for now. What you made stays locked for {therapist}. "
    "If you change your mind: /agree. If you want to go: /stop",
    # --- the client: settings ------------------------------------------------------------------------------------------
    "settings": "**Settings**\nLanguage: {tongue}\nYour time: {time} ({zone})\nQuiet: {quiet}\nDays: {days}\nAt most a day: {cap}\nPictures and voice: {media}\n"
    "Press what you want to change, or write it, like **/settings time Lisbon** or **/settings quiet 22-8**.",
    "settings_later": "Settings come when you have joined.",
    "set_language": "Language",
    "set_zone": "Time",
    "set_quiet": "Quiet hours",
    "set_media": "Pictures and voice",
    "ask_language": "Which language?",
    "ask_zone": "What time is it for you? Press it, or write the time, like **15:40**, or the nearest big city.",
    "ask_quiet": "When should it be quiet? Press it, or write it like **22-8**.",
    "language_set": "From now on in {tongue}, wherever there is a text in it.",
    "language_unknown": "I do not know “{word}”. There is: {tongues}",
    "zone_set": "It is {time} for you ({zone}). What was planned moves with it.",
    "zone_unknown": "I do not know “{word}”. Write the nearest big city, like **Lisbon**.",
    "quiet_set": "Quiet from {start} to {end}: no invitation comes then.",
    "quiet_off": "No quiet hours: invitations may come at any hour.",
    "quiet_unknown": "I do not understand “{word}”. Write two hours, like **22-8**, or **never**.",
    "quiet_never": "Never",
    "quiet_span": "{start} to {end}",
    "quiet_none": "never",
    "media_state_yes": "{therapist} may see and hear them",
    "media_state_no": "kept locked",
    "media_state_open": "asked when the first one comes",
    # --- the therapist -------------------------------------------------------------------------------------------------
    "client_agreed": "**{alias} has agreed.** Which two words do they say? Ask them, and press those, or write them here.",
    "client_not_screened": "{alias} does not want a program to look through their words, so they are not screened.",
    "client_joined": "{alias} has joined. Nothing is planned yet: /enrol PROGRAMME",
    "client_joined_enrolled": "{alias} has joined and follows **{programme}** from {start}.",
    "client_no_text": "{alias} used their code, but there is no consent text in “{tongue}” any more, so they could not begin. "
    "Their code still works once your admin has put the text back; or /invite them in another language. There is: {tongues}",
    "client_ran_out": "{alias}'s invitation ran out before they had joined, so it ended, and nothing that they agreed to holds. "
    "/invite makes a new code.",
    "client_newer_code": "{alias} used a newer invitation instead, so this one is closed, and nothing that was agreed here holds.",
    "client_declined_over": "{alias} read what this is and said no. The code has run out.",
    "client_declined": "{alias} read what this is and said no. The code still works.",
    "phrase_wrong": "Those were not the words on their screen, so this was not confirmed: their agreement is taken back, and the "
    "code is dead. If it was a slip, or they misread: /invite makes a new code. If somebody else had the code, tell your client.",
    "phrase_settled": "That is settled already.",
    "code_elsewhere": "Somebody tried {alias}'s code on a second account and was turned away. If it was your client on another "
    "phone: /invite makes a new code.",
    "invite_no_consent": "There is no consent text in “{tongue}”, and nobody is shown one that they cannot read. "
    "There is: {tongues}",
    "state_agreed": "agreed; waits for the two words",
    "client_media_yes": "{alias} agreed to pictures and voice. What was kept sealed is shown now.",
    "client_media_no": "{alias} does not want pictures and voice to be seen or heard. They stay sealed; words come as before.",
    "card_file_sealed": "[{kind}, kept sealed: they have not agreed to pictures and voice yet]",
    "card_file_refused": "[{kind}, kept sealed: they said no to pictures and voice]",
    "client_set": "{alias} changed a setting: {what}",
    "client_renewed": "{alias} agreed to the new version of the consent text.",
    "client_not_renewed": "{alias} did not agree to the new version of the consent text. After {day} no prompts are sent.",
}
