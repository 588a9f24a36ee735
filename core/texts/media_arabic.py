"""Files that do not come, or cannot be shown (Arabic, in forms that fit any gender). Made by machine, for review by a native
speaker.
"""

from __future__ import annotations

MEDIA: dict[str, str] = {
    # --- to the person who sent it ---------------------------------------------------------------------------------
    "too_large": "حجم هذا الملف {size}، وهو أكبر مما يتيح {platform} للبوت جلبه ({limit})، فلم يصلني إلا خبر إرساله. "
    "أما ملف أقصر أو صورة فيصل.",
    "too_large_unsized": "هذا الملف أكبر مما يتيح {platform} للبوت جلبه ({limit})، فلم يصلني إلا خبر إرساله. "
    "أما ملف أقصر أو صورة فيصل.",
    "too_large_for_us": "حجم هذا الملف {size}، وهو أكبر مما يمكنني حفظه ({limit})، فلم يصلني إلا خبر إرساله. "
    "أما ملف أقصر أو صورة فيصل.",
    "too_large_for_us_unsized": "هذا الملف أكبر مما يمكنني حفظه ({limit})، فلم يصلني إلا خبر إرساله. "
    "أما ملف أقصر أو صورة فيصل.",
    "lost": "لم أستطع الحصول على أحد ملفاتك من {platform}. يمكنك إرساله مرة أخرى إن أحببت.",
    # --- on the card, to the therapist -----------------------------------------------------------------------------
    "file_photo": "صورة",
    "file_voice": "رسالة صوتية",
    "file_audio": "صوت",
    "file_video": "فيديو",
    "file_file": "ملف",
    "file_sticker": "ملصق",
    "file_text": "نص",
    "file_other": "ملف",
    "card_file_waits": "[{kind}: قيد الجلب]",
    "card_file_large": "[{kind}، {size}: أكبر من أن يمكن الجلب]",
    "card_file_lost": "[{kind}: تعذّر الجلب]",
    "card_file_again": "محاولة أخرى",
    "card_file_still": "[{kind}: تم الحفظ، ولا يمكن عرض إلا اللقطة الأولى، أدناه]",
    "card_file_here": "[{kind}: تم الحفظ، {size}، والحجم أكبر مما يُرسل هنا]",
    "card_file_hidden": "[{kind}: تم الحفظ، ولا يمكن العرض هنا. يمكن عرض الصور، والصوت بصيغة MP3 أو M4A أو OGG أو WAV، والفيديو "
    "بصيغة MP4]",
    "card_file_empty": "[{kind}: تم الحفظ، ولا شيء في الداخل]",
    "card_file_pixels": "[{kind}: تم الحفظ، ولا يمكن العرض: عدد البكسلات كبير جدًا]",
    "card_file_codec": "[{kind}: تم الحفظ، ولا يمكن العرض: التسجيل بصيغة لا تعمل في كل مكان]",
    "card_file_damaged": "[{kind}: تم الحفظ، ولا يمكن العرض: في الملف تلف]",
    "card_file_effort": "[{kind}: تم الحفظ، ولا يمكن العرض: التجهيز تطلّب أكثر من المتاح]",
    "card_file_fault": "[{kind}: تم الحفظ، ولا يمكن العرض: حدث خلل هنا]",
}
