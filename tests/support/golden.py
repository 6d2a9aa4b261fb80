#!/usr/bin/env python3
"""Two years of shipped scenarios, and their steady states, are what they were, to the last bit: on this machine as it is, and
with a C library that takes it for one without fused multiply-add.

    golden.py SUANLI SCENARIOS                  compares with golden.json
    golden.py SUANLI SCENARIOS --update "WHY"   writes what they are now, and why that is so
"""
import json
import pathlib
import sys

import trials

KEPT = pathlib.Path(__file__).with_suffix(".json")
SCENARIOS = ("reference", "regional", "baseline", "facts")
TWO_YEARS = ["--replications", "2", "--firms", "2000", "--set", "time.end=2024"]
PROCESSORS = {"as it is": "", "without fused multiply-add": "glibc.cpu.hwcaps=-FMA,-FMA4,-AVX2,-AVX512F"}


def found_of(suanli, scenario, tunables):
    environment = dict(trials.ENVIRONMENT, GLIBC_TUNABLES=tunables)

    def said(*words):
        outcome = trials.run([suanli, *words], directory, env=environment)
        trials.require(outcome.code == 0, f"{words}: {outcome.code} {outcome.err}")
        return outcome.out

    with trials.scratch() as directory:
        said("run", scenario, "-o", "a.h5", *TWO_YEARS)
        economies = json.loads(said("steady-state", scenario, "--json"))["economies"]
        return {"digest": said("digest", "a.h5").strip(),
                "steady_state": {economy["name"]: {key: economy[key] for key in ("g", "r", "kappa", "y", "c")}
                                 for economy in economies}}


def main():
    suanli, scenarios, *words = sys.argv[1:]
    suanli, scenarios = pathlib.Path(suanli).resolve(), pathlib.Path(scenarios).resolve()
    found = {processor: {name: found_of(suanli, scenarios / f"{name}.yaml", tunables) for name in SCENARIOS}
             for processor, tunables in PROCESSORS.items()}
    if words:
        trials.require(words[0] == "--update" and len(words) == 2, '--update "WHY": say in a few words why they are others')
        KEPT.write_text(json.dumps({"why": words[1], "two_years": found["as it is"]}, indent=2) + "\n", encoding="utf-8")
    kept = json.loads(KEPT.read_text(encoding="utf-8"))["two_years"]
    for processor, results in found.items():
        for name, result in results.items():
            trials.require(result == kept[name], f"{name}.yaml, a processor {processor}: {result} instead of {kept[name]}. If "
                           f'that is meant: {__file__} {suanli} {scenarios} --update "WHY"')
    print(f"golden: two years and the steady states of {len(SCENARIOS)} scenarios are those recorded, with and without fused "
          "multiply-add in the C library")


if __name__ == "__main__":
    main()
