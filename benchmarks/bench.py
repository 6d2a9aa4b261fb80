#!/usr/bin/env python3
"""Asks every question of benchmarks/ once, one after another, on this machine.

    python3 benchmarks/bench.py build/release

Prints the tables, and writes all that was measured to build/release/benchmarks.json: the machine, the date, every repetition
of the C++ programs as Google Benchmark writes them, and the numbers of the others.
"""
import json
import os
import pathlib
import platform
import re
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
PYTHON = "/usr/bin/python3"  # that of the system's packages, numpy among them


def machine():
    cpu = pathlib.Path("/proc/cpuinfo")
    text = cpu.read_text(encoding="utf-8") if cpu.exists() else ""
    model = re.search(r"^model name\s*: (.*)$", text, re.MULTILINE)
    return {"processor": model[1] if model else platform.processor(), "processors": os.cpu_count(),
            "vectors": "AVX-512" if re.search(r"\bavx512f\b", text) else "AVX2" if re.search(r"\bavx2\b", text) else "",
            "system": platform.platform(), "date": time.strftime("%Y-%m-%d"), "load": os.getloadavg()}


def cpp(program):
    """Shows the table of a C++ program, and answers its repetitions."""
    with tempfile.TemporaryDirectory() as name:
        out = pathlib.Path(name, "out.json")
        subprocess.run([program, f"--benchmark_out={out}", "--benchmark_out_format=json"], check=True)
        return json.loads(out.read_text(encoding="utf-8"))["benchmarks"]


def python(script, *arguments):
    """Shows what a script prints, and answers it."""
    said = subprocess.run([PYTHON, HERE / script, *arguments], check=True, capture_output=True, text=True).stdout
    print(said, end="")
    return said


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    suanli, scenarios = build / "suanli", HERE.parent / "scenarios"
    measured = {"machine": machine()}
    print(json.dumps(measured["machine"]))
    for program in sorted(source.stem for source in HERE.glob("*.cpp") if (build / "benchmarks" / source.stem).exists()):
        print(f"\n==== {program}", flush=True)
        measured[program] = cpp(build / "benchmarks" / program)
    for script, arguments in [("firm_step_numpy.py", []), ("start_up.py", [suanli, scenarios / "quick.yaml"]),
                              ("ensembles.py", [suanli, scenarios / "quick.yaml"])]:
        print(f"\n==== {script}", flush=True)
        measured[script] = python(script, *arguments)
    (build / "benchmarks.json").write_text(json.dumps(measured, indent=1), encoding="utf-8")
    print(f"\nAll repetitions: {build / 'benchmarks.json'}")


if __name__ == "__main__":
    main()
