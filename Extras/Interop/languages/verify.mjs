// Verifies the access tokens of an issuer for one API: keys by discovery, claims, and the status list, kept for its ttl.
// usage: node verify.mjs ISSUER AUDIENCE     one token a line on stdin, one verdict a line on stdout
import { createPublicKey, verify } from "node:crypto";
import { createInterface } from "node:readline";
import { inflateSync } from "node:zlib";

const [issuer, audience] = process.argv.slice(2);
const leeway = 30;
const now = () => Date.now() / 1000;

class Refusal extends Error {}
const refuse = (code) => {
    throw new Refusal(code);
};

async function get(url, accept) {
    const answer = await fetch(url, {
        headers: { accept },
        redirect: "error",
        signal: AbortSignal.timeout(5_000),
    });
    if (answer.status !== 200) throw new Error(`${url} answered ${answer.status}`);
    return await answer.text();
}

// ---- the issuer's keys, by kid

let keys = new Map();
let keysReadAt = -Infinity;

async function readKeys() {
    const { origin, pathname } = new URL(issuer);
    const path = pathname === "/" ? "" : pathname;
    const url = `${origin}/.well-known/oauth-authorization-server${path}`;
    const metadata = JSON.parse(await get(url, "application/json"));
    if (metadata.issuer !== issuer) throw new Error(`${url} is of another issuer`);
    const set = JSON.parse(await get(metadata.jwks_uri, "application/json"));
    const usable = set.keys.filter((key) => key.kty === "EC" && key.crv === "P-256" && key.alg === "ES256");
    keys = new Map(usable.map((key) => [key.kid, createPublicKey({ key, format: "jwk" })]));
}

async function keyOf(kid) {
    const age = now() - keysReadAt;
    // A kid that is not known may be a new key: asked at most every 30 seconds, however many strange tokens come in.
    if (age >= 600 || (!keys.has(kid) && age >= 30)) {
        keysReadAt = now();
        try {
            await readKeys();
        } catch {
            if (keys.size === 0) keysReadAt = -Infinity;
        }
    }
    if (keys.size === 0) refuse("keys_unavailable");
    return keys.get(kid) ?? refuse("key_unknown");
}

// ---- signatures

function decode(text) {
    const bytes = Buffer.from(text, "base64url");
    if (bytes.toString("base64url") !== text) refuse("token_malformed");
    return bytes;
}

function object(bytes) {
    try {
        const value = JSON.parse(bytes.toString("utf8"));
        if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
    } catch {}
    refuse("token_malformed");
}

// The claims of a JWT whose signature holds, and its type.
async function read(text) {
    const parts = text.split(".");
    if (parts.length !== 3) refuse("token_malformed");
    const header = object(decode(parts[0]));
    const signature = decode(parts[2]);
    if ("crit" in header) refuse("token_malformed");
    // The one algorithm that is wanted, whatever the token would like.
    if (header.alg !== "ES256") refuse("alg_not_allowed");
    const key = { key: await keyOf(header.kid), dsaEncoding: "ieee-p1363" };
    const input = Buffer.from(`${parts[0]}.${parts[1]}`);
    if (!verify("sha256", input, key, signature)) refuse("signature_invalid");
    const type = String(header.typ).toLowerCase().replace(/^application\//, "");
    return [object(decode(parts[1])), type];
}

// ---- the status list (Token Status List)

const lists = new Map();

async function readList(uri) {
    const [claims, type] = await read(await get(uri, "application/statuslist+jwt"));
    if (type !== "statuslist+jwt") throw new Error(`${uri} is no status list`);
    if (claims.sub !== uri) throw new Error(`${uri} is another list`);
    if (claims.exp !== undefined && !(now() < claims.exp + leeway)) throw new Error(`${uri} has expired`);
    const { bits, lst } = claims.status_list;
    if (![1, 2, 4, 8].includes(bits)) throw new Error(`${uri} has ${bits} bits`);
    const packed = decode(lst);
    // A few kilobytes can claim to be a thousand times as large.
    const { buffer, engine } = inflateSync(packed, { maxOutputLength: 1 << 20, info: true });
    if (engine.bytesWritten !== packed.length) throw new Error(`${uri} has bytes behind its list`);
    const ttl = Math.min(Math.max(claims.ttl ?? 60, 1), 3_600);
    return { bits, bytes: buffer, iat: claims.iat, askAgainAt: now() + ttl, exp: claims.exp ?? now() + 3_600 };
}

async function listOf(uri) {
    const known = lists.get(uri);
    if (known && now() < known.askAgainAt && now() < known.exp) return known;
    try {
        const list = await readList(uri);
        // An older list must not bring back what was taken away since.
        if (!known || list.iat >= known.iat) lists.set(uri, list);
    } catch {
        // What is known serves until it expires.
    }
    const list = lists.get(uri);
    if (!list || now() >= list.exp + leeway) refuse("status_unavailable");
    return list;
}

async function checkStatus(status) {
    const { idx, uri } = status?.status_list ?? {};
    if (!Number.isSafeInteger(idx) || idx < 0 || typeof uri !== "string") refuse("claim_invalid");
    // Only the issuer says what became of its tokens; nothing is asked of anybody else.
    if (!uri.startsWith(new URL(issuer).origin + "/")) refuse("claim_invalid");
    const { bits, bytes } = await listOf(uri);
    const byte = bytes[Math.floor((idx * bits) / 8)];
    if (byte === undefined) refuse("claim_invalid");
    // Least significant bit first.
    if (((byte >> ((idx * bits) % 8)) & ((1 << bits) - 1)) !== 0) refuse("revoked");
}

// ---- the token

async function check(token) {
    const [claims, type] = await read(token);
    for (const name of ["iss", "aud", "exp", "iat", "sub", "client_id", "jti"]) {
        if (claims[name] === undefined) refuse("claim_missing");
    }
    if (claims.iss !== issuer) refuse("issuer_mismatch");
    if (![claims.aud].flat().includes(audience)) refuse("audience_mismatch");
    if (type !== "at+jwt") refuse("type_mismatch");
    for (const name of ["exp", "nbf", "iat"]) {
        if (claims[name] !== undefined && typeof claims[name] !== "number") refuse("claim_invalid");
    }
    if (now() >= claims.exp + leeway) refuse("expired");
    if (now() + leeway < Math.max(claims.nbf ?? 0, claims.iat)) refuse("not_yet_valid");
    // A token that is bound to a key is nobody's who can't prove to have it (RFC 9449 §7.1); proofs are not checked here.
    if (claims.cnf !== undefined) refuse("proof_missing");
    // Last, so that a token that is no good anyway makes nobody ask for a list.
    if (claims.status !== undefined) await checkStatus(claims.status);
    return claims;
}

for await (const line of createInterface({ input: process.stdin })) {
    try {
        console.log(`accepted ${(await check(line)).sub}`);
    } catch (refusal) {
        if (!(refusal instanceof Refusal)) throw refusal;
        console.log(`refused ${refusal.message}`);
    }
}
