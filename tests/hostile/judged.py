"""The corpus, written out and judged by the warden."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.hostile.corpus import HOUSE, corpus


def judge_corpus(folder: Path) -> list[dict[str, Any]]:
    """What came of each file: name, rules, trouble, seconds of processor time, megabytes beyond the checker's own."""
    for name, content in corpus().items():
        (folder / name).mkdir(parents=True)
        (folder / name / "x.yaml").write_bytes(content)
    command = [sys.executable, "-P", "-c", "import sys; sys.path.insert(0, '.'); from tests.hostile.warden import main; from pathlib import Path; main(Path(sys.argv[1]))"]  # fmt: skip
    done = subprocess.run([*command, str(folder)], cwd=HOUSE, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]
