// What a pasted text is: a signed token, an encrypted one, or neither and why, by part and place.

import { JSONFault, duplicates, member, parseJSON, string } from "./json.js";

/** The longest token that is read, as in the library. */
const longest = 16384;
const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const names = {
  3: ["header", "payload", "signature"],
  5: ["header", "encrypted key", "initialization vector", "ciphertext", "tag"],
};

/** The token inside of what was pasted: alone, after `Bearer`, in a curl line or in a JSON answer. */
export function find(pasted) {
  const text = pasted.trim();
  if (!/[\s"'=:]/.test(text)) return text;
  const found = text.match(/eyJ[A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]*){2,4}/g) || [];
  return new Set(found).size === 1 ? found[0] : text;
}

/**
 * Reads a token without checking it: `{kind, parts, header, payload, faults}`. `kind` is "signed", "encrypted" or
 * "none"; each fault is a sentence, and a token with one is refused by every verifier of ours.
 */
export function read(text, limit = longest) {
  const token = { kind: "none", text, parts: text.split("."), faults: [] };
  if (text.length > limit) {
    token.faults.push(`This has ${text.length} characters. A token has at most ${limit}, so it was not read.`);
    return token;
  }
  const count = token.parts.length;
  const parts = names[count];
  const odd = [...text].findIndex((letter) => letter !== "." && !letters.includes(letter));
  if (odd >= 0) {
    const before = [...text].slice(0, odd);
    const part = (parts || names[5])[before.filter((letter) => letter === ".").length] || "rest";
    const letter = [...text][odd];
    token.faults.push(`Character ${odd + 1}, in the ${part}, is ${named(letter)}, which no token has.`);
    return token;
  }
  if (!parts) {
    token.faults.push(`This has ${count} ${count === 1 ? "part" : "parts"} between dots. ` +
      "A signed token has 3, an encrypted one 5.");
    return token;
  }
  token.kind = count === 3 ? "signed" : "encrypted";
  token.bytes = token.parts.map((part, index) => bytes(part, parts[index], token.faults));
  token.header = object(token.bytes[0], "header", 8, token.faults);
  if (token.header) token.faults.push(...headerFaults(token.header, token.kind));
  if (token.kind === "encrypted") return token;
  token.payload = object(token.bytes[1], "payload", 16, token.faults);
  if (token.parts[2] === "") token.faults.push("The signature is empty: anyone can have written this.");
  return token;
}

function named(letter) {
  const code = letter.codePointAt(0);
  const number = "U+" + code.toString(16).toUpperCase().padStart(4, "0");
  return code > 32 && code < 127 ? `“${letter}”` : code === 32 ? "a space" : number;
}

/** Strict base64url: no padding, and unused bits are zero, so that each value has one spelling (RFC 7515 §2). */
function bytes(text, part, faults) {
  const found = new Uint8Array(Math.floor((text.length * 3) / 4));
  let [bits, held, at] = [0, 0, 0];
  for (const letter of text) {
    held = (held << 6) | letters.indexOf(letter);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    found[at] = held >> bits;
    at += 1;
    held &= (1 << bits) - 1;
  }
  if (text.length % 4 === 1) {
    faults.push(`The ${part} has ${text.length} characters, a length that no base64url text has. It may be cut off.`);
  } else if (held !== 0) {
    faults.push(`The last character of the ${part} says more than it may: its unused bits are not zero.`);
  } else {
    return found;
  }
  return null;
}

/** One strict JSON object in UTF-8. */
function object(found, part, depth, faults) {
  if (!found) return null;
  let text = "";
  try {
    // A byte order mark is kept, for it is no JSON.
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(found);
  } catch {
    faults.push(`The ${part} is not UTF-8 text.`);
    return null;
  }
  try {
    const tree = parseJSON(text, depth);
    for (const name of duplicates(tree)) {
      faults.push(`The ${part} names “${name}” twice. Readers disagree on which one counts, so it is refused.`);
    }
    if (tree.kind === "object") return tree;
    faults.push(`The ${part} is JSON, but no object.`);
  } catch (fault) {
    if (!(fault instanceof JSONFault)) throw fault;
    const place = new TextEncoder().encode(text.slice(0, fault.at)).length;
    faults.push(`The ${part} is not strict JSON: at byte ${place}, ${fault.message}.`);
  }
  return null;
}

/** The rules of the header that need no key (RFC 7515 §4.1, RFC 7797, RFC 8725). */
function headerFaults(header, kind) {
  const faults = [];
  if (!string(member(header, "alg"))) faults.push("The header's “alg” is missing or no text.");
  for (const name of ["kid", "typ", "cty"]) {
    const value = member(header, name);
    if (value && value.kind !== "string") faults.push(`The header's “${name}” is no text.`);
  }
  if (member(header, "crit")) faults.push("The header demands extensions (“crit”), and none is understood here.");
  if (kind !== "signed") return faults;
  for (const name of ["b64", "zip", "enc"]) {
    if (member(header, name)) faults.push(`“${name}” does not belong into the header of a signed token.`);
  }
  return faults;
}
