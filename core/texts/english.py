"""English. Short, plain, warm; it never says that somebody is watching (VOICE)."""

from __future__ import annotations

from core.texts.browse_english import BROWSE
from core.texts.check_in_english import CHECK_IN
from core.texts.client_time_english import CLIENT_TIME
from core.texts.developing_english import DEVELOPING
from core.texts.english_joining import JOINING
from core.texts.english_rooms import ROOMS
from core.texts.english_scenes import SCENES
from core.texts.kinds_english import KINDS
from core.texts.manner_english import MANNER
from core.texts.media_english import MEDIA
from core.texts.replies_english import REPLIES
from core.texts.rhythm_english import RHYTHMS
from core.texts.steering_english import STEERING
from core.texts.time_english import TIME
from core.texts.why_english import WHYS

ENGLISH: dict[str, str] = {
    **JOINING,
    **ROOMS,
    **SCENES,
    **RHYTHMS,
    **TIME,
    **STEERING,
    **WHYS,
    **CLIENT_TIME,
    **BROWSE,
    **CHECK_IN,
    **MANNER,
    **REPLIES,
    **KINDS,
    **MEDIA,
    **DEVELOPING,
    # --- strangers -------------------------------------------------------------------------------------------------
    "stranger": "This is a private service. If you were given a code, send it here exactly as written. "
    "If you need help now: /sos",
    "code_used": "This code was used before. Ask your therapist for a new one.",
    "code_expired": "This code has run out. Ask your therapist for a new one.",
    "code_no_text": "There is no text here in the language of your invitation any more, so it cannot begin yet. Your therapist "
    "is told. If you need help now: /sos",
    "register_here": "Send this code in your room, not here: in the forum group or forum that is to be your room.",
    # --- prompts ---------------------------------------------------------------------------------------------------
    "prompt_foot": "About {minutes} minutes. {therapist} answers within {promise}.",
    "not_today": "Not today",
    "need_support": "I need support",
    "declined_today": "That is fine. This one is put away.",
    "copy": "This may be a copy of something you have already.\n\n",
    "reminder": "“{title}” is still here, if you like. Leaving it is fine, too.",
    # --- replies ---------------------------------------------------------------------------------------------------
    "kept_one": "Kept. {therapist} answers within {promise}.",
    "kept_many": "Kept, all {count} parts. {therapist} answers within {promise}.",
    "kept_message": "Kept for {therapist}, who answers within {promise}. If you need someone now: /sos",
    "before_you_go": "Before you go: {aftercare}",
    "which_one": "Which one is this for?",
    "which_one_typed": "You can also answer with the number.",
    "neither": "Neither, just for {therapist}",
    "filed": "Thank you. It is with **{title}** now.",
    "filed_message": "Thank you. It goes to {therapist} as it is.",
    "done_nothing": "Nothing is waiting for you.",
    # --- feedback --------------------------------------------------------------------------------------------------
    "witnessed": "{therapist} has spent time with this.",
    "feedback": "**{therapist}**",
    "feedback_shorter": "…",
    # --- stopping --------------------------------------------------------------------------------------------------
    "halted": "Everything has stopped. What would you like?",
    "halted_typed": "Press a button, or write **rest** or **leave**. Nothing comes until you choose.",
    "rest": "Rest",
    "leave": "Leave for good",
    "resting": "Rest, then. Nothing comes until you write **back**. What you send is still kept for {therapist}.",
    "back": "You are back. Things come again as before.",
    "back_paused": "You are back. One thing is open first: what this service tells you has changed. No invitations come until "
    "you have chosen.",
    "not_resting": "You are not resting; things come as before.",
    "left": "You have left. Nothing more comes from here. {therapist} will know. What you made stays locked; ask {therapist} "
    "for a copy of it, or to have it erased. Coming back needs a new code.",
    "nothing_to_stop": "There is nothing to stop: I have nothing to send you.",
    "you_left": "You have left, so nothing is kept. If you want to come back, ask for a new code. "
    "If you need help now: /sos",
    # --- the card for hard moments ---------------------------------------------------------------------------------
    "sos": "**If it is hard right now**\n"
    "It may be that nobody reads this chat right now. People you can reach at any hour:\n"
    "{numbers}\n"
    "Or call somebody you trust, and say that you need them.\n"
    "One thing for this minute: put both feet on the floor and name five things you can see.",
    "sos_told": "Please use the numbers above now. {therapist} is told that you asked for support and answers within {promise}, "
    "which may not be soon enough.",
    # --- help ------------------------------------------------------------------------------------------------------
    "help_client": "What you send here goes to {therapist}. Words that work at any time:\n"
    "/done · you have finished\n/today · what is open\n/sos · who to turn to now\n"
    "/settings · language, time, quiet hours, days\nlater · another time for what is open\nnot today · put it away\n/pause · nothing comes for a while\n"
    "back · after a pause, things come again\nstop · rest or leave\n/stop · leave at once",
    "today_none": "Nothing is open today.",
    "today_some": "Open today:\n{titles}",
    "fault": "That did not work, and it was not your doing. What you sent is kept. ({fault})",
    # --- the room --------------------------------------------------------------------------------------------------
    "register_bad": "I do not know this code. It works once and for a short time; ask your admin for a new one.",
    "register_taken": "This room belongs to somebody already. Each therapist needs a room of their own.",
    "register_twice": "You have a room already.",
    "register_not_room": "This cannot be a room. On Telegram: a group with topics switched on, where I am an admin who may "
    "manage topics. On Discord: a forum of your own; send the code in a post there.",
    "register_no_code": "Send the code with it, like this: /register CODE",
    "invited": "**{alias}** · {tongue} · {zone} · quiet {quiet}\n"
    "Give this to the client, if you can in the session. It works once, until {until}:\n{way}",
    "invited_programme": "When they agree, **{programme}** begins the day after.",
    "invited_age": "By inviting them you confirm that you have seen that they are of age.",
    "invite_way_link": "{link}\nor the code, sent to me in a private chat: {code}",
    "invite_way_code": "the code, sent to me in a private message: {code}. If no answer comes within a few minutes, send it once more.",
    "invite_bad": "I did not understand “{word}”. Like this: /invite Mira en Europe/Berlin 22-8 first-week (each part may be left out)",
    "invite_language": "I do not know “{word}” as a language here. There is: {tongues}. A name begins with a capital letter. "
    "Like this: /invite Mira en Europe/Berlin 22-8 first-week",
    "uninvited": "{alias}'s invitation is taken back: the code is dead, and whoever was reading by it is told.",
    "uninvite_how": "Like this: /uninvite and the alias. Invitations that are open: {aliases}",
    "uninvite_nothing": "{alias} has no open invitation that could be taken back.",
    "enrolled": "{alias} follows **{programme}** from {start}. First: {first}.",
    "enrolled_paused": "{alias} has not agreed to the newest version of the consent text, so no prompts are sent until they do.",
    "enrolled_nothing": "{alias} follows **{programme}** from {start}. Nothing in it is due any more.",
    "enrol_how": "Like this, in the client's thread: /enrol first-week, or /enrol first-week today, or with a date "
    "2026-12-01. There is: {programmes}",
    "enrol_unknown": "There is no programme “{programme}”. There is: {programmes}",
    "enrol_twice": "{alias} follows **{programme}** already.",
    "enrol_not_joined": "{alias} has not joined yet, so nothing can be sent.",
    "enrol_left": "{alias} is not with you now, so nothing can be sent.",
    "enrol_far": "{start} is more than a year ahead; day 1 can be at most a year from today.",
    "enrol_cannot": "**{programme}** cannot be followed yet:\n{obstacles}",
    "enrol_language": "{count} of {all} steps are not in the client's language ({tongue}): {steps}",
    "enrol_past": "{start} is in the past; day 1 can be today or later.",
    "in_thread": "Send this in the client's thread.",
    "room_unknown_command": "I do not know {command}. In the room: /invite, /queue, /clients. In a client's thread: /enrol, /help.",
    "help_room": "In the room: /invite [name] [language] [zone] [quiet hours, like 22-8] [programme] · /uninvite ALIAS · /clients · /queue\n"
    "In a client's thread: reply to a card, and it goes to the client; anything else is a note. /enrol PROGRAMME [today|date]",
    "clients_none": "No clients yet. /invite makes a code for the first.",
    "clients": "Your clients:\n{lines}",
    "queue_none": "Nothing waits for you.",
    "queue": "{count} waiting, the oldest first:\n{lines}",
    "queue_more": "and {count} more",
    "state_invited": "invited",
    "state_joining": "reading what this is",
    "state_active": "with you",
    "state_halted": "said stop",
    "state_resting": "resting",
    "state_left": "left",
    "thread_title": "{alias}",
    "thread_opening": "{alias}'s thread. Only the alias stands in the title.",
    "client_halted": "{alias} said stop. Nothing is sent until they choose to rest or to leave.",
    "client_resting": "{alias} rests. Prompts pause until they write **back**.",
    "client_back": "{alias} is back. Prompts go on.",
    "client_left": "{alias} has left. Nothing more is sent. What they made stays sealed until they or you ask otherwise.",
    "client_sos": "**{alias} pressed “I need support”** · {when}\nThey were shown the numbers. This comes only once. Please get "
    "in touch with them.",
    "client_unreachable": "{alias} cannot be reached: {reason}. Your words wait for them; a prompt waits until it is too late for it, then it is skipped. {way_back}",
    "client_reachable": "{alias} can be reached again. What waited goes on.",
    "gap": "Nothing could be heard from {platform} for {hours} hours. It keeps messages for 24 hours only, so something your "
    "clients wrote in that time may be lost. Please ask them.",
    "copy_thread": "There may be a second, empty thread of this name: an earlier try to open it was cut off. You can delete it.",
    # --- cards -----------------------------------------------------------------------------------------------------
    "card_head": "**{alias} · {title}**",
    "card_unsure": "**{alias} · unsure which prompt** · asked, no answer yet",
    "card_unsure_quiet": "**{alias} · unsure which prompt** · not asked again today",
    "card_message": "**{alias} · a message** · for no prompt",
    "card_facts": "sent {sent} · answered {answered}",
    "card_facts_message": "came {answered}",
    "card_files": "{files} below",
    "card_evidence_quoted": "they quoted it",
    "card_evidence_button": "they said which",
    "card_evidence_only_open": "the only one open",
    "card_growing": "still arriving",
    "card_not_screened": "not screened",
    "card_ref": "({ref})",
    "card_witnessed": "Witnessed {when}",
    "card_answered": "answered {when}",
    "card_changed": "changed after you saw it",
    "card_shorter": "[this piece was taken back or became shorter; see the card above]",
    "card_withdrawn": "[withdrawn by {alias}]",
    "card_stays": "{alias} took this back, but {platform} lets me neither delete nor replace it any more. Please delete it "
    "yourself.",
    "card_maybe_twice": "{alias} took a file back. An earlier try to show it was cut off, so it may stand here a second time. "
    "If you see it, please delete it.",
    "card_other": "[something Vignette cannot show yet: {kind}]",
    "card_file_taken_off": "[{kind}, taken off the message by {alias}]",
    "witness": "Witnessed",
    "file_photo": "photo",
    "file_voice": "voice",
    "file_audio": "sound",
    "file_video": "video",
    "file_round": "round video",
    "file_animation": "animation",
    "file_contact": "contact",
    "file_location": "place on the map",
    "file_poll": "poll",
    "file_poll_answer": "vote",
    "file_file": "file",
    "file_sticker": "sticker",
    "file_text": "text",
    "file_other": "file",
    "echo_sent": "Goes to {alias}: “{words}”",
    "echo_sent_file": "Goes to {alias}: {kind}",
    "echo_note": "Kept as a note.",
    "echo_nothing": "That one I cannot carry, so it went nowhere and is not kept. Words can go, pictures, voice and files.",
    "send_note": "Send to {alias}",
    "note_sent": "Goes to {alias} now.",
    "not_theirs_now": "{alias} has left; nothing can be sent.",
    "quote_gone": "That message belongs to no card.",
    # --- why somebody cannot be reached ----------------------------------------------------------------------------
    "reason_blocked": "the bot is blocked",
    "reason_deactivated": "the account is gone",
    "reason_never_started": "they have not started the bot",
    "reason_dms_closed": "they take no private messages from this server",
    "reason_no_shared_server": "there is no server left that they share with the bot",
    "reason_chat_gone": "the chat is gone",
    "reason_other": "the platform refuses",
    "way_back_writing": "They come back by writing to the bot.",
    "way_back_server": "They come back by opening their private messages, or joining the server again, and writing.",
    "way_back_invite": "They come back with a new invitation.",
}
