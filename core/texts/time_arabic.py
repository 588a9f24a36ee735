"""What is said about time and approval, in Arabic."""

from __future__ import annotations

TIME = {
    "approve": "نعم، أرسلها",
    "refuse": "ليس هذه المرة",
    "both_clocks": "{theirs} (عندهم)، {yours} (عندك)",
    "strong_ask": "**{alias} · «{title}» دعوة قوية.** موعدها {when}، ولا تُرسل إلا بموافقتك. يمكنك أيضًا كتابة ‎/approve أو ‎/refuse هنا.",
    "strong_yes": "**{alias} · «{title}»**\nتمت الموافقة. تُرسل {when} إن لم يمنعها شيء آخر حينها.",
    "strong_no": "**{alias} · «{title}»**\nليس هذه المرة. تُترك، ولا يُخبَر {alias} بذلك.",
    "strong_over": "لم تعد هذه تنتظر. ‎/why في هذا الموضوع يخبرك بما صار.",
    "strong_none": "لا توجد دعوة قوية لـ {alias} تنتظر موافقتك.",
}
