"""Every algorithm, every peer, both directions: a token of one is read by the other, and refused by both once changed."""

import json
import os
import secrets
import time

from peers import Unsupported, b64u, public, unb64u
from verdict import check, note

SIGNATURES = [
    "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512",
    "Ed25519", "EdDSA", "ML-DSA-65", "ML-DSA-87",
]  # fmt: skip
CURVES = ["P-256", "P-384", "P-521", "X25519"]
WRAPPINGS = ["A128KW", "A192KW", "A256KW", "A128GCMKW", "A192GCMKW", "A256GCMKW"]
PASSWORDS = ["PBES2-HS256+A128KW", "PBES2-HS384+A192KW", "PBES2-HS512+A256KW"]
AGREEMENTS = ["ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A192KW", "ECDH-ES+A256KW"]
KEY_MANAGEMENT = [
    *((name, None) for name in ["dir", *WRAPPINGS]),
    *((name, curve) for name in AGREEMENTS for curve in CURVES),
    *((name, None) for name in ["RSA-OAEP-256", "RSA-OAEP", *PASSWORDS]),
]
# One algorithm each says whether the JSON serialization (flattened) is understood.
IN_JSON = [("ES256", None), ("A256KW", "A256GCM")]
CONTENTS = ["A128GCM", "A192GCM", "A256GCM", "A128CBC-HS256", "A192CBC-HS384", "A256CBC-HS512"]

# The parts of a compact token, by its number of dots, with the names that they have in JSON.
COMPACT = {
    2: ["protected", "payload", "signature"],
    4: ["protected", "encrypted_key", "iv", "ciphertext", "tag"],
}

OURS, THEIRS, NOTHING = "→", "←", "–"


class Matrix:
    """Fills the tables cell by cell; a dash has its reason in `notes`."""

    def __init__(self, ours, peers):
        self.ours = ours
        self.peers = peers
        self.notes = {}

    def signatures(self):
        return [(name, [self.cell(peer, name, None, None) for peer in self.peers]) for name in SIGNATURES]

    def encryption(self):
        return [
            (f"{name} {curve or ''}".strip(), [self.sealed(peer, name, curve) for peer in self.peers])
            for name, curve in KEY_MANAGEMENT
        ]

    def in_json(self):
        return [
            (" ".join(filter(None, what)), [self.cell(peer, *what, None, "_json") for peer in self.peers])
            for what in IN_JSON
        ]

    def sealed(self, peer, name, curve):
        """One cell for the six ways to encrypt a content."""
        cells = [self.cell(peer, name, content, curve) for content in CONTENTS]
        if len(set(cells)) == 1:
            return cells[0]
        return " ".join(f"{content} {cell}" for content, cell in zip(CONTENTS, cells))

    def cell(self, peer, name, content, curve, form=""):
        """Both arrows when either reads the other's; a dash when the peer has no such algorithm."""
        what = " ".join(part for part in (name, curve, form and "in JSON") if part)
        if content and not peer.encrypt:
            return self.missing(peer, "key management", "it has no JWE")
        if form and not peer.sign_json:
            return self.missing(peer, "flattened JSON", "it has compact tokens only")
        arrows = ""
        for arrow, writer, reader in ((OURS, self.ours, peer), (THEIRS, peer, self.ours)):
            side = f"{what} {content or ''}: {self.ours.name} {arrow} {peer.name}".replace(" :", ":")
            try:
                fault = self.exchange(writer, reader, name, content, curve, form)
            except Unsupported as lack:
                self.missing(peer, what, str(lack))
                continue
            except Exception as refusal:  # each library has its own
                fault = f"{type(refusal).__name__}: {refusal}"
            if check(fault is None, side, fault or ""):
                arrows += arrow
        return {OURS + THEIRS: "both", "": NOTHING}.get(arrows, arrows)

    def missing(self, peer, what, why):
        self.notes.setdefault((peer.name, why), set()).add(what)
        return NOTHING

    def exchange(self, writer, reader, name, content, curve, form):
        """The writer's token read by the reader, then changed and shown to both; None, or what went wrong."""
        maker = writer if writer.generate else self.ours
        key = {**maker.generate(name, content, curve), "alg": name, "kid": f"{name} of {maker.name}"}
        key.pop("key_ops", None)  # latchset gives a key for ECDH-ES wrapKey, where RFC 7517 has deriveKey
        if content:
            payload = bytes(range(256)) + secrets.token_bytes(17)
            token = getattr(writer, "encrypt" + form)(name, content, public(key), payload)
            read = lambda library, text: getattr(library, "decrypt" + form)(name, content, key, text)  # noqa: E731
        else:
            claims = {"iss": "https://interop.example", "sub": writer.name, "iat": int(time.time())}
            payload = json.dumps(claims).encode()
            token = getattr(writer, "sign" + form)(name, key, payload)
            read = lambda library, text: getattr(library, "verify" + form)(name, public(key), text)  # noqa: E731
        found = read(reader, token)
        if not same(found, payload, content):
            return f"{reader.name} read another payload"
        for part, changed in changes(token):
            for library in (reader, writer):
                try:
                    read(library, changed)
                except Unsupported:
                    raise RuntimeError(f"{library.name} lost {name} after a change") from None
                except Exception:
                    continue
                return f"{library.name} accepts a changed {part}"
        return None


