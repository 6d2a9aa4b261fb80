#!/usr/bin/env python3
"""A corpus of scenarios that were made to do harm, or went wrong on their way, and the verdict on each.

    hostile_scenarios.py SUANLI SECONDS [DIRECTORY]      judges all of them; writes them into DIRECTORY as well, to be looked at

Each is given to `suanli validate`: it is taken, or refused with exit code 2 and words that name the file, the place and the
rule; in so many seconds of a processor, 256 MiB of memory, and without a control character on the terminal.
"""
import os
import pathlib
import re
import sys

import trials

SMALL = trials.SMALL
TAKEN = None  # a verdict: there is nothing to refuse
NOT_A_NUMBER = "tau = .* is not a number"


def small_with(old, new):
    assert SMALL.count(old) == 1, old
    return SMALL.replace(old, new)


def tau(value):
    return small_with("tau: 0.10", f"tau: {value}")


def line_with(addition):
    return small_with("tau: 0.10\n", f"tau: 0.10\n{addition}\n")


# Every kind gives (name, text or bytes, what is said of it).

def sound():
    yield "as it should be", SMALL, TAKEN
    yield "line ends of Windows", SMALL.replace("\n", "\r\n"), TAKEN
    yield "a comment in Chinese", "# 算力\n" + SMALL, TAKEN
    yield "a directive", "%YAML 1.2\n---\n" + SMALL + "...\n", TAKEN
    yield "quoted words", small_with("pricing: integrated", "pricing: 'integrated'"), TAKEN
    yield "maps in braces", small_with("household:\n  risk_aversion: 8\n  discount_rate: 0.03\n  euler: report\n  consumption: "
                                       "saddle_path\n", "household: {risk_aversion: 8, discount_rate: 0.03, euler: report, "
                                       "consumption: saddle_path}\n"), TAKEN
    yield "a mebibyte, with comments", SMALL + "#" * ((1 << 20) - len(SMALL) - 1) + "\n", TAKEN


def depth():
    for brackets in "[]", "{}":
        for levels in 17, 1000, 100_000:
            opened = "[" * levels if brackets == "[]" else "{a: " * levels
            yield f"{levels} levels of {brackets}", f"{opened}{brackets[1] * levels}\n", "more than 16 levels"
    indented = "".join(" " * level + "a:\n" for level in range(1000))
    yield "1000 levels by indentation", indented, "more than 16 levels"
    yield "100000 levels of lists in a line", "- " * 100_000 + "1\n", "more than 16 levels"
    yield "1000 levels never closed", "[" * 1000 + "\n", "1:1: a key must be a plain name"
    yield "17 levels inside a value", tau("[" * 17 + "]" * 17), "more than 16 levels"


def bombs():
    for factor, rounds in (2, 40), (4, 14), (10, 9):
        text = f"a0: &a0 [{', '.join(['x'] * factor)}]\n"
        for i in range(1, rounds):
            text += f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * factor)}]\n"
        yield f"aliases that are {factor}^{rounds} values", text, r"1:5: anchors \(&name\) are not allowed"
    yield "aliases that are a map of maps", "".join(
        f"a{i}: &a{i} {{l: *a{i - 1}, r: *a{i - 1}}}\n" if i else "a0: &a0 {x: 1}\n" for i in range(30)), "anchors"
    yield "60000 values", "- 1\n" * 60_000, "more than 50000 values"
    yield "80000 keys", "".join(f"k{i}: 1\n" for i in range(80_000)), "more than 50000 values"
    yield "a mebibyte of brackets", "[]," * 300_000 + "\n", "more than one document"
    yield "a key 100000 times", "tau: 1\n" * 100_000, "2:1: tau is given twice, first in line 1"
    yield "a scalar of a mebibyte", f"tau: {'9' * 1_000_000}\n", "1:6: tau = .* is not a number that a double can hold"
    yield "a quoted scalar of a mebibyte", f"tau: \"{'a' * 1_000_000}\"\n", NOT_A_NUMBER
    yield "a key of a mebibyte", f"{'k' * 1_000_000}: 1\n", "1:1000001: is not YAML: illegal map value"
    yield "a scalar folded over 100000 lines", "tau: >\n" + "  1\n" * 100_000, NOT_A_NUMBER
    yield "100000 escapes", f"tau: \"{chr(92)}x41\" \n".replace("\\x41", "\\x41" * 100_000), NOT_A_NUMBER
    yield "100000 comments", "# x\n" * 100_000 + SMALL, TAKEN
    yield "an exponent of a million digits", tau("1e" + "9" * 1_000_000), "5:6: tau = .* is not a number that a double can hold"
    yield "a mantissa of a million zeros", tau("0." + "0" * 900_000 + "1"), "5:6: tau = .* is not a number that a double can hold"


