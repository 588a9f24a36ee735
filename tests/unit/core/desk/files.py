"""Files on the bench: a platform that hands them over, and both halves of their way without a loop."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

from bots.cli.chance import MachineEntropy
from core.desk.reactions import react
from core.domain.errors import MediaError
from core.domain.ids import AccountId
from core.domain.states import MediaState
from core.replies.fetch import Fetcher
from core.replies.prepare import Preparer
from core.replies.preview import Darkroom
from core.store import media, tables
from core.store.blobs import FileBlobs
from tests.unit.core.desk.bench import Bench
from tests.unit.core.desk.people import ACCOUNTS


class Source:
    """A platform that hands over these, one a try."""

    def __init__(self, *answers: bytes | MediaError) -> None:
        self.answers = list(answers)
        self.asked = 0

    async def open(self, ref: object) -> AsyncIterator[bytes]:
        del ref
        self.asked += 1
        answer = self.answers.pop(0)
        if isinstance(answer, MediaError):
            raise answer
        yield answer


class HereStore:
    """The bench's store, at once and in this thread."""

    def __init__(self, bench: Bench) -> None:
        self._store = bench.store

    async def run(self, work, *args, **kwargs):
        return self._store.run_here(work, *args, **kwargs)

    read = run


class Owner:
    """A process's claim to an account. epoch: older than the database's where another process took it over."""

    def __init__(self, epoch: int) -> None:
        self.epoch, self.believes = epoch, True

    def held(self) -> bool:
        return self.believes


class Fetching:
    """Both workers without their loops, and their folder."""

    def __init__(self, bench: Bench, folder: Path, source: Source, darkroom: Darkroom | None = None) -> None:
        self.bench, self.folder, self.waits = bench, folder, 0
        self.owned = {AccountId(each): Owner(bench.senders[each]._ownership.epoch) for each in ACCOUNTS.values()}
        store, blobs = HereStore(bench), FileBlobs(folder, MachineEntropy())

        def tell(unit, events):
            react(unit, bench.desk, events)

        def fetched() -> None:
            self.waits += 1

        self.fetcher = Fetcher(store, blobs, source, None, bench.clock, tell, fetched)
        self.preparer = Preparer(store, blobs, darkroom or Darkroom(without=("av",)), self.owned, tell)

    def newest(self) -> media.Media:
        """The file that came last, as it stands."""
        rows = self.bench.store.run_here(lambda unit: [row.id for row in unit.all(tables.media.select())])
        return self.bench.store.run_here(media.one, rows[-1])

    async def fetch(self) -> media.Media:
        """The first half: try the file that came last; what has become of it."""
        what = self.newest()
        assert (what.state, what.blob) == (MediaState.WANTED, None)
        await self.fetcher._fetch(what)
        self.bench.after()
        return self.newest()

    async def develop(self) -> media.Media:
        """The second half, for whatever waits for it."""
        for quick in (True, False):
            while await self.preparer._one(quick=quick):
                if self.newest().attempts:
                    break  # it is tried again later
        self.bench.after()
        return self.newest()

    async def once(self) -> media.Media:
        """Try the file that came last, as far as it gets."""
        what = self.newest()
        assert what.state is MediaState.WANTED
        if what.blob is None:
            what = await self.fetch()
        if what.original is not None:
            await self.preparer.prepare(what)
            self.bench.after()
        return self.newest()
