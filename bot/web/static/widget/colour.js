// The site's colour, made legible: words on it and words in it reach a contrast of 4.5 to 1.

const AGAINST_WHITE = 4.5;

/** The style properties for a colour like #0b4a6f; none for anything else. */
export function accents(colour) {
  const written = /^#([0-9a-f]{6})$/i.exec(colour ?? "");
  if (!written) return [];
  const parts = [0, 2, 4].map((at) => parseInt(written[1].slice(at, at + 2), 16));
  const onIt = contrast(parts) >= AGAINST_WHITE ? "#fff" : "#111";
  let dark = parts;
  while (contrast(dark) < AGAINST_WHITE + 0.5) dark = dark.map((part) => Math.floor(part * 0.9));
  return [["--accent", colour], ["--on-accent", onIt], ["--ink-accent", `rgb(${dark.join(" ")})`]];
}

function contrast(parts) {
  const [red, green, blue] = parts.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05);
}
