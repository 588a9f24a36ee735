"""Rooms, doors, menus (English)."""

from __future__ import annotations

ROOMS: dict[str, str] = {
    # --- a therapist's room: registered, looked at, acknowledged -----------------------------------------------------
    "room_registered": "This is your room now, {therapist}. I am checking that everything here is in order.",
    "room_not_ready": "Before the first client can be invited, something here needs mending:",
    "room_not_ready_end": "When that is done, press **Look again**.",
    "room_look_again": "Look again",
    "room_all_well": "Everything here is in order.",
    "room_others": "Beside you and me there are {count} more in this room. Whoever is in it can read what clients make; "
    "take out who should not.",
    "room_other": "Beside you and me there is somebody else in this room. Whoever is in it can read what clients make; "
    "take them out if they should not.",
    "room_test_alert": "**This is a test**\n"
    "When a client needs you at once, a message like this one comes here, and it rings. "
    "Press **Acknowledge** so that I know alerts reach you. (Or write: acknowledge)",
    "room_test_alert_seen": "**This was a test**\n"
    "When a client needs you at once, a message like this one comes here, and it rings. You have acknowledged it.",
    "room_acknowledge": "Acknowledge",
    "room_acknowledged": "Thank you: alerts reach you here, and the room is ready. Each client gets a thread of their own.\n"
    "Next: /invite with the client's name gives you a code for them. In their thread a reply to a card goes to the client; "
    "anything else is a note. /help shows the rest.",
    "room_first_this": "First this room: press **Look again** or **Acknowledge** under what I said last, or send /help and I show "
    "it once more.",
    # What is missing, each with its mend in the words of the platform's own settings.
    "room_telegram_not_a_forum": "**Topics are off.** Open the group's profile, Edit, Topics, and switch them on.",
    "room_telegram_public": "**Anybody can find this group.** Open its profile, Edit, Group Type, and choose Private.",
    "room_telegram_not_admin": "**I am no administrator**, so I do not see what is written. Open the group's profile, Edit, "
    "Administrators, Add Admin, choose me, and leave Manage Topics on.",
    "room_telegram_rights_missing": "**A right of mine is off: {detail}.** Open the group's profile, Edit, Administrators, tap "
    "me, and switch it on.",
    "room_discord_not_a_forum": "**This is no forum channel**, so clients can have no threads here. A room is a channel of the kind "
    "Forum; ask your admin how to begin again.",
    "room_discord_rights_missing": "**Rights of mine are off: {detail}.** Right-click the forum, Edit Channel, Permissions, choose "
    "me or my role, and switch them on.",
    "room_discord_tags_demanded": "**Every post must bear a tag here**, and mine bear none. Right-click the forum, Edit Channel, and "
    "switch off Require people to select tags when posting.",
    "room_discord_everybody_sees": "**Everybody on this server can look in.** Right-click the forum, Edit Channel, Permissions, "
    "switch on Private Channel (for @everyone View Channel is then off), and add yourself and me.",
    "room_discord_role_sees": "**Everybody with the role {detail} can look in.** Right-click the forum, Edit Channel, "
    "Permissions, and switch View Channel off for that role.",
    "room_discord_in_door_server": "**This forum lies in the server where clients are.** A room belongs in the other server, the one "
    "for rooms; ask your admin how to begin again there.",
    # --- the commands, as the platforms' menus show them -------------------------------------------------------------
    "menu_today": "What is open today",
    "menu_done": "I have finished",
    "menu_sos": "Who to turn to right now",
    "menu_settings": "Language, time zone, quiet hours",
    "menu_help": "What works here",
    "menu_back": "Things may come again",
    "menu_stop": "Stop and leave at once",
    "menu_invite": "A code for a new client",
    "menu_invite_name": "What you call them; only you and they see it",
    "menu_invite_language": "Their language",
    "menu_invite_zone": "Their time zone, like Europe/Berlin",
    "menu_invite_quiet": "When nothing comes to them, like 22:00-08:00; or none",
    "menu_invite_programme": "What begins the day after they agree",
    "menu_uninvite": "Take an invitation back",
    "menu_uninvite_alias": "Whose; who has joined already is not among them",
    "menu_enrol": "Begin a programme, in the client's thread",
    "menu_enrol_programme": "Which one",
    "menu_enrol_start": "today, tomorrow, or a date like 2026-12-01",
    "menu_clients": "Your clients and how things stand",
    "menu_queue": "What waits for you",
    "menu_register": "Make this place your room",
    "menu_register_code": "The code from your admin",
    "menu_today_word": "today",
    "menu_tomorrow_word": "tomorrow",
    # --- Discord's door: what the therapist reads --------------------------------------------------------------------
    "door_way": "{link}\nAlready on a server with me? Then send me this code privately: {code}",
    "door_way_bot": "{link}\nAlready on a server with {bot}? Then send it this code privately: {code}",
    "door_link_follows": "a link follows here in a moment",
    "door_link": "{link}",
    "door_link_alone": "{alias} on Discord: {link}",
    "door_no_link_rights": "no link this time; the door server lacks: {missing}",
    "door_no_link": "no link this time; Discord let me open no door. Your admin finds out more with: vignette doctor",
    "door_other_pressed": "Somebody other than {alias} pressed a button at {alias}'s door on Discord. It did nothing. If you do not "
    "know who it was, invite anew.",
    # --- and the newcomer --------------------------------------------------------------------------------------------
    "door_welcome": "**Welcome**\nThis corner was made for you alone; besides you only whoever runs this server can look in. "
    "Press **Begin privately**, and we go on in your private messages.",
    "door_begin": "Begin privately",
    "door_press_begin": "What you write here is not kept. Press **Begin privately** above, and we go on in your private messages. "
    "If you need help now: /sos",
    "door_not_yours": "This button was not made for you, so nothing happened.",
    "door_dms_closed_joining": "I cannot write to you privately: your private messages are closed for this server.\n"
    "To open them: tap the server's name, then **Privacy Settings**, and switch **Direct Messages** on. Then press **Try again**.\n"
    "Or stay here: everything works in this channel too. Whoever runs this server can look in.",
    "door_dms_closed": "I cannot write to you privately any more: your private messages are closed for this server.\n"
    "To open them: tap the server's name, then **Privacy Settings**, and switch **Direct Messages** on. Then press **Try again**.",
    "door_try_again": "Try again",
    "door_stay": "Stay in this channel",
    "door_trying": "I am writing to you privately now. Look at your private messages.",
}
