#!/usr/bin/env python3
"""Gives the program result files that were made to do harm: it may refuse them in one line, and nothing else.

    hostile_results.py SUANLI N [SEED]

Of N files nine tenths are the program's own with bytes changed: a tenth of these as they are; the others with their
seals made anew, and most of them with HDF5's checksums too, so that HDF5 takes what it reads for sound. The others are
files that HDF5 itself has written, with the wrong contents: of each kind, then of two kinds at once. Each goes to
check, summary, report and digest; these last, and a tenth of the others, also to distribution, sensitivity, facts and
backtest; a tenth of all also to export and validate, and, in the place of a part, to merge and to a run that goes on. A
fifth as many parts and states follow (hostile_parts.py).
"""
import collections
import contextlib
import ctypes
import lzma
import pathlib
import random
import re
import shutil
import struct
import sys

import h5py
import numpy

import hostile_parts
import trials

SEAL = struct.Struct("<8sQQQ")
# Four rows of a design, of which everything is recorded: whatever reads results has something to read.
RECORDED = trials.SITED.replace("replications: 4", "replications: 1") + """\
record: {distributions: {every: 1}, snapshots: [2022.5], panel: 3}
design:
  method: sobol
  points: 4
  varied: {caution: {key: household.risk_aversion, low: 6, high: 10}}
"""
CRASHED, LATER, ENDLESS = "HDF5 crashed on it", "suanli crashed after HDF5 had read it", "HDF5 does not come to an end of it"
# What the C library says before it ends a program whose memory was spoilt; while HDF5 reads it is not heard.
SPOILT = re.compile(r"(free|malloc|realloc|munmap_chunk|double free|corrupted|malloc_consolidate)\b[^\n]*\n(?=[^\n]*" + LATER + ")")


def checksum(data):
    """CRC-64/XZ, which stands in an .xz file between the packed data and the index."""
    packed = lzma.compress(data, format=lzma.FORMAT_XZ, check=lzma.CHECK_CRC64, preset=0)
    index = len(packed) - 12 - 4 * (struct.unpack_from("<I", packed, len(packed) - 8)[0] + 1)
    return struct.unpack_from("<Q", packed, index - 8)[0]


def sealed(body, head):
    """A file that says of itself that it is as it was written."""
    head = min(head, len(body))
    start = struct.pack("<8sQQ", b"SUANLI\r\n", len(body), head)
    return bytes(body) + start + struct.pack("<Q", checksum(bytes(body[:head]) + start))


class Structures:
    """Those of a file that HDF5 puts checksums on: [start, size of what is summed]."""

    MARKS = (b"OHDR", b"OCHK", b"FRHP", b"FHDB", b"FHIB", b"BTHD", b"BTLF", b"BTIN", b"EAHD", b"EAIB", b"EASB", b"EADB",
             b"FAHD", b"FADB")

    def __init__(self, body):
        maps = pathlib.Path("/proc/self/maps").read_text(encoding="utf-8")  # the library of h5py
        self.sum = ctypes.CDLL(re.search(r"/\S*libhdf5(?!\S*_hl)\S*", maps)[0]).H5_checksum_metadata
        self.sum.argtypes, self.sum.restype = [ctypes.c_char_p, ctypes.c_size_t, ctypes.c_uint32], ctypes.c_uint32
        starts = sorted(at for mark in self.MARKS for at in places(body, mark)) + [len(body)]
        self.all = [(start, size) for start, end in zip(starts, starts[1:])
                    for size in [self.size_of(body[start:min(end, start + 1200)])] if size]

    def size_of(self, block):
        return next((size for size in range(8, len(block) - 3)
                     if self.sum(block[:size], size, 0) == struct.unpack_from("<I", block, size)[0]), None)

    def renew(self, body, start, size):
        struct.pack_into("<I", body, start + size, self.sum(bytes(body[start:start + size]), size, 0))


def places(body, mark):
    at = -1
    while (at := body.find(mark, at + 1)) >= 0:
        yield at


def scribble(body, first, end, lots):
    """One to eight bytes of [first, end): all ones, zeros, anything, or with a bit flipped."""
    at = lots.randrange(first, end)
    how = lots.randrange(4)
    for i in range(at, min(at + lots.choice([1, 1, 2, 4, 8]), end)):
        body[i] = (0xFF, 0, lots.randrange(256), body[i] ^ 1 << lots.randrange(8))[how]


