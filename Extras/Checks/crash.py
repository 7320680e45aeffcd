"""Kills the server at random instants under load, and looks for what was answered and then lost.

usage: crash.py TESSERA [ROUNDS [SEED]]
"""

import glob
import http.client
import os
import random
import shutil
import sqlite3
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from serving import Client, Development, claims, end_all
from verdict import check, end, limit, note

ROUNDS = 20
ANSWERS = 500
THREADS = 4
# How long a round may take to give its answers.
PATIENCE = 120


class Record:
    """What a process outside knows: each answered 201 and 204. In flight when the server died means unknown."""

    def __init__(self):
        self.lock = threading.Lock()
        self.issued = {}  # id -> token
        self.asked_back = set()  # ids whose DELETE was sent
        self.taken_back = set()  # ids whose DELETE was answered with 204
        self.odd = []  # answers that nobody expected

    @property
    def answers(self):
        return len(self.issued) + len(self.taken_back)

    @property
    def living(self):
        return [one for one in self.issued if one not in self.asked_back]


class Handles:
    """Every handle that was ever given out, to find one that was given out twice."""

    def __init__(self):
        self.owners = {}
        self.twice = []

    def add(self, token):
        said = claims(token)
        entry = said["status"]["status_list"]
        handle = (entry["uri"], entry["idx"])
        if handle in self.owners:
            self.twice.append(f"{handle} of {self.owners[handle]} and {said['jti']}")
        self.owners[handle] = said["jti"]


def load(issuer, login, record, stop, name, seed):
    """Makes tokens and takes about half of them back, over one connection, until the server is gone."""
    choose = random.Random(seed)
    client = Client(issuer, keep_alive=True)
    mine, count = [], 0
    try:
        while not stop.is_set():
            count += 1
            body = {"name": f"{name}-{count}", "scopes": ["notes:read"]}
            answer = client.post("/api/tokens", token=login, body=body)
            if answer.status != 201:
                return record.odd.append(f"POST: {answer}")
            made = answer.json
            with record.lock:
                record.issued[made["id"]] = made["token"]
            mine.append(made["id"])
            if choose.random() < 0.5:
                one = mine.pop(choose.randrange(len(mine)))
                with record.lock:
                    record.asked_back.add(one)
                answer = client.delete(f"/api/tokens/{one}", token=login)
                if answer.status != 204:
                    return record.odd.append(f"DELETE: {answer}")
                with record.lock:
                    record.taken_back.add(one)
    except (OSError, http.client.HTTPException, ValueError):
        return None  # killed under our hands, as planned; what was in flight counts for nothing


def run_until_killed(server, login, choose, name):
    """Loads the server, kills it at a random instant after enough answers, and gives back what was recorded."""
    record, stop = Record(), threading.Event()
    work = [(server.issuer, login, record, stop, f"{name}-{n}", choose.random()) for n in range(THREADS)]
    threads = [threading.Thread(target=load, args=one, daemon=True) for one in work]
    wanted = ANSWERS + choose.randrange(200)
    start = time.monotonic()
    for thread in threads:
        thread.start()
    while record.answers < wanted and time.monotonic() - start < PATIENCE and not record.odd:
        time.sleep(0.001)
    time.sleep(choose.random() * 0.05)
    server.kill()
    seconds = time.monotonic() - start
    stop.set()
    for thread in threads:
        thread.join(20)
    return record, seconds


def integrity(data, folder):
    """PRAGMA integrity_check of a copy, so that the server itself recovers the original."""
    found = []
    for path in glob.glob(os.path.join(data, "**", "*"), recursive=True):
        if not os.path.isfile(path):
            continue
        with open(path, "rb") as file:
            if file.read(15) != b"SQLite format 3":
                continue
        copy = os.path.join(folder, "copy.db")
        for end_of_name in ("", "-wal"):
            if os.path.exists(copy + end_of_name):
                os.remove(copy + end_of_name)
            if os.path.exists(path + end_of_name):
                shutil.copy(path + end_of_name, copy + end_of_name)
        connection = sqlite3.connect(copy)
        found += [row[0] for row in connection.execute("PRAGMA integrity_check")]
        connection.close()
    return found


def ask(server, record):
    """Asks the sample API's verifier about every answered 201 and 204; gives back what is wrong."""

    def look(client, one):
        for _ in range(40):
            answer = client.get("/dev/api/me", token=record.issued[one])
            if answer.status != 503:  # keys or lists not fetched yet: not an answer about this token
                return answer
            time.sleep(0.25)
        return answer

    def judge(some):
        client, wrong = Client(server.issuer, keep_alive=True), []
        for one in some:
            answer = look(client, one)
            if one in record.taken_back and (answer.status, answer.code) != (401, "revoked"):
                wrong.append(f"{one} was taken back, and now: {answer}")
            if one not in record.asked_back and answer.status != 200:
                wrong.append(f"{one} was issued, and now: {answer}")
        return wrong

    ids = list(record.taken_back) + record.living
    with ThreadPoolExecutor(THREADS) as pool:
        return sum(pool.map(judge, [ids[n::THREADS] for n in range(THREADS)]), [])


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    binary = os.path.abspath(sys.argv[1])
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else ROUNDS
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else random.SystemRandom().randrange(10**9)
    choose, handles, records = random.Random(seed), Handles(), []
    note(f"seed {seed} (it fixes the choices; the instants also hang on the machine)")
    limit(rounds * 180, end_all)
    with tempfile.TemporaryDirectory() as folder:
        data = os.path.join(folder, "data")
        server = Development(binary, data)
        listen = f"127.0.0.1:{server.port}"
        for number in range(1, rounds + 1):
            login = server.token(audience=server.issuer)["token"]
            handles.add(login)
            record, seconds = run_until_killed(server, login, choose, f"round-{number}")
            records.append(record)
            for token in record.issued.values():
                handles.add(token)
            unknown = len(record.asked_back) - len(record.taken_back)
            said = f"{len(record.issued)} × 201, {len(record.taken_back)} × 204, {unknown} unknown, {seconds:.1f} s"
            check(not record.odd, f"round {number}: only the answers that were asked for", record.odd[:1])
            check(record.answers >= ANSWERS, f"round {number}: killed after {record.answers} answers ({said})")
            sound = integrity(data, folder)
            check(sound == ["ok"], f"round {number}: PRAGMA integrity_check is ok", sound[:3])
            server = Development(binary, data, listen=listen)
            wrong = ask(server, record)
            check(not wrong, f"round {number}: nothing lost, nothing revoked passes", f"{len(wrong)}: {wrong[:2]}")
        wrong = sum((ask(server, record) for record in records), [])
        total = sum(record.answers for record in records)
        check(not wrong, f"at the end, all {total} answers once more", f"{len(wrong)}: {wrong[:2]}")
        check(not handles.twice, f"no handle twice among {len(handles.owners)}", handles.twice[:3])
        server.end()
        sound = integrity(data, folder)
        check(sound == ["ok"], "PRAGMA integrity_check is ok after a clean stop", sound[:3])
    end()


main()
