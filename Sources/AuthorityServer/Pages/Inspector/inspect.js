// The inspector: shows what a pasted token says, and checks it when asked. Nothing of it leaves this page.

import { check, leeway } from "./checks.js";
import { member, numberOf, string } from "./json.js";
import { find, read } from "./token.js";
import { absolute, meanings, parameters, relative, shown, span, times } from "./words.js";

const place = (id) => document.getElementById(id);
const issuer = place("inspector").dataset.issuer;
const marks = { passed: "✓", failed: "✗", noted: "·", skipped: "?", unasked: "·" };
const spoken = { passed: "passed", failed: "failed", noted: "to know", skipped: "could not check", unasked: "not reached" };
let token = read("");
// Counts what was pasted, so that the outcome of an older check is not shown beside a newer token.
let turn = 0;

/** An element with text and children. Text only ever goes in as text: what a token says is never read as HTML. */
function element(name, words = "", look = "", ...children) {
  const made = document.createElement(name);
  if (words !== "") made.textContent = words;
  if (look !== "") made.className = look;
  made.append(...children);
  return made;
}

function nowInSeconds() {
  return Date.now() / 1000;
}

function say(look, title, words) {
  const banner = place("verdict");
  banner.className = look;
  banner.replaceChildren(element("strong", title), element("span", words));
}

/** The tree as indented JSON, coloured by kind. */
function json(tree, indent = "\n") {
  const spans = [];
  const inner = indent + "  ";
  const add = (words, look) => spans.push(element("span", words, look));
  const quoted = (text) => `"${shown(JSON.stringify(text).slice(1, -1))}"`;
  if (tree.kind === "string") add(quoted(tree.text), "text");
  else if (tree.text !== undefined) add(tree.text, "bare");
  else {
    const [open, close, all] = tree.kind === "object" ? ["{", "}", tree.members] : ["[", "]", tree.elements];
    add(open, "");
    all.forEach((one, index) => {
      add((index === 0 ? "" : ",") + inner, "");
      if (tree.kind === "object") {
        add(quoted(one.name), "name");
        add(": ", "");
      }
      spans.push(...json(tree.kind === "object" ? one.value : one, inner));
    });
    add((all.length > 0 ? indent : "") + close, "");
  }
  return spans;
}

/** One row for each member: its name, what it says, and what that means. */
function rows(tree, words) {
  return tree.members.map(({ name, value }) => {
    const cell = element("td");
    const seconds = numberOf(value);
    if (times.has(name) && absolute(seconds)) {
      cell.append(element("time", absolute(seconds)), element("span", "", "ago"));
      cell.dataset.seconds = seconds;
      cell.dataset.claim = name;
    } else if (string(value) !== undefined) cell.textContent = shown(string(value));
    else cell.append(element("code", "", "", ...json(value)));
    const meaning = words.get(name);
    const head = element("th", "", "", element("code", shown(name)));
    head.scope = "row";
    return element("tr", "", "", head, cell, element("td", meaning ?? "", "meaning"));
  });
}

/** Brings the relative times up to date, and marks what has ended or not begun. */
function tick() {
  const now = nowInSeconds();
  for (const cell of document.querySelectorAll("td[data-seconds]")) {
    const [seconds, name] = [Number(cell.dataset.seconds), cell.dataset.claim];
    const ended = name === "exp" && now >= seconds;
    const early = (name === "nbf" || name === "iat") && now + leeway < seconds;
    const words = `${ended ? "expired " : ""}${relative(seconds, now)}`;
    const ago = cell.querySelector(".ago");
    if (ago.textContent !== words) ago.textContent = words;
    cell.classList.toggle("bad", ended || early);
  }
}

function show() {
  turn += 1;
  token = read(find(place("token").value));
  const empty = token.text === "";
  place("result").hidden = empty;
  place("checks").hidden = true;
  place("clear").disabled = empty;
  if (empty) return;
  const { header, payload } = token;
  place("check").disabled = token.kind !== "signed" || !payload;
  place("faults").hidden = token.faults.length === 0;
  place("faults").replaceChildren(...token.faults.map((fault) => element("li", shown(fault))));
  for (const [name, tree, words] of [["header", header, parameters], ["payload", payload, meanings]]) {
    place(name).hidden = !tree;
    if (!tree) continue;
    place(`${name}-json`).replaceChildren(...json(tree));
    place(`${name}-rows`).replaceChildren(...rows(tree, words));
  }
  tick();
  if (token.kind === "none") say("bad", "NOT A TOKEN", "See below why.");
  else if (token.kind === "encrypted") {
    say("open", "NOT VERIFIED", "It is encrypted: only its recipient can read it. The header is open, and anyone can have written it.");
  } else if (token.faults.length > 0) say("bad", "NOT A VALID TOKEN", "Every verifier must refuse it. This is what can be read of it.");
  else say("open", "NOT VERIFIED", "This only shows what the token says. Anyone can have written it.");
}

async function verify() {
  const mine = (turn += 1);
  const audience = place("audience").value.trim();
  const now = nowInSeconds();
  place("check").disabled = true;
  say("open", "CHECKING", "Asking this issuer for its keys.");
  const report = await check(token, { issuer, audience, now });
  if (mine !== turn) return;
  place("check").disabled = false;
  const unasked = report.rest.map((name) => ({ name, outcome: "unasked", why: "not reached" }));
  place("check-rows").replaceChildren(...[...report.checks, ...unasked].map(checkRow));
  place("checks").hidden = false;
  conclude(report, now);
}

function checkRow({ name, outcome, why, expected, received }) {
  const mark = element("td", marks[outcome], `mark ${outcome}`);
  mark.setAttribute("role", "img");
  mark.setAttribute("aria-label", spoken[outcome]);
  const cell = element("td", "", "", element("div", shown(why)));
  for (const [title, value] of [["expected", expected], ["received", received]]) {
    if (value === undefined) continue;
    cell.append(element("div", "", "pair", element("span", title), element("code", shown(value))));
  }
  const head = element("th", name);
  head.scope = "row";
  return element("tr", "", outcome, mark, head, cell);
}

function conclude(report, now) {
  const skewed = Math.abs(report.skew) > leeway;
  const hint = skewed ? ` This device's clock is ${span(report.skew)} ${report.skew > 0 ? "ahead of" : "behind"} the issuer's.` : "";
  if (report.verdict === "refused") {
    const failed = report.checks.find((one) => one.outcome === "failed");
    say("bad", `REFUSED: ${report.code}`, `${failed.name}: ${shown(failed.why)}.${hint}`);
  } else if (report.verdict === "unknown") {
    const skipped = report.checks.find((one) => one.outcome === "skipped");
    say("open", "NOT VERIFIED", `${shown(skipped.why)}.${hint}`);
  } else say("good", "VERIFIED", `Signed by this issuer and good at ${absolute(now)}.${hint}`);
}

function clear() {
  place("token").value = "";
  show();
  place("token").focus();
}

place("token").addEventListener("input", show);
place("audience").addEventListener("input", show);
place("check").addEventListener("click", verify);
place("clear").addEventListener("click", clear);
// A page that is left keeps nothing, not even for the way back.
window.addEventListener("pagehide", () => {
  place("token").value = "";
  show();
});
setInterval(tick, 1000);
place("inspector").hidden = false;
show();
