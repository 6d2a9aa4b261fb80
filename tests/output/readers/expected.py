"""What a reader is to find in a file: `key value` lines, numbers in hexadecimal so that not a bit is lost."""


def read(path):
    lines = open(path, encoding="utf-8").read().splitlines()
    words = dict(line.split(" ", 1) for line in lines)
    return {key: float.fromhex(value) if "0x" in value else value for key, value in words.items()}


def same(name, found, expected):
    assert found == expected, f"{name}: {found!r} instead of {expected!r}"