class Mutants:
    """Files that differ from a sound one."""

    def __init__(self, path):
        whole = path.read_bytes()
        self.body, self.head = whole[:-SEAL.size], SEAL.unpack(whole[-SEAL.size:])[2]
        trials.require(sealed(self.body, self.head) == whole, "a seal is made in another way")
        self.structures = Structures(self.body)
        self.whole = whole

    def one(self, number, lots):
        """Its kind, and its bytes."""
        kind = ("as it is", "sealed", "sealed", "cut, sealed", *["summed, sealed"] * 6)[number % 10]
        if kind == "as it is":
            body = bytearray(self.whole)
            scribble(body, 0, self.head, lots)
            return kind, bytes(body)
        body = bytearray(self.body)
        if kind == "sealed":
            scribble(body, 0, self.head, lots)
        elif kind == "cut, sealed":
            del body[lots.randrange(8, len(body)):]
        else:
            for _ in range(lots.choice([1, 1, 2, 4])):
                start, size = lots.choice(self.structures.all)
                scribble(body, start + 4, start + size, lots)
                self.structures.renew(body, start, size)
        return kind, sealed(body, self.head)


def contents(path, victim):
    """Kinds of sound HDF5 files with contents that no result has; each changes a copy of `path` with h5py."""
    def replaced(file, name, **data):
        file.move(name, name + "_old")
        return file.create_dataset(name, **data)

    def giant(file):
        parameters = file["provenance"].attrs["parameters"]
        file["provenance"].attrs["parameters"] = re.sub(r"(?m)^(firms:\n(?:  .*\n)*?  count: ).*$", r"\g<1>9000000000", parameters)

    def group_in_itself(file):
        for i in range(12):
            file["national"][f"again{i}"] = file["national"]

    def external_values(file):
        del file["national/output"]
        file.create_dataset("national/output", (4, 5), "f8", external=[(str(victim), 0, 160)])

    def virtual_values(file):
        layout = h5py.VirtualLayout((4, 5), "f8")
        layout[:] = h5py.VirtualSource(str(path), "national/consumption", shape=(4, 5))
        del file["national/output"]
        file.create_virtual_dataset("national/output", layout)

    def many_names(file):
        values = file.create_dataset("many/0", data=numpy.zeros(1 << 23), chunks=(1 << 20,), compression=9)
        for i in range(1, 60):
            file[f"many/{i}"] = values

    def over(file, *dimensions):
        shape = [len(file[name]) for name in dimensions]
        variable = file.create_dataset("national/more", data=numpy.ones(shape))
        for axis, name in zip(variable.dims, dimensions):
            axis.attach_scale(file[name])

    def whole_years(file):
        file["when"] = numpy.arange(3)
        file["when"].make_scale("when")
        file["when"].attrs["units"] = "year"
        over(file, "when")

    def many_attributes(file):
        for i in range(3000):
            file["national"].attrs[f"note{i}"] = "x"

    def attribute(place, name, value):
        return lambda file: file[place].attrs.__setitem__(name, value)

    def without(name):
        return lambda file: file.__delitem__(name)

    kinds = {
        "no groups at all": lambda file: [file.__delitem__(name) for name in list(file)],
        "a group less": without("provenance"),
        "no parameters": lambda file: file["provenance"].attrs.__delitem__("parameters"),
        "parameters that are none": attribute("provenance", "parameters", "tau: [\n"),
        "parameters of more firms than there is memory for": giant,
        "parameters that are a bomb": attribute("provenance", "parameters", "a: &a [*a, *a]\n"),
        "parameters without end": attribute("provenance", "parameters", "x" * 60000),
        "a text where a number should be": attribute("/", "schema_version", "nine"),
        "the schema of tomorrow": attribute("/", "schema_version", 2 ** 62),
        "a negative schema": attribute("/", "schema_version", -1),
        "a number where a text should be": attribute("national/output", "units", 3.5),
        "a list where a text should be": attribute("national/output", "units", numpy.arange(5)),
        "no units": lambda file: file["national/output"].attrs.__delitem__("units"),
        "a text that clears the screen": attribute("national/output", "long_name", "\x1b[2J\x1b]0;owned\x07\u009b31m"),
        "a title that writes over itself": attribute("/", "title", "a\rverdict         pass"),
        "a title of two lines": attribute("/", "title", "a\n  verdict         pass"),
        "a meaning of two lines": attribute("national/output", "long_name", "fine\nm.h5: all rows pass"),
        "failures that repeat": attribute("provenance", "failures", "0: x\n" * 9),
        "failures of all": attribute("provenance", "failures", "0: x\n1: x\n2: x\n3: x\n"),
        "failures of none": attribute("provenance", "failures", "18446744073709551615: x\n"),
        "an attribute of two lines": attribute("national/output", "two\nlines", numpy.arange(5)),
        "a region of two lines": lambda file: file["region"].__setitem__(0, "two\nlines"),
        "a unit that breaks a page": attribute("national/output", "units", "</script><script>alert(1)</script>"),
        "a name that clears the screen": lambda file: file["national"].create_dataset("\x1b[2J", data=1.0),
        "a name that is a path": lambda file: file["national"].create_dataset("..", data=1.0),
        "a name that is long": lambda file: file["national"].create_dataset("x" * 30000, data=1.0),
        "a name that is not UTF-8": lambda file: file["national"].create_dataset(b"\xff\xfe", data=1.0),
        "texts for numbers": lambda file: replaced(file, "national/output", data=[b"a", b"b"]),
        "a scalar for a series": lambda file: replaced(file, "national/output", data=1.0),
        "a series of one date": lambda file: replaced(file, "national/output", data=numpy.ones((4, 1))),
        "firms at one date": lambda file: replaced(file, "growth_histogram/survivors", data=numpy.ones((4, 1, 3))),
        "a design of more rows": lambda file: replaced(file, "national/output", data=numpy.ones((4000, 5))),
        "a series over replications twice": lambda file: over(file, "replication", "replication", "region"),
        "a series over replications last": lambda file: over(file, "region", "replication"),
        "dates that are whole years": whole_years,
        "values of sixty names": many_names,
        "nothing for a series": lambda file: replaced(file, "national/output", shape=(0, 0), dtype="f8"),
        "a series of another length": lambda file: replaced(file, "national/output", data=numpy.ones((9, 9))),
        "a series of many axes": lambda file: replaced(file, "national/output", data=numpy.ones((1,) * 30)),
        "complex numbers": lambda file: replaced(file, "national/output", data=numpy.ones((4, 5), complex)),
        "references for numbers": lambda file: replaced(file, "national/output", data=[file["national"].ref] * 3,
                                                        dtype=h5py.ref_dtype),
        "more values than there are": lambda file: replaced(file, "national/output", shape=(1 << 40, 1 << 20), dtype="f8",
                                                            chunks=(1024, 1024)),
        "a bomb": lambda file: replaced(file, "national/output", data=numpy.zeros((4, 3 << 20)), compression="gzip",
                                        chunks=(4, 1 << 18)),
        "dates that are texts": lambda file: replaced(file, "time", data=[b"now"]),
        "dates that are no numbers": lambda file: file["time"].write_direct(numpy.full(file["time"].shape, numpy.nan)),
        "dates that go back": lambda file: file["time"].write_direct(numpy.sort(file["time"][:])[::-1].copy()),
        "values that are no numbers": lambda file: file["national/output"].write_direct(numpy.full((4, 5), numpy.nan)),
        "values beyond all numbers": lambda file: file["national/output"].write_direct(numpy.full((4, 5), numpy.inf)),
        "values as large as they go": lambda file: file["national/output"].write_direct(numpy.full((4, 5), 1.7e308)),
        "negative values": lambda file: file["national/output"].write_direct(numpy.full((4, 5), -1.0)),
        "replications that repeat": lambda file: file["replication"].write_direct(numpy.zeros(4, "i8")),
        "a group inside itself": group_in_itself,
        "a ring of groups": lambda file: file["national"].__setitem__("up", file["/"]),
        "a link to nothing": lambda file: file.__setitem__("national/ghost", h5py.SoftLink("/nowhere")),
        "a link round and round": lambda file: file.__setitem__("national/ghost", h5py.SoftLink("/national/ghost")),
        "a link to another file": lambda file: file.__setitem__("national/ghost", h5py.ExternalLink(str(path), "/time")),
        "a link to a device": lambda file: file.__setitem__("ghost", h5py.ExternalLink("/dev/zero", "/")),
        "values in another file": external_values,
        "values of another file": virtual_values,
        "a named type": lambda file: file.__setitem__("national/type", numpy.dtype("f8")),
        "three thousand attributes": many_attributes,
        "two thousand groups": lambda file: [file.create_group(f"g{i}/a/b/c") for i in range(2000)],
        "chunks that were never written": lambda file: replaced(file, "national/output", shape=(4, 5), dtype="f8",
                                                                chunks=(1, 1)),
        "an empty text": attribute("national/output", "long_name", h5py.Empty("S1")),
        "half precision": lambda file: replaced(file, "national/output", data=numpy.ones((4, 5), "f2")),
        "the other end first": lambda file: replaced(file, "national/output", data=numpy.ones((4, 5), ">f8")),
    }
    return kinds


