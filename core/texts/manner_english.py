"""How prompts address a client (English)."""

from __future__ import annotations

MANNER: dict[str, str] = {
    "settings_manner": "Address in prompts: {manner}",
    "set_manner": "Form of address",
    "ask_manner": "How should prompts address you? It matters in languages that have several forms. Press it, or write it.",
    "manner_familiar": "familiar",
    "manner_formal": "formal",
    "manner_she": "she",
    "manner_he": "he",
    "manner_neutral": "neither",
    "manner_set": "Good. In prompts from now on: {manner}.",
    "manner_unknown": "I do not know “{word}” as a form of address, so nothing is changed. There is: familiar, formal, she, he, neither.",
}
