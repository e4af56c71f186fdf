// Passkeys: hands the browser what the server offers, and the server what the browser answers.

const toBytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
const toText = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const withBytes = (list) => (list ?? []).map((one) => ({ ...one, id: toBytes(one.id) }));
const FAILED = "The passkey was not used. Please try again, or choose another way.";

async function offered(url, form, extra = {}) {
  const body = new URLSearchParams({ csrfmiddlewaretoken: form.querySelector("[name=csrfmiddlewaretoken]").value, ...extra });
  const answer = await fetch(url, { method: "POST", body, headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error("refused");
  return answer.json();
}

export async function prove(url, form, who = "") {
  const options = await offered(url, form, { who });
  const publicKey = { ...options, challenge: toBytes(options.challenge), allowCredentials: withBytes(options.allowCredentials) };
  const found = await navigator.credentials.get({ publicKey });
  const { clientDataJSON, authenticatorData, signature } = found.response;
  return JSON.stringify({
    id: found.id, rawId: toText(found.rawId), type: found.type, clientExtensionResults: {},
    response: { clientDataJSON: toText(clientDataJSON), authenticatorData: toText(authenticatorData), signature: toText(signature) },
  });
}

async function make(url, form) {
  const options = await offered(url, form);
  const user = { ...options.user, id: toBytes(options.user.id) };
  const publicKey = { ...options, user, challenge: toBytes(options.challenge), excludeCredentials: withBytes(options.excludeCredentials) };
  const made = await navigator.credentials.create({ publicKey });
  const { clientDataJSON, attestationObject } = made.response;
  return JSON.stringify({
    id: made.id, rawId: toText(made.rawId), type: made.type, clientExtensionResults: {},
    response: { clientDataJSON: toText(clientDataJSON), attestationObject: toText(attestationObject) },
  });
}

async function fill(form, answer) {
  const wrong = form.querySelector("[data-wrong]");
  try {
    form.querySelector("[name=passkey]").value = await answer();
  } catch {
    wrong.textContent = FAILED;
    wrong.hidden = false;
    return;
  }
  form.submit();
}

const CANNOT = "This browser cannot use passkeys. Please set up an authenticator app instead.";

// The buttons appear once this script can answer for them.
function offer(form) {
  const button = form.querySelector("[data-passkey]"), wrong = form.querySelector("[data-wrong]");
  button.hidden = !globalThis.PublicKeyCredential;
  if (!button.hidden) return button;
  wrong.textContent = CANNOT;
  wrong.hidden = false;
  return null;
}

document.querySelectorAll("form[data-make]").forEach((form) => {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    fill(form, () => make(form.dataset.make, form));
  });
  offer(form);
});
document.querySelectorAll("form[data-prove]:has([data-passkey])").forEach((form) => {
  offer(form)?.addEventListener("click", () => fill(form, () => prove(form.dataset.prove, form, form.querySelector("[name=who]")?.value ?? "")));
});
