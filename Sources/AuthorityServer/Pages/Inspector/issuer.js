// This issuer's documents, fetched when asked for and from nowhere else, and signatures by its keys.

import { member, numberOf, string } from "./json.js";
import { read } from "./token.js";

function ecdsa(curve, hash, length) {
  const algorithm = { name: "ECDSA", namedCurve: curve };
  return suite("EC", curve, algorithm, { name: "ECDSA", hash }, (bytes) => bytes === length);
}

function rsa(name, bits) {
  const hash = `SHA-${bits}`;
  return suite("RSA", undefined, { name, hash }, { name, saltLength: bits / 8 }, (bytes) => bytes >= 256);
}

const edwards = suite("OKP", "Ed25519", { name: "Ed25519" }, { name: "Ed25519" }, (bytes) => bytes === 64);

function suite(kty, crv, forImport, forVerify, fits) {
  return {
    forImport,
    forVerify,
    fits,
    /** What the key is for instead; undefined when it is for this algorithm. A key is bound to one (RFC 8725 §3.1). */
    unfit(key, algorithm) {
      if (key.alg !== undefined && key.alg !== algorithm) return String(key.alg);
      if (key.kty !== kty || (crv && key.crv !== crv)) return `${key.kty} ${key.crv ?? ""}`.trim();
      if (key.use !== undefined && key.use !== "sig") return `use ${key.use}`;
      if (key.key_ops !== undefined && !key.key_ops.includes("verify")) return `key_ops ${key.key_ops}`;
      return undefined;
    },
  };
}

/** The algorithms that browsers know, by their JOSE names. */
export const suites = new Map([
  ["ES256", ecdsa("P-256", "SHA-256", 64)],
  ["ES384", ecdsa("P-384", "SHA-384", 96)],
  ["ES512", ecdsa("P-521", "SHA-512", 132)],
  ["Ed25519", edwards],
  ["EdDSA", edwards],
  ...[256, 384, 512].map((bits) => [`RS${bits}`, rsa("RSASSA-PKCS1-v1_5", bits)]),
  ...[256, 384, 512].map((bits) => [`PS${bits}`, rsa("RSA-PSS", bits)]),
]);

/** Whether the signature is this key's; undefined where the browser can't say. */
export async function signatureHolds(token, key, algorithm) {
  const { forImport, forVerify, fits } = suites.get(algorithm);
  const signature = token.bytes[2];
  if (!fits(signature.length)) return false;
  const { kty, crv, x, y, n, e } = key;
  const signed = new TextEncoder().encode(`${token.parts[0]}.${token.parts[1]}`);
  try {
    // Without WebCrypto (a page neither https nor localhost) this throws as an unknown algorithm does.
    const loaded = await crypto.subtle.importKey("jwk", { kty, crv, x, y, n, e }, forImport, false, ["verify"]);
    return await crypto.subtle.verify(forVerify, loaded, signature, signed);
  } catch {
    return undefined;
  }
}

async function get(path) {
  try {
    const answer = await fetch(path, { cache: "no-cache", credentials: "omit", redirect: "error" });
    return answer.ok ? answer : undefined;
  } catch {
    return undefined;
  }
}

export const documents = {
  /** The published keys, and by how many seconds this device's clock is ahead of the issuer's. */
  async keys() {
    const answer = await get(".well-known/jwks.json");
    if (!answer) return undefined;
    const date = Date.parse(answer.headers.get("Date") ?? "");
    const skew = Number.isNaN(date) ? 0 : Math.round((Date.now() - date) / 1000);
    try {
      const { keys } = await answer.json();
      return Array.isArray(keys) ? { all: keys, skew } : undefined;
    } catch {
      return undefined;
    }
  },
};

/** The key of that name; without a name, the only one. */
export function keyFor(keys, kid) {
  if (kid !== undefined) return keys.all.find((one) => one.kid === kid);
  return keys.all.length === 1 ? keys.all[0] : undefined;
}

/** Whether the token was taken back (Token Status List §8.3): how the check ends, and with which words. */
export async function statusOf(payload, issuer, keys, now) {
  const status = member(payload, "status");
  if (!status) return { outcome: "note", words: ["the token names no status list: it can't be taken back"] };
  const list = member(status, "status_list");
  const [index, uri] = [numberOf(member(list, "idx")), string(member(list, "uri"))];
  if (!Number.isInteger(index) || index < 0 || uri === undefined) {
    return { outcome: "fail", words: ["claim_invalid", "a status that can't be asked", "idx and uri", "neither"] };
  }
  // Only a list of this issuer is fetched, by its path: a token does not choose whom this page asks.
  const number = uri.startsWith(`${issuer}/status/`) ? uri.slice(issuer.length + 8) : "";
  if (!/^[0-9]+$/.test(number)) return { outcome: "skip", words: ["its status list is not one of this issuer"] };
  const answer = await get(`status/${number}`);
  const bits = answer && (await statuses(await answer.text(), uri, keys, now));
  if (!bits) return { outcome: "fail", words: ["status_unavailable", "the status list can't be had just now"] };
  const value = bits(index);
  if (value === 0) return { outcome: "pass", words: ["not taken back"] };
  if (value === undefined) return { outcome: "fail", words: ["revoked", "the list has no such place"] };
  return { outcome: "fail", words: ["revoked", "it was taken back"] };
}

/** The statuses of a signed list, by index; undefined when the list breaks a rule. */
async function statuses(text, uri, keys, now) {
  // A full list of 2^20 incompressible statuses is 1.4 MB of base64url.
  const document = read(text, 2097152);
  const { header, payload } = document;
  if (!payload || document.faults.length > 0) return undefined;
  const algorithm = string(member(header, "alg"));
  const key = keyFor(keys, string(member(header, "kid")));
  if (string(member(header, "typ")) !== "statuslist+jwt" || string(member(payload, "sub")) !== uri) return undefined;
  if (!key || !suites.has(algorithm) || suites.get(algorithm).unfit(key, algorithm)) return undefined;
  if (!(await signatureHolds(document, key, algorithm))) return undefined;
  if (member(payload, "exp") && !(now < numberOf(member(payload, "exp")) + 30)) return undefined;
  const list = member(payload, "status_list");
  const width = numberOf(member(list, "bits"));
  const packed = await inflated(string(member(list, "lst")));
  if (![1, 2, 4, 8].includes(width) || !packed) return undefined;
  return (index) => {
    const byte = packed[Math.floor((index * width) / 8)];
    return byte === undefined ? undefined : (byte >> ((index * width) % 8)) & ((1 << width) - 1);
  };
}

/** The bytes of a zlib stream in base64url, up to 2^20 of them. */
async function inflated(text) {
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    const found = [];
    for (const reader = stream.getReader(); ; ) {
      const { done, value } = await reader.read();
      if (done) break;
      found.push(...value);
      if (found.length > 1 << 20) return undefined;
    }
    return Uint8Array.from(found);
  } catch {
    return undefined;
  }
}
