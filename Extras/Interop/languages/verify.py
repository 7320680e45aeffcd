"""Verifies the access tokens of an issuer for one API: keys by discovery, claims, and the status list, kept for its ttl.

usage: python3 verify.py ISSUER AUDIENCE     one token a line on stdin, one verdict a line on stdout
needs: pip install 'PyJWT[crypto]'
"""

import base64
import json
import sys
import time
import urllib.parse
import urllib.request
import zlib

import jwt

ISSUER, AUDIENCE = sys.argv[1:3]
ORIGIN = "{0.scheme}://{0.netloc}".format(urllib.parse.urlsplit(ISSUER))
LEEWAY = 30


class Refusal(Exception):
    """Its text is the code."""


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


opener = urllib.request.build_opener(NoRedirect)


def get(url, accept):
    request = urllib.request.Request(url, headers={"Accept": accept})
    with opener.open(request, timeout=5) as answer:
        return answer.read(2 * 1024 * 1024)


# ---- the issuer's keys, by kid

keys = {}
keys_read_at = float("-inf")


def read_keys():
    global keys
    path = urllib.parse.urlsplit(ISSUER).path.rstrip("/")
    metadata = json.loads(get(f"{ORIGIN}/.well-known/oauth-authorization-server{path}", "application/json"))
    if metadata["issuer"] != ISSUER:
        raise ValueError("the metadata is of another issuer")
    found = json.loads(get(metadata["jwks_uri"], "application/json"))["keys"]
    keys = {key["kid"]: jwt.PyJWK(key) for key in found if key.get("alg") == "ES256"}


def key_of(kid):
    global keys_read_at
    age = time.time() - keys_read_at
    # A kid that is not known may be a new key: asked at most every 30 seconds, however many strange tokens come in.
    if age >= 600 or (kid not in keys and age >= 30):
        keys_read_at = time.time()
        try:
            read_keys()
        except Exception:
            if not keys:
                keys_read_at = float("-inf")
    if not keys:
        raise Refusal("keys_unavailable")
    if kid not in keys:
        raise Refusal("key_unknown")
    return keys[kid]


# ---- signatures

CODES = [
    (jwt.InvalidSignatureError, "signature_invalid"),
    (jwt.MissingRequiredClaimError, "claim_missing"),
    (jwt.InvalidIssuerError, "issuer_mismatch"),
    (jwt.InvalidAudienceError, "audience_mismatch"),
    (jwt.ExpiredSignatureError, "expired"),
    (jwt.ImmatureSignatureError, "not_yet_valid"),
    (jwt.DecodeError, "token_malformed"),
    (jwt.InvalidTokenError, "claim_invalid"),
]


def read(text, **rules):
    """The claims of a JWT whose signature and claims hold, and its type."""
    try:
        header = jwt.get_unverified_header(text)
    except jwt.InvalidTokenError as error:
        raise Refusal("token_malformed") from error
    if "crit" in header:
        raise Refusal("token_malformed")
    # The one algorithm that is wanted, whatever the token would like.
    if header["alg"] != "ES256":
        raise Refusal("alg_not_allowed")
    key = key_of(header.get("kid"))
    try:
        claims = jwt.decode(text, key, algorithms=["ES256"], leeway=LEEWAY, **rules)
    except jwt.InvalidTokenError as error:
        raise Refusal(next(code for kind, code in CODES if isinstance(error, kind))) from error
    return claims, str(header.get("typ")).lower().removeprefix("application/")


# ---- the status list (Token Status List)

lists = {}


class StatusList:
    def __init__(self, uri):
        text = get(uri, "application/statuslist+jwt").decode()
        claims, kind = read(text, options={"require": ["sub", "iat"], "verify_aud": False})
        if kind != "statuslist+jwt" or claims["sub"] != uri:
            raise ValueError(f"{uri} is no status list, or another one")
        self.bits = claims["status_list"]["bits"]
        if type(self.bits) is not int or self.bits not in (1, 2, 4, 8):
            raise ValueError(f"{uri} has {self.bits} bits")
        packed = claims["status_list"]["lst"]
        # A few kilobytes can claim to be a thousand times as large.
        inflater = zlib.decompressobj()
        deflated = base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
        self.bytes = inflater.decompress(deflated, (1 << 20) + 1)
        if not inflater.eof or inflater.unused_data or len(self.bytes) > 1 << 20:
            raise ValueError(f"{uri} is cut, too long, or followed by something")
        self.issued_at = claims["iat"]
        self.ask_again_at = time.time() + min(max(claims.get("ttl", 60), 1), 3_600)
        self.ends_at = claims.get("exp", time.time() + 3_600)


def list_of(uri):
    known = lists.get(uri)
    if known and time.time() < min(known.ask_again_at, known.ends_at):
        return known
    try:
        newer = StatusList(uri)
        # An older list must not bring back what was taken away since.
        if not known or newer.issued_at >= known.issued_at:
            lists[uri] = newer
    except Exception:
        pass  # What is known serves until it expires.
    if uri not in lists or time.time() >= lists[uri].ends_at + LEEWAY:
        raise Refusal("status_unavailable")
    return lists[uri]


def check_status(status):
    try:
        idx, uri = status["status_list"]["idx"], status["status_list"]["uri"]
    except (KeyError, TypeError):
        raise Refusal("claim_invalid") from None
    if type(idx) is not int or idx < 0 or not isinstance(uri, str):
        raise Refusal("claim_invalid")
    # Only the issuer says what became of its tokens; nothing is asked of anybody else.
    if not uri.startswith(ORIGIN + "/"):
        raise Refusal("claim_invalid")
    found = list_of(uri)
    place = idx * found.bits
    if place // 8 >= len(found.bytes):
        raise Refusal("claim_invalid")
    # Least significant bit first.
    if found.bytes[place // 8] >> place % 8 & (1 << found.bits) - 1:
        raise Refusal("revoked")


# ---- the token


def check(token):
    required = ["iss", "aud", "exp", "iat", "sub", "client_id", "jti"]
    claims, kind = read(token, issuer=ISSUER, audience=AUDIENCE, options={"require": required})
    if kind != "at+jwt":
        raise Refusal("type_mismatch")
    # A token that is bound to a key is nobody's who can't prove to have it (RFC 9449 §7.1); proofs are not checked here.
    if "cnf" in claims:
        raise Refusal("proof_missing")
    # Last, so that a token that is no good anyway makes nobody ask for a list.
    if "status" in claims:
        check_status(claims["status"])
    return claims


for line in sys.stdin:
    try:
        print("accepted", check(line.strip())["sub"], flush=True)
    except Refusal as refusal:
        print("refused", refusal, flush=True)
