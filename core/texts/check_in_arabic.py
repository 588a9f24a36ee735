"""The question before a prompt, and what may follow a heavy answer (Arabic, in forms that fit any gender). Made by machine, for
review by a native speaker.
"""

from __future__ import annotations

CHECK_IN: dict[str, str] = {
    "check_in_lead": "سؤال قصير قبل الدعوة التالية.",
    "check_in_ends": "{first} · {low}\n{last} · {high}",
    "check_in_typed": "يكفي الضغط عليه، أو كتابة رقم من {first} إلى {last}.",
    "check_in_thanks": "شكرًا.",
    "check_in_range": "المناسب هنا رقم صحيح من {first} إلى {last}. أو تكفي كلمة **ليس اليوم**.",
    "later_asked": "لا داعي للعجلة: يُقبل الجواب عن السؤال حتى {when}. وإن لم يناسب اليوم فيكفي إرسال **ليس اليوم**.",
    "check_in_over": "أُغلق هذا السؤال. لا شيء مطلوب منك.",
    "today_asked": "{title} · تصل بعد السؤال الذي يسبقها",
    "check_in_heavy": "شكرًا على قول ذلك. ما كان مخططًا له يمكنه الانتظار ولن يصل الآن. ما الذي يريحك؟\n"
    "يكفي الضغط عليه، أو كتابة **تهدئة** أو **ألطف** أو **ليس اليوم**.",
    "check_in_grounding": "خطوة تهدئة صغيرة",
    "check_in_gentler": "شيء ألطف",
    "check_in_step": "إن أحببت: الانتباه إلى موضع القدمين على الأرض، وترك الكتفين ينزلان قليلًا. ثم النظر حولك ببطء بحثًا عن ثلاثة "
    "أشياء بلون واحد. ثم الإصغاء إلى صوت خافت، قريب أو بعيد.",
    "check_in_step_ways": "هذا يكفي إن شئت. أو تكفي كتابة **ألطف** أو **ليس اليوم**.",
    "check_in_gentler_comes": "حسنًا. يصلك الآن شيء ألطف.",
    "check_in_no_gentler": "لا يوجد هنا الآن شيء ألطف يناسبك، فلن يصلك شيء. ولا بأس بذلك.",
    "check_in_value": "{value} من {last}",
    "card_before": "قبلها: {value}",
    "client_heavy": "كان جواب {alias} قبل «{title}»: {value}، فلم تُرسل.",
    "client_heavy_grounding": "جاء الاختيار: خطوة تهدئة صغيرة.",
    "client_heavy_gentler": "جاء الاختيار: شيء ألطف، «{title}».",
    "client_heavy_no_gentler": "كان المطلوب شيئًا ألطف، ولا شيء يناسب في المكتبة.",
    "client_heavy_not_today": "جاء الاختيار: «ليس اليوم».",
}