def cycles():
    yield "an anchor inside itself", "a: &a [*a]\n", "anchors"
    yield "a map inside itself", "a: &a {b: *a}\n", "anchors"
    yield "a key that is its own alias", "&a a: *a\n", "anchors"
    yield "two that hold each other", "a: &a [*b]\nb: &b [*a]\n", "1:4: anchors"
    yield "a merge of itself", "a: &a {<<: *a}\n", "anchors"


def repeated_and_merged():
    yield "a key twice", SMALL + "tau: 0.2\n", "tau is given twice, first in line 5"
    yield "a key twice, the same", SMALL + "tau: 0.10\n", "tau is given twice"
    yield "a key twice, quoted", SMALL + "'tau': 0.2\n", "tau is given twice"
    yield "a key twice, escaped", SMALL + "\"t\\x61u\": 0.2\n", "tau is given twice"
    yield "a key twice in braces", small_with("alpha: 0.80,", "alpha: 0.80, alpha: 0.81,"), "alpha is given twice"
    yield "a section twice", SMALL + "household: {risk_aversion: 3}\n", "household is given twice"
    yield "an industry twice", small_with("  finance: {alpha", "  internet: {alpha"), "internet is given twice"
    yield "a merge key", small_with("  risk_aversion", "  <<: {euler: report}\n  risk_aversion"), "merge keys"
    yield "a merge key of a list", line_with("<<: [{tau: 1}]"), "merge keys"
    yield "a merge key, quoted", line_with("'<<': {tau: 1}"), "6:1: merge keys"
    yield "an anchor", tau("&t 0.10"), r"anchors \(&name\) are not allowed"
    yield "an alias of nothing", tau("*t"), "not defined"
    yield "a tag", tau("!!float 0.10"), "tags"
    yield "a tag of Python", tau("!!python/object/apply:os.system ['touch owned']"), "tags"
    yield "a tag of one's own", tau("!include /etc/passwd"), "tags"
    yield "a verbatim tag", tau("!<tag:yaml.org,2002:float> 0.10"), "tags"
    yield "a tag without end", tau("!<tag 0.10"), "5:11: is not YAML: end of verbatim tag"
    yield "a tag handle that is declared", "%TAG ! tag:evil,2000:\n---\n" + tau("!x 0.1"), "7:6: tags"
    yield "a second document", SMALL + "---\ntau: 1\n", "more than one document"
    yield "an empty second document", SMALL + "---\n", "more than one document"
    yield "a thousand documents", "---\ntau: 1\n" * 1000, "more than one document"
    yield "a version of YAML to come", "%YAML 9.9\n---\n" + SMALL, "is not YAML"
    yield "a key that is a list", "[a, b]: 1\n", "a key must be a plain name"
    yield "a key that is a map", "? {a: 1}\n: 1\n", "a key must be a plain name"
    yield "a key of nothing", ": 1\n", "is not a name"
    yield "a question mark alone", "?\n", "2:1: '' is not a name"


