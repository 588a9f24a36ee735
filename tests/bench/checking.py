"""i. A prompt library: a thousand prompts checked, ten thousand loaded, memory for each; hostile files, the slowest of them.

Each size runs in a process of its own, so that nothing one left behind helps or hurts the next.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from random import Random
from typing import Any

from tests.bench.measure import Row, Scale, median
from tests.hostile.judged import judge_corpus

_CHECKED_S, _LOADED_S, _HOSTILE_S, _HOSTILE_MB = 3.0, 10.0, 1.0, 200.0
_FLAT = 1.25  # how much more the second half may take for each prompt than the first
_WORDS = (
    "window table river paper colour morning street letter garden shoe cup bread song stone cloud hand voice door tree light rain bus walk wool salt "
    "road hill lamp chair page line shape dot corner box bowl leaf bird cat coat train ship sea sand wall floor tea milk apple soup note word friend"
).split()
_VERBS = "take draw write find name hold look listen choose put keep send notice tell make place leave".split()


def run(folder: Path, scale: Scale) -> list[Row]:
    """The rows."""
    checked, loaded = scale.of(1_000, 50), scale.of(10_000, 200)
    repeats = scale.of(3, 1)
    few = [_measured(_library(folder / "few", checked)) for _ in range(repeats)]
    half = _measured(_library(folder / "half", loaded // 2))
    whole = [_measured(_library(folder / "whole", loaded)) for _ in range(repeats)]
    same = _measured(_library(folder / "same", loaded, alike=True))
    first, second = half["resident_mb"], median([each["resident_mb"] for each in whole]) - half["resident_mb"]
    flat = second / first
    few_s, whole_s = median([each["seconds"] for each in few]), median([each["seconds"] for each in whole])
    about = "English and German, three texts each, half of them with branches for du and Sie; every rule"
    return [
        Row(
            "i",
            f"{checked:,} prompts checked",
            f"{few_s:.2f} s",
            f"{few_s / checked * 1000:.2f} ms a prompt",
            f"< {_CHECKED_S:.0f} s",
            few_s < _CHECKED_S,
            f"Medians of {repeats}. {about}. {median([each['processor_seconds'] for each in few]):.2f} s of processor time.",
            {"runs": few},
        ),
        Row(
            "i",
            f"{loaded:,} prompts loaded",
            f"{whole_s:.1f} s, {first / (loaded // 2) * 1000:.1f} kB a prompt",
            f"memory of the second half {flat:.2f}x the first",
            f"< {_LOADED_S:.0f} s, flat",
            whole_s < _LOADED_S and (scale.quick or flat < _FLAT),
            f"The same, read, checked and put together. {median([each['processor_seconds'] for each in whole]):.1f} s of processor time. "
            f"As many near-copies of one prompt, the worst for the rule that finds them: {same['seconds']:.1f} s.",
            {"half": half, "runs": whole, "all_alike": same},
        ),
        _hostile(folder),
    ]


def _hostile(folder: Path) -> Row:
    told = judge_corpus(folder / "hostile")
    slowest, largest = max(told, key=lambda each: each["seconds"]), max(told, key=lambda each: each["peak_mb"])
    trouble = [each["name"] for each in told if each["trouble"] or each["status"]]
    return Row(
        "i",
        f"{len(told)} hostile files, each in a process of its own",
        f"slowest {slowest['seconds']:.2f} s, most memory {largest['peak_mb']:.0f} MB, {len(trouble)} tracebacks",
        "-",
        f"< {_HOSTILE_S:.0f} s, < {_HOSTILE_MB:.0f} MB, 0",
        slowest["seconds"] < _HOSTILE_S and largest["peak_mb"] < _HOSTILE_MB and not trouble,
        f"Slowest: {slowest['name']}; most memory: {largest['name']}, beside the checker's own.",
        {
            "slowest": slowest,
            "largest": largest,
            "median_s": median([each["seconds"] for each in told]),
            "trouble": trouble,
        },
    )


def _measured(library: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.bench.checking", str(library)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def _library(folder: Path, number: int, *, alike: bool = False) -> Path:
    if folder.is_dir():
        return folder
    folder.mkdir(parents=True)
    for n in range(number):
        chance = Random(0 if alike else n)
        (folder / f"p{n:05}.yaml").write_text(_prompt(n, chance), encoding="utf-8")
    return folder


def _prompt(number: int, chance: Random) -> str:
    def sentence() -> str:
        noun, verb = lambda: chance.choice(_WORDS), lambda: chance.choice(_VERBS)
        return f"{verb().title()} the {noun()} and {verb()} a {noun()} near your {noun()}."

    said = " ".join(sentence() for _ in range(4))
    gesagt = " ".join(sentence() for _ in range(4))
    return (
        f"# yaml-language-server: $schema=library.schema.json\nkind: prompt\nid: writing/p{number}\nmodality: writing\nintensity: 1\n"
        f"minutes: 8\nexpects: [text]\nevidence: Short lists.\ntext:\n  en:\n    title: Thing {number}\n    body: |\n"
        f"      {{{{ client.name }}}}, {said}\n      {sentence()}\n    aftercare: {sentence()}\n  de:\n    title: Ding {number}\n    body: |\n"
        f"      {{% if client.address == 'formal' %}}Schreiben Sie{{% else %}}Schreib{{% endif %}} {gesagt}\n    aftercare: {sentence()}\n"
    )


def _main(library: Path) -> None:
    import gc
    import time

    from core.prompts.library import load_library
    from tests.bench.measure import resident_mb

    load_library(Path(__file__).parents[2] / "config" / "starter" / "library")  # what is made once is not counted
    gc.collect()
    before, began, worked = resident_mb(), time.perf_counter(), time.process_time()
    found, faults = load_library(library)
    told = {"seconds": time.perf_counter() - began, "processor_seconds": time.process_time() - worked}
    gc.collect()
    told["resident_mb"] = resident_mb() - before
    assert found is not None, faults[:3]
    print(json.dumps({**told, "prompts": len(found.prompts), "warnings": len(faults)}))


if __name__ == "__main__":
    _main(Path(sys.argv[1]))
