"""Names for the ids that travel between rooms. All row ids are 32 hex digits, made by the Entropy port."""

from __future__ import annotations

from typing import NewType

AccountId = NewType("AccountId", str)  # the key under `accounts:` in practice.yaml, e.g. "main"
TherapistId = NewType("TherapistId", str)
RoomId = NewType("RoomId", str)
ClientId = NewType("ClientId", str)
ThreadId = NewType("ThreadId", str)  # one client's thread in one room (our row, not the platform's number)
InvitationId = NewType("InvitationId", str)
ConsentId = NewType("ConsentId", str)
EnrolmentId = NewType("EnrolmentId", str)
OccurrenceId = NewType("OccurrenceId", str)
DeliveryId = NewType("DeliveryId", str)
ReplyId = NewType("ReplyId", str)
PartId = NewType("PartId", str)
MediaId = NewType("MediaId", str)
CardId = NewType("CardId", str)
FeedbackId = NewType("FeedbackId", str)
NoteId = NewType("NoteId", str)
OwnId = NewType("OwnId", str)  # a therapist's own prompt
Revision = NewType("Revision", str)  # content hash of a library, 16 hex digits
