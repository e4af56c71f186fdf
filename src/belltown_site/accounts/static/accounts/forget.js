// After signing out the browser forgets what pages kept in it. What could not be sent yet, and the pages that work without
// a network, stay: their names begin with one of these words, and what waits is unreadable to anybody else.
const KEPT = /^belltown-(outbox|offline)/;

sessionStorage.clear();
Object.keys(localStorage).filter((name) => !KEPT.test(name)).forEach((name) => localStorage.removeItem(name));
for (const name of await globalThis.caches?.keys() ?? []) if (!KEPT.test(name)) await caches.delete(name);
for (const { name } of await indexedDB.databases?.() ?? []) if (!KEPT.test(name)) indexedDB.deleteDatabase(name);
