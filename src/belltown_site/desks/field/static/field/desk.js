// The encounter page: the protocol is read here as it is typed, with no signal needed, and the server confirms.
// What the page says is the truth: every save sends all of it, so a save that fails is made good by the next.
import { decide } from "../web/js/protocol.js";

const AMOUNT = /^(\d+(?:[.,]\d+)?|[.,]\d+)\s*[a-z.]*$/i;
const TYPING_MS = 700, TAPPED_MS = 120, AGAIN_MS = 5000, NAME_MS = 500;

const form = document.querySelector("#encounter");
const verdict = document.querySelector("#verdict");
const words = JSON.parse(form.dataset.words);
let protocol = null, said = 0, sent = 0, kept = 0, waiting = null, leaving = false;

const asked = () => document.querySelector("#asked");
const checkedIn = (name, root = form) => root.querySelector(`input[name="${CSS.escape(name)}"]:checked`);

export function ageTold(born, on, limits) {
  const parts = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/.exec(born.trim());
  if (!parts) return null;
  const [year, month, day] = parts.slice(1).map((part) => (part ? Number(part) : null));
  const [nowYear, nowMonth, nowDay] = on.split("-").map(Number);
  const age = (m, d) => nowYear - year - (nowMonth < m || (nowMonth === m && nowDay < d) ? 1 : 0);
  const [youngest, oldest] = [age(month ?? 12, day ?? 31), age(month ?? 1, day ?? 1)];
  return limits.every((limit) => (youngest >= limit) === (oldest >= limit)) ? Math.max(youngest, 0) : null;
}

function answerTo(question) {
  const { question: key, kind } = question.dataset;
  if (kind === "number") {
    const found = AMOUNT.exec(question.querySelector("input").value.trim());
    return found ? Number(found[1].replace(",", ".")) : null;
  }
  if (kind === "last_date") {
    return question.querySelector("[type=checkbox]").checked ? "never" : question.querySelector("input").value || null;
  }
  const value = checkedIn(key, question)?.value || null;
  return kind === "yes_no" && value ? value === "true" : value;
}

function read(question, facts, checks) {
  const { fact, criterion, kind, yes } = question.dataset;
  const value = answerTo(question);
  if (checkedIn(question.dataset.question, question)?.value === "") delete checks[criterion];
  if (value === null) return;
  if (kind === "check") checks[criterion] = value === "met";
  else facts[fact] = value;
  if (kind === "yes_no" && criterion in checks) checks[criterion] = value === (yes === "true");
}

function readOffense(facts) {
  const offense = checkedIn("offense");
  if (!offense) return;
  facts.offense = offense.dataset.group;
  if (offense.dataset.level) facts.level = offense.dataset.level;
}

// What the protocol reads of the page as it stands.
export function encounter() {
  const known = JSON.parse(asked().dataset.known);
  const facts = { ...known.facts }, checks = { ...known.checks };
  form.querySelectorAll("input[name=affirmed]").forEach((one) => { checks[one.value] ??= true; });
  form.querySelectorAll("[data-question]").forEach((question) => read(question, facts, checks));
  readOffense(facts);
  const beat = checkedIn("beat");
  if (beat) facts.in_catchment = beat.value !== "elsewhere";
  const born = form.querySelector("#id_born");
  if (checkedIn("who")?.value === "known" && born.value) {
    const age = ageTold(born.value, known.on, born.dataset.ages.split(" ").filter(Boolean).map(Number));
    if (age !== null) facts.age = age;
  }
  return { ...known, facts, checks };
}

function note(finding) {
  const those = (answer) => finding.because.filter((one) => one.answer === answer);
  if (finding.answer === "unknown") return `${those("unknown").length} ${those("unknown").length === 1 ? "rule" : "rules"} still open.`;
  if (finding.answer === "yes") return "Nothing in the protocol stands in the way.";
  const [first, ...more] = those("no").map((one) => one.text.replace(/\.$/, ""));
  return `Not met: ${first}${more.length ? ` (and ${more.length} more)` : ""}.`;
}

