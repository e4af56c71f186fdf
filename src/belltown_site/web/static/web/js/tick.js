// Keeps clocks moving. The server wrote the words already; this only brings them up to date.
// A phone's own time may be minutes wrong, so each clock carries the server's time and counts on from there.

const DAY = 86400, HOUR = 3600;

const two = (number) => String(number).padStart(2, "0");
const counted = (number, unit) => `${number} ${unit}${number === 1 ? "" : "s"}`;

export function spanWords(seconds) {
  const whole = Math.floor(Math.abs(seconds));
  if (whole >= DAY) return counted(Math.floor(whole / DAY), "day");
  if (whole < HOUR) return `${Math.floor(whole / 60)}:${two(whole % 60)}`;
  const minutes = Math.floor((whole % HOUR) / 60);
  return counted(Math.floor(whole / HOUR), "hour") + (minutes ? ` ${minutes} min` : "");
}

const leads = new WeakMap();

function serverNow(clock) {
  if (!leads.has(clock)) leads.set(clock, Date.parse(clock.dataset.now) - Date.now());
  return Date.now() + leads.get(clock);
}

function show(clock) {
  const left = (Date.parse(clock.dataset.clock) - serverNow(clock)) / 1000;
  const late = left < 0;
  clock.querySelector(".clock__left").textContent = `${spanWords(left)} ${late ? "late" : "left"}`;
  clock.classList.toggle("clock--late", late);
}

export function startClocks(root) {
  const showAll = () => root.querySelectorAll("[data-clock]").forEach(show);
  showAll();
  setInterval(showAll, 1000);
}
