// What is shown beside the words of a message, by its custom.type. The words are always there; a card adds to them.
import { h, isWebAddress, link, prose } from "./dom.js";
import { day, money, moneyRange, nameOf, number, say } from "./words.js";

/** The card of a message, or null; `facts` holds what the page knows beside it: formats, starts, and our own address, home. */
export function card(message, facts) {
  const { custom, lang } = message;
  const make = CARDS[custom?.type];
  return make ? make(custom, (key, values) => say(lang, key, values), lang, facts, message.text) : null;
}

/** The words above a card and below it, without what the card says again: each thing is seen and heard once. */
export function wordsAround(message, facts) {
  const { custom, lang, text = "" } = message;
  const isTold = TOLD[custom?.type]?.(custom, lang, facts) ?? (() => false);
  const lines = text.split("\n");
  const told = lines.map(isTold);
  const first = told.indexOf(true);
  if (first < 0) return [text, ""];
  return [lines.slice(0, first).join("\n"), lines.filter((_, at) => at > first && !told[at]).join("\n")];
}

const isListed = (line) => /^\s*[-•*] /.test(line);

/** Which lines of a message its card tells too. */
const TOLD = {
  recommendation: (custom, language) => {
    const [best] = custom.recommendations;
    if (!best) return (line) => custom.first_step && line.includes(custom.first_step.text);
    const name = nameOf("formats", best.format, language); // its line sums the advice up; those after it are on the card
    return (_, at, lines) => lines.slice(0, at).some((line) => line.includes(name));
  },
  funding: (custom) => (custom.programs?.some((each) => each.summary) ? isListed : undefined),
  comparison: (custom, _, facts) => (hasStarts(compared(custom, facts), facts) ? isListed : undefined),
  consent: () => () => true,
  review: (custom) => (Object.keys(custom.fields ?? {}).length ? isListed : undefined),
};

export function needsFormats(custom) {
  return custom?.type === "comparison";
}

const CARDS = {
  recommendation: recommendationCard,
  comparison: comparisonCard,
  funding: fundingCard,
  format: sourcesOf,
  answer: sourcesOf,
  consent: consentCard,
  review: reviewCard,
  ticket: ticketCard,
};

function consentCard(custom, t, language, facts, text = "") {
  return h("section", { class: "card consent" }, h("h3", {}, t(`consent_${custom.purpose}`)), prose(text, t("newtab")));
}

function recommendationCard(custom, t, language, { home }) {
  const [best, ...others] = custom.recommendations;
  if (!best) return custom.first_step ? h("div", { class: "card" }, firstStep(custom, t), planForm(custom, t, language, home)) : null;
  return h("article", { class: "card" },
    h("p", { class: "kicker" }, t("fit")),
    h("h3", {}, nameOf("formats", best.format, language)),
    list(t("why"), best.reasons),
    facts(best, t, language),
    list(t("mind"), best.tradeoffs),
    funding(best.funding, t, language),
    others.length ? alternatives(others, t, language) : null,
    custom.advice === "start_small" ? firstStep(custom, t) : null,
    planForm(custom, t, language, home),
    h("p", { class: "small" }, custom.disclaimer));
}

/** Her plan on a page to print: the facts go in the body, never in an address. */
function planForm(custom, t, language, home) {
  if (!custom.profile) return null;
  const hidden = (name, value) => h("input", { type: "hidden", name, value });
  return h("form", { method: "post", action: `${home}/plan`, target: "_blank", rel: "noopener" },
    hidden("profile", JSON.stringify(custom.profile)), hidden("lang", language),
    h("button", { type: "submit", class: "text" }, t("plan"), h("span", { class: "unseen" }, ` ${t("newtab")}`)));
}

function firstStep(custom, t) {
  return h("div", { class: "step" }, h("h4", {}, t("first_step")), h("p", {}, custom.first_step.text));
}

function list(title, reasons) {
  if (!reasons?.length) return null;
  return [h("h4", {}, title), h("ul", {}, reasons.map((reason) => h("li", {}, reason.text)))];
}

function facts(best, t, language) {
  const hours = { low: number(best.employer_hours.low, language), high: number(best.employer_hours.high, language) };
  const cost = best.cost_cad;
  const after = moneyRange(cost.after_funding_low, cost.after_funding_high, language);
  const before = moneyRange(cost.low, cost.high, language);
  return table([
    [t("hours"), t("hours_value", hours)],
    [t("cost"), before],
    after === before ? null : [t("after"), after],
    [t("start"), day(best.earliest_start, language)],
  ]);
}

function table(rows) {
  return h("dl", {}, rows.filter(Boolean).map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))));
}

function funding(programs, t, language) {
  if (!programs?.length) return null;
  const shown = programs.filter((each) => each.eligibility !== "no");
  return h("details", { open: shown.length <= 3 },
    h("summary", {}, `${t("funding")} (${shown.length})`),
    h("ul", { class: "money" }, shown.map((each) => program(each, t, language))));
}

