// What the widget remembers: in this tab only, unless the site asks for a day (data-remember="day").

const KEY = "tremplin-chat";
const MESSAGES_KEPT = 60;
const DAY = 86_400_000;

export function freshState(language) {
  return { conversation: null, language, open: false, messages: [], waiting: null };
}

/** Keeps a state across pages; a browser that refuses storage only loses that. */
export class Memory {
  constructor(forDay) {
    this.forDay = forDay;
  }

  get shelf() {
    return this.forDay ? window.localStorage : window.sessionStorage;
  }

  /** Whether a storage event is about what is kept here. */
  holds(event) {
    return this.forDay && event.key === KEY;
  }

  read() {
    try {
      const kept = JSON.parse(this.shelf.getItem(KEY));
      return kept && Date.now() - kept.at < DAY ? kept.state : null;
    } catch {
      return null;
    }
  }

  write(state) {
    try {
      const kept = { ...state, messages: state.messages.slice(-MESSAGES_KEPT) };
      this.shelf.setItem(KEY, JSON.stringify({ at: Date.now(), state: kept }));
    } catch {
      // private windows and full shelves: the conversation then lasts as long as the page
    }
  }
}

/** A key nobody can guess: it makes sending twice the same as sending once. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
