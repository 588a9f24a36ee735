"""What is said about time and approval, in German."""

from __future__ import annotations

TIME = {
    "approve": "Ja, senden",
    "refuse": "Diesmal nicht",
    "both_clocks": "{theirs} (dort), {yours} (bei dir)",
    "strong_ask": "**{alias} · „{title}“ ist eine starke Einladung.** Sie ist {when} dran und geht nur mit deinem Ja hinaus. Du kannst hier auch /approve oder /refuse schreiben.",
    "strong_yes": "**{alias} · „{title}“**\nFreigegeben. Sie geht {when} hinaus, wenn dann nichts anderes im Weg steht.",
    "strong_no": "**{alias} · „{title}“**\nDiesmal nicht. Sie wird ausgelassen; {alias} erfährt nichts davon.",
    "strong_over": "Diese wartet nicht mehr. /why im Thread sagt, was aus ihr geworden ist.",
    "strong_none": "Keine starke Einladung für {alias} wartet auf dein Ja.",
}
