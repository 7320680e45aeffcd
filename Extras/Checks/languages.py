"""The programs of docs/guides/verify-in-any-language.md against a running server, and against every way a token is wrong.

usage: languages.py TESSERA TOKEN-PEER PROGRAMS VENV-FOLDER
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time

from environment import PACKAGES, enter

if len(sys.argv) != 5:
    sys.exit(__doc__)
enter(sys.argv[4], PACKAGES)

from serving import Answering, Client, Development, claims, end_all, tampered  # noqa: E402
from verdict import check, end, limit, note, skip  # noqa: E402

TESSERA, PEER, PROGRAMS = (os.path.abspath(path) for path in sys.argv[1:4])
AUDIENCE = "https://notes.example"
# Readers of JSON that take the last of two members of one name. Whoever wants more brings a stricter one.
LENIENT = ["Node", "Python", "Go", "PHP"]


def path(name):
    return os.path.join(PROGRAMS, name)


def programs(folder):
    """Each program as its name and its command, without issuer and audience; those without a runtime are skipped."""
    yield "Tessera", [PEER, "verify"]
    yield "Python", [sys.executable, path("verify.py")]
    for name, runtime, command in [
        ("Node", "node", ["node", path("verify.mjs")]),
        ("Java", "java", ["java", path("Verify.java")]),
        ("PHP", "php", ["php", path("verify.php")]),
    ]:
        if shutil.which(runtime):
            yield name, command
        else:
            skip(f"the program for {name}", f"there is no {runtime}")
    if not shutil.which("go"):
        skip("the program for Go", "there is no go")
        return
    built = os.path.join(folder, "verify-go")
    ran = subprocess.run(
        ["go", "build", "-o", built, path("verify.go")], env={**os.environ, "GOFLAGS": "-mod=mod"}, timeout=300
    )
    if check(ran.returncode == 0, "the program for Go is built"):
        yield "Go", [built]


class Everybody:
    """All programs, each trusting one issuer for one audience."""

    def __init__(self, folder, issuer, audience):
        self.children = {
            name: Answering([*command, issuer, audience], os.path.join(folder, f"{name}.log"))
            for name, command in programs(folder)
        }

    def expect(self, verdict, token, what, but=()):
        """Asks each program; all have to say the same, but for those that are known to differ."""
        for name, child in self.children.items():
            if name in but:
                continue
            found = child.ask(token)
            check(found == verdict, f"{name}: {what}: {verdict}", f"{found} {child.said() if found is None else ''}")

    def end(self):
        for child in self.children.values():
            child.end()


def with_a_server(folder):
    server = Development(TESSERA, os.path.join(folder, "data"))
    note(f"a development server at {server.issuer}")
    everybody = Everybody(folder, server.issuer, server.audience)
    good = server.token()["token"]
    short = server.token(expires_in=1)["token"]
    named = server.token(name="interop")
    accepted = f"accepted {claims(good)['sub']}"
    everybody.expect(accepted, good, "a token by password")
    everybody.expect(accepted, named["token"], "a named token")
    everybody.expect("refused audience_mismatch", server.token(audience=server.issuer)["token"], "for another API")
    everybody.expect("refused signature_invalid", tampered(good), "with its payload changed")
    head, payload, signature = good.split(".")
    everybody.expect("refused token_malformed", f"{head}.{payload}", "without its signature")
    everybody.expect("refused token_malformed", "", "nothing")
    gone = Client(server.issuer).delete(f"/api/tokens/{named['id']}", basic=server.login)
    check(gone.status == 204, "the named token is taken back", gone)
    # In development a list may be kept for a second.
    time.sleep(2.1)
    everybody.expect("refused revoked", named["token"], "taken back")
    everybody.expect(accepted, good, "its neighbour in the list")
    late = claims(short)["exp"] + 31 - time.time()
    if late > 0:
        note(f"waiting {late:.0f} s until a token has expired, by the leeway too")
        time.sleep(late)
    everybody.expect("refused expired", short, "expired")
    everybody.end()
    server.end()


def with_every_flaw(folder):
    issuer = Answering([PEER, "issue", AUDIENCE], os.path.join(folder, "issuer.log"))
    url = issuer.line()
    note(f"tokens that are wrong on purpose, of {url}")
    everybody = Everybody(folder, url, AUDIENCE)
    good = issuer.ask("good")
    everybody.expect("accepted usr_test", good, "a good token")
    flaws = [flaw.split() for flaw in issuer.ask("flaws").split(",")]
    for flaw, code in flaws:
        # These programs ask who it is; what a token allows is for each route to ask.
        verdict = "accepted usr_test" if flaw == "missingScope" else f"refused {code}"
        token = issuer.ask(flaw)
        if flaw == "revoked":
            time.sleep(2.1)  # Its list may be kept for a second.
        everybody.expect(verdict, token, flaw, LENIENT if flaw == "repeatedClaim" else [])
    check(issuer.ask("rotate") == "rotated", "the issuer takes a new key")
    check(issuer.ask(f"revoke {good}") == "revoked", "the issuer takes the good token back")
    # A list may be kept for a second; a strange kid is asked about every 30 seconds.
    note("waiting 31 s until the programs ask for keys again")
    time.sleep(31)
    everybody.expect("refused revoked", good, "the good token, taken back")
    everybody.expect("accepted usr_test", issuer.ask("good"), "a token by the new key")
    everybody.end()
    issuer.end()


def main():
    limit(600, end_all)
    with tempfile.TemporaryDirectory() as folder:
        with_a_server(folder)
        with_every_flaw(folder)
        end_all()
    end()


main()
