// What people read instead of numbers and short names: times, and what each claim means.

/** How a text is shown: what can't be seen, or turns the text around, is written as an escape. */
export function shown(text) {
  const unseen = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]|[\u{e0000}-\u{e01ef}]/gu;
  return text.replace(unseen, (letter) => "\\u{" + letter.codePointAt(0).toString(16) + "}");
}

/** A NumericDate as `2026-11-03 22:05:03 UTC`; undefined for what is none. */
export function absolute(seconds) {
  const date = new Date(seconds * 1000);
  if (!(seconds >= 0) || Number.isNaN(date.getTime())) return undefined;
  return date.toISOString().slice(0, 19).replace("T", " ") + " UTC";
}

const units = [["year", 31557600], ["day", 86400], ["h", 3600], ["min", 60], ["s", 1]];

/** A span of time in its largest unit. */
export function span(seconds) {
  const length = Math.abs(seconds);
  const [unit, size] = units.find((one) => length >= one[1]) || ["s", 1];
  const count = Math.floor(length / size);
  return `${count} ${unit}${unit.length > 3 || unit === "day" ? (count === 1 ? "" : "s") : ""}`;
}

/** `in 12 min` or `2 min ago`. */
export function relative(seconds, now) {
  const distance = Math.round(seconds - now);
  if (distance === 0) return "now";
  return distance > 0 ? `in ${span(distance)}` : `${span(distance)} ago`;
}

/** Claims that are times. */
export const times = new Set(["exp", "nbf", "iat", "auth_time", "updated_at"]);

/** A sentence for each registered claim (RFC 7519, RFC 9068, OpenID Connect Core, RFC 8693, RFC 7800). */
export const meanings = new Map(Object.entries({
  iss: "Issuer: who made and signed the token.",
  sub: "Subject: whom the token speaks of.",
  aud: "Audience: the API that the token is for. Any other must refuse it.",
  exp: "Expires: from this time on it must be refused.",
  nbf: "Not before: until this time it must be refused.",
  iat: "Issued at.",
  jti: "The token's own name, different for each.",
  client_id: "The program that the token was issued to.",
  azp: "Authorized party: the program that the token was issued to.",
  scope: "What the token allows.",
  auth_time: "When the person signed in.",
  acr: "How strong the sign-in was.",
  amr: "By which means the person signed in.",
  nonce: "Ties an ID token to the request that asked for it.",
  at_hash: "Ties an ID token to its access token.",
  sid: "The session at the issuer.",
  status: "Where the bit stands that says whether the token was taken back.",
  act: "Who acts here on behalf of the subject.",
  may_act: "Who may act on behalf of the subject.",
  cnf: "The key that whoever shows the token must hold.",
  roles: "Roles of the subject.",
  groups: "Groups of the subject.",
  entitlements: "What the subject is entitled to.",
  authorization_details: "What the token allows, in detail.",
  email: "The subject's e-mail address.",
  email_verified: "Whether the issuer has verified that address.",
  name: "The subject's name.",
  preferred_username: "What the subject wants to be called.",
}));

/** The same for header parameters (RFC 7515 §4.1, RFC 7516 §4.1). */
export const parameters = new Map(Object.entries({
  alg: "The algorithm. A verifier never takes it on the token's word: its key says which.",
  enc: "How the content is encrypted.",
  typ: "What kind of token this is.",
  cty: "What the content is.",
  kid: "The name of the key.",
  jwk: "A key that the token brings along. It proves nothing and is never used here.",
  jku: "Where the token wants its key fetched. It is never asked here.",
  x5u: "Where the token wants its certificate fetched. It is never asked here.",
  x5c: "A certificate that the token brings along. It is never used here.",
  epk: "The sender's half of the key agreement.",
  zip: "How the content is compressed.",
  crit: "Extensions that a reader must understand or refuse.",
}));
