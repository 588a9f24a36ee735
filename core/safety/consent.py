"""The joining text as a document: what exactly was shown, under which hash (CN-02). Screens come with onboarding."""

from __future__ import annotations

import hashlib

from core.domain.message import Text
from core.domain.practice import PracticeFacts
from core.store.consents import Document
from core.texts.say import plain, say

VERSION = "1"
PURPOSES = "prompts"  # SPEC 8.2 (a): prompts and keeping what is made


def joining_text(practice: PracticeFacts, *, language: str, name: str, therapist: str) -> Text:
    """What this is, who reads, what it is not, how to stop."""
    return say("join", language, name=name, therapist=therapist, practice=practice.name, promise=practice.promise)


def document(practice: PracticeFacts, *, language: str, therapist: str) -> Document:
    """The identity of that text, without the client's name in it."""
    shown = plain("join", language, name="", therapist=therapist, practice=practice.name, promise=practice.promise)
    return Document("joining", VERSION, language, hashlib.sha256(shown.encode()).hexdigest())