/** The money for one format, or one program she named. */
function fundingCard(custom, t, language) {
  if (!custom.programs?.length) return sourcesOf(custom, t);
  return h("article", { class: "card" },
    h("h3", {}, t("who_pays")),
    custom.format ? h("p", { class: "small" }, nameOf("formats", custom.format, language)) : null,
    h("ul", { class: "money" }, custom.programs.map((each) => program(each, t, language))));
}

function program(each, t, language) {
  const name = each.name ?? nameOf("programs", each.program, language);
  const missing = each.missing.map((fact) => nameOf("facts", fact, language));
  const texts = (told) => told.map((one) => one.text).join(" ");
  const line = (text) => (text ? h("p", { class: "small" }, text) : null);
  const badge = (text, kind = "") => (text ? h("span", { class: `badge ${kind}` }, text) : null);
  return h("li", {},
    h("h4", {}, isWebAddress(each.source) ? link(each.source, name, t("newtab")) : name),
    h("p", { class: "badges" },
      badge(nameOf("eligibility", each.eligibility, language), each.eligibility),
      each.paid_to ? badge(nameOf("paid_to", each.paid_to, language)) : null,
      badge(estimated(each, t, language))),
    missing.length ? null : line(texts(each.reasons)),
    each.summary ? h("p", {}, each.summary) : null,
    missing.length ? [line(t("missing")), h("ul", { class: "small" }, missing.map((fact) => h("li", {}, fact)))] : null,
    line(texts(each.notes)),
    line(each.checked_on ? t("checked", { day: day(each.checked_on, language) }) : dated(each.newest_source_date, t, language)));
}

/** What the program may pay, to her or to others; unknown is said, but not of what pays no money, or none to her. */
function estimated(each, t, language) {
  const amount = each.estimate_cad ?? each.paid_to_others_cad;
  if (each.eligibility === "no" || (!amount && each.flags.includes("in_kind"))) return null;
  return t("estimate", { amount: moneyRange(amount?.low, amount?.high, language) });
}

function dated(date, t, language) {
  return /^\d/.test(date) ? t("dated", { date: date.length === 10 ? day(date, language) : date }) : null;
}

function alternatives(others, t, language) {
  return h("details", {}, h("summary", {}, `${t("others")} (${others.length})`),
    others.map((each) => h("section", {}, h("h4", {}, nameOf("formats", each.format, language)),
      h("ul", {}, each.reasons.slice(0, 2).map((reason) => h("li", {}, reason.text))), facts(each, t, language))));
}

function compared(custom, { formats }) {
  const found = custom.ids.map((id) => formats.find((each) => each.format === id)).filter(Boolean);
  return found.length > 1 ? found : [];
}

function hasStarts(formats, { starts }) {
  return formats.length && formats.every((each) => starts[each.format]);
}

function comparisonCard(custom, t, language, facts) {
  const shown = compared(custom, facts);
  if (!shown.length) return sourcesOf(custom, t);
  const row = (title, tell) => h("tr", {}, h("th", { scope: "row" }, title), shown.map((each) => h("td", {}, tell(each))));
  return h("div", { class: "card scroll", role: "region", "aria-label": t("compare"), tabindex: "0" },
    h("table", {}, h("caption", {}, t("compare")),
      h("thead", {}, h("tr", {}, h("td", {}), shown.map((each) => h("th", { scope: "col" }, each.name[language])))),
      h("tbody", {},
        row(t("length"), (each) => t("length_value", each.duration_days)),
        row(t("hours"), (each) => t("hours_value", each.employer_hours)),
        row(t("cost"), (each) => moneyRange(each.cost_cad.low, each.cost_cad.high, language)),
        hasStarts(shown, facts) ? row(t("start"), (each) => day(facts.starts[each.format], language)) : null)),
    sourcesOf(custom, t));
}

function sourcesOf(custom, t) {
  const sources = (custom.sources ?? []).filter(isWebAddress);
  if (!sources.length) return null;
  return h("details", { class: "sources" }, h("summary", {}, `${t("sources")} (${sources.length})`),
    h("ul", {}, sources.map((each) => h("li", {}, link(each, new URL(each).hostname.replace(/^www\./, ""), t("newtab"))))));
}

function reviewCard(custom, t, language) {
  const rows = Object.entries(custom.fields ?? {}).map(([field, value]) => [nameOf("fields", field, language), shownValue(field, value, language)]);
  return h("section", { class: "card" }, h("h3", {}, t("review")), table(rows));
}

function shownValue(field, value, language) {
  if (Array.isArray(value)) return value.map((each) => shownValue(field, each, language)).join(", ");
  if (field === "budget_cad") return money(value, language);
  if (typeof value === "number") return number(value, language);
  return nameOf(field, value, language);
}

function ticketCard(custom, t) {
  return h("section", { class: "card ticket" }, h("h3", {}, t("ticket")),
    h("p", { class: "reference" }, h("span", { class: "small" }, t("reference")), h("strong", {}, custom.reference)),
    table([
      [t("status"), t(`status_${custom.status}`)],
      [t("with"), custom.intermediary],
      custom.status === "new" ? [t("reply"), t("days", { days: custom.reply_within })] : null,
    ]));
}
