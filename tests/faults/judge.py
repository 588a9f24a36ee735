"""The judge: looks only at what the stand-ins have in their history, and says what was lost and what came twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from core.texts.catalogue import BASE, sentences
from tests.faults.service import KILLED, Life, Point
from tests.faults.windows import Line

COPY = sentences(BASE)["copy"].strip()


@dataclass
class Verdict:
    """One round. again: repeats on Telegram of what SPEC 5.2 sends again; labelled: prompts that open with the copy line.

    said_again: messages on Discord that somebody had to repeat because the bot could not know their channel yet.
    presses, failed, needed: presses that reached the stand-in, those that it showed as failed (nobody answered within
    3 s), and buttons whose effect was due, once each.
    """

    points: tuple[Point, ...]
    reached: bool = True
    deaths: int = 0
    in_flight: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    labelled: int = 0
    again: int = 0
    copies: int = 0
    said_again: int = 0
    orphans: int = 0
    presses: list[str] = field(default_factory=list)
    failed: int = 0
    needed: int = 0
    stuck: list[str] = field(default_factory=list)
    strays: list[str] = field(default_factory=list)

    def died(self, lives: Sequence[Life]) -> None:
        """Count the lives that were killed, and what was on its way then."""
        self.deaths = sum(life.ended == KILLED for life in lives)
        self.in_flight = sum(life.cut() for life in lives)

    def once(self, what: str, lines: Sequence[Line], platform: str) -> list[str]:
        """This message must be there, once; on Telegram again where a call was cut. Returns the ids that were found."""
        if not lines:
            self.lost.append(what)
        elif platform == "telegram":
            self.again += len(lines) - 1
            self.copies += len(lines) - 1
        elif len(lines) > 1:
            self.doubled.append(f"{what} x{len(lines)}")
        return [line.message for line in lines]

    def prompt(self, lines: Sequence[Line], platform: str) -> list[str]:
        """A prompt: once; on Telegram a second time only under the copy line."""
        labelled = [line for line in lines if line.text.startswith(COPY)]
        bare = len(lines) - len(labelled)
        self.labelled += len(labelled)
        if not lines:
            self.lost.append("prompt")
        if bare > 1 or len(labelled) > 1 or (labelled and platform == "discord"):
            self.doubled.append(f"prompt x{bare} bare, x{len(labelled)} labelled on {platform}")
        self.copies += max(0, len(lines) - 1)
        return [line.message for line in lines]

    def close(self) -> None:
        """At most as many copies as calls were on their way when it died."""
        if self.copies > self.in_flight:
            self.doubled.append(f"{self.copies} copies, {self.in_flight} calls on their way")

    @property
    def clean(self) -> bool:
        """Nothing lost, nothing doubled, nobody left waiting."""
        return not (self.lost or self.doubled or self.stuck or self.strays)

    def row(self) -> str:
        """One line of the table."""
        name = ", ".join(map(str, self.points)) or "(nobody dies)"
        faults = "; ".join([*self.lost, *self.doubled, *self.stuck, *self.strays])
        return (
            f"{name:48} {'' if self.reached else 'not reached':11} died {self.deaths}  lost {len(self.lost)}  "
            f"doubled {len(self.doubled)}  labelled {self.labelled}  again {self.again}/{self.in_flight}  "
            f"presses {len(self.presses)}-{self.failed}/{self.needed}  said again {self.said_again}  orphans {self.orphans}"
            + (f"  !! {faults}" if faults else "")
        )


def total(verdicts: Sequence[Verdict]) -> str:
    """The sums of a table."""
    return (
        f"{len(verdicts)} rounds, {sum(v.deaths for v in verdicts)} deaths: "
        f"lost {sum(len(v.lost) for v in verdicts)}, doubled {sum(len(v.doubled) for v in verdicts)}, "
        f"labelled copies of prompts {sum(v.labelled for v in verdicts)}, "
        f"sent again on Telegram {sum(v.again for v in verdicts)} of {sum(v.in_flight for v in verdicts)} on their way, "
        f"said again on Discord {sum(v.said_again for v in verdicts)}, orphan topics {sum(v.orphans for v in verdicts)}, "
        f"presses {sum(len(v.presses) for v in verdicts)}, shown as failed {sum(v.failed for v in verdicts)} "
        f"(dead, or too late to answer), effects {sum(v.needed for v in verdicts)} of as many due"
    )