function show(finding) {
  const bar = verdict.querySelector(".verdict__bar"), use = bar.querySelector("use");
  const [word, icon] = words[finding.answer];
  bar.className = `verdict__bar answer--${finding.answer}`;
  bar.dataset.answer = finding.answer;
  use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${icon}`));
  bar.querySelector(".verdict__word").textContent = word;
  bar.querySelector(".verdict__note").textContent = note(finding);
}

const state = (text) => { verdict.querySelector("[data-saved]").textContent = text; };

function readHere() {
  if (protocol) show(decide(protocol, encounter()));
}

function save(after) {
  clearTimeout(waiting);
  if (leaving) return;
  waiting = setTimeout(() => form.dispatchEvent(new CustomEvent("said")), after);
}

function changed(after) {
  said += 1;
  readHere();
  state(navigator.onLine ? "Saving…" : "No signal. Kept on this page.");
  save(after);
}

function failed() {
  state("Not saved yet: no signal. Kept on this page and tried again.");
  save(AGAIN_MS);
}

// Shows the questions that the protocol asks now; one that was answered stays.
function showQuestions() {
  const shown = new Set(asked().dataset.shown.split(" "));
  form.querySelectorAll("[data-question]").forEach((question) => {
    question.hidden = !shown.has(question.dataset.question) && answerTo(question) === null;
  });
  form.querySelector("[data-none]").hidden = Boolean(form.querySelector(".questions [data-question]:not([hidden])"));
}

function confirmed() {
  const beat = asked().dataset.beat;
  if (form.querySelector("#position").value && beat) {
    const tile = form.querySelector(`input[name=beat][value="${CSS.escape(beat)}"]`);
    if (tile) tile.checked = true;
  }
  kept = sent;
  showQuestions();
}

// "All of the remaining hold": the tiles show it at once, and the list goes with every save from now on.
function affirm(button) {
  button.closest("#affirm").querySelectorAll("input[name=listed]").forEach(({ value }) => {
    const kept = Object.assign(document.createElement("input"), { type: "hidden", name: "affirmed", value });
    form.append(kept);
    const question = form.querySelector(`[data-criterion="${CSS.escape(value)}"]`);
    if (!question) return;
    const holds = question.dataset.kind === "check" ? "met" : question.dataset.yes;
    const tile = question.querySelector(`input[value="${holds}"]`);
    if (tile) tile.checked = true;
    question.hidden = false;
  });
  form.querySelector("#affirm").replaceChildren();
  form.querySelector("#questions-title").focus();
  changed(0);
}

function locate(button) {
  const told = form.querySelector("[data-located]");
  told.textContent = "Looking…";
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      form.querySelector("#position").value = `${coords.latitude.toFixed(4)},${coords.longitude.toFixed(4)}`;
      told.textContent = "Found.";
      changed(0);
    },
    () => { told.textContent = "Your position is not to be had here. Please tap a beat."; },
    { timeout: 8000, maximumAge: 60000 },
  );
  button.blur();
}

// Another door has other questions: the page is sent whole, and comes back with them.
function throughAnotherDoor() {
  clearTimeout(waiting);
  leaving = true;
  form.requestSubmit(form.querySelector("[data-save]"));
}

let naming = null;
function askWhetherKnown() {
  clearTimeout(naming);
  naming = setTimeout(() => form.querySelector(".who-is-it__fields").dispatchEvent(new CustomEvent("asked")), NAME_MS);
}

form.addEventListener("input", (event) => {
  const one = event.target;
  if (one.hasAttribute("data-aside") || ["radio", "checkbox"].includes(one.type)) return;
  if (["name", "born"].includes(one.name)) askWhetherKnown();
  changed(TYPING_MS);
});
form.addEventListener("change", (event) => {
  const one = event.target;
  if (one.hasAttribute("data-aside")) return;
  if (one.name === "pathway") return throughAnotherDoor();
  const criterion = one.closest("[data-criterion]")?.dataset.criterion;
  if (criterion) form.querySelector(`input[name=affirmed][value="${CSS.escape(criterion)}"]`)?.remove();
  if (one.name === "beat") form.querySelector("#position").value = "";
  changed(TAPPED_MS);
});
form.addEventListener("keydown", (event) => {
  const search = event.key === "Enter" && event.target.hasAttribute("data-aside");
  if (event.key === "Enter" && event.target.matches("input:not([type=radio]):not([type=checkbox])")) event.preventDefault();
  if (search) event.target.dispatchEvent(new Event("input", { bubbles: true }));
});
form.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.matches("[data-affirm]")) { event.preventDefault(); affirm(button); }
  if (button?.matches("[data-locate]")) locate(button);
});
// A request carries what the page said when it was made, which may be before it is sent.
form.addEventListener("htmx:config:request", (event) => { if (event.target === form) event.detail.ctx.said = said; });
form.addEventListener("htmx:before:request", (event) => { if (event.target === form) sent = event.detail.ctx.said; });
// An answer to what the page said before is no answer to what it says now: it is not shown, for the next is on its way.
form.addEventListener("htmx:before:swap", (event) => { if (event.target === form && said !== sent) event.preventDefault(); });
form.addEventListener("htmx:after:swap", (event) => { if (event.target === form) confirmed(); });
form.addEventListener("htmx:error", (event) => { if (event.target === form) failed(); });
form.addEventListener("submit", () => { leaving = true; });
addEventListener("pageshow", () => { leaving = false; });
addEventListener("online", () => { if (said) save(0); });
// Whoever leaves the page before the last word was kept takes nothing away: it is sent on the way out.
addEventListener("pagehide", () => { if (said !== kept && !leaving) navigator.sendBeacon(location.href, new FormData(form)); });

// Whether somebody tapped or typed before this script was there to hear it.
function spokenAlready() {
  const differs = (one) => (["radio", "checkbox"].includes(one.type) ? one.checked !== one.defaultChecked : one.value !== one.defaultValue);
  return [...form.querySelectorAll("input:not([type=hidden]):not([data-aside])")].some(differs);
}

showQuestions();
protocol = await fetch(form.dataset.protocol).then((response) => response.json()).catch(() => null);
readHere();
if (!said && spokenAlready()) changed(0);
