"""What Discord answers when it refuses (topics/opcodes-and-status-codes): status, code, words, tree of errors."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):  # a refusal is the stand-in's proper answer, not its failure
    """One refused call."""

    def __init__(self, status: int, code: int, message: str, *, errors: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.errors = errors

    def body(self) -> dict[str, Any]:
        """The JSON that goes out."""
        answer: dict[str, Any] = {"message": self.message, "code": self.code}
        if self.errors is not None:
            answer["errors"] = self.errors
        return answer


class Complaints:
    """Faults of one body, gathered under dotted paths, refused together as 50035 with a nested tree."""

    def __init__(self) -> None:
        self._tree: dict[str, Any] = {}

    def add(self, path: str, code: str, message: str) -> None:
        """Note one fault at `path` ("components.0.components.1.label")."""
        node = self._tree
        for step in path.split("."):
            node = node.setdefault(step, {})
        node.setdefault("_errors", []).append({"code": code, "message": message})

    def too_long(self, path: str, value: str, *, limit: int) -> None:
        """Note `value` where it has more than `limit` characters."""
        if len(value) > limit:
            self.add(path, "BASE_TYPE_MAX_LENGTH", f"Must be {limit} or fewer in length.")

    def bad_length(self, path: str, size: int, *, low: int, high: int) -> None:
        """Note a length outside low..high."""
        if not low <= size <= high:
            self.add(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {low} and {high} in length.")

    def required(self, path: str) -> None:
        """Note a field that is missing."""
        self.add(path, "BASE_TYPE_REQUIRED", "This field is required")

    def refuse(self) -> None:
        """Raise Refusal 400/50035 if anything was noted."""
        if self._tree:
            raise Refusal(400, 50035, "Invalid Form Body", errors=self._tree)


def invalid(path: str, code: str, message: str) -> Refusal:
    """50035 with one fault."""
    complaints = Complaints()
    complaints.add(path, code, message)
    return _caught(complaints)


def _caught(complaints: Complaints) -> Refusal:
    try:
        complaints.refuse()
    except Refusal as refusal:
        return refusal
    raise ValueError("no complaint to refuse")


def unauthorized() -> Refusal:
    """No or a wrong token."""
    return Refusal(401, 0, "401: Unauthorized")


def not_found() -> Refusal:
    """No such route."""
    return Refusal(404, 0, "404: Not Found")


def not_allowed() -> Refusal:
    """The route has no such method."""
    return Refusal(405, 0, "405: Method Not Allowed")


def unknown(what: str) -> Refusal:
    """404 with the code of the thing that is not there."""
    codes = {
        "Application": 10002,
        "Channel": 10003,
        "Guild": 10004,
        "Member": 10007,
        "Invite": 10006,
        "Message": 10008,
        "Permission Overwrite": 10009,
        "Role": 10011,
        "User": 10013,
        "Webhook": 10015,
        "Interaction": 10062,
    }
    return Refusal(404, codes[what], f"Unknown {what}")


def missing_access() -> Refusal:
    """The place cannot be seen."""
    return Refusal(403, 50001, "Missing Access")


def missing_permissions() -> Refusal:
    """The place is seen, the deed is not allowed."""
    return Refusal(403, 50013, "Missing Permissions")


def cannot_send_to_user() -> Refusal:
    """Direct messages closed, or bot to bot."""
    return Refusal(403, 50007, "Cannot send messages to this user")


def no_mutual_guilds() -> Refusal:
    """No server in common."""
    return Refusal(403, 50278, "Cannot send messages to this user due to having no mutual guilds")


def thread_archived() -> Refusal:
    """Only deletion and unarchiving work there."""
    return Refusal(400, 50083, "Thread is archived")


def thread_locked() -> Refusal:
    """A moderator closed it."""
    return Refusal(400, 160005, "Thread is locked")


def too_large() -> Refusal:
    """A file or the whole request is over its limit."""
    return Refusal(413, 40005, "Request entity too large")


def empty_message() -> Refusal:
    """Nothing to show."""
    return Refusal(400, 50006, "Cannot send an empty message")
