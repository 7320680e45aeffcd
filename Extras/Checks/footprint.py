"""Measures the release server: memory when idle and after ten logins, and the time to the first answer.

usage: footprint.py TESSERA
"""

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time

from serving import Child, Client, Development, end_all, free_port
from verdict import check, end, limit, note

STARTS = 10
LOGINS = 10
IDLE_BYTES = 40_000_000
FIRST_ANSWER = 0.100
LOGIN = ("walker", "a password for measuring 7")


def memory(pid):
    """Resident bytes now, and at most so far."""
    with open(f"/proc/{pid}/status") as file:
        lines = dict(line.split(":", 1) for line in file if line.startswith(("VmRSS", "VmHWM")))
    return tuple(int(lines[name].split()[0]) * 1024 for name in ("VmRSS", "VmHWM"))


def megabytes(count):
    return f"{count / 1e6:.1f} MB"


def first_answer(port):
    """Asks for /healthz once a millisecond until it is answered."""
    request = f"GET /healthz HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n".encode()
    for _ in range(20_000):
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
                connection.sendall(request)
                if connection.recv(64).startswith(b"HTTP/1.1 200"):
                    return True
        except OSError:
            pass
        time.sleep(0.001)
    return False


def create_account(binary, data):
    """An account, made as an operator makes one; the password goes by stdin."""
    command = [binary, "user", "create", LOGIN[0], "--data", data]
    ran = subprocess.run(command, input=LOGIN[1] + "\n", text=True, capture_output=True, timeout=30)
    if ran.returncode != 0:
        sys.exit(f"FAIL {' '.join(command)}: exit {ran.returncode}: {ran.stderr}")


def start(binary, data, port):
    """`tessera serve` as an operator runs it, and the seconds from its start to its first answer."""
    command = [
        binary, "serve", "--listen", f"127.0.0.1:{port}", "--issuer", f"http://localhost:{port}", "--data", data,
    ]  # fmt: skip
    begun = time.monotonic()
    server = Child(command, data + ".log")
    answered = first_answer(port)
    seconds = time.monotonic() - begun
    if not answered:
        sys.exit(f"FAIL no answer on port {port}: {server.said()}")
    return server, seconds


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    limit(180, end_all)
    binary = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        development = Development(binary, os.path.join(folder, "development"))
        time.sleep(2)
        note(f"a development server, idle: {megabytes(memory(development.pid)[0])}")
        development.end()

        data, port = os.path.join(folder, "data"), free_port()
        create_account(binary, data)
        server, seconds = start(binary, data, port)
        note(f"the first answer of the very first start, which makes a signing key: {seconds * 1000:.0f} ms")
        server.end()
        times = []
        for _ in range(STARTS):
            server, seconds = start(binary, data, port)
            times.append(seconds)
            server.end()
        best, middle = min(times), statistics.median(times)
        said = f"best {best * 1000:.0f} ms, median {middle * 1000:.0f} ms of {STARTS} starts"
        check(middle < FIRST_ANSWER, f"the first answer on an existing database within 100 ms: {said}")

        server, _ = start(binary, data, port)
        time.sleep(2)
        idle, _ = memory(server.pid)
        check(idle < IDLE_BYTES, f"idle, under 40 MB: {megabytes(idle)}")
        issuer = f"http://localhost:{port}"
        answers = [
            Client(issuer).post("/api/tokens", basic=LOGIN, body={"audience": issuer}).status for _ in range(LOGINS)
        ]
        check(answers == [201] * LOGINS, f"{LOGINS} logins", answers)
        time.sleep(1)
        now, most = memory(server.pid)
        note(f"after {LOGINS} logins: {megabytes(now)}, at most {megabytes(most)}")
        server.end()
    end()


main()
