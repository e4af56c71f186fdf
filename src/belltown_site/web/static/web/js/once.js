// A double tap must not send a form twice. The server guards too; this spares the person a confusing second page.

function release(form) {
  form.removeAttribute("data-sent");
  form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
}

export function guardForms(root) {
  root.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-once]");
    if (!form) return;
    if (form.dataset.sent !== undefined) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "";
    event.submitter?.setAttribute("aria-busy", "true");
  });
  // Coming back by the browser's Back button must find the form usable again.
  addEventListener("pageshow", () => root.querySelectorAll("form[data-sent]").forEach(release));
  root.addEventListener("htmx:after:request", (event) => {
    const form = event.target.closest?.("form[data-sent]");
    if (form) release(form);
  });
}
