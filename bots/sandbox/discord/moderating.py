"""What moderators do: threads deleted, archived, locked; anybody's message taken away."""

from __future__ import annotations

from bots.sandbox.discord.founding import Founding
from bots.sandbox.discord.world import Channel


class Moderating(Founding):
    """Somebody with the rights for it, who need not be named."""

    def delete_thread(self, thread: str) -> None:
        """A moderator deletes a thread or post with all in it."""
        self._threads.delete(self._thread(thread))

    def archive_thread(self, thread: str, *, locked: bool = False) -> None:
        """A moderator archives a thread, and locks it where asked."""
        place = self._thread(thread)
        assert place.thread is not None
        place.thread.locked = locked
        self._threads.archive(place, archived=True)

    def unarchive_thread(self, thread: str) -> None:
        """A moderator brings a thread back, unlocked."""
        place = self._thread(thread)
        assert place.thread is not None
        place.thread.locked = False
        self._threads.archive(place, archived=False)

    def remove_message(self, channel: str, message: str) -> None:
        """A moderator deletes a message, whoever wrote it."""
        place = self._channel(channel)
        self._messages.remove(place, place.messages[message])

    def _thread(self, thread: str) -> Channel:
        place = self._channel(thread)
        if place.thread is None:
            raise KeyError(f"{thread} is no thread")
        return place
