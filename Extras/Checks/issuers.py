"""Tokens that the running server issues, in other libraries; theirs, from an issuer of their own, in our command."""

import http.server
import importlib.metadata
import json
import os
import subprocess
import threading
import time
import urllib.request

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from joserfc import jwk as joserfc_jwk
from joserfc import jws as joserfc_jws
from joserfc import jwt as joserfc_jwt

from serving import Client, Development, tampered
from verdict import check, skip

ALGORITHMS = ["ES256", "EdDSA", "Ed25519"]
AUDIENCE = "https://api.example/interop"


class PyJWT:
    name = f"PyJWT {importlib.metadata.version('PyJWT')}"

    @staticmethod
    def knows(algorithm):
        return algorithm in jwt.algorithms.get_default_algorithms()

    @staticmethod
    def make_key(algorithm):
        """A private key, and its public JWK."""
        if algorithm == "ES256":
            key = ec.generate_private_key(ec.SECP256R1())
            public = jwt.algorithms.ECAlgorithm.to_jwk(key.public_key(), as_dict=True)
        else:
            key = ed25519.Ed25519PrivateKey.generate()
            public = jwt.algorithms.OKPAlgorithm.to_jwk(key.public_key(), as_dict=True)
        return key, public

    @staticmethod
    def sign(key, header, said):
        return jwt.encode(said, key, algorithm=header["alg"], headers=header)

    @staticmethod
    def verify(token, jwks_uri, algorithm, issuer, audience):
        key = jwt.PyJWKClient(jwks_uri).get_signing_key_from_jwt(token)
        return jwt.decode(token, key, algorithms=[algorithm], issuer=issuer, audience=audience)


class Joserfc:
    name = f"joserfc {importlib.metadata.version('joserfc')}"

    @staticmethod
    def knows(algorithm):
        return algorithm in joserfc_jws.JWSRegistry.algorithms

    @staticmethod
    def make_key(algorithm):
        if algorithm == "ES256":
            key = joserfc_jwk.ECKey.generate_key("P-256")
        else:
            key = joserfc_jwk.OKPKey.generate_key("Ed25519")
        return key, key.as_dict(private=False)

    @staticmethod
    def sign(key, header, said):
        return joserfc_jwt.encode(header, said, key, algorithms=[header["alg"]])

    @staticmethod
    def verify(token, jwks_uri, algorithm, issuer, audience):
        with urllib.request.urlopen(jwks_uri, timeout=10) as answer:
            keys = joserfc_jwk.KeySet.import_key_set(json.load(answer))
        decoded = joserfc_jwt.decode(token, keys, algorithms=[algorithm])
        wanted = {"iss": {"essential": True, "value": issuer}, "aud": {"essential": True, "value": audience}}
        joserfc_jwt.JWTClaimsRegistry(**wanted).validate(decoded.claims)
        return decoded.claims


PEERS = [PyJWT, Joserfc]


class Issuer:
    """A small issuer: the metadata and the keys of a peer, on loopback."""

    def __init__(self):
        self.keys = []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                documents = {
                    "/.well-known/oauth-authorization-server": {
                        "issuer": outer.url,
                        "jwks_uri": outer.url + "/jwks.json",
                        "response_types_supported": [],
                    },
                    "/jwks.json": {"keys": outer.keys},
                }
                document = documents.get(self.path)
                body = json.dumps(document or {}).encode()
                self.send_response(200 if document else 404)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://localhost:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


def refused(verify, *arguments):
    """The name of the refusal; None when nothing was refused."""
    try:
        verify(*arguments)
    except Exception as refusal:  # each library has its own
        return type(refusal).__name__
    return None


def judged(binary, issuer, audience, token):
    """The exit code of our command for a token on stdin."""
    command = [binary, "jwt", "verify", "--issuer", issuer, "--audience", audience, "-"]
    ran = subprocess.run(command, input=token, text=True, capture_output=True, timeout=30)
    return ran.returncode, ran.stdout + ran.stderr


def expect(binary, code, issuer, audience, token, what):
    found, said = judged(binary, issuer, audience, token)
    check(found == code, f"{what} (exit {code})", f"exit {found}: {said}")


def ours_in_theirs(binary, folder):
    for algorithm in ALGORITHMS:
        server = Development(binary, os.path.join(folder, algorithm), "--algorithm", algorithm)
        metadata = Client(server.issuer).get("/.well-known/oauth-authorization-server").json
        uri = metadata.get("jwks_uri", "")
        token = server.token()["token"]
        names = {jwt.get_unverified_header(token)["alg"]}
        with urllib.request.urlopen(uri, timeout=10) as answer:
            names |= {key["alg"] for key in json.load(answer)["keys"]}
        check(names == {algorithm}, f"a key made as {algorithm} is called so in its JWK and in its tokens", names)
        for peer in PEERS:
            if not peer.knows(algorithm):
                skip(f"ours by {algorithm} in {peer.name}", "it does not know that name")
                continue
            said = (uri, algorithm, server.issuer, server.audience)
            refusal = refused(peer.verify, token, *said)
            check(refusal is None, f"ours by {algorithm} verifies in {peer.name}", refusal)
            for name, changed in changes(token):
                refusal = refused(peer.verify, changed, *said)
                check("Signature" in str(refusal), f"… with its {name} changed it is refused ({refusal})")
        expect(binary, 0, server.issuer, server.audience, token, f"ours by {algorithm} verifies in Tessera")
        for name, changed in changes(token):
            expect(binary, 12, server.issuer, server.audience, changed, f"… with its {name} changed it is refused")
        server.end()


def changes(token):
    """The token with its payload, and with its signature, changed by one character."""
    head, payload, signature = token.split(".")
    yield "payload", tampered(token)
    other = "A" if signature[9] != "A" else "B"
    yield "signature", ".".join([head, payload, signature[:9] + other + signature[10:]])


def theirs_in_ours(binary):
    for peer in PEERS:
        issuer = Issuer()
        for algorithm in ALGORITHMS:
            if not peer.knows(algorithm):
                skip(f"theirs by {algorithm} of {peer.name}", "it does not know that name")
                continue
            key, public = peer.make_key(algorithm)
            kid = f"{algorithm}-of-a-peer"
            issuer.keys.append({**public, "kid": kid, "alg": algorithm, "use": "sig"})
            now = int(time.time())
            said = {
                "iss": issuer.url, "sub": "somebody", "aud": AUDIENCE, "client_id": "interop", "jti": "one",
                "iat": now, "exp": now + 300, "scope": "notes:read",
            }  # fmt: skip
            header = {"alg": algorithm, "kid": kid, "typ": "at+jwt"}
            token = peer.sign(key, header, said)
            late = peer.sign(key, header, {**said, "iat": now - 900, "exp": now - 600})
            what = f"{peer.name} by {algorithm}"
            expect(binary, 0, issuer.url, AUDIENCE, token, f"{what} verifies in Tessera")
            for name, changed in changes(token):
                expect(binary, 12, issuer.url, AUDIENCE, changed, f"… with its {name} changed it is refused")
            expect(binary, 10, issuer.url, "https://other.example", token, "… for another audience it is refused")
            expect(binary, 11, issuer.url, AUDIENCE, late, "… expired it is refused")
