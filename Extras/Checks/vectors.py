"""Published test vectors through the example vector-runner: each is accepted with its payload, or refused with its code.

usage: vectors.py VECTOR-RUNNER FOLDER
"""

import base64
import collections
import glob
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile

from verdict import check, end, limit, note, skip

# Where the published label is not followed, and why.
DECIDED = {
    346: ("refused key_unfit", "the key says PS256, the header PS384"),
    347: ("refused key_unfit", "the key says ES521, which is no algorithm"),
    350: ("refused key_unfit", "the key says PS256, the header PS384"),
    351: ("refused key_unfit", "the key says ES521, which is no algorithm"),
    367: ("accepted", "it is byte for byte 357, which is labelled valid: C2SP/wycheproof issue 236"),
    370: ("accepted", "it is byte for byte 357, which is labelled valid: C2SP/wycheproof issue 236"),
    372: ("refused token_malformed", "it has a question mark, which base64url does not know"),
    373: ("refused token_malformed", "it has a question mark, which base64url does not know"),
    374: ("refused signature_invalid", "its payload was respelled after it was signed: the signature speaks first"),
}


class Cases:
    """The cases of one file, and what is expected of each: a payload or a code."""

    def __init__(self):
        self.cases = []
        self.expected = {}

    def add(self, name, token, key, expected, alg=None, **more):
        case = {"id": name, "token": token, "key": key, **more}
        if alg:
            case["alg"] = alg
        self.cases.append(case)
        self.expected[name] = expected

    def run(self, runner):
        """What the runner says to each, by name."""
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump({"cases": self.cases}, file)
            file.flush()
            ran = subprocess.run([runner, file.name], capture_output=True, text=True, timeout=300)
        if ran.returncode != 0:
            sys.exit(f"FAIL {runner}: {ran.stderr}")
        return dict(line.split(" ", 1) for line in ran.stdout.splitlines())


def accepted(payload):
    return f"accepted {hashlib.sha256(payload).hexdigest()}"


def load(*path):
    with open(os.path.join(*path)) as file:
        return json.load(file)


