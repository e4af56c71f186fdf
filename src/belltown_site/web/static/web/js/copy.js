// Copies a text, such as the words for the police report, and says so.

async function copy(button) {
  const text = document.querySelector(button.dataset.copy).textContent;
  const word = button.querySelector("[data-copy-word]");
  try {
    await navigator.clipboard.writeText(text);
    word.textContent = "Copied";
  } catch {
    getSelection().selectAllChildren(document.querySelector(button.dataset.copy));
    word.textContent = "Selected: now copy it";
  }
}

export function offerCopies(root) {
  root.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    if (button) copy(button);
  });
}
