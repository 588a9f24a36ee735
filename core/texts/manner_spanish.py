"""How prompts address a client (Spanish). Made by machine, for review by a native speaker."""

from __future__ import annotations

MANNER: dict[str, str] = {
    "settings_manner": "Trato en las invitaciones: {manner}",
    "set_manner": "Trato",
    "ask_manner": "¿Cómo te deben hablar las invitaciones? Púlsalo, o escríbelo.",
    "manner_familiar": "tú",
    "manner_formal": "usted",
    "manner_she": "femenino",
    "manner_he": "masculino",
    "manner_neutral": "neutro",
    "manner_set": "Bien. En las invitaciones, desde ahora: {manner}.",
    "manner_unknown": "No conozco «{word}» como trato, así que nada cambia. Hay: tú, usted, femenino, masculino, neutro.",
}