def b64u(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64u(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def is_strict(text):
    """Whether these are base64url's letters, and the one spelling of their bytes."""
    return re.fullmatch("[A-Za-z0-9_-]*", text) and len(text) % 4 != 1 and b64u(unb64u(text)) == text


def as_list(value):
    return value if isinstance(value, list) else [value]


def cookbook(folder):
    """RFC 7520 and RFC 8037: each published form of each object, with each of its keys."""
    cases = Cases()
    for path in sorted(glob.glob(f"{folder}/jw[se]/*.json") + glob.glob(f"{folder}/curve25519/*.json")):
        vector = load(path)
        section = os.path.basename(path).split(".")[0].replace("_", ".")
        given = vector["input"]
        text = given.get("payload") or given.get("plaintext")
        keys = as_list(given.get("key") or {"kty": "oct", "k": b64u(given["pwd"].encode())})
        more = {"payload": text} if section == "4.5" else {}
        for form, token in vector["output"].items():
            for place, (key, alg) in enumerate(zip(keys, as_list(given["alg"]))):
                name = "/".join([section, form] + ([str(place)] if len(keys) > 1 else []))
                # The second of three signatures in 4.8 does not cover its algorithm.
                asked = {"4.7": "unprotected-alg", "4.8/json/1": "unprotected-alg", "5.3": "pbes2", "5.9": "zip"}
                asked = asked.get(section) or asked.get(name)
                if alg == "RSA1_5":
                    cases.add(name, token, key, "refused alg_not_allowed", alg)
                    continue
                allow = {"allow": [asked]} if asked else {}
                cases.add(name, token, key, accepted(text.encode()), alg, **more, **allow)
                if asked:
                    code = "key_unfit" if asked == "pbes2" else "token_malformed"
                    cases.add(f"{name}/unasked", token, key, f"refused {code}", alg)
    return cases


def nesting(folder):
    """RFC 7520 §6: a signed token inside of an encrypted one."""
    vector = load(folder, "6.nesting_signatures_and_encryption.json")
    sign, encrypt = vector["sign"], vector["encrypt"]
    cases = Cases()
    inner = sign["output"]["compact"]
    payload = sign["input"]["payload"].encode()
    cases.add("6/inner", inner, sign["input"]["key"], accepted(payload), sign["input"]["alg"])
    for form, token in encrypt["output"].items():
        cases.add(f"6/{form}", token, encrypt["input"]["key"], accepted(inner.encode()), encrypt["input"]["alg"])
    return cases


def unencoded(folder):
    """RFC 7797, by the name that asks for it and without."""
    cases = Cases()
    for path in sorted(glob.glob(f"{folder}/rfc7797/*.json")):
        vector = load(path)
        payload = vector["input"]["payload"]
        for form, token in vector["output"].items():
            name = f"{os.path.basename(path)}/{form}"
            detached = {} if "payload" in token else {"payload": payload}
            asked = {"allow": ["b64"], **detached}
            # The example for JSON only was published with a protected header that lacks the crit of RFC 7797 §6.
            whole = "crit" in json.loads(unb64u(protected(token)))
            expected = accepted(payload.encode()) if whole else "refused token_malformed"
            cases.add(name, token, vector["input"]["key"], expected, "HS256", **asked)
            cases.add(f"{name}/unasked", token, vector["input"]["key"], "refused token_malformed", "HS256", **detached)
    return cases


def protected(token):
    """The encoded protected header of any form of a JWS."""
    if isinstance(token, str):
        return token.split(".")[0]
    return token.get("signatures", [token])[0]["protected"]


def ml_dsa(folder):
    """RFC 9964: 65 and 87; 44 is not implemented."""
    cases = Cases()
    for size in (44, 65, 87):
        vector = load(folder, f"ML_DSA_{size}.jose.json")
        payload = unb64u(vector["jws"].split(".")[1])
        known = accepted(payload) if size > 44 else "refused key_unfit"
        cases.add(f"ML-DSA-{size}", vector["jws"], vector["jwk"], known, f"ML-DSA-{size}")
    return cases


def wycheproof(folder):
    """Each case as it is labelled, but for the rows of DECIDED."""
    cases = Cases()
    for group in load(folder, "json_web_signature_test.json")["testGroups"]:
        key = group.get("public") or group["private"]
        for test in group["tests"]:
            number, token = test["tcId"], test["jws"]
            # A key that names no algorithm is pinned to the one that the attack hopes for.
            alg = key.get("alg", f"{key['kty'][0]}S256")
            expected = "accepted" if test["result"] == "valid" else f"refused {reason(token, key, alg)}"
            expected = DECIDED.get(number, [expected])[0]
            if expected == "accepted":
                expected = accepted(unb64u(token.split(".")[1]))
            cases.add(f"{number}", token, key, expected, None if "alg" in key else alg)
    return cases


def reason(token, key, alg):
    """Why a token that is labelled invalid must be refused: what is wrong first, in the order of the checks."""
    if key.get("use", "sig") != "sig" or "verify" not in key.get("key_ops", ["verify"]):
        return "key_unfit"
    parts = token.split(".")
    if len(parts) != 3 or not parts[0] or not all(is_strict(part) for part in parts):
        return "token_malformed"
    return "key_unfit" if json.loads(unb64u(parts[0]))["alg"] != alg else "signature_invalid"


SUITES = [
    ("RFC 7520 and RFC 8037", "jose-cookbook-rfc7520", cookbook),
    ("RFC 7520 §6", "jose-cookbook-rfc7520", nesting),
    ("RFC 7797", "jose-cookbook-rfc7520", unencoded),
    ("RFC 9964", "mldsa-jose-rfc9964", ml_dsa),
    ("Wycheproof JWS", "wycheproof", wycheproof),
]


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    limit(600, lambda: None)
    runner, folder = sys.argv[1:]
    for title, name, read in SUITES:
        place = os.path.join(folder, name)
        if not os.path.isdir(place):
            skip(title, f"there is no {place}")
            continue
        cases = read(place)
        found = cases.run(runner)
        for case, expected in cases.expected.items():
            said = found.get(case, "nothing")
            shown = said.split()[0] if said.startswith("accepted") else said
            check(said == expected, f"{title} {case}: {shown}", f"{said}, expected {expected}")
        counts = collections.Counter(said.split()[0 if said.startswith("accepted") else 1] for said in found.values())
        note(f"{title}: {', '.join(f'{count} {what}' for what, count in sorted(counts.items()))}")
    for number, (verdict, why) in sorted(DECIDED.items()):
        note(f"Wycheproof {number} is {verdict.replace('refused ', 'refused with ')}: {why}")
    end()


main()