def with_contents(source, changes, target):
    """A copy of a result that h5py has changed, sealed over all of it; what a change leaves no room for another may miss."""
    target.write_bytes(source.read_bytes())
    with h5py.File(target, "r+", libver="latest") as file:
        changes[0](file)
        for change in changes[1:]:
            with contextlib.suppress(KeyError, ValueError, TypeError, AttributeError, RuntimeError, OSError):
                change(file)
    body = target.read_bytes()
    target.write_bytes(sealed(body, len(body)))


def one_or_two(kinds, number, lots):
    """Each kind once, then each with another."""
    name, change = kinds[number % len(kinds)]
    if number < len(kinds):
        return name, change
    more, other = lots.choice(kinds)
    return f"{name}, {more}", change, other


def has_other_contents(number):
    return number % 10 == 9


def is_met_by_all(number):
    """A tenth of the files of every kind."""
    return number // 10 % 10 == number % 10


class Judge:
    """Gives a file to commands, and holds what they say against the promise."""

    def __init__(self, suanli, base):
        self.suanli, self.base = suanli, base
        self.codes, self.contained = collections.Counter(), collections.Counter()
        self.slowest, self.largest = 0, 0
        (base / "a.yaml").write_text(RECORDED, encoding="utf-8")
        (base / "b.yaml").write_text(trials.SITED, encoding="utf-8")
        for words in (["run", "a.yaml", "-o", "a.h5"], ["compare", "b.yaml", "b.yaml", "-o", "b.h5", "--set", "tau=0.2"],
                      ["submit", "a.yaml", "--tasks", "2", "-o", "job"], ["task", "job", "1-2"]):
            said = trials.run([suanli, *words], base)
            trials.require(said.code == 0, said.err)
        self.digest = trials.run([suanli, "digest", "a.h5"], base).out
        trials.require(len(self.digest) > 32, "no digest")
        full = "fsize", (base / "a.h5").stat().st_size - 4096  # what a run leaves that cannot be finished
        said = trials.run([suanli, "run", "a.yaml", "-o", "again.h5"], base, limits=[full])
        trials.require(said.code == 3 and (base / "again.h5.parts/000000000000.rows").exists(), said.err)

        self.sound_peak = 0
        self.read_sound_file()

    def read_sound_file(self):
        """Every command that reads results reads a sound one: what it refuses later, it refuses for what is wrong with the file."""
        directory = self.base / "sound"
        directory.mkdir()
        shutil.copy(self.base / "a.h5", directory / "m.h5")
        shutil.copytree(self.base / "job", directory / "job")
        for words in self.commands(0):
            said = trials.run([self.suanli, *words], directory)
            if words[0] == "validate":  # which meets it by mistake
                trials.require(said.code == 2 and "this takes a scenario" in said.err, said)
                continue
            accepted = (0, 1) if words[0] == "check" else (0,)  # 1: read, and found to differ
            trials.require(said.code in accepted and not said.err, f"{words[0]} of a sound file: {said}")
            self.sound_peak = max(self.sound_peak, said.peak)
        shutil.rmtree(directory)

    def commands(self, number):
        """What is done with the file: who reads results, and now and then who meets one by mistake."""
        yield from (["check", "m.h5"], ["summary", "m.h5"], ["report", "m.h5", "-o", "page.html"], ["digest", "m.h5"])
        if has_other_contents(number) or is_met_by_all(number):
            yield from (["distribution", "m.h5"], ["sensitivity", "m.h5"], ["facts", "m.h5"], ["backtest", "m.h5"])
        if is_met_by_all(number):
            yield from (["export", "m.h5", "--csv", "tables"], ["validate", "m.h5"], ["merge", "job", "-o", "merged.h5"])

    def judge(self, number, kind, directory):
        if is_met_by_all(number):  # as a part of a job, too
            shutil.copytree(self.base / "job", directory / "job")
            shutil.copy(directory / "m.h5", directory / "job/tasks/1.parts/000000000000.rows")
        found = []
        for words in self.commands(number):
            said = trials.run([self.suanli, *words], directory)
            said.err = SPOILT.sub("", said.err)
            what = f"file {number} ({kind}), {words[0]}: exit code {said.code}: {said.err[:300]!r}"
            trials.require(not said.hung and said.worked < 60, f"{what} after {said.worked:.0f} s of a processor")
            trials.require(said.code in (0, 1, 2, 3), what)
            trials.require(said.code < 2 or trials.is_one_line(said.err) or words[0] == "merge", f"{what}: not in one line")
            trials.require(not trials.CONTROL.search(said.out + said.err), f"{what}: control characters")
            bound = self.sound_peak + (2 << 30) + 64 * (directory / "m.h5").stat().st_size  # SECURITY.md
            trials.require(said.peak <= bound, f"{what}: {said.peak / trials.MEBIBYTE:.0f} MiB")
            if words[0] == "merge":
                trials.require(said.code == 2 and "job/tasks/1.parts/000000000000.rows: it" in said.err, what)
            found.append((words[0], said))
        page = directory / "page.html"
        trials.require(not page.exists() or b"<script>alert(1)" not in page.read_bytes(), f"file {number}: a page is not safe")
        if is_met_by_all(number):
            found.append(("run", self.resume(directory)))
        left = {path.name for path in directory.iterdir()} - {"m.h5", "page.html", "tables", "job"}
        trials.require(not left, f"file {number} ({kind}) leaves {left}")
        return found

    def resume(self, directory):
        """The file stands where a run looks for a part of its own; it is named, and what it should hold simulated again."""
        parts = directory / "again.h5.parts"
        shutil.copytree(self.base / parts.name, parts)
        shutil.copy(directory / "m.h5", parts / "000000000000.rows")
        said = trials.run([self.suanli, "run", self.base / "a.yaml", "-o", "again.h5"], directory)
        trials.require(said.code == 0 and "again.h5.parts/000000000000.rows: it" in said.err, f"resume: {said.code} {said.err!r}")
        digest = trials.run([self.suanli, "digest", "again.h5"], directory)
        trials.require(digest.out == self.digest, f"resume: another digest: {digest}")
        (directory / "again.h5").unlink()
        return said

    def count(self, found):
        for command, said in found:
            self.codes[said.code] += 1
            for words in (CRASHED, LATER, ENDLESS):
                self.contained[words] += words in said.err
            self.slowest, self.largest = max(self.slowest, said.worked), max(self.largest, said.peak)


