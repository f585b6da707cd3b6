// What the widget remembers: in this tab only, unless the site asks for a day (data-remember="day").

const KEY = "tremplin-chat";
const MESSAGES_KEPT = 60;
const DAY = 86_400_000;
const AT_ONCE = 5_000;

/** A conversation before its first message; `waiting` are the turns on their way, `unsent` one that did not get through. */
export function freshState(language, began = 0) {
  return { began, conversation: null, language, open: false, messages: [], waiting: [], unsent: null };
}

/** What this tab and another one (`kept`) hold together; of two conversations the one begun last. */
function joined(mine, kept) {
  if (!kept) return mine;
  const { began, conversation, language } = kept;
  const same = began === mine.began;
  const atOnce = !same && isFirstWord(mine) && Math.abs(began - mine.began) < AT_ONCE; // both said it just now
  if (began < mine.began && !(atOnce && conversation)) return mine; // one that was answered already takes the other in
  const messages = union(same || atOnce ? mine.messages : [], kept.messages, "id");
  const waiting = union(atOnce ? mine.waiting : [], kept.waiting, "message_id");
  return { ...mine, began, conversation, language, messages, waiting };
}

function isFirstWord({ began, conversation, waiting }) {
  return began && !conversation && waiting.length > 0;
}

function union(some, others, key) {
  return [...some, ...others.filter((each) => some.every((known) => known[key] !== each[key]))];
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
      return Array.isArray(kept?.state.waiting) && Date.now() - kept.at < DAY ? kept.state : null;
    } catch {
      return null;
    }
  }

  /** The state with what other tabs of the site added to it. */
  join(state) {
    return this.forDay ? joined(state, this.read()) : state;
  }

  /** Do `work` while no other tab of the site does; where a browser cannot tell, at once. */
  alone(work) {
    return this.forDay && navigator.locks ? navigator.locks.request(KEY, work) : work();
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
