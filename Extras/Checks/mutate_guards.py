#!/usr/bin/env python3
"""Flips each guard of JOSE on purpose, one after the other, and shows that a test of JOSETests turns red each time.

usage: mutate_guards.py [WORD...]     only the mutants whose file, original or replacement contains one of the words

All mutants are compiled at once, each behind a switch that an environment variable sets, so that one build serves them
all: a build for each would take most of a day. Extras/Mutations/guards.txt says what is flipped:

    file Sources/...            the file that the next mutants are in
    tests REGEX                 the suites that should notice; a mutant that they miss meets all of JOSETests
    - ORIGINAL                  a piece of that file, within one line, that stands there exactly once; where only a part
                                of it is to be replaced, «so»
    + REPLACEMENT               what stands there instead; several make several mutants; a lone + leaves the statement out

An original that is not found once, or a build that fails, is an error and not a success.
"""

import os
import re
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "Extras/Mutations/guards.txt"
SWITCH = ROOT / "Sources/JOSE/Encoding/Mutant.swift"
SWITCH_TEXT = """// Written by Extras/Checks/mutate_guards.py and taken away again.

internal import Glibc

enum Mutant {
    private static let number: Int =
        if let text = unsafe getenv("TESSERA_MUTANT") { unsafe Int(String(cString: text)) ?? 0 } else { 0 }

    static func on(_ mutant: Int) -> Bool { number == mutant }
}
"""


class Mutant:
    def __init__(self, number, path, tests, original, replacement):
        self.number, self.path, self.tests = number, path, tests
        self.original, self.replacement = original, replacement

    def __str__(self):
        return f"{Path(self.path).stem}: {self.original}  =>  {self.replacement or 'nothing'}"


def read_table():
    mutants, path, tests, original = [], None, "", None
    for number, line in enumerate(TABLE.read_text().splitlines(), 1):
        if line.startswith("file "):
            path, tests, original = line[5:].strip(), "", None
        elif line.startswith("tests "):
            tests = line[6:].strip()
        elif line.startswith("- ") and path:
            original = line[2:].strip()
        elif (line.startswith("+ ") or line == "+") and original:
            mutants.append(Mutant(len(mutants) + 1, path, tests, original, line[2:].strip()))
        elif line.strip() and not line.startswith("#"):
            sys.exit(f"mutate: {TABLE.name}:{number}: not understood: {line}")
    return mutants


def mutated(text, path, mutants):
    """The file's text with each of its mutants behind its switch."""
    for original in dict.fromkeys(mutant.original for mutant in mutants):
        needle = original.replace("«", "").replace("»", "")
        if text.count(needle) != 1:
            sys.exit(f"mutate: {path} has {text.count(needle)} times, not once: {needle}")
        before, chain, after = re.fullmatch("(.*)«(.*)»(.*)", original).groups() if "«" in original else ("", needle, "")
        for mutant in (mutant for mutant in mutants if mutant.original == original):
            if mutant.replacement:
                chain = f"(Mutant.on({mutant.number}) ? ({mutant.replacement}) : ({chain}))"
            else:
                chain = f"if !Mutant.on({mutant.number}) {{ {chain} }}"
        text = text.replace(needle, before + chain + after)
    return text


def run(filter_, number=0):
    """How the tests end, and the first that failed."""
    command = [str(binary()), "--testing-library", "swift-testing"] + (["--filter", filter_] if filter_ else [])
    environment = dict(os.environ, TESSERA_MUTANT=str(number))
    try:
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, errors="replace", timeout=300)
    except subprocess.TimeoutExpired:
        return False, "a test that does not end"
    text = done.stdout + done.stderr
    if re.search(r"Test run with 0 tests", text):
        sys.exit(f"mutate: no test matches {filter_}")
    found = re.search(r"Test (.*?) (?:recorded an issue|with \d+ test case|failed after)", text)
    return done.returncode == 0, found.group(1) if found else "a crash of the tests"


def verdict(mutant):
    """The tests of the mutant's own file have the first word; what they miss meets all."""
    passed, failure = run(mutant.tests, mutant.number)
    return run("", mutant.number) if passed and mutant.tests else (passed, failure)


def binary():
    return next(ROOT.glob(".build/debug/*PackageTests.xctest"))


def main():
    words = sys.argv[1:]
    mutants = read_table()
    chosen = [m for m in mutants if not words or any(w in m.path or w in str(m) for w in words)]
    if not chosen:
        sys.exit("mutate: no mutant has such a word.")
    paths = sorted({mutant.path for mutant in mutants})
    changed = subprocess.run(
        ["git", "status", "--porcelain", "--untracked-files=no", "--", *paths], cwd=ROOT, capture_output=True, text=True)
    if changed.stdout or changed.returncode:
        sys.exit("mutate: there are changes that are not committed; commit or stash them first.")
    originals = {path: (ROOT / path).read_text() for path in paths}
    survivors = []
    try:
        for path, text in originals.items():
            (ROOT / path).write_text(mutated(text, path, [m for m in mutants if m.path == path]))
        SWITCH.write_text(SWITCH_TEXT)
        print(f"mutate: building {len(mutants)} mutants of JOSE at once", file=sys.stderr)
        build = subprocess.run(
            ["swift", "build", "--build-tests"], cwd=ROOT, env=dict(os.environ, TESSERA_ONLY="JOSE"),
            capture_output=True, text=True, errors="replace")
        if build.returncode:
            lines = [line for line in build.stdout.splitlines() if "error:" in line]
            sys.exit("mutate: the mutants do not build.\n" + "\n".join(lines[:20] or build.stderr.splitlines()[-20:]))
        for filter_ in dict.fromkeys([m.tests for m in chosen]):
            passed, failure = run(filter_)
            if not passed:
                sys.exit(f"mutate: the tests fail as they are: {failure}")
        with ThreadPoolExecutor(os.cpu_count()) as several:
            for mutant, (passed, failure) in zip(chosen, several.map(verdict, chosen)):
                if passed:
                    survivors.append(mutant)
                print(f"{'SURVIVED' if passed else 'killed'} {mutant}" + ("" if passed else f"  by {failure}"), flush=True)
    finally:
        for path, text in originals.items():
            (ROOT / path).write_text(text)
        SWITCH.unlink(missing_ok=True)
    print(f"mutate: {len(chosen) - len(survivors)} killed, {len(survivors)} survived")
    sys.exit(1 if survivors else 0)


# Whoever ends this early gets the sources back as they were, too.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
main()
