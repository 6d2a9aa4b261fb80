#!/usr/bin/env python3
"""Names scenarios and results as nobody should: what the program writes stays where the user said, or where it says that it
writes unless told otherwise, and no name or text reaches a shell.

    places_of_output.py SUANLI SHIM [COUNT]      all names, or the first so many

The shim (killat.c) logs every file that is opened to be made, written, named, made or removed.
"""
import contextlib
import os
import pathlib
import pty
import re
import subprocess
import sys

import trials

NAMES = ("\x1b[2J", "$(touch owned)", "-rf", "a;touch owned", "a b", "`touch owned`", "a|touch owned", "a&touch owned",
         "a\ntouch owned", "a'b", 'a"b', "--help", "%s%n%x", "a*?[b]", "~", "~root", "..a", "a\\b", "算力", "<script>alert(1)<",
         "a\t", " ", "#a", "{a,b}", "!!", "a" * 200)
READERS = ("check", "summary", "digest")  # which write nothing
REGIONS = ("x.-_X", "..")  # the worst that a scenario may name something
OUR_COLOURS = re.compile("\x1b\\[(0|1|32|36|1;31)m")


def on_terminal(words, directory):
    """What a command answers on a terminal."""
    terminal, end = pty.openpty()
    process = subprocess.Popen(words, cwd=directory, stdin=subprocess.DEVNULL, stdout=end,
                               env=dict(trials.ENVIRONMENT, TERM="xterm"))
    os.close(end)
    heard = b""
    with contextlib.suppress(OSError):  # nobody writes there any more
        while more := os.read(terminal, 65536):
            heard += more
    os.close(terminal)
    process.wait()
    return heard.decode()


def main():
    suanli, shim, *count = sys.argv[1:]
    names = NAMES[:int(count[0])] if count else NAMES
    files = 0
    with trials.scratch() as base:
        log = base / "writes"

        def expect_inside(directory, words):
            """Every write lies below the directory, which is where the command was told to write."""
            log.unlink(missing_ok=True)
            said = trials.run([suanli, *words], directory, env=dict(trials.ENVIRONMENT, LD_PRELOAD=shim, KILL_LOG=str(log)))
            trials.require(said.code == 0, f"{words}: exit code {said.code}: {said.err!r}")
            # To a file or another program, other answers have a name as it was given: tests/RELIABILITY.md.
            heard = said.err + said.out if words[0] in ("run", "export", "task", "merge") else said.err
            trials.require("\x1b" not in heard, f"{words}: control characters: {heard!r}")
            written = 0
            for line in log.read_text(encoding="utf-8").split("\n") if log.exists() else []:
                number, _, rest = line.partition(" ")
                name = rest.partition(" ")[2]
                if not number.isdigit():
                    continue  # the rest of a name with a line break
                written += 1
                place = pathlib.Path(os.path.normpath(directory / name))
                trials.require(place.is_relative_to(directory), f"{words}: writes {name}")
            trials.require((written > 0) == (words[0] not in READERS), f"{words}: {written} writes were seen")

        for number, name in enumerate(names):
            directory = base / str(number)
            directory.mkdir()
            region = REGIONS[number % len(REGIONS)]
            (base / "a.yaml").write_text(trials.SITED.replace("south", region), encoding="utf-8")
            result, page = f"./{name}.h5", f"./{name}.html"
            expect_inside(directory, ["run", "../a.yaml", "-o", result])
            trials.require([path.name for path in directory.iterdir()] == [f"{name}.h5"], f"{name!r}: {list(directory.iterdir())}")
            commands = [["check", result], ["summary", result], ["digest", result], ["report", result, "-o", page],
                        ["export", result, "--csv", f"./{name}"],
                        ["calibrate", "../a.yaml", "--target", "g=0.04", "--vary", "household.risk_aversion", "-o", f"./{name}.yaml"],
                        ["run", f"./{name}.yaml", "-o", f"./{name}.again.h5"], ["run", f"./{name}.yaml"],
                        ["report", f"./{name}.again.h5"],
                        ["compare", "../a.yaml", f"./{name}.yaml", "-o", f"./{name}.c.h5", "--csv", f"./{name}.c"],
                        ["export", f"./{name}.c.h5", "--csv", f"./{name}.c"], ["report", f"./{name}.c.h5", "-o", page],
                        ["stress", f"./{name}.yaml", "--impulse", "productivity", "-o", f"./{name}.s.h5", "--csv", f"./{name}.s",
                         "--chart", f"./{name}.svg"],
                        ["distribution", result, f"./{name}.again.h5", "-o", f"./{name}.d.h5", "--csv", f"./{name}.d"],
                        ["export", f"./{name}.d.h5", "--csv", f"./{name}.d"],
                        ["figure-7", f"./{name}.yaml", "-o", f"./{name}.f"], ["figure-7", f"./{name}.yaml"]]
            expected = {f"{name}{end}" for end in (".h5", ".html", "", ".yaml", ".again.h5", ".again.html", ".c", ".c.h5", ".s",
                                                   ".s.h5", ".svg", ".d", ".d.h5", ".f")} | {"results"}
            usual = {f"{name}.h5", "figure-7.csv", "figure-7.svg"}
            if not set(name) & set("%\\\n"):  # which Slurm cannot have in the names of logs: submit refuses them
                commands += [["submit", "../a.yaml", "--tasks", "2", "-o", f"./{name}.job"], ["task", f"./{name}.job", "1-2"],
                             ["merge", f"./{name}.job", "-o", f"./{name}.merged.h5"],
                             ["submit", f"./{name}.yaml", "--tasks", "2"], ["task", f"results/{name}", "1-2"]]
                expected |= {f"{name}.job", f"{name}.merged.h5"}
                usual.add(name)
            for words in commands:
                expect_inside(directory, words)
            if "\x1b" in name:
                for words in (["check", result], ["summary", result], ["report", result, "-o", page]):
                    heard = on_terminal([suanli, *words], directory)
                    trials.require("\\x1b" in heard and "\x1b" not in OUR_COLOURS.sub("", heard),
                                   f"{words}: on a terminal: {heard!r}")
            found = {path.name for path in directory.iterdir()}
            trials.require(found == expected, f"{name!r}: {found ^ expected}")
            in_results = {path.name for path in (directory / "results").iterdir()}
            trials.require(in_results == usual, f"{name!r}: {in_results ^ usual}")
            trials.require(b"<script>alert(1)<" not in (directory / f"{name}.html").read_bytes(), f"{name!r}: a page is not safe")
            files += len(found) + len(in_results)
        trials.require(not list(base.rglob("owned*")), "a name reached a shell")
    print(f"places of output: {len(names)} names, {files} files and folders, 18 to 23 commands each: every write was where it was "
          "asked for, and nothing else was started")


if __name__ == "__main__":
    main()
