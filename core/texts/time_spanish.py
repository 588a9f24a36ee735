"""What is said about time and approval, in Spanish."""

from __future__ import annotations

TIME = {
    "approve": "Sí, enviar",
    "refuse": "Esta vez no",
    "both_clocks": "{theirs} (allí), {yours} (aquí)",
    "strong_ask": "**{alias} · «{title}» es una invitación intensa.** Toca {when} y solo sale con tu sí. También puedes escribir aquí /approve o /refuse.",
    "strong_yes": "**{alias} · «{title}»**\nAprobada. Sale {when}, si entonces no hay nada más en contra.",
    "strong_no": "**{alias} · «{title}»**\nEsta vez no. Se omite, y {alias} no se entera.",
    "strong_over": "Esa ya no está esperando. /why en el hilo dice qué fue de ella.",
    "strong_none": "Ninguna invitación intensa de {alias} espera tu sí.",
}
