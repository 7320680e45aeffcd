"""A client of Token Status Lists, written from the standards alone: draft-ietf-oauth-status-list and the RFCs it builds on.

It knows nothing of Tessera: where keys are it asks RFC 8414, what a token is RFC 7519 and RFC 9068, signatures it leaves to
joserfc and inflating to zlib. The sections are those of the draft.

usage: status_client.py ISSUER AUDIENCE     one token a line on stdin, one status a line on stdout
"""

import json
import sys
import time
import urllib.parse
import urllib.request
import zlib

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.util import urlsafe_b64decode

ALGORITHMS = ["ES256", "ES384", "RS256", "PS256", "EdDSA", "Ed25519"]
LARGEST = 1 << 20
# §7.1
STATUS = {0: "VALID", 1: "INVALID", 2: "SUSPENDED"}


class Rejected(Exception):
    """No statement about the status of the token can be made (§8.3)."""


class StatusListClient:
    def __init__(self, issuer, audience):
        self.issuer = issuer
        self.audience = audience
        parts = urllib.parse.urlsplit(issuer)
        place = f"{parts.scheme}://{parts.netloc}/.well-known/oauth-authorization-server{parts.path.rstrip('/')}"
        metadata = json.loads(self.get(place, "application/json"))
        if metadata["issuer"] != issuer:
            raise ValueError("metadata of another issuer")
        self.keys = KeySet.import_key_set(json.loads(self.get(metadata["jwks_uri"], "application/json")))
        self.lists = {}
        self.fetched = 0

    @staticmethod
    def get(url, accept):
        request = urllib.request.Request(url, headers={"Accept": accept})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.read(4 * LARGEST)

    def signed(self, text, kind):
        """The claims of a JWT of that type whose signature holds."""
        try:
            token = jws.deserialize_compact(text, self.keys, algorithms=ALGORITHMS)
            claims = json.loads(token.payload)
        except (JoseError, ValueError) as error:
            raise Rejected(f"no JWT of the issuer: {type(error).__name__}") from error
        # RFC 7515 §4.1.9: application/ may be left out.
        found = str(token.headers().get("typ", "")).lower().removeprefix("application/")
        if found != kind:
            raise Rejected(f"its type is {found!r}")
        return claims

    def status(self, text):
        """The status of a Referenced Token."""
        # §8.3: it is validated by its own rules before anything is fetched for it.
        claims = self.signed(text, "at+jwt")
        audiences = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
        if claims["iss"] != self.issuer or self.audience not in audiences or claims["exp"] <= time.time():
            raise Rejected("not of this issuer, not for this API, or of the past")
        # §6.2
        reference = claims.get("status", {}).get("status_list", {})
        idx, uri = reference.get("idx"), reference.get("uri")
        if type(idx) is not int or idx < 0 or not isinstance(uri, str):
            raise Rejected("no reference to a status list")
        bits, packed = self.list(uri)
        # §4.1: the index selects from the least significant bit of each byte on.
        per_byte = 8 // bits
        if idx // per_byte >= len(packed):
            raise Rejected("its index is beyond the list")
        value = packed[idx // per_byte] >> idx % per_byte * bits & (1 << bits) - 1
        return STATUS.get(value, f"0x{value:02X}")

    def list(self, uri):
        """The width and the bytes of the list at a URI, kept for its ttl (§13.7)."""
        known = self.lists.get(uri)
        if known and time.time() < known[2]:
            return known[:2]
        self.fetched += 1
        try:
            text = self.get(uri, "application/statuslist+jwt").decode()
        except OSError as error:
            raise Rejected("its list can't be had") from error
        # §5.1
        claims = self.signed(text.strip(), "statuslist+jwt")
        if claims.get("sub") != uri:
            raise Rejected("the list is another one")
        if not isinstance(claims.get("iat"), (int, float)):
            raise Rejected("the list does not say when it was issued")
        if "exp" in claims and claims["exp"] <= time.time():
            raise Rejected("the list has expired")
        # §4.2
        bits = claims["status_list"]["bits"]
        if bits not in (1, 2, 4, 8):
            raise Rejected(f"a list of {bits} bits")
        inflater = zlib.decompressobj()
        packed = inflater.decompress(urlsafe_b64decode(claims["status_list"]["lst"].encode()), LARGEST + 1)
        if not inflater.eof or inflater.unused_data or len(packed) > LARGEST:
            raise Rejected("the list is cut, too long, or followed by something")
        self.lists[uri] = (bits, packed, time.time() + claims.get("ttl", 0))
        return bits, packed


def main():
    client = StatusListClient(*sys.argv[1:3])
    for line in sys.stdin:
        try:
            print(client.status(line.strip()), flush=True)
        except Rejected as why:
            print(f"rejected: {why}", flush=True)
    print(f"{client.fetched} lists were fetched", file=sys.stderr)


if __name__ == "__main__":
    main()
