"""How prompts address a client (German). Made by machine, for review by a native speaker."""

from __future__ import annotations

MANNER: dict[str, str] = {
    "settings_manner": "Anrede in Einladungen: {manner}",
    "set_manner": "Anrede",
    "ask_manner": "Wie sollen Einladungen dich anreden? Drück es, oder schreib es.",
    "manner_familiar": "du",
    "manner_formal": "Sie",
    "manner_she": "weiblich",
    "manner_he": "männlich",
    "manner_neutral": "neutral",
    "manner_set": "Gut. In Einladungen ab jetzt: {manner}.",
    "manner_unknown": "„{word}“ kenne ich nicht als Anrede, darum ist nichts geändert. Es gibt: du, Sie, weiblich, männlich, neutral.",
}
