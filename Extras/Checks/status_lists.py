"""What a status list client that is not ours says of ten thousand tokens, against what our verifier says, and what is true.

usage: status_lists.py TESSERA TOKEN-PEER VENV-FOLDER [SEED]
"""

import collections
import json
import os
import random
import subprocess
import sys
import tempfile
import time

from environment import PACKAGES, enter

if len(sys.argv) not in (4, 5):
    sys.exit(__doc__)
enter(sys.argv[3], PACKAGES)

from serving import Answering, Client, Development, claims, end_all  # noqa: E402
from verdict import check, end, limit, note  # noqa: E402

TESSERA, PEER = (os.path.abspath(path) for path in sys.argv[1:3])
SEED = int(sys.argv[4]) if len(sys.argv) == 5 else random.randrange(1 << 32)
CLIENTS = 10
OF_CLIENTS = 8_000
NAMED = 2_000


class Issued:
    """A token, who has it, and what became of it."""

    def __init__(self, token, owner, identifier=None):
        self.token = token
        self.owner = owner
        self.id = identifier
        said = claims(token)
        self.jti = said["jti"]
        self.place = (said["status"]["status_list"]["uri"], said["status"]["status_list"]["idx"])
        self.is_revoked = False


def tokens_of_clients(server, data):
    """Tokens for programs, which cost no row: several clients, at random."""
    clients = []
    for number in range(CLIENTS):
        command = [TESSERA, "client", "create", f"client {number}", "--scope", "notes:read", "--data", data, "--json"]
        made = json.loads(subprocess.run(command, check=True, capture_output=True, timeout=60).stdout)
        clients.append((made["client_id"], made["client_secret"]))
    http = Client(server.issuer, keep_alive=True)
    for _ in range(OF_CLIENTS):
        owner = random.choice(clients)
        answer = http.post("/oauth/token", basic=owner, form={"grant_type": "client_credentials", "scope": "notes:read"})
        if answer.status != 200:
            sys.exit(f"FAIL no token for a client: {answer}\n{server.said()}")
        yield Issued(answer.json["access_token"], owner)


def named_tokens(server, login):
    http = Client(server.issuer, keep_alive=True)
    for number in range(NAMED):
        answer = http.post("/api/tokens", token=login, body={"name": f"token {number}"})
        if answer.status != 201:
            sys.exit(f"FAIL no named token: {answer}\n{server.said()}")
        yield Issued(answer.json["token"], server.login, answer.json["id"])


def revoke(server, login, issued):
    """One by one and all of a client, by every door that there is; what is taken back is noted as it is said."""
    http = Client(server.issuer, keep_alive=True)
    named = [one for one in issued if one.id]
    others = [one for one in issued if not one.id]
    random.shuffle(others)
    beyond = 0

    def gone(one, answer, status):
        nonlocal beyond
        if answer.status != status:
            sys.exit(f"FAIL a token could not be taken back: {answer}\n{server.said()}")
        beyond += answer.json.get("beyond", 0)
        one.is_revoked = True

    for one in random.sample(named, len(named) // 4):
        gone(one, http.delete(f"/api/tokens/{one.id}", token=login), 204)
    for one in others[: len(others) // 20]:
        gone(one, http.post("/api/revocations", token=login, body={"jti": one.jti}), 200)
    for one in others[-len(others) // 20 :]:
        gone(one, http.post("/oauth/revoke", basic=one.owner, form={"token": one.token}), 200)
    check(beyond == 0, "nothing is taken back beyond the tokens that were named", beyond)
    for owner in random.sample(sorted({one.owner for one in others}), 2):
        answer = http.post("/api/revocations", token=login, body={"client": owner[0]})
        check(answer.status == 200, f"all of {owner[0]} is taken back", answer)
        for one in others:
            one.is_revoked = one.is_revoked or one.owner == owner


def main():
    limit(1_500, end_all)
    random.seed(SEED)
    note(f"random seed {SEED}")
    with tempfile.TemporaryDirectory() as folder:
        data = os.path.join(folder, "data")
        server = Development(TESSERA, data)
        login = server.token(audience=server.issuer)["token"]
        began = time.monotonic()
        issued = [*tokens_of_clients(server, data), *named_tokens(server, login)]
        note(f"{len(issued)} tokens in {time.monotonic() - began:.0f} s")
        places = collections.Counter(one.place for one in issued)
        check(len(places) == len(issued), "no two tokens have one place", places.most_common(3))
        note(f"in {len({uri for uri, _ in places})} lists")
        random.shuffle(issued)
        trusted = [server.issuer, server.audience]
        ours = Answering([PEER, "verify", *trusted], os.path.join(folder, "ours.log"))
        other = os.path.join(os.path.dirname(os.path.abspath(__file__)), "status_client.py")
        theirs = Answering([sys.executable, other, *trusted], os.path.join(folder, "theirs.log"))
        compare(issued, ours, theirs)
        revoke(server, login, issued)
        note(f"{sum(one.is_revoked for one in issued)} of them are taken back")
        time.sleep(2.1)  # In development a list may be kept for a second.
        random.shuffle(issued)
        compare(issued, ours, theirs)
        for child in (ours, theirs, server):
            child.end()
    end()


def compare(issued, ours, theirs):
    words = {"VALID": "accepted", "INVALID": "refused revoked"}
    different, wrong = [], []
    tokens = [one.token for one in issued]
    for one, here, there in zip(issued, ours.ask_all(tokens), theirs.ask_all(tokens)):
        here = (here or "silent").removesuffix(f" {claims(one.token)['sub']}")
        if here != words.get(there, there):
            different.append((one.place, here, there))
        if here != ("refused revoked" if one.is_revoked else "accepted"):
            wrong.append((one.place, one.is_revoked, here))
    check(not different, f"the other client says the same of {len(issued)} tokens", different[:5])
    check(not wrong, "and both say what was done", wrong[:5])


main()
