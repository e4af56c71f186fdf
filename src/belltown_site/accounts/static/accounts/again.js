// The lock over an open page. When its session no longer holds, the page is hidden and its owner signs in again in place;
// then what was held goes on its way. Nothing that was typed is lost. Without this script the server keeps what was sent.
import { prove } from "./passkey.js";

const dialog = document.getElementById("again");
const form = dialog.querySelector("[data-again]");
const others = new BroadcastChannel("belltown-sign-in");
const JUST_ASKED_MS = 60_000;
const title = document.title;
let held = [], timer = 0, openAt = Date.now();

const part = (name) => dialog.querySelector(`[data-asks="${name}"]`);

async function ask(query = "") {
  const answer = await fetch(dialog.dataset.state + query, { headers: { "Belltown-Page": dialog.dataset.who, Accept: "application/json" } });
  if (!answer.ok) throw new Error("no answer");
  return answer.json();
}

// The page's own tokens are of the session that ended: all take the new one.
function renew(token) {
  document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((input) => { input.value = token; });
  for (const name of document.body.getAttributeNames().filter((one) => one.startsWith("hx-headers"))) {
    document.body.setAttribute(name, JSON.stringify({ "X-CSRFToken": token }));
  }
}

function wait(seconds) {
  clearTimeout(timer);
  timer = setTimeout(check, (seconds + 1) * 1000);
}

function opened({ seconds, token }) {
  openAt = Date.now();
  renew(token);
  wait(seconds);
}

function unlock(answer) {
  opened(answer);
  if (!dialog.open) return;
  document.documentElement.classList.remove("locked");
  document.title = title;
  dialog.close();
  form.reset();
  const resume = held;
  held = [];
  resume.forEach((one) => one());
}

function lock(answer, why = "") {
  clearTimeout(timer);
  renew(answer.token);
  const asks = answer.asks ?? { password: true };
  for (const name of ["password", "code", "agency", "nothing"]) part(name).hidden = !asks[name];
  part("passkey").hidden = !(asks.passkey && globalThis.PublicKeyCredential);
  part("go").hidden = asks.agency && !asks.password;
  if (why) dialog.querySelector("[data-why]").textContent = why;
  document.documentElement.classList.add("locked");
  document.title = "Locked · Belltown";
  if (!dialog.open) dialog.showModal();
  const first = asks.password ? form.elements.password : dialog.querySelector("[data-asks=go]:not([hidden]), [data-asks=agency] button");
  first.focus();
}

async function check() {
  try {
    const answer = await ask();
    if (answer.state === "open") unlock(answer); else lock(answer);
  } catch { wait(10); }
}

async function wrong(answer) {
  const line = dialog.querySelector("[data-wrong]");
  line.textContent = answer.sentence;
  line.hidden = false;
  renew(answer.token);
  form.elements.password.value = form.elements.code.value = form.elements.passkey.value = "";
  form.elements.password.focus();
}

async function signIn() {
  const body = new URLSearchParams(new FormData(form));
  body.set("who", dialog.dataset.who);
  dialog.querySelector("[data-wrong]").hidden = true;
  try {
    const answer = await (await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } })).json();
    if (answer.state !== "open") return wrong(answer);
    unlock(answer);
    others.postMessage("again");
  } catch {
    wrong({ sentence: "The site did not answer. Please check the connection and try again.", token: body.get("csrfmiddlewaretoken") });
  }
}

form.addEventListener("submit", (event) => { event.preventDefault(); event.stopPropagation(); signIn(); });
dialog.querySelector("[data-passkey]").addEventListener("click", async () => {
  try {
    form.elements.passkey.value = await prove(dialog.dataset.prove, form, dialog.dataset.who);
    signIn();
  } catch {
    wrong({ sentence: "The passkey was not used. Please try again, or type a code.", token: form.elements.csrfmiddlewaretoken.value });
  }
});
dialog.addEventListener("cancel", (event) => event.preventDefault());
dialog.addEventListener("close", () => { if (document.documentElement.classList.contains("locked")) dialog.showModal(); });

// A form is sent once it is known that the session holds; htmx has its own way below.
addEventListener("submit", (event) => {
  const sent = event.target, button = event.submitter;
  if (dialog.contains(sent) || sent.method !== "post" || sent.hasAttribute("hx-post")) return;
  if (sent.dataset.asked !== undefined) { delete sent.dataset.asked; return; }
  const fresh = sent.dataset.fresh !== undefined;
  if (!fresh && Date.now() - openAt < JUST_ASKED_MS) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const send = () => { sent.dataset.asked = ""; sent.requestSubmit(button); };
  ask(fresh ? "?fresh=1" : "").then((answer) => {
    if (answer.state === "open") { opened(answer); return send(); }
    held.push(send);
    lock(answer, fresh ? "What you are about to do needs a sign-in of the last five minutes." : "");
  }, send);
}, true);

// What htmx sent in vain is sent again; what asked by itself will ask by itself.
document.addEventListener("htmx:before:swap", (event) => {
  const { ctx } = event.detail;
  if (ctx?.response?.status !== 401) return;
  event.preventDefault();
  const method = (ctx.request?.method ?? "GET").toUpperCase();
  if (method !== "GET") {
    held.push(() => globalThis.htmx.ajax(method, ctx.request.action, { source: ctx.sourceElement, event: ctx.sourceEvent }));
  }
  check();
});
others.addEventListener("message", check);
addEventListener("visibilitychange", () => { if (!document.hidden && Date.now() - openAt > JUST_ASKED_MS) check(); });
addEventListener("pageshow", (event) => { if (event.persisted) check(); });
dialog.querySelector("[data-leave]").addEventListener("submit", () => document.documentElement.classList.remove("locked"));
wait(Number(dialog.dataset.seconds));