def same(found, payload, content):
    """jwt-kit writes the claims anew, so that of signed ones only their meaning can be compared."""
    return found == payload if content else json.loads(found) == json.loads(payload)


def changes(token):
    """The token with one bit of each part changed, and with one member more in its protected header."""
    if token.startswith("{"):
        whole = json.loads(token)
        parts = {name: text for name, text in whole.items() if isinstance(text, str)}
        join = lambda changed: json.dumps({**whole, **changed})  # noqa: E731
    else:
        parts = dict(zip(COMPACT[token.count(".")], token.split(".")))
        join = lambda changed: ".".join({**parts, **changed}.values())  # noqa: E731
    for name, text in parts.items():
        data = bytearray(unb64u(text))
        if name == "protected":
            data = json.dumps({**json.loads(data), "changed": True}).encode()
        elif data:
            data[len(data) // 2] ^= 4
        else:
            continue
        yield name, join({name: b64u(bytes(data))})


def table(title, rows, peers):
    """Markdown."""
    lines = [f"| {title} | " + " | ".join(f"{peer.name} {peer.version}" for peer in peers) + " |"]
    lines.append("|---" * (len(peers) + 1) + "|")
    lines += [f"| {name} | " + " | ".join(cells) + " |" for name, cells in rows]
    return "\n".join(lines)


def page(matrix):
    """The tables and their notes as they stand in the guide."""
    said = [
        table("signature", matrix.signatures(), matrix.peers),
        table("key management", matrix.encryption(), matrix.peers),
        table("flattened JSON", matrix.in_json(), matrix.peers),
    ]
    notes = [f"- {peer}, {', '.join(sorted(what))}: {why}" for (peer, why), what in sorted(matrix.notes.items())]
    said.append("\n".join(notes))
    return "\n\n".join(said)


START, END = "<!-- matrix -->", "<!-- end of the matrix -->"


def cells(text):
    """What each row says of each peer, whose version may change."""
    found, title, peers = {}, "", []
    for line in text.splitlines():
        if not line.startswith("| "):
            continue
        first, *rest = (cell.strip() for cell in line.strip("|").split("|"))
        if any(cell in ("both", OURS, THEIRS, NOTHING) for cell in rest):
            found.update({(title, first, peer): cell for peer, cell in zip(peers, rest)})
        else:
            title, peers = first, [cell.rpartition(" ")[0] for cell in rest]
    return found


def compare(path, text):
    """A dash where the guide has none would hide a fault, of ours or of the check; a peer that is not here hides none."""
    with open(path) as file:
        kept = cells(file.read().partition(START)[2].partition(END)[0])
    found = cells(text)
    lost = [key for key, cell in kept.items() if cell != found.get(key, cell) and cell != NOTHING]
    check(not lost, "every cell of the guide is still so", lost)


def write(path, text):
    """Puts the tables between the marks of the guide."""
    with open(path) as file:
        before, _, rest = file.read().partition(START)
    after = rest.partition(END)[2]
    with open(path, "w") as file:
        file.write(f"{before}{START}\n\n{text}\n\n{END}{after}")
    note(f"written to {os.path.relpath(path)}")