def encodings():
    text = SMALL.encode()
    at = text.index(b"0.10\n") + 4  # behind the value of tau
    behind = {"a stray byte": b"\xff", "a continuation alone": b"\x80", "an overlong slash": b"\xc0\xaf",
              "an overlong zero": b"\xc0\x80", "an overlong of three": b"\xe0\x80\x80", "an overlong of four": b"\xf0\x80\x80\x80",
              "half a surrogate": b"\xed\xa0\x80", "a pair of surrogates": b"\xed\xa0\x80\xed\xb0\x80",
              "beyond U+10FFFF": b"\xf4\x90\x80\x80", "five bytes": b"\xf8\x88\x80\x80\x80", "a letter cut short": b"\xe7\xae",
              "Latin-1": "é".encode("latin-1"), "GBK": "算力".encode("gbk"), "Big5": "算力".encode("big5"),
              "Shift-JIS": "計".encode("shift-jis")}
    for name, data in behind.items():
        yield name, text[:at] + b" # " + data + text[at:], r"5:13: byte 0x[0-9a-f]{2} is not valid UTF-8"
    yield "UTF-16, little end first", SMALL.encode("utf-16"), "1:1: byte 0xff is not valid UTF-8"
    yield "UTF-16, big end first", b"\xfe\xff" + SMALL.encode("utf-16-be"), "1:1: byte 0xfe is not valid UTF-8"
    yield "UTF-16 without mark", SMALL.encode("utf-16-le"), "1:2: control character 0x00"
    yield "UTF-32", SMALL.encode("utf-32"), "1:1: byte 0xff is not valid UTF-8"
    yield "UTF-7", line_with("n+AOk-: 1"), "is not a name"
    yield "a byte order mark", b"\xef\xbb\xbf" + text, "1:1: a byte order mark"
    yield "a byte order mark inside", tau("0.10 # \ufeff"), "5:13: a byte order mark"
    yield "digits of full width", tau("０.１"), NOT_A_NUMBER
    yield "digits of Arabic", tau("٠.١"), NOT_A_NUMBER
    yield "a space that does not break", tau("\u00a00.1"), NOT_A_NUMBER
    yield "a minus that is a dash", tau("−0.1"), NOT_A_NUMBER
    yield "a letter that looks like another", line_with("tаu: 0.1"), "is not a name"
    yield "text that turns around", line_with("note: \u202e1"), "note is not a key"
    yield "a letter without width", line_with("t\u200bau: 0.1"), "is not a name"
    yield "an end of line of Unicode", small_with("tau: 0.10\n", "tau: 0.10\u2028synergyy: 1\n"), "5:19: is not YAML"
    yield "gzip", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03", "1:1: control character 0x1f"
    yield "a program", b"\x7fELF\x02\x01\x01" + bytes(64), "control character 0x7f"
    yield "a result file", b"\x89HDF\r\n\x1a\n" + bytes(64), "is an HDF5 file, as results are: this takes a scenario"


def control_characters():
    for code in [*range(9), 11, 12, *range(14, 32), 127]:
        yield f"control character {code}", tau(f"0.10 # {chr(code)}"), rf"5:13: control character 0x{code:02x} is not allowed"
    yield "a tab for indentation", small_with("  euler", "\teuler"), "10:1: a tab"
    yield "a tab behind a colon", tau("\t0.1"), "a tab"
    yield "a word that clears the screen", small_with("pricing: integrated", "pricing: \"\\e[2J\\a\""), r"\\x1b\[2J\\x07"
    yield "a key that clears the screen", line_with("\"\\e[2J\": 1"), r"'\\x1b\[2J' is not a name"
    yield "a number with a zero byte", tau("\"0.1\\0\""), NOT_A_NUMBER
    yield "a key with a line break", line_with("\"a\\nb\": 1"), r"'a\\nb' is not a name"


def at_end(text):
    """LINE:COLUMN behind a text."""
    last = text.split("\n")[-1]
    return f"{text.count(chr(10)) + 1}:{len(last) + 1}"


