"""What a message holds beside words and files, as a card tells it (Arabic). Made by machine, for review."""

from __future__ import annotations

KINDS: dict[str, str] = {
    "told_forwarded": "رسالة معاد توجيهها:",
    "told_quoted": "عن المقطع «{passage}»:",
    "told_elsewhere": "عن شيء من محادثة أخرى:",
    "told_place": "مكان على الخريطة: {place} ({at})",
    "told_spot": "مكان على الخريطة: {at}",
    "told_live": "موقع متحرك",
    "told_contact": "جهة اتصال: {name}، {phone}",
    "told_contact_short": "جهة اتصال: {name}",
    "told_poll": "استطلاع: {question}",
    "told_option": "· {option}",
    "told_vote": "التصويت: رقم {chose}",
    "told_no_vote": "سُحب التصويت",
    "told_sticker": "ملصق {sticker}",
    "told_other": "[شيء لا تستطيع Vignette عرضه بعد]",
    "told_words": "[شيء لا تستطيع Vignette عرضه بعد، وكلماته: {words}]",
    # --- what a file is called -------------------------------------------------------------------------------------------
    "file_photo": "صورة",
    "file_voice": "رسالة صوتية",
    "file_audio": "صوت",
    "file_video": "فيديو",
    "file_round": "فيديو دائري",
    "file_animation": "صورة متحركة",
    "file_contact": "جهة اتصال",
    "file_location": "مكان على الخريطة",
    "file_poll": "استطلاع",
    "file_poll_answer": "تصويت",
    "file_file": "ملف",
    "file_sticker": "ملصق",
    "file_text": "نص",
    "file_other": "ملف",
}
