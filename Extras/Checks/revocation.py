"""Measures how long a revocation takes from the answer of the revoking call to the refusal at each verifier.

usage: revocation.py TESSERA VERIFIER_FARM [--json] [--verifiers N] [--revocations N] [--rate N]

The server and the farms are processes of their own; what is compared is the machine's one monotonic clock. The server
runs as in production, where a list's time to live is a minute: what is seen sooner came over the stream.
"""

import json
import os
import subprocess
import sys
import tempfile
import time

from capture import Capture
from serving import Child, Client, end_all, free_port, running
from verdict import check, end, limit, note, skip

PROCESSES = 2
AUDIENCE = "https://api.example.com"
ADMIN = ("walker", "a password for measuring 7")


class Farm(Child):
    """A process with many verifiers."""

    def __init__(self, binary, issuer, count, log):
        self.log = log
        self.count = count
        with open(log, "ab") as stderr:
            self.process = subprocess.Popen(
                [binary, issuer, AUDIENCE, str(count)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stderr,
                text=True,
                bufsize=1,
            )
        running.append(self)
        self.expect("ready")

    def say(self, text):
        self.process.stdin.write(text + "\n")
        self.process.stdin.flush()

    def expect(self, word):
        """The words after `word` of the next line; anything else ends the run."""
        line = self.process.stdout.readline().split()
        if not line or line[0] != word:
            sys.exit(f"FAIL a farm said {' '.join(line)[:200]!r} and not {word}\n{self.said()}")
        return line[1:]


def run(binary, data, *arguments, text=None):
    command = [binary, *arguments, "--data", data]
    ran = subprocess.run(command, input=text, text=True, capture_output=True, timeout=60)
    if ran.returncode != 0:
        sys.exit(f"FAIL {' '.join(command)}: exit {ran.returncode}: {ran.stderr}")


def start(binary, data, verifiers, log):
    """The server as an operator runs it, with an API and an account."""
    run(binary, data, "api", "create", AUDIENCE, "--scope", "notes:read=Read your notes")
    run(binary, data, "user", "create", ADMIN[0], "--all-scopes", text=ADMIN[1] + "\n")
    port = free_port()
    issuer = f"http://localhost:{port}"
    arguments = ["--issuer", issuer, "--listen", f"127.0.0.1:{port}", "--data", data]
    server = Child([binary, "serve", "--json", *arguments, "--streams-per-address", str(verifiers + 10)], log)
    if server.line() is None:
        sys.exit(f"FAIL the server did not start\n{server.said()}")
    return server, issuer


class Tokens:
    """Named tokens, made and taken back over one connection with a login token."""

    def __init__(self, issuer):
        self.issuer = issuer
        self.client = Client(issuer, keep_alive=True)
        self.renew()

    def renew(self):
        answer = Client(self.issuer).post("/api/tokens", basic=ADMIN, body={"audience": self.issuer})
        if answer.status != 201:
            sys.exit(f"FAIL no login token: {answer}")
        self.login = answer.json["token"]
        self.renewed = time.monotonic()

    def make(self, name):
        if time.monotonic() - self.renewed > 600:
            self.renew()
        answer = self.client.post("/api/tokens", token=self.login, body={"name": name, "expires_in": 86_400})
        if answer.status != 201:
            sys.exit(f"FAIL no token: {answer}")
        return answer.json

    def take_back(self, one):
        """The instant at which the answer was read."""
        answer = self.client.delete(f"/api/tokens/{one['id']}", token=self.login)
        answered = time.monotonic_ns()
        if answer.status != 204:
            sys.exit(f"FAIL not taken back: {answer}")
        return answered


def percentile(sorted_values, part):
    return sorted_values[min(len(sorted_values) - 1, int(len(sorted_values) * part))]


def measure(farms, tokens, revocations):
    """Milliseconds from each answer to each refusal, and how many refusals never came."""
    delays, missing = [], 0
    for number in range(revocations):
        one = tokens.make(f"one-{number}")
        for farm in farms:
            farm.say(f"watch {one['token']}")
        for farm in farms:
            taken = int(farm.expect("watching")[0])
            if taken != farm.count:
                sys.exit(f"FAIL only {taken} of {farm.count} verifiers took a good token")
        answered = tokens.take_back(one)
        for farm in farms:
            for text in farm.expect("refused"):
                if text == "-":
                    missing += 1
                else:
                    # Refused before the answer was read: the stream was quicker than the caller.
                    delays.append(max(0, int(text) - answered) / 1e6)
    return sorted(delays), missing


def requests_of_load(farms, port):
    """How many verifications the load made in ten seconds, and the request lines that the server got meanwhile."""
    try:
        capture = Capture(port)
    except PermissionError:
        return None, None
    before = counted(farms)
    time.sleep(10)
    after = counted(farms)
    return sum(after) - sum(before), capture.end()


def option(name, default):
    return int(sys.argv[sys.argv.index(name) + 1]) if name in sys.argv else default


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    binary, farm_binary = (os.path.abspath(path) for path in sys.argv[1:3])
    verifiers, revocations = option("--verifiers", 100), option("--revocations", 1_000)
    rate, as_json = option("--rate", 2_000), "--json" in sys.argv
    limit(1_500, end_all)
    with tempfile.TemporaryDirectory() as folder:
        server, issuer = start(binary, os.path.join(folder, "data"), verifiers, os.path.join(folder, "server.log"))
        tokens = Tokens(issuer)
        farms = [
            Farm(farm_binary, issuer, verifiers // PROCESSES, os.path.join(folder, f"farm-{number}.log"))
            for number in range(PROCESSES)
        ]
        # A prime number of them: each verifier meets them all, and its small memory forgets them between.
        load = [tokens.make(f"load-{number}")["token"] for number in range(401)]
        for farm in farms:
            farm.say(f"load {rate // PROCESSES} {' '.join(load)}")
        # Every verifier has met its lists and opened its stream before anything is measured.
        measure(farms, tokens, 3)
        quiet, requests = requests_of_load(farms, int(issuer.rsplit(":", 1)[1]))
        began, warm = time.monotonic(), counted(farms)
        delays, missing = measure(farms, tokens, revocations)
        seconds, done = time.monotonic() - began, counted(farms)
        good, bad = done[0] - warm[0], done[1]
        for farm in farms:
            farm.kill()
        server.end()
    result = {
        "verifiers": verifiers,
        "processes": PROCESSES,
        "revocations": revocations,
        "p50_ms": round(percentile(delays, 0.5), 3),
        "p99_ms": round(percentile(delays, 0.99), 3),
        "worst_ms": round(delays[-1], 3),
        "never": missing,
        "verifications_per_second": round(good / seconds),
        "requests_in_10_s": None if requests is None else len(requests),
        "verifications_in_10_s": quiet,
    }
    if as_json:
        print(json.dumps(result))
        sys.exit(0 if missing == 0 and result["p99_ms"] < 1_000 else 1)
    note(f"{verifiers} verifiers in {PROCESSES} processes, {revocations} revocations in {seconds:.0f} s")
    note(f"p50 {result['p50_ms']} ms, p99 {result['p99_ms']} ms, worst {result['worst_ms']} ms")
    note(f"under {result['verifications_per_second']} verifications a second ({bad} refused that should not be)")
    if requests is None:
        skip("the packet capture", "it needs root")
    else:
        kinds = ", ".join(sorted(set(requests))[:5]) or "none"
        what = f"{quiet} verifications of 401 tokens in ten seconds made {len(requests)} requests ({kinds})"
        check(quiet > 1_000 and len(requests) < quiet / 100, what)
    check(missing == 0, "every verifier refused every revoked token", f"{missing} never")
    check(bad == 0, "no token that lives was refused", bad)
    check(result["p99_ms"] < 1_000, "p99 is under a second", result["p99_ms"])
    end()


def counted(farms):
    """The load's verifications of all farms so far: good ones, and others."""
    for farm in farms:
        farm.say("count")
    pairs = [[int(word) for word in farm.expect("count")] for farm in farms]
    return [sum(column) for column in zip(*pairs)]


main()
