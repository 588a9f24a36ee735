"""When a client's words are an answer to their therapist's."""

from __future__ import annotations

from datetime import timedelta

CONVERSATION = timedelta(hours=24)  # so long after it a therapist's message is what a client answers (SPEC 6.3)
