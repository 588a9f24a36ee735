"""What a client can say about time, and what they hear (English)."""

from __future__ import annotations

CLIENT_TIME: dict[str, str] = {
    # --- a prompt's buttons ----------------------------------------------------------------------------------------------
    "later": "Later",
    "how": "How does this work",
    "how_it_works": "**How this works**\n"
    "Do as much of it as you like: write, or send a picture or a voice message. Anything you send begins it; **done** ends it, "
    "and so does a quiet while.\n"
    "{therapist} reads it and answers within {promise}.\n"
    "**later** · at another time\n**not today** · put it away\n**stop** · rest or leave\n/sos · who to turn to now",
    # --- later -----------------------------------------------------------------------------------------------------------
    "ask_later": "When suits you? Press it, or write it, like **18:30** or **in 2 hours**.",
    "ask_later_titled": "When suits you for “{title}”? Press it, or write it, like **18:30** or **in 2 hours**.",
    "suit_hour": "In an hour",
    "suit_evening": "This evening, {time}",
    "suit_tomorrow": "Tomorrow, {time}",
    "suit_day": "{weekday}, {time}",
    "later_set": "Good. It comes again {when}.",
    "later_set_titled": "Good. “{title}” comes again {when}.",
    "later_none": "Nothing is open right now, so there is nothing to put off.",
    "later_answered": "Something from you is there for it already, so it does not come again.",
    "later_closed": "This one is closed and does not come again. If you still want to do it, reply to its message: it is kept for "
    "{therapist}.",
    "later_resting": "Nothing comes at the moment anyway. Write **back** when it may begin again.",
    "later_unknown": "I do not understand “{word}”. When suits you? Write it like **18:30**, **tomorrow** or **in 2 hours**.",
    "later_over": "That moment is over. When suits you now?",
    "later_far": "That is far ahead: two weeks at most. When suits you?",
    "later_quiet": "It is quiet for you then, so nothing would come. When else suits you?",
    "later_day": "That is a day on which nothing comes, as you set it. When else suits you?",
    "later_strong": "This one does not come after 21:00. When else suits you?",
    "declined_titled": "That is fine. “{title}” will not be asked for again.",
    "today_again": "{title} · comes again {when}",
    # --- moments ---------------------------------------------------------------------------------------------------------
    "when_today": "today at {clock}",
    "when_tomorrow": "tomorrow at {clock}",
    "when_day": "on {weekday}, {date}, at {clock}",
    "until_day": "{weekday}, {date}, {clock}",
    # --- a pause ---------------------------------------------------------------------------------------------------------
    "ask_pause": "How long? Nothing comes in that time. Press it, or write it, like **2 weeks** or **until monday**.",
    "pause_1d": "1 day",
    "pause_3d": "3 days",
    "pause_7d": "A week",
    "pause_open": "Until I say “back”",
    "paused": "A pause, then: nothing comes until {until}. What you send is still kept for {therapist}. Write **back** to come "
    "back earlier.",
    "pause_unknown": "I do not understand “{word}”. How long? Write it like **3 days**, **2 weeks** or **until monday**.",
    "pause_past": "That is over already. How long? Write it like **3 days**, **2 weeks** or **until monday**.",
    "pause_far": "That is over a year. You could rest without an end and write **back** when you like. How long?",
    "pause_over": "Your pause is over. Invitations come again from now on. /pause if it is too soon.",
    "menu_pause": "Nothing comes for a while",
    # --- settings --------------------------------------------------------------------------------------------------------
    "set_days": "Days",
    "set_cap": "How many a day",
    "ask_days": "On which days may something come? Press it, or write it, like **mon wed fri**.",
    "days_every": "Every day",
    "days_weekdays": "Weekdays",
    "days_weekend": "Weekend",
    "days_told_every": "every day",
    "days_told_weekdays": "Monday to Friday",
    "days_told_weekend": "Saturday and Sunday",
    "days_set": "From now on something may come on these days: {days}.",
    "days_none": "So that nothing at all comes there is /pause, for as long as you like.",
    "days_unknown": "I do not understand “{word}”. Write the days, like **mon wed fri** or **mon-fri**.",
    "ask_cap": "How many a day at most? Press it, or write a number from 1 to 10.",
    "cap_set": "From now on at most so many a day: {count}.",
    "cap_unknown": "I do not understand “{word}”. Write a number from 1 to 10.",
    "zone_where": "Where is it {time} now? Press the city with your time, or write another.",
    "zone_none_of_these": "None of these",
    "zone_write_city": "Then write the nearest big city, like **Lisbon**.",
    "zone_no_such_time": "I know no place where it is {time} now. Write the nearest big city, like **Lisbon**.",
    "zone_stay": "Leave it: {time} {zone}",
    # --- the therapist ---------------------------------------------------------------------------------------------------
    "client_pauses": "{alias} rests until {until}. Prompts pause until then, or until they write **back**.",
    "client_pause_over": "{alias}'s pause is over. Prompts go on.",
}
