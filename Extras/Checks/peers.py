"""The libraries that the interop matrix meets, each behind the same five calls.

A key is a JWK as a dict. A call raises Unsupported where the library has no such thing, and whatever the library raises
where it refuses.
"""

import base64
import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import tempfile
import warnings

import joserfc.jwe
import joserfc.jwk
import joserfc.jws
import jwcrypto.jwa
import jwcrypto.jwe
import jwcrypto.jwk
import jwcrypto.jws
import jwt

# joserfc warns of "EdDSA" and of RSA-OAEP; peers that know no other name are why we use them.
warnings.filterwarnings("ignore", module="joserfc")

# As Extras/Package.swift pins it.
JWT_KIT = "5.7.1"


class Unsupported(Exception):
    """The library has no such thing."""


class Refused(Exception):
    """A library in another process said no."""


def b64u(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64u(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def kind(algorithm, content=None, curve=None):
    """What key an algorithm needs: its kty, and its crv, its alg or its length in bits."""
    curves = {"ES256": "P-256", "ES384": "P-384", "ES512": "P-521", "EdDSA": "Ed25519", "Ed25519": "Ed25519"}
    curve = curve or curves.get(algorithm)
    if curve:
        return ("OKP" if "25519" in curve else "EC"), curve
    if algorithm.startswith(("RS", "PS")):
        return "RSA", 2048
    if algorithm.startswith("ML-DSA"):
        return "AKP", algorithm
    bits = int(re.search(r"\d{3}", content if algorithm == "dir" else algorithm).group())
    # CBC takes as many bits again for its HMAC (RFC 7518 §5.2.2.1).
    return "oct", bits * 2 if algorithm == "dir" and "CBC" in content else bits


def public(key):
    """The public half of a JWK; a shared secret is the same on both sides."""
    if key["kty"] == "oct":
        return key
    private = {"d", "p", "q", "dp", "dq", "qi", "priv", "key_ops"}
    return {name: value for name, value in key.items() if name not in private}


class PyJWT:
    name = "PyJWT"
    version = importlib.metadata.version("PyJWT")
    generate = encrypt = sign_json = None

    def sign(self, algorithm, key, payload):
        return jwt.PyJWS().encode(payload, self.load(algorithm, key), algorithm=algorithm)

    def verify(self, algorithm, key, token):
        return jwt.PyJWS().decode(token, self.load(algorithm, key), algorithms=[algorithm])

    @staticmethod
    def load(algorithm, key):
        if algorithm not in jwt.algorithms.get_default_algorithms():
            raise Unsupported("not among its algorithms")
        return jwt.PyJWK(key, algorithm=algorithm).key


class Joserfc:
    name = "joserfc"
    version = importlib.metadata.version("joserfc")

    def generate(self, algorithm, content=None, curve=None):
        self.need(algorithm)
        kty, size = kind(algorithm, content, curve)
        return joserfc.jwk.JWKRegistry.generate_key(kty, size, private=True).as_dict(private=True)

    def sign(self, algorithm, key, payload):
        self.need(algorithm)
        key = joserfc.jwk.JWKRegistry.import_key(key)
        return joserfc.jws.serialize_compact({"alg": algorithm}, payload, key, algorithms=[algorithm])

    def verify(self, algorithm, key, token):
        self.need(algorithm)
        key = joserfc.jwk.JWKRegistry.import_key(key)
        return joserfc.jws.deserialize_compact(token, key, algorithms=[algorithm]).payload

    def sign_json(self, algorithm, key, payload):
        key = joserfc.jwk.JWKRegistry.import_key(key)
        header = {"protected": {"alg": algorithm}}
        return json.dumps(joserfc.jws.serialize_json(header, payload, key, algorithms=[algorithm]))

    def verify_json(self, algorithm, key, token):
        key = joserfc.jwk.JWKRegistry.import_key(key)
        return joserfc.jws.deserialize_json(json.loads(token), key, algorithms=[algorithm]).payload

    def encrypt(self, algorithm, content, key, payload):
        self.need(algorithm)
        key = joserfc.jwk.JWKRegistry.import_key(key)
        header = {"alg": algorithm, "enc": content}
        return joserfc.jwe.encrypt_compact(header, payload, key, algorithms=[algorithm, content])

    def decrypt(self, algorithm, content, key, token):
        self.need(algorithm)
        key = joserfc.jwk.JWKRegistry.import_key(key)
        return joserfc.jwe.decrypt_compact(token, key, algorithms=[algorithm, content]).plaintext

    def encrypt_json(self, algorithm, content, key, payload):
        key = joserfc.jwk.JWKRegistry.import_key(key)
        sealed = joserfc.jwe.FlattenedJSONEncryption({"alg": algorithm, "enc": content}, payload)
        sealed.add_recipient(None, key)
        return json.dumps(joserfc.jwe.encrypt_json(sealed, None, algorithms=[algorithm, content]))

    def decrypt_json(self, algorithm, content, key, token):
        key = joserfc.jwk.JWKRegistry.import_key(key)
        return joserfc.jwe.decrypt_json(json.loads(token), key, algorithms=[algorithm, content]).plaintext

    @staticmethod
    def need(algorithm):
        known = {*joserfc.jws.JWSRegistry.algorithms, *joserfc.jwe.JWERegistry.algorithms["alg"]}
        if algorithm not in known:
            raise Unsupported("not among its algorithms")


class Jwcrypto:
    name = "jwcrypto"
    version = importlib.metadata.version("jwcrypto")

    def generate(self, algorithm, content=None, curve=None):
        self.need(algorithm)
        kty, size = kind(algorithm, content, curve)
        wanted = {"OKP": "crv", "EC": "crv", "AKP": "alg"}.get(kty, "size")
        return jwcrypto.jwk.JWK.generate(kty=kty, **{wanted: size}).export(as_dict=True)

    def sign(self, algorithm, key, payload, compact=True):
        self.need(algorithm)
        token = jwcrypto.jws.JWS(payload)
        token.add_signature(jwcrypto.jwk.JWK(**key), None, json.dumps({"alg": algorithm}), None)
        return token.serialize(compact)

    def sign_json(self, algorithm, key, payload):
        return self.sign(algorithm, key, payload, compact=False)

    def verify(self, algorithm, key, token):
        self.need(algorithm)
        found = jwcrypto.jws.JWS()
        found.allowed_algs = [algorithm]
        found.deserialize(token, jwcrypto.jwk.JWK(**key))
        return found.payload

    verify_json = verify

    def encrypt(self, algorithm, content, key, payload, compact=True):
        self.need(algorithm)
        header = json.dumps({"alg": algorithm, "enc": content})
        token = jwcrypto.jwe.JWE(payload, header, algs=[algorithm, content], recipient=jwcrypto.jwk.JWK(**key))
        return token.serialize(compact)

    def encrypt_json(self, algorithm, content, key, payload):
        return self.encrypt(algorithm, content, key, payload, compact=False)

    def decrypt(self, algorithm, content, key, token):
        self.need(algorithm)
        found = jwcrypto.jwe.JWE(algs=[algorithm, content])
        found.deserialize(token, jwcrypto.jwk.JWK(**key))
        return found.payload

    decrypt_json = decrypt

    @staticmethod
    def need(algorithm):
        if algorithm not in jwcrypto.jwa.JWA.algorithms_registry:
            raise Unsupported("not among its algorithms")


class Latchset:
    """The command `jose` of latchset; keys lie in a folder that only we can read."""

    name = "latchset jose"

    def __init__(self):
        self.version = package("jose")
        self.known = subprocess.run(["jose", "alg"], capture_output=True, text=True, check=True).stdout.split()
        self.folder = tempfile.TemporaryDirectory()

    def generate(self, algorithm, content=None, curve=None):
        self.need(algorithm, curve)
        kty, size = kind(algorithm, content, curve)
        wanted = {"kty": kty}
        if kty == "EC":
            wanted["crv"] = size
        elif kty == "oct":
            wanted["bytes"] = size // 8
        else:
            wanted["bits"] = size
        return json.loads(self.run(["jwk", "gen", "-i", json.dumps(wanted)]))

    def sign(self, algorithm, key, payload, form=("-c",)):
        self.need(algorithm)
        template = json.dumps({"protected": {"alg": algorithm}})
        return self.run(["jws", "sig", "-I", "-", "-s", template, "-k", self.file(key), *form], payload).decode()

    def sign_json(self, algorithm, key, payload):
        return self.sign(algorithm, key, payload, form=())

    def verify(self, algorithm, key, token):
        self.need(algorithm)
        return self.run(["jws", "ver", "-i", "-", "-k", self.file(key), "-O", "-"], token.encode())

    verify_json = verify

    def encrypt(self, algorithm, content, key, payload, form=("-c",)):
        self.need(algorithm, key.get("crv"))
        template = json.dumps({"protected": {"alg": algorithm, "enc": content}})
        return self.run(["jwe", "enc", "-i", template, "-I", "-", "-k", self.file(key), *form], payload).decode()

    def encrypt_json(self, algorithm, content, key, payload):
        return self.encrypt(algorithm, content, key, payload, form=())

    def decrypt(self, algorithm, content, key, token):
        self.need(algorithm, key.get("crv"))
        return self.run(["jwe", "dec", "-i", "-", "-k", self.file(key), "-O", "-"], token.encode())

    decrypt_json = decrypt

    def need(self, algorithm, curve=None):
        if algorithm not in self.known:
            raise Unsupported("not in the list of `jose alg`")
        if curve and "25519" in curve:
            raise Unsupported("it has no kty OKP")

    def file(self, key):
        path = os.path.join(self.folder.name, "key.jwk")
        # Of a key for dir it expects the enc as its alg, which RFC 7517 knows nothing of.
        key = {name: value for name, value in key.items() if (name, value) != ("alg", "dir")}
        with open(path, "w") as file:
            json.dump(key, file)
        return path

    def run(self, arguments, given=b""):
        ran = subprocess.run(["jose", *arguments], input=given, capture_output=True, timeout=30)
        if ran.returncode != 0:
            raise Refused(ran.stderr.decode().strip() or f"exit {ran.returncode}")
        return ran.stdout


class Lines:
    """A library in a process of its own: a JSON request a line, a JSON answer a line."""

    def __init__(self, name, version, command, environment=None):
        self.name = name
        self.version = version
        self.has_all = False
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, **(environment or {})}
        )

    def ask(self, op, algorithm, **request):
        line = {"op": op, "alg": algorithm, **{name: value for name, value in request.items() if value is not None}}
        self.process.stdin.write(json.dumps(line) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError(f"{self.name} ended while it was asked to {op} with {algorithm}")
        answer = json.loads(answer)
        if "error" in answer:
            refusal = answer["error"]
            if refusal.startswith("unsupported: ") and not self.has_all:
                raise Unsupported(refusal.removeprefix("unsupported: "))
            raise Refused(refusal)
        return answer

    def generate(self, algorithm, content=None, curve=None):
        return self.ask("generate", algorithm, enc=content, crv=curve)["private"]

    def sign(self, algorithm, key, payload, json=None):
        return self.ask("sign", algorithm, key=key, payload=b64u(payload), json=json)["token"]

    def verify(self, algorithm, key, token, json=None):
        return unb64u(self.ask("verify", algorithm, key=key, token=token, json=json)["payload"])

    def encrypt(self, algorithm, content, key, payload, json=None):
        return self.ask("encrypt", algorithm, enc=content, key=key, payload=b64u(payload), json=json)["token"]

    def decrypt(self, algorithm, content, key, token, json=None):
        answer = self.ask("decrypt", algorithm, enc=content, key=key, token=token, json=json)
        return unb64u(answer["payload"])

    def sign_json(self, *what):
        return self.sign(*what, json=True)

    def verify_json(self, *what):
        return self.verify(*what, json=True)

    def encrypt_json(self, *what):
        return self.encrypt(*what, json=True)

    def decrypt_json(self, *what):
        return self.decrypt(*what, json=True)


def ours(peer):
    """Tessera, of which nothing may be missing."""
    library = Lines("Tessera", "", [peer, "tessera"])
    library.has_all = True
    return library


def others(peer):
    """The libraries that are here; and of the others the name and what is missing."""
    found, missing = [Joserfc(), PyJWT(), Jwcrypto()], []
    modules = os.environ.get("NODE_PATH", "/usr/share/nodejs")
    if shutil.which("node") and os.path.isdir(os.path.join(modules, "jose")):
        script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "panva.cjs")
        found.append(Lines("panva jose", package("node-jose"), ["node", script], {"NODE_PATH": modules}))
    else:
        missing.append(("panva jose", "it needs node, and Debian's node-jose or NODE_PATH"))
    if shutil.which("jose"):
        found.append(Latchset())
    else:
        missing.append(("latchset jose", "it needs the command jose, of Debian's package of that name"))
    jwt_kit = Lines("jwt-kit", JWT_KIT, [peer, "jwt-kit"])
    jwt_kit.generate = jwt_kit.encrypt = jwt_kit.sign_json = None
    return [*found, jwt_kit], missing


def package(name):
    """The version of an installed Debian package."""
    query = ["dpkg-query", "-W", "-f", "${Version}", name]
    return subprocess.run(query, capture_output=True, text=True).stdout.split("-")[0]
