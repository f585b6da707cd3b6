// Brings messages to the door and answers back; a lost connection is mended once, with the same key.

const PATIENCE = 20_000;
const PAUSE = 2_500;
const LONGEST_WAIT = 60;

export class Refused extends Error {
  constructor(status, problem, seconds) {
    super(problem.title || String(status));
    this.status = status;
    this.code = problem.code;
    this.seconds = seconds;
  }
}

export class Line {
  constructor(home) {
    this.home = home;
  }

  /** Deliver a turn; `tell(key, values)` says why it takes longer. Throws `Refused`, or what the network threw. */
  async deliver(turn, tell, isWanted) {
    try {
      return await this.post(turn);
    } catch (error) {
      if (error instanceof Refused) await this.waitTurn(error, tell);
      else await this.comeBack(tell);
      if (!isWanted()) throw error;
      return await this.post(turn);
    }
  }

  async post(turn) {
    const hanger = new AbortController();
    const timer = setTimeout(() => hanger.abort(), PATIENCE);
    try {
      const answer = await fetch(`${this.home}/api/chat`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(turn),
        credentials: "omit",
        signal: hanger.signal,
      });
      if (answer.ok) return await answer.json();
      const problem = await answer.json().catch(() => ({}));
      throw new Refused(answer.status, problem, Number(answer.headers.get("Retry-After")) || 0);
    } finally {
      clearTimeout(timer);
    }
  }

  /** What is asked too often or met a hiccup may be asked once more; what is wrong stays wrong. */
  async waitTurn(refused, tell) {
    const again = refused.status === 429 || refused.status >= 500;
    if (!again || refused.seconds > LONGEST_WAIT) throw refused;
    const seconds = refused.seconds || PAUSE / 1000;
    tell(refused.status === 429 ? "slow" : "retrying", { seconds });
    await pause(seconds * 1000);
  }

  async comeBack(tell) {
    tell(navigator.onLine ? "retrying" : "offline");
    if (navigator.onLine) await pause(PAUSE);
    else await new Promise((back) => window.addEventListener("online", back, { once: true }));
  }

  /** Hours, costs and lengths of the formats, fetched once and only when compared. */
  formats() {
    this.known ??= fetch(`${this.home}/api/formats`, { credentials: "omit" })
      .then((answer) => (answer.ok ? answer.json() : { formats: [] }))
      .then((body) => body.formats)
      .catch(() => []);
    return this.known;
  }
}

function pause(milliseconds) {
  return new Promise((done) => setTimeout(done, milliseconds));
}
