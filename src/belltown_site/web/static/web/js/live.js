// Live parts of a page. `<body data-live="/live/?topic=...">` (or any element inside) names the stream; an element that should
// refetch itself says hx-trigger="live" (and hx-get). The stream only says that something changed, never what.
// When the stream fails twice, the page asks every ten seconds instead. Without this script a reload does the same.

const POLL_MS = 10_000;

export function wake(root) {
  root.querySelectorAll('[hx-trigger~="live"]').forEach((part) => part.dispatchEvent(new CustomEvent("live")));
}

export function listen(root, Source = globalThis.EventSource) {
  const url = (root.matches("[data-live]") ? root : root.querySelector("[data-live]"))?.dataset.live;
  if (!url) return null;
  let failures = 0, polling = null;
  const poll = () => { polling ??= setInterval(() => wake(root), POLL_MS); };
  if (!Source) return poll();
  const source = new Source(url);
  const changed = () => wake(root);
  source.addEventListener("message", changed);
  source.addEventListener("changed", changed);
  source.addEventListener("open", () => { failures = 0; clearInterval(polling); polling = null; });
  source.addEventListener("error", () => {
    failures += 1;
    if (failures >= 2 || source.readyState === Source.CLOSED) poll();
  });
  addEventListener("pagehide", () => source.close());
  return source;
}
