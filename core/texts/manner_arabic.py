"""How prompts address a client (Arabic). Made by machine, for review by a native speaker."""

from __future__ import annotations

MANNER: dict[str, str] = {
    "settings_manner": "صيغة المخاطبة في الدعوات: {manner}",
    "set_manner": "صيغة المخاطبة",
    "ask_manner": "كيف تكون المخاطبة في الدعوات؟ يكفي الضغط عليها، أو كتابتها.",
    "manner_familiar": "مألوفة",
    "manner_formal": "رسمية",
    "manner_she": "المؤنث",
    "manner_he": "المذكر",
    "manner_neutral": "محايدة",
    "manner_set": "حسنًا. في الدعوات من الآن: {manner}.",
    "manner_unknown": "«{word}» ليست صيغة مخاطبة معروفة، لذلك لم يتغير شيء. يوجد: المؤنث، المذكر، محايدة.",
}
