"""Replies: receipts, where one belongs, the question behind a prompt, own works (Arabic, in forms that fit any gender). Made by
machine, for review by a native speaker.
"""

from __future__ import annotations

REPLIES: dict[str, str] = {
    "kept_talk": "حُفظ من أجل {therapist}، جوابًا عن الرسالة التي وصلتك. الرد من {therapist} يكون خلال {promise}.",
    "kept_talk_else": "إن كان لإحدى الدعوات فيكفي الضغط عليها:",
    "kept_back": "حسنًا. يبقى معك. لا يظهر عند {therapist} سوى أنه تم.",
    "kept_back_nothing": "لا يوجد شيء مفتوح يمكن أن يكون له. ما صنعته يبقى معك.",
    "kept_back_offer": "لم يصل منك شيء بعد من أجل «{title}». إن تم وكان الأفضل إبقاؤه معك فتكفي كتابة **لم أرسل**: يُحسب أنه "
    "تم، ولا يُحفظ منه شيء.",
    "keep_it": "تم وأبقيه معي",
    "not_for_this": "ليس لهذا",
    "check_in_after_lead": "وسؤال قصير، إن أحببت:",
    "check_in_after_range": "المناسب هنا رقم صحيح من {first} إلى {last}.",
    "check_in_after_thanks": "شكرًا. حُفظ ذلك معه.",
    "check_in_after_heavy": "شكرًا على قول ذلك. يمكن الآن أخذ خطوة صغيرة للعودة إلى المكان، أو رؤية من يمكن اللجوء إليه.",
    "card_after": "بعدها: {value}",
    "card_talk": "**{alias} · رسالة** · جواب عن رسالتك",
    "card_kept_back": "**{alias} · {title}** · تم، وبقي لصاحبه",
    "card_kept_back_note": "جاء الاختيار «لم أرسل»: لا يُحفظ منه شيء.",
    "card_after_yours": "وصل بعد {minutes} د من رسالتك في {when}",
    "card_open_then": "المفتوح: {titles}",
    "file_talk": "جواب لي",
    "file_message": "يبقى رسالة",
    "file_not_this": "ليس لهذه الدعوة",
    "client_changed": "تغيّر شيء عند {alias} في «{title}» بعد أن رأيته؛ تظهره البطاقة أعلاه.",
    "works_head": "**ما صنعته** · {first}–{last} من {count}، الأحدث أولًا",
    "works_line": "{number} · {title} · {when}",
    "works_typed": "يكفي الضغط على رقم، أو كتابته، ليصل كاملًا مرة أخرى.",
    "works_none": "لا يوجد شيء لك محفوظ هنا بعد.",
    "works_message": "رسالة إلى {therapist}",
    "works_newer": "الأحدث",
    "works_older": "الأقدم",
    "work_head": "**{title}** · {when}",
    "work_none": "سُحب هذا؛ لم يبق منه شيء يُعرض.",
    "work_scene_you": "أنت",
    "work_file_waits": "[{kind}: ما زال يُجلب]",
    "work_file_lost": "[{kind}: تعذّر جلبه]",
    "work_file_large": "[{kind}، {size}: محفوظ، أكبر من أن يُرسل هنا]",
    "menu_works": "ما صنعته",
}
