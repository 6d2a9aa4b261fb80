#!/usr/bin/env python3
"""Counts the instructions that the kernels' passes take per firm and period, which no busy machine disturbs.

    instruction_counts.py PROGRAM           fails if a pass takes 3 % more or less than instruction_counts.json says
    instruction_counts.py PROGRAM --update "WHY"
                                            writes what they take now, and why that is so

PROGRAM is suanli_instruction_count. Valgrind knows no AVX-512, so it is the AVX2 path that is counted. Another compiler than
the one whose counts are kept writes other instructions: what it needs is only reported, and the exit code is 77, as it is on a
processor that has no AVX2.
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile

KEPT = pathlib.Path(__file__).with_suffix(".json")
PASSES = {"sweep": "the sweep of firms that invest in proportion", "first": "the first pass of firms that choose",
          "second": "the second pass of firms that choose (option)", "entry": "an entrant takes a place (all of them do)"}
CHANGE = 1.03  # what a change of a few instructions around the loop makes is below this, a lost fusion or a spill above
NOT_COMPARED = 77
FEW, MORE = 2, 102  # periods: what main does besides cancels out; what is done before it, by libraries too, is not counted


def count(program, name, periods):
    """Instructions executed in main, and what the program says of itself."""
    with tempfile.TemporaryDirectory(prefix="suanli-instructions-") as desk:
        done = subprocess.run(["valgrind", "--tool=callgrind", f"--callgrind-out-file={desk}/out", "--toggle-collect=main",
                               program, name, str(periods)], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            sys.exit(f"instructions: valgrind: {done.stdout}{done.stderr}")
        return int(re.search(r"Collected : (\d+)", done.stderr)[1]), done.stdout.split()


def main(program, *words):
    kept = json.loads(KEPT.read_text(encoding="utf-8"))
    found, changed = {}, []
    for name, meaning in PASSES.items():
        few, _ = count(program, name, FEW)
        more, (compiler, version, instruction_set, firms) = count(program, name, MORE)
        if instruction_set != "AVX2":
            print(f"instructions: valgrind runs {instruction_set} here, and the counts are those of AVX2: not compared")
            sys.exit(NOT_COMPARED)
        found[name] = round((more - few) / (MORE - FEW) / int(firms), 2)
        print(f"{meaning}: {found[name]} instructions a firm-step, kept: {kept['passes'].get(name)} of {kept['compiler']}")
        before = kept["passes"].get(name, 0)
        if not before / CHANGE <= found[name] <= before * CHANGE:
            changed.append(name)
    compiler = f"{compiler} {version}"
    if "--update" in words:
        if len(words) != 2:
            sys.exit('instructions: --update "WHY": say in a few words why they take what they take')
        kept = {"compiler": compiler, "why": words[1], "passes": found}
        KEPT.write_text(json.dumps(kept, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    elif compiler != kept["compiler"]:
        print(f"{compiler} wrote this: not compared")
        sys.exit(NOT_COMPARED)
    elif changed:
        sys.exit(f"instructions: {CHANGE - 1:.0%} from what is kept and more: {', '.join(changed)}. If fewer, or if more are worth "
                 f"it: {__file__} {program} --update \"WHY\"")


if __name__ == "__main__":
    main(*sys.argv[1:])
