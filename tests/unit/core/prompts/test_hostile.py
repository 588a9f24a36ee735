"""Whatever the bytes, a file becomes named faults or a document, never an exception."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.prompts.check import Read, check
from core.prompts.faults import Fault
from core.prompts.library import load_library
from core.prompts.loader import compose, read_folder
from core.prompts.source import decode
from core.prompts.validate import validate

MEGABYTE = 1_000_000
GOOD = "kind: glossary\nid: w\ntext:\n  en: {breath: Breathe.}\n"

CASES: dict[str, tuple[bytes, str]] = {
    "over a megabyte": (b"# " + b"x" * MEGABYTE, "too-large"),
    "latin-1": ("a: é".encode("latin-1"), "encoding"),
    "utf-16": ("a: 1".encode("utf-16"), "encoding"),
    "utf-16 big": (b"\xfe\xff\x00a", "encoding"),
    "utf-32": ("a: 1".encode("utf-32"), "encoding"),
    "utf-16 without mark": ("a: 1".encode("utf-16-le"), "nul"),
    "NUL": (b"a: \x00", "nul"),
    "escaped NUL": (b'a: "\\0"', "nul"),
    "bell": (b"a: \x07", "control-character"),
    "C1": ("a: \x9b".encode(), "control-character"),
    "line separator": ("a: \u2028".encode(), "control-character"),
    "escaped surrogate": (b'a: "\\uD800"', "control-character"),
    "override": ("a: \u202e".encode(), "bidi-character"),
    "open isolate": ("a: \u2066x".encode(), "bidi-character"),
    "escape beyond Unicode": (b'a: "\\U00110000"', "yaml-syntax"),
    "empty": (b"", "empty"),
    "only a comment": (b"# x\n", "empty"),
    "only marks": (b"---\n...\n", "empty"),
    "null": (b"~", "empty"),
    "list": (b"- a", "not-a-mapping"),
    "word": (b"a", "not-a-mapping"),
    "two documents": (b"a: 1\n---\nb: 1\n", "several-documents"),
    "tab": (b"a:\n\tb: 1", "yaml-syntax"),
    "cut off": (b'a: "', "yaml-syntax"),
    "merge": (b"a: {<<: {b: 1}}", "merge-key"),
    "alias bomb": (b"a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "anchor"),
    "python tag": (b"!!python/object/apply:os.system [x]", "tag"),
    "duplicate": (b"a: 1\na: 2", "duplicate-key"),
    "brackets": (b"a: " + b"[" * 100_000, "too-deep"),
    "braces": (b"{" * 100_000, "too-deep"),
    "dashes": (b"- " * 100_000, "too-deep"),
    "colons": (b": " * 100_000, "too-deep"),
    "steps to the right": (b"".join(b" " * n + b"a:\n" for n in range(300)), "too-deep"),
    "far to the right": (b"a: |\n" + b" " * 900_000 + b"x", "too-deep"),
    "long number": (b"a: " + b"9" * 900_000, "number-out-of-range"),
    "infinity": (b"a: .inf", "number-out-of-range"),
    "not a number": (b"a: .nan", "number-out-of-range"),
    "huge float": (b"a: 1e400", "number-out-of-range"),
    "huge hex": (b"a: 0x" + b"f" * 900_000, "number-out-of-range"),
    "many lines": (b"a: |\n" + b"  x\n" * 240_000, "too-long"),
    "many keys": (b"{" + b",".join(b"k%d: 1" % n for n in range(80_000)) + b"}", "too-long"),
    "long tag": (b"a: !" + b"x" * 900_000, "tag"),
    "many tags": (b"a: " + b"!x " * 300_000, "tag"),
    "long anchor": (b"a: &" + b"x" * 900_000, "anchor"),
    "directive": (b"%YAML 1." + b"1" * 900_000, "directive"),
    "mapping as a key": (b"{{ x }}", "bad-key"),
    "long plain": (b"kind: " + b"x " * 400_000, "unknown-kind"),
    "long escapes": (b'kind: "' + b"\\x41" * 200_000 + b'"', "unknown-kind"),
    "long key": (b"x" * 900_000 + b": 1", "yaml-syntax"),
}


def judge(content: bytes) -> list[Fault]:
    document, faults = compose(decode("x.yaml", content))
    if document is None:
        return faults
    shaped = validate(document)
    return [*faults, *shaped.faults, *check([Read(document, shaped.entry, shaped.mended)], fallback="en")]


@pytest.mark.parametrize("name", CASES)
def test_hostile_bytes_are_a_named_fault(name: str) -> None:
    """Each hostile file is refused by name, with a line and a column that exist."""
    content, rule = CASES[name]

    faults = judge(content)

    assert rule in {fault.rule for fault in faults}
    assert all(fault.line >= 1 and fault.column >= 1 for fault in faults)
    assert all(len(fault.message) < 400 and len(fault.suggestion) < 400 for fault in faults)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="address space limits are Linux's")
@pytest.mark.parametrize("name", ["brackets", "many keys", "long plain", "long escapes", "many lines", "long tag"])
def test_hostile_bytes_take_a_bounded_time_and_memory(name: str, tmp_path: Path) -> None:
    """Each is judged in a process that may use 200 MB of memory and 5 s of processor time (a slow machine's 1 s)."""
    (tmp_path / "x.yaml").write_bytes(CASES[name][0])
    code = (
        "import resource, sys; from pathlib import Path; from core.prompts.library import load_library;"
        "resource.setrlimit(resource.RLIMIT_CPU, (5, 5)); load_library(Path(sys.argv[1]));"
        # Not ru_maxrss: that begins with what the process it was forked from had.
        "peak = [row for row in Path('/proc/self/status').read_text().splitlines() if row.startswith('VmHWM')];"
        "sys.exit(int(peak[0].split()[1]) > 200_000)"
    )

    assert os.spawnv(os.P_WAIT, sys.executable, [sys.executable, "-c", code, str(tmp_path)]) == 0


@given(st.binary(max_size=300))
@settings(max_examples=300, deadline=None)
def test_any_bytes(content: bytes) -> None:
    """Arbitrary bytes never raise."""
    judge(content)


@given(
    st.integers(0, len(GOOD)),
    st.sampled_from([*list("{}[]:,&*!|>'\"%@`#-?~\n\t \\0"), "<<: ", "\u202e", "\x00", "{{", "{%"]),
    st.integers(0, 9),
)
@settings(max_examples=400, deadline=None)
def test_mutations_of_a_good_file(at: int, piece: str, dropped: int) -> None:
    """A good file with something put in or taken out never raises."""
    judge((GOOD[:at] + piece + GOOD[at + dropped :]).encode())


def test_deep_but_allowed() -> None:
    """Twenty levels are read, twenty-one are not."""
    assert compose(decode("x", b"a: " + b"[" * 19 + b"]" * 19))[1] == []
    assert [f.rule for f in compose(decode("x", b"a: " + b"[" * 20 + b"]" * 20))[1]] == ["too-deep"]


def test_what_an_author_means_is_kept() -> None:
    """Words, times and dates stay words; Windows line ends, a byte order mark and right-to-left marks are taken."""
    text = "\ufeffno: on\r\nat: 12:30\r\nday: 2027-03-28\r\nn: 012\r\nrtl: \u200fשלום \u2068Mira\u2069\r\n"

    document, faults = compose(decode("x", text.encode()))

    assert faults == []
    assert document is not None
    assert document.data == {
        "no": "on",
        "at": "12:30",
        "day": "2027-03-28",
        "n": 12,
        "rtl": "\u200fשלום \u2068Mira\u2069",
    }


def test_comments_at_the_end_cost_nothing() -> None:
    """A good file filled up with comments to just under the limit is still good."""
    padding = "# note\n" * ((MEGABYTE - len(GOOD)) // 7)

    assert judge((GOOD + padding).encode()) == []


def test_only_files_of_the_library_are_read(tmp_path: Path) -> None:
    """Both endings in every folder; hidden files are passed over; links out of the folder are refused."""
    outside = tmp_path / "outside.yaml"
    outside.write_text("secret: 1")
    folder = tmp_path / "library"
    (folder / "deep" / "er").mkdir(parents=True)
    (folder / ".hidden").mkdir()
    for name in ("a.yaml", "deep/b.yml", "deep/er/c.yaml", "note.txt", ".d.yaml", ".hidden/e.yaml"):
        (folder / name).write_text(GOOD)
    (folder / "link.yaml").symlink_to(outside)
    (folder / "up").symlink_to(tmp_path)
    (folder / "broken.yaml").symlink_to(folder / "nowhere")
    os.mkfifo(folder / "pipe.yaml")

    rows = [
        source.path if source is not None else (fault.path, fault.rule)
        for source, fault in read_folder(folder)
        if source or fault
    ]

    assert rows == [
        "a.yaml", ("broken.yaml", "unreadable"), "deep/b.yml", "deep/er/c.yaml", ("link.yaml", "outside"),
        ("pipe.yaml", "unreadable"), ("up", "outside"),
    ]  # fmt: skip


def test_an_empty_folder_is_no_library(tmp_path: Path) -> None:
    """Without any file there is nothing to put in force."""
    library, faults = load_library(tmp_path)

    assert library is None
    assert [fault.rule for fault in faults] == ["no-files"]
