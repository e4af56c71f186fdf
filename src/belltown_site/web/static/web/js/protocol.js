// The third reading of a protocol: in the browser, with no signal. The same cases.yaml binds it as `decide` and `screen`.
// An answer is "yes", "no" or "unknown". Dates are ISO strings; "never" is the day before all days.

const NEVER = "0001-01-01";

const AND = { yes: { yes: "yes", unknown: "unknown", no: "no" }, unknown: { yes: "unknown", unknown: "unknown", no: "no" }, no: { yes: "no", unknown: "no", no: "no" } };
const OR = { yes: { yes: "yes", unknown: "yes", no: "yes" }, unknown: { yes: "yes", unknown: "unknown", no: "unknown" }, no: { yes: "yes", unknown: "unknown", no: "no" } };
const NOT = { yes: "no", no: "yes", unknown: "unknown" };

const every = (answers) => answers.reduce((left, right) => AND[left][right], "yes");
const some = (answers) => answers.reduce((left, right) => OR[left][right], "no");
const answer = (known) => (known ? "yes" : "no");
const isoDay = (value) => (value === "never" ? NEVER : value);

function daysInMonth(year, month) {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

// The first day still inside the period when looking back from `on`; months clamp to the month's end.
export function startOfPeriod(on, { years = 0, months = 0, days = 0 }) {
  const [year, month, day] = on.split("-").map(Number);
  const count = year * 12 + (month - 1) - years * 12 - months;
  const [backYear, backMonth] = [Math.floor(count / 12), (count % 12) + 1];
  if (backYear < 1) return NEVER;
  const start = new Date(Date.UTC(2000, backMonth - 1, 1));
  start.setUTCFullYear(backYear, backMonth - 1, Math.min(day, daysInMonth(backYear, backMonth)));
  start.setUTCDate(start.getUTCDate() - days);
  return start.toISOString().slice(0, 10);
}

function happened(value, on) {
  const day = isoDay(value);
  return day > on ? "unknown" : answer(day !== NEVER);
}

function within(value, on, period) {
  const day = isoDay(value);
  return day > on ? "unknown" : answer(day !== NEVER && day >= startOfPeriod(on, period));
}

function leaf(test, { on, facts }) {
  const value = facts[test.fact];
  if (value === undefined || value === null) return "unknown";
  if ("is" in test) return answer(value === test.is);
  if ("in" in test) return answer(test.in.includes(value));
  if ("at_most" in test) return answer(value <= test.at_most);
  if ("at_least" in test) return answer(value >= test.at_least);
  if ("within" in test) return within(value, on, test.within);
  if ("ever" in test) return happened(value, on);
  throw new TypeError(`no reading for a test on ${test.fact}`);
}

export function answerOf(test, encounter) {
  if ("all" in test) return every(test.all.map((part) => answerOf(part, encounter)));
  if ("any" in test) return some(test.any.map((part) => answerOf(part, encounter)));
  if ("not" in test) return NOT[answerOf(test.not, encounter)];
  return leaf(test, encounter);
}

function reason(criterion, encounter) {
  const { checks = {}, overrides = [] } = encounter;
  if (criterion.strength === "presumptive" && overrides.includes(criterion.id)) return { answer: "yes", standing: "override" };
  if (criterion.id in checks) return { answer: answer(checks[criterion.id]), standing: "check" };
  const applies = criterion.when ? answerOf(criterion.when, encounter) : "yes";
  if (applies === "no") return { answer: "yes", standing: "not_applicable" };
  return { answer: OR[NOT[applies]][answerOf(criterion.test, encounter)], standing: "facts" };
}

// The finding for one encounter: {pathway, on, facts, checks, overrides} under a version as printed by the server.
export function decide(version, encounter) {
  const because = version.criteria
    .filter((criterion) => criterion.pathways.includes(encounter.pathway))
    .map((criterion) => ({ id: criterion.id, text: criterion.text, ...reason(criterion, encounter) }));
  return { answer: every(because.map((each) => each.answer)), because };
}
