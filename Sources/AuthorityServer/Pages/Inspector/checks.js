// Checks a token against this issuer, one rule after the other, each with what was expected and what was received.

import { member, numberOf, string } from "./json.js";
import { documents, keyFor, signatureHolds, statusOf, suites } from "./issuer.js";
import { absolute, relative } from "./words.js";

/** Seconds by which clocks may differ, as in the library. */
export const leeway = 30;

/** The checks in the order in which a verifier asks; the first that failed gives the code. */
export async function check(token, { issuer, audience, now }) {
  const report = new Report();
  const { header, payload } = token;
  if (token.faults.length > 0 || !payload) return report.fail("format", "token_malformed", token.faults[0] || "");
  report.pass("format", "signed, in 3 parts");

  const algorithm = string(member(header, "alg"));
  if (!suites.has(algorithm)) {
    const known = [...suites.keys()].join(" ");
    const foreign = /^ML-DSA-/.test(algorithm);
    if (!foreign) return report.fail("algorithm", "alg_not_allowed", "no algorithm that we take", known, algorithm);
    return report.skip("algorithm", `this browser can't check ${algorithm}; tessera jwt verify can`);
  }
  report.pass("algorithm", algorithm);

  const keys = await documents.keys();
  if (!keys) return report.fail("key", "keys_unavailable", "this issuer's keys can't be had just now");
  report.skew = keys.skew;
  const kid = string(member(header, "kid"));
  const key = keyFor(keys, kid);
  const published = keys.all.map((one) => one.kid).join(" ");
  if (!key) return report.fail("key", "key_unknown", "this issuer publishes no such key", published, kid ?? "none");
  const unfit = suites.get(algorithm).unfit(key, algorithm);
  if (unfit) return report.fail("key", "key_unfit", "the key is not for this algorithm", unfit, algorithm);
  report.pass("key", kid ?? "the only one");

  const holds = await signatureHolds(token, key, algorithm);
  if (holds === undefined) return report.skip("signature", `this browser can't check ${algorithm} here`);
  if (!holds) return report.fail("signature", "signature_invalid", "it does not match: the token was changed");
  report.pass("signature", "matches");

  claims(report, payload, header, { issuer, audience, now });
  const status = await statusOf(payload, issuer, keys, now);
  report[status.outcome]("status", ...status.words);
  return report;
}

/** Every rule of the claims; no one stops the next, so that all faults are seen at once. */
function claims(report, payload, header, { issuer, audience, now }) {
  const say = (name) => spelled(member(payload, name));
  const iss = string(member(payload, "iss"));
  if (iss === issuer) report.pass("issuer", iss);
  else if (say("iss") === "nothing") report.fail("issuer", "claim_missing", "it is missing", issuer, "nothing");
  else report.fail("issuer", "issuer_mismatch", "another issuer", issuer, say("iss"));

  const listed = audiences(member(payload, "aud"));
  if (!listed) report.fail("audience", say("aud") === "nothing" ? "claim_missing" : "claim_invalid", "no audience",
    audience || "a text, or several", say("aud"));
  else if (audience === "") report.note("audience", `${listed.join(" ")} — name your API above to compare`);
  else if (listed.includes(audience)) report.pass("audience", audience);
  else report.fail("audience", "audience_mismatch", "for another API", audience, listed.join(" "));

  const type = string(member(header, "typ")) ?? "nothing";
  const bare = type.toLowerCase().replace(/^application\//, "");
  if (bare === "at+jwt") report.pass("type", type);
  else report.fail("type", "type_mismatch", "no access token", "at+jwt", type);

  time(report, payload, now);
  const missing = ["sub", "client_id", "iat", "jti"].filter((name) => {
    const value = member(payload, name);
    return name === "iat" ? !value : !string(value);
  });
  if (missing.length === 0) report.pass("claims", "sub, client_id, iat and jti are there");
  else {
    const code = missing.every((name) => !member(payload, name)) ? "claim_missing" : "claim_invalid";
    report.fail("claims", code, "RFC 9068 demands them", "a value", `no ${missing.join(", ")}`);
  }
}

function time(report, payload, now) {
  const faults = [];
  for (const name of ["exp", "nbf", "iat"]) {
    const value = member(payload, name);
    if (!value && name === "exp") faults.push(["claim_missing", "it never expires", "exp", "nothing"]);
    if (!value) continue;
    const seconds = numberOf(value);
    const date = absolute(seconds);
    const words = [`${name}, in seconds since 1970`, spelled(value)];
    if (!date) faults.push(["claim_invalid", `${name} is no time`, ...words]);
    else if (name === "exp" && now >= seconds + leeway) {
      faults.push(["expired", `it expired ${relative(seconds, now)}`, `a time after ${absolute(now)}`, date]);
    } else if (name !== "exp" && now + leeway < seconds) {
      faults.push(["not_yet_valid", `${name} is ${relative(seconds, now)}`, `at most ${absolute(now)}`, date]);
    }
  }
  for (const fault of faults) report.fail("time", ...fault);
  if (faults.length === 0) report.pass("time", `expires ${relative(numberOf(member(payload, "exp")), now)}`);
}

/** One text, or several, none of them empty (RFC 7519 §4.1.3). */
function audiences(tree) {
  const all = tree?.kind === "array" ? tree.elements.map(string) : [string(tree)];
  return all.length > 0 && all.every((one) => one) ? all : undefined;
}

function spelled(tree) {
  return tree === undefined ? "nothing" : tree.text ?? `an ${tree.kind}`;
}

/** What was asked, in order, and what came of it. */
class Report {
  static order = [
    "format", "algorithm", "key", "signature", "issuer", "audience", "type", "time", "claims", "status",
  ];

  checks = [];
  code = "";
  skew = 0;

  pass(name, why) {
    return this.add(name, "passed", why);
  }

  /** Something to know, no verdict. */
  note(name, why) {
    return this.add(name, "noted", why);
  }

  /** What could not be asked here: the token is then neither good nor bad. */
  skip(name, why) {
    return this.add(name, "skipped", why);
  }

  fail(name, code, why, expected, received) {
    this.code ||= code;
    return this.add(name, "failed", why, expected, received);
  }

  add(name, outcome, why, expected, received) {
    this.checks.push({ name, outcome, why, expected, received });
    return this;
  }

  get verdict() {
    if (this.code) return "refused";
    return this.checks.some((one) => one.outcome === "skipped") ? "unknown" : "verified";
  }

  /** The checks that were not reached. */
  get rest() {
    const asked = new Set(this.checks.map((one) => one.name));
    return Report.order.filter((name) => !asked.has(name));
  }
}
