// The one entry of every page. Each module is small, waits for nothing, and the page works without it.
import { startClocks } from "./tick.js";
import { guardForms } from "./once.js";
import { offerCopies } from "./copy.js";
import { listen } from "./live.js";

document.documentElement.classList.add("js");
startClocks(document);
guardForms(document);
offerCopies(document);
listen(document.body);
document.querySelector("[data-focus]")?.focus();

// One open menu at a time; Escape closes it and gives the focus back.
document.addEventListener("keydown", (event) => {
  const open = event.key === "Escape" && document.querySelector("details.who[open]");
  if (!open) return;
  open.removeAttribute("open");
  open.querySelector("summary").focus();
});
document.addEventListener("click", (event) => {
  const open = document.querySelector("details.who[open]");
  if (open && !open.contains(event.target)) open.removeAttribute("open");
});
