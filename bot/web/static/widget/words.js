// Words, names, numbers and dates, in the two languages. WORDS and NAMES are put in by the server.

/** The text of `key`, its {values} filled in. */
export function say(language, key, values = {}) {
  const text = WORDS[language][key] ?? key;
  return typeof text === "string" ? text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole) : text;
}

/** The name of a format, a program, a fact or a field; the id itself when nobody named it. */
export function nameOf(kind, id, language) {
  const name = NAMES[kind]?.[id];
  return name ? name[language === "fr" ? 1 : 0] : id;
}

export function money(amount, language) {
  if (amount === null || amount === undefined) return say(language, "unknown");
  const style = { style: "currency", currency: "CAD", currencyDisplay: "narrowSymbol", maximumFractionDigits: 0 };
  return new Intl.NumberFormat(`${language}-CA`, style).format(amount);
}

/** An amount from low to high; unknown stays unknown, never zero. */
export function moneyRange(low, high, language) {
  const known = (amount) => amount !== null && amount !== undefined;
  if (!known(low) && !known(high)) return say(language, "unknown");
  if (!known(high)) return `${money(low, language)} – ${say(language, "unknown")}`;
  if (low === high) return high === 0 ? say(language, "none") : money(high, language);
  if (!low) return say(language, "up_to", { high: money(high, language) });
  return say(language, "between", { low: money(low, language), high: money(high, language) });
}

export function day(iso, language) {
  const [year, month, date] = iso.split("-").map(Number);
  return new Intl.DateTimeFormat(`${language}-CA`, { dateStyle: "long" }).format(new Date(year, month - 1, date));
}

export function number(value, language) {
  return new Intl.NumberFormat(`${language}-CA`).format(value);
}
