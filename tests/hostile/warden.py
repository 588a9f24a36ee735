"""Check each file of a folder in a process of its own that may use little; one line of JSON tells how it went.

`python -m tests.hostile.warden FOLDER`: the checker is read in once, and every file gets a fork of that.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import traceback
from pathlib import Path
from typing import Any

from core.prompts.faults import as_github, as_json, as_text
from core.prompts.library import load_with_sources

MEMORY = 200_000_000  # bytes of address space beyond what the checker itself takes (SPEC 3.1)
SECONDS = 10  # of processor time; the goal is 1 on a quiet machine, and no test is red because a machine is busy


def main(folder: Path) -> None:
    """One line for each file, by name."""
    for path in sorted(folder.iterdir()):
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            told = _checked(path)
            with os.fdopen(writing, "w") as out:
                json.dump(told, out)
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading) as out:
            words = out.read()
        _, status, used = os.wait4(child, 0)
        told = json.loads(words) if words else {"rules": [], "trouble": "killed", "peak_mb": 0.0}
        told |= {"name": path.name, "seconds": used.ru_utime + used.ru_stime, "status": status}
        print(json.dumps(told), flush=True)


def _checked(path: Path) -> dict[str, Any]:
    here = _status("VmRSS")
    resource.setrlimit(resource.RLIMIT_AS, (_status("VmSize") + MEMORY,) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        library, faults, sources = load_with_sources(path)
        for fault in faults:  # and all that is said of it can be printed
            for words in (as_text(fault, sources), json.dumps(as_json(fault)), as_github(fault)):
                words.encode()
        rules = sorted({fault.rule for fault in faults})
        trouble = "" if library is not None or faults else "neither a library nor a fault"
    except BaseException:  # whatever it is, it is told
        rules, trouble = [], traceback.format_exc()[-2_000:]
    return {"rules": rules, "trouble": trouble, "peak_mb": (_status("VmHWM") - here) / 1e6}


def _status(name: str) -> int:
    """Bytes, from the kernel; VmHWM is the most that was resident, counted anew in a fork."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024
    return 0


if __name__ == "__main__":
    main(Path(sys.argv[1]))