def truncations():
    for size in range(1, len(SMALL) - 1, len(SMALL) // 20):
        yield f"cut at byte {size}", SMALL[:size], f"{at_end(SMALL[:size])}: the last line does not end: the file may have been cut off"
    yield "cut before its last line break", SMALL[:-1], "the last line does not end"
    for name, text, said in (("a quote", "'", "5:6: the quote that begins here is never closed"),
                             ("a double quote", '"', "5:6: the quote that begins here is never closed"),
                             ("a bracket", "[", "6:8: is not YAML: end of sequence"), ("a brace", "{", "5:7: is not YAML: end of map")):
        yield f"{name} that is never closed", tau(text + "0.1"), said
    yield "a block that is never begun", tau("|"), NOT_A_NUMBER
    yield "an escape at the end", SMALL + 'note: "\\', "26:9: the last line does not end"
    yield "half of an escape", SMALL + 'note: "\\x4"\n', "is not YAML"
    yield "an escape that is none", SMALL + 'note: "\\q"\n', "is not YAML"
    yield "an escape beyond Unicode", SMALL + 'note: "\\UFFFFFFFF"\n', "is not YAML"
    yield "an escape that is half a surrogate", SMALL + 'note: "\\uD800"\n', "is not YAML"
    yield "nothing", "", "is empty"
    yield "a line break", "\n", "is empty"
    yield "a comment", "# nothing\n", "is empty"
    yield "a mark of a document", "---\n", "2:1: a scenario is a map of keys to values"
    yield "a number", "3\n", "a scenario is a map of keys to values"
    yield "a list", "- 1\n", "a scenario is a map of keys to values"
    yield "braces", "{}\n", "is missing"


def numbers():
    for value in (".nan", ".NaN", ".inf", "-.inf", "nan", "NaN", "inf", "infinity", "1O0", "0x1p-3", "0x10", "0o17", "0b1", "+0.1",
                  "1_000", "1,000", "0,1", "0.1 %", "1e", "1e-", "e1", "--1", "true", "0.1f", "1 2", "~", "null", "", "[0.1]",
                  "{a: 1}", "1/3", "0.1;", "$(id)", "`id`", "0100", "00.1", "1e400", "-1e400", "1e-400", "'0.1'", '"0.1"', "! 0.1",
                  "1.2.3", "0.1e0.1", "١", "Ⅳ", "1e+", ".", "-", "-.", "1..", "12:30:45", "2022-01-01", "<<", "=", "yes"):
        yield f"a number written {value!r}", tau(value), "5:6: is not YAML" if value in ("`id`", "-") else NOT_A_NUMBER
    for value in ("0", "1", "-0.0", "-0.1", "1e300", "1.0000000000000002"):
        yield f"a share of {value}", tau(value), r"tau = .*: must be in \(0, 1\)"
    yield "a share of 5e-324", tau("5e-324"), "economy national: no saddle path was found"
    yield "a share next to 1", tau("0.99999999999999989"), "economy national: balanced growth path refused"
    for value in ("0", "-1", "4.5", "1e10", "99999999999999999999", "1e308"):
        yield f"{value} replications", small_with("replications: 4", f"replications: {value}"), r"ensemble.replications = .*: must be"
    for value in ("-1", "9007199254740992", "18446744073709551616", "0.5"):
        yield f"seed {value}", small_with("seed: 7", f"seed: {value}"), "ensemble.seed = .*: must be"
    for value in ("1e-300", "1e-9", "0", "-0.25", "0.3", "2"):
        yield f"a step of {value}", small_with("step: 0.25", f"step: {value}"), (
            "1:38: time.step = .*(must be in|at most 1000000 can be run|must divide)")


def sizes():
    yield "a mebibyte and a byte", SMALL + "#" * ((1 << 20) - len(SMALL)) + "\n", "has 1048577 bytes, a scenario at most 1048576"
    yield "16 MiB of nothing", b"\0" * (16 << 20), "bytes, a scenario at most"
    yield "10^18 firms", small_with("count: 2400", "count: 1e18"), "firms.count = 1e18: must be"
    # `validate` takes these two, and says what memory they need; `run` refuses them.
    yield "as many firms as may be asked for", small_with("count: 2400", "count: 9e9"), TAKEN
    yield "10^9 replications of 41912 periods", small_with("replications: 4", "replications: 1e9").replace(
        "end: 2023, step: 0.25", "end: 12500, step: 0.25"), TAKEN
    yield "a million and one periods", small_with("end: 2023", "end: 252022.25"), (
        r"1:26: time.end = 252022.25: must be in \[1900, 12500\]")
    yield "9000 regions", small_with("regions:\n", "regions:\n" + "".join(
        f"  r{i}: {{expenditure_shares: {{internet: 0, finance: 0}}}}\n" for i in range(9000))), "more than 50000 values"
    yield "a snapshot 40001 times", SMALL + "record: {snapshots: [" + "2022, " * 40_000 + "2022]}\n", (
        "26:10: record.snapshots = 2022 after 2022: dates must rise")
    yield "a panel of 10^9", SMALL + "record: {panel: 1e9}\n", r"26:17: record.panel = 1e9: must be in \[0, 1000000\]"


def names():
    for name in ("north/../..", "../../etc/passwd", "/etc/passwd", "a b", "算力", "", "x" * 65, "a$(touch owned)", "a`id`", "a;id",
                 "a|id", "a&b", "a'b", "<script>", "a%n%s", "a*", "~", "a\\b", "-o", "a:b"):
        quoted = "'" + name.replace("'", "''") + "'"
        yield f"a region named {name[:20]!r}", small_with("  north:", f"  {quoted}:"), (
            TAKEN if name == "-o" else r"is not a name: use 1 to 64 of A-Z a-z 0-9 _ \. -")
    yield "a region named '-'", small_with("  north:", "  '-':"), "is not a name: YAML reads it as something else"
    yield "a region named of points", small_with("  north:", "  ...x:"), TAKEN
    yield "a region named ..", small_with("  north:", "  '..':"), TAKEN
    for key in ("tua", "houshold", "__proto__", "constructor", "base64"):
        yield f"a key {key}", line_with(f"{key}: 1"), f"{key} is not a key"


def bases():
    """Scenarios that stand on another file."""
    for name, path, said in (
            ("itself", "x.yaml", "1:7: base = x.yaml: a scenario cannot be based on itself"),
            ("a file of passwords", "/etc/passwd", "1:7: base = /etc/passwd: /etc/passwd:1:1: is not a scenario, or has a fault"),
            ("nothing", "none.yaml", "there is no such file"), ("a directory", ".", "is not a regular file"),
            ("a device", "/dev/zero", "is not a regular file"), ("a pipe", "pipe", "is not a regular file"),
            ("memory", "/proc/self/mem", "/proc/self/mem: is not a scenario, or has a fault"),
            ("a link round and round", "loop", "there is no such file"),
            ("a name with a line break", "a\\nb", "1:7: base: must be the name of a scenario file"),
            ("the root of the tree", "../../../../..", "is not a regular file"),
            ("another machine", "http://example.org/a.yaml", "there is no such file"), ("a home", "~/a.yaml", "no such file"),
            ("a variable", "$HOME", "there is no such file"), ("a command", "$(touch owned)", "there is no such file")):
        yield f"based on {name}", f'base: "{path}"\ntau: 0.2\n', said


def foreign_bases():
    """Files of somebody else's, of which a scenario that stands on them may quote nothing."""
    for name, text, place in (
            ("shadow", "root:*:20228:0:99999:7:::\nsecret:$6$secret$secret:20228:0:99999:7:::\n", ":1:1"),
            ("shadow with a space", "root: *:20228:0:99999:7:::\nsecret: $6$secret$secret:20228:0:99999:7:::\n", ":1:7"),
            ("keys and values", "user: secret\nsecret: 1\n", ":1:1"), ("a key of ours among them", "tau: 0.1\nsecret: 1\n", ":2:1"),
            ("names with spaces", "my secret: 1\nsecret two: 2\n", ":1:1"), ("a secret that is nested", "a:\n  secret: 1\n", ":1:1"),
            ("an anchor that is secret", "tau: *secret\n", ":1:6"), ("an escape", 'tau: "\\secret"\n', ":1:9"),
            ("a secret in quotes", "'secret'\n", ":1:1"), ("merge keys", "<<: {secret: 1}\n", ":1:1"),
            ("a secret twice", "secret: 1\nsecret: 2\n", ":1:1"), ("a secret tag", "tau: !secret [\n", ""),
            ("a line that is cut off", "secret", ":1:7"), ("two documents", "tau: 1\n---\nsecret: 1\n", ""),
            ("an empty file", "", "")):
        yield name, text, rf"1:7: base = \S+: \S+{place}: is not a scenario, or has a fault; "


def many_keys(letter, count, width=8):
    return "".join(f"{letter}{i:0{width}}: 1\n" for i in range(count))


def large_bases():
    """Scenarios that stand on large ones: (name, their files, what is said of the first)."""
    regions = ["r" + f"{i:06}" for i in range(7000)]
    below = SMALL + "".join(f"  {r}: {{tau: 0.1}}\n" for r in regions)
    too_many = "more than 50000 values, with those of the files that are based on it"
    yield "7000 keys left out that are not there", [
        "base: {1}\nwithout: [" + ", ".join("regions.q" + r for r in regions) + "]\n", below], r"and \d+ more faults"
    yield "7000 keys left out among long names", [
        "base: {1}\nwithout: [" + ", ".join("regions." + "q" * 40 + r for r in regions) + "]\n",
        below.replace("  r0", "  " + "q" * 56 + "r0")], r"and \d+ more faults"
    yield "all of 7000 regions left out", [
        "base: {1}\nwithout: [" + ", ".join("regions." + r for r in regions) + "]\n", below], TAKEN
    yield "7000 regions laid over others", [
        "base: {1}\nregions:\n" + "".join(f"  s{r}: {{tau: 0.1}}\n" for r in regions), below], too_many
    yield "7000 regions laid over themselves", [
        "base: {1}\nregions:\n" + "".join(f"  {r}: {{tau: 0.1}}\n" for r in regions), below], too_many
    yield "a key of 400000 dots left out", ["base: {1}\nwithout: [" + "regions." * 100_000 + "]\n", SMALL], "is not given by"
    yield "strange keys over strange keys", ["base: {1}\n" + many_keys("a", 24_000), many_keys("b", 24_000)], too_many
    yield "five large files", [
        f"base: {{{i + 1}}}\n" + many_keys(f"k{i}", 20_000) for i in range(4)] + [many_keys("k", 20_000)], too_many


def designs():
    """Ensembles over more points than anybody can look at."""
    def design(text, scenario=SMALL):
        return scenario + "design:\n" + text

    sigma = "  varied:\n    sigma: {key: household.risk_aversion, low: 6, high: 10}\n"
    once = SMALL.replace("replications: 4", "replications: 1")
    for method in "sobol", "saltelli", "morris":
        points = {"sobol": "1000000000", "saltelli": "300000000", "morris": "500000000"}[method]
        yield f"as many points of {method} as there may be", design(f"  method: {method}\n  points: {points}\n" + sigma, once), TAKEN
    yield "10^9 points four times", design("  points: 1000000000\n" + sigma), "more than 1000000000 in all"
    yield "a Latin hypercube of 10^9", design("  method: latin_hypercube\n  points: 1000000000\n" + sigma, once), (
        r"2[78]:\d+: design.points = 1000000000 with 1 parameters that vary: a Latin hypercube has at most 1048576 values")
    yield "the largest Latin hypercube", design("  method: latin_hypercube\n  points: 1048576\n" + sigma, once), TAKEN
    yield "a grid of 10^9", design("  method: grid\n  varied:\n" + "".join(
        f"    v{i}: {{key: {key}, low: 0.01, high: 0.02, levels: 1000}}\n" for i, key in enumerate((
            "household.discount_rate", "tau", "technology.depreciation"))), once), TAKEN
    yield "10^9 points outside", design("  points: 1000000000\n" + sigma.replace("low: 6", "low: -6"), once), (
        r"sigma.key = household.risk_aversion: is .* \(and outside at \d+ of \d+ points looked at, of 1000000000 in all\): must be in")
    yield "20000 points of words", design(
        "  points: 20000\n  varied:\n    rule: {key: household.euler, distribution: discrete, words: [report, integrated]}\n"), (
            "rule.key = household.euler: cannot be integrated")
    yield "10^8 points of words", design("  points: 100000000\n  varied:\n    rule: {key: pricing, distribution: discrete, "
                                         "words: [report, integrated]}\n", once), TAKEN
    yield "20000 words", design("  points: 20000\n  varied:\n    rule: {key: pricing, distribution: discrete, words: ["
                                + "report, " * 20_000 + "report]}\n"), TAKEN
    keys = [f"industries.i{i:04}.alpha" for i in range(2500)]
    yield "2500 parameters that vary", design("  points: 100\n  varied:\n" + "".join(
        f"    v{i}: {{key: {key}, low: 0.1, high: 0.2}}\n" for i, key in enumerate(keys))), "2500 parameters: at most 500 may vary"
    yield "500 parameters that are none", design("  points: 100\n  varied:\n" + "".join(
        f"    v{i}: {{key: {key}, low: 0.1, high: 0.2}}\n" for i, key in enumerate(keys[:500]))), "is no key of this scenario"
    many = SMALL.replace("finance: 0.4", "finance: 0.1") + "".join(
        f"  r{i:04}:\n    expenditure_shares: {{internet: 0.00005, finance: 0.00005}}\n" for i in range(3000))
    yield "10^8 points of 3002 regions", design("  points: 100000000\n" + sigma, many.replace(
        "replications: 4", "replications: 1")), TAKEN
    for count, said in (64, "of the design: "), (500, "at most 64 may go together"):
        varied = "".join(f"    v{i}: {{key: regions.r{i:04}.expenditure_shares.internet, low: 0.1, high: 0.2}}\n"
                         for i in range(count))
        pairs = "".join(f"    p{i}: {{first: v{i}, second: v{i + 1}, correlation: 0.3}}\n" for i in range(count - 1))
        yield f"{count} parameters that go together", design(
            f"  points: 1000000\n  varied:\n{varied}  correlations:\n{pairs}", many), said


KINDS = (sound, depth, bombs, cycles, repeated_and_merged, encodings, control_characters, truncations, numbers, sizes, names, bases,
         designs)


def with_files(directory):
    """Scenarios that stand on files of their own, as (kind, name, verdict, path, what must not be said)."""
    for number, (name, text, verdict) in enumerate(foreign_bases()):
        (directory / f"foreign-{number}").write_text(text, encoding="utf-8")
        path = directory / f"foreign-{number}.yaml"
        path.write_text(f"base: {directory / f'foreign-{number}'}\ntau: 0.2\n", encoding="utf-8")
        yield "foreign_bases", name, verdict, path.name, "secret"
    for number, (name, texts, verdict) in enumerate(large_bases()):
        files = [f"large-{number}-{i}.yaml" for i in range(len(texts))]
        for i, text in enumerate(texts):
            below = files[min(i + 1, len(files) - 1)]
            (directory / files[i]).write_text(text.replace(f"{{{i + 1}}}", below, 1), encoding="utf-8")
        yield "large_bases", name, verdict, files[0], None


def corpus():
    return [(kind.__name__, *case) for kind in KINDS for case in kind()]


def paths(suanli, directory):
    """Places that are no files of a scenario."""
    for path, said in (("none.yaml", "there is no such file"), (".", "is not a regular file"), ("pipe", "is not a regular file"),
                       ("/dev/zero", "is not a regular file"), ("/dev/stdin", "is not a regular file"),
                       ("loop", "there is no such file"), ("x" * 5000, "there is no such file"),
                       ("a\x1b[2J.yaml", "there is no such file"), ("/proc/self/mem", "is empty")):
        yield path[:20], trials.run([suanli, "validate", path], directory), said


def fault_of(most, kind, name, verdict, outcome):
    """What is wrong with how the program took a scenario, if anything is; `most`: seconds of a processor."""
    said, lines = outcome.out + outcome.err, outcome.err.count("\n")
    if outcome.hung:
        return "no end"
    if outcome.code == 0 and verdict is not TAKEN:
        return "taken"
    if outcome.code != 0 and (verdict is TAKEN or outcome.code != 2 or not re.search(verdict, outcome.err)):
        return f"exit code {outcome.code}, {said[:300]!r} instead of {verdict!r}"
    unplaced = [line for line in outcome.err.splitlines() if not re.match(r"\S*(yaml|mem):|and \d+ more faults$", line)]
    if unplaced and kind != "paths":
        return f"lines that do not name the file: {unplaced[:2]}"
    if outcome.worked >= most or outcome.peak >= 256 * trials.MEBIBYTE:
        return f"{outcome.worked:.1f} s of a processor, {outcome.peak / trials.MEBIBYTE:.0f} MiB"
    if trials.CONTROL.search(said):
        return f"control characters: {said[:300]!r}"
    return f"{lines} lines" if lines > 2000 else None


def main():
    suanli, most, *kept = sys.argv[1:]
    cases = corpus()
    with trials.scratch() as base:
        os.mkfifo(base / "pipe")
        (base / "loop").symlink_to("loop")

        def work(item):
            number, (kind, name, text, verdict) = item
            data = text if isinstance(text, bytes) else text.encode()
            file = base / ("x.yaml" if name == "based on itself" else f"{number}.yaml")
            file.write_bytes(data)
            if kept:
                (pathlib.Path(kept[0]) / f"{kind}-{number:03}.yaml").write_bytes(data)
            return kind, name, verdict, trials.run([suanli, "validate", file.name], base)

        judged = list(trials.side_by_side(work, enumerate(cases)))
        others = list(with_files(base))
        judged += list(trials.side_by_side(
            lambda case: (*case[:3], trials.run([suanli, "validate", case[3]], base)), others))
        quoted = [case[1] for case, (*_, said) in zip(others, judged[-len(others):]) if case[4] and case[4] in said.out + said.err]
        trials.require(not quoted, f"quoted from files that are no scenarios: {quoted}")
        judged += [("paths", name, verdict, said) for name, said, verdict in paths(suanli, base)]
        faults = [f"{case[0]}: {case[1]}: {fault}" for case in judged if (fault := fault_of(float(most), *case))]
        trials.require(not faults, "\n".join(faults))
        trials.require(not (base / "owned").exists(), "a scenario's text reached a shell")
    slowest, largest = max(case[3].worked for case in judged), max(case[3].peak for case in judged)
    trials.require(len(judged) >= 150, f"only {len(judged)} scenarios")
    print(f"hostile scenarios: {len(judged)} of {len(KINDS) + 3} kinds, each with the verdict that it should have; slowest "
          f"{slowest:.2f} s of a processor, most memory {largest / trials.MEBIBYTE:.0f} MiB")


if __name__ == "__main__":
    main()
