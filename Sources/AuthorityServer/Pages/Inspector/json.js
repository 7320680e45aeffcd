// Strict JSON (RFC 8259) as a tree that keeps what JSON.parse forgets: members named twice, and the digits of a number.

/** Why a text is not JSON, and at which of its characters. */
export class JSONFault extends Error {
  constructor(why, at) {
    super(why);
    this.at = at;
  }
}

const number = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
// What a string may hold as it is: no quote, no backslash, no control character.
const plain = /[^"\\\u0000-\u001f]*/y;
const escapes = { '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

/** The tree of a text: `{kind, members | elements | text}`. Members named twice are all there. */
export function parseJSON(text, depthLimit) {
  let at = 0;

  function fail(why, place = at) {
    throw new JSONFault(why, place);
  }

  function space() {
    while (" \t\n\r".includes(text[at] || "x")) at += 1;
  }

  function take(pattern) {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) at += found[0].length;
    return found ? found[0] : "";
  }

  function string() {
    const start = at;
    let value = "";
    at += 1;
    for (;;) {
      value += take(plain);
      if (at >= text.length) fail("a string does not end", start);
      if (text[at] === '"') break;
      if (text[at] !== "\\") fail("a control character in a string");
      value += escape();
    }
    at += 1;
    // Halves of a surrogate pair are no text (RFC 7493 §2.1).
    if (!value.isWellFormed()) fail("half of a surrogate pair in a string", start);
    return value;
  }

  function escape() {
    const letter = text[at + 1];
    if (letter in escapes) {
      at += 2;
      return escapes[letter];
    }
    const digits = text.slice(at + 2, at + 6);
    if (letter !== "u" || !/^[0-9a-fA-F]{4}$/.test(digits)) fail("no such escape in a string");
    at += 6;
    return String.fromCharCode(parseInt(digits, 16));
  }

  /** The members or elements between brackets, each read by `one`. */
  function list(end, depth, one) {
    if (depth > depthLimit) fail(`nested deeper than ${depthLimit} levels`);
    const all = [];
    at += 1;
    space();
    if (text[at] === end) {
      at += 1;
      return all;
    }
    for (;;) {
      space();
      all.push(one());
      space();
      if (text[at] === end) break;
      if (text[at] !== ",") fail(`“,” or “${end}” is missing`);
      at += 1;
    }
    at += 1;
    return all;
  }

  function member(depth) {
    if (text[at] !== '"') fail("the name of a member is missing");
    const name = string();
    space();
    if (text[at] !== ":") fail("“:” is missing");
    at += 1;
    return { name, value: value(depth) };
  }

  function value(depth) {
    space();
    if (text[at] === "{") return { kind: "object", members: list("}", depth + 1, () => member(depth + 1)) };
    if (text[at] === "[") return { kind: "array", elements: list("]", depth + 1, () => value(depth + 1)) };
    if (text[at] === '"') return { kind: "string", text: string() };
    for (const word of ["true", "false", "null"]) {
      if (text.startsWith(word, at)) {
        at += word.length;
        return { kind: word, text: word };
      }
    }
    const digits = take(number);
    if (digits === "") fail(at < text.length ? "this is no JSON value" : "the text ends too early");
    return { kind: "number", text: digits };
  }

  const tree = value(0);
  space();
  if (at < text.length) fail("more text after the value");
  return tree;
}

/** The member of an object; the first one where it is named twice. */
export function member(tree, name) {
  return tree?.kind === "object" ? tree.members.find((one) => one.name === name)?.value : undefined;
}

/** The text of a string; undefined for anything else. */
export function string(tree) {
  return tree?.kind === "string" ? tree.text : undefined;
}

/** A number; undefined for anything else. */
export function numberOf(tree) {
  return tree?.kind === "number" ? Number(tree.text) : undefined;
}

/** Names that stand twice in one object, at any depth. */
export function duplicates(tree) {
  const found = [];
  const names = new Set();
  for (const one of tree?.members || []) {
    if (names.has(one.name)) found.push(one.name);
    names.add(one.name);
    found.push(...duplicates(one.value));
  }
  for (const one of tree?.elements || []) found.push(...duplicates(one));
  return found;
}
