// How the assistant looks on a site: its own attributes, and a settings file for what they leave out.

const SETTINGS_PATIENCE = 3_000;
const KNOWN = ["chamber", "colour", "greeting", "language", "logo", "position", "remember"];

/** Complete `attributes` from the JSON file that data-settings names; a file that fails or is late changes nothing. */
export async function readLook(attributes) {
  if (!attributes.settings) return;
  try {
    const answer = await fetch(attributes.settings, { credentials: "omit", signal: AbortSignal.timeout(SETTINGS_PATIENCE) });
    const wanted = answer.ok ? await answer.json() : {};
    for (const name of KNOWN) complete(attributes, name, wanted[name]);
  } catch {
    // the assistant then looks as the attributes say
  }
}

function complete(attributes, name, value) {
  if (typeof value === "string") attributes[name] ??= value;
  else if (value) {
    for (const [language, text] of [["En", value.en], ["Fr", value.fr]]) {
      if (typeof text === "string" && !(name in attributes)) attributes[name + language] ??= text;
    }
  }
}

/** The address of a logo, from the page it is on; nothing but a web address. */
export function logoOf(address) {
  try {
    const found = new URL(address, location.href);
    return address && /^https?:$/.test(found.protocol) ? found.href : null;
  } catch {
    return null;
  }
}