def main():
    suanli, wanted, *seed = sys.argv[1:]
    wanted, seed = int(wanted), seed[0] if seed else "1"
    with trials.scratch() as base:
        judge = Judge(suanli, base)
        mutants = [Mutants(base / name) for name in ("a.h5", "b.h5")]
        kinds = list(contents(base / "a.h5", base / "a.yaml").items())

        def work(number):
            directory = base / str(number)
            directory.mkdir()
            if has_other_contents(number):
                kind, *changes = one_or_two(kinds, number // 10, random.Random(f"{seed} {number}"))
                with_contents(base / "a.h5", changes, directory / "m.h5")
            else:
                kind, made = mutants[number // 10 % 2].one(number, random.Random(f"{seed} {number}"))
                (directory / "m.h5").write_bytes(made)
            found = judge.judge(number, kind, directory)
            shutil.rmtree(directory)
            return found

        for found in trials.side_by_side(work, range(wanted)):
            judge.count(found)
    codes, contained = judge.codes, judge.contained
    print(f"hostile results: {wanted} files, {sum(codes.values())} readings: {codes[2]} refused, {codes[0] + codes[1]} read, "
          f"{codes[3]} failed, each in one line of the program's; HDF5 crashed in {contained[CRASHED]}, made the program crash later in "
          f"{contained[LATER]} and did not end in {contained[ENDLESS]} of them, which was contained; slowest "
          f"{judge.slowest:.1f} s of a processor, most memory {judge.largest / trials.MEBIBYTE:.0f} MiB")
    print(hostile_parts.meet(suanli, wanted // 5, seed, checksum))


if __name__ == "__main__":
    main()
