// <tremplin-chat>: the conversation of a page. The script's data- attributes say how it looks and speaks.
import { needsFormats } from "./cards.js";
import { accents } from "./colour.js";
import { logoOf, readLook } from "./look.js";
import { Memory, freshState, newKey } from "./state.js";
import { Line, Refused } from "./transport.js";
import { View } from "./view.js";
import { say } from "./words.js";

const SCRIPT = document.currentScript;
const TAG = "tremplin-chat";

class TremplinChat extends HTMLElement {
  async connectedCallback() {
    if (this.began) return;
    this.began = true;
    await readLook(this.dataset);
    this.style.setProperty("all", "initial", "important");
    this.style.setProperty("display", "contents", "important");
    this.home = new URL(this.dataset.home || SCRIPT?.src || location.href, location.href).origin;
    this.line = new Line(this.home);
    this.memory = new Memory(this.dataset.remember === "day");
    this.state = this.memory.read() ?? freshState(this.pageLanguage());
    if (!this.state.messages.length) this.state.language = this.pageLanguage();
    this.turns = Promise.resolve();
    this.build();
    await this.show();
    if (this.state.open) this.view.open(false);
    if (this.state.unsent) this.offerAgain(this.say("failed"), this.state.unsent);
    for (const turn of this.state.waiting) this.queue(turn);
  }

  pageLanguage() {
    return /^fr/i.test(this.dataset.language || document.documentElement.lang || "") ? "fr" : "en";
  }

  build() {
    const acts = {
      open: () => this.open(),
      close: () => this.close(),
      send: (text) => this.send(text, text),
      press: (button) => this.send(button.title, button.payload),
      person: () => this.send(this.say("ask_person"), this.say("ask_person")),
      turnLanguage: () => this.turnLanguage(),
      restart: () => this.restart(),
    };
    this.view = new View(acts, this.dataset.position === "left" ? "left" : "right", this.home);
    for (const [name, value] of accents(this.dataset.colour)) this.view.root.style.setProperty(name, value);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    const shadow = this.attachShadow({ mode: "open" });
    shadow.adoptedStyleSheets = [sheet];
    shadow.append(this.view.root);
    document.addEventListener("securitypolicyviolation", (event) => this.onForbidden(event));
    window.addEventListener("storage", (event) => this.onOtherTab(event));
  }

  /** A host page whose policy names the addresses forms may go to, and not ours: say so instead of doing nothing. */
  onForbidden(event) {
    if (event.effectiveDirective === "form-action" && event.blockedURI.startsWith(this.home)) {
      this.view.tell(say(this.state.language, "plan_forbidden", { page: `${this.home}/chat` }));
    }
  }

  /** With data-remember="day" the tabs of a site share one conversation: show what another tab added. */
  onOtherTab(event) {
    if (!this.memory.holds(event)) return;
    const { began } = this.state;
    this.state = this.memory.join(this.state);
    if (began === this.state.began) this.catchUp();
    else this.show();
  }

  /** Add to the log what is remembered and not there yet. */
  async catchUp() {
    if (this.state.language !== this.view.language) this.dressAgain();
    const facts = await this.factsFor(this.state.messages);
    const news = this.state.messages.filter((each) => !this.view.has(each));
    if (!news.length) return;
    this.view.withdraw();
    for (const message of news) this.view.add(message, facts);
    const last = news[news.length - 1];
    if (last.by === "bot") this.view.offer(last.buttons, last.lang);
    this.view.toEnd();
  }

  /** An attribute, in the conversation's language when the site gives it in both. */
  own(name) {
    return this.dataset[name + (this.state.language === "fr" ? "Fr" : "En")] || this.dataset[name];
  }

  dress() {
    const { language } = this.state;
    this.view.dress(language, this.own("chamber"), `${this.home}/privacy?lang=${language}`, logoOf(this.own("logo")));
  }

  say(key) {
    return say(this.state.language, key);
  }

  /** Remember what `change` makes of the state, with what other tabs made of it. */
  keep(change) {
    const state = this.memory.join(this.state);
    this.state = { ...state, ...change(state) };
    this.memory.write(this.state);
  }

  open() {
    if (this.state.open) return this.close();
    this.keep(() => ({ open: true }));
    this.view.open(true);
  }

  close() {
    this.keep(() => ({ open: false }));
    this.view.close();
  }

  /** Everything again, from what is remembered. */
  async show() {
    const { language, messages } = this.state;
    this.dress();
    const facts = await this.factsFor(messages);
    this.view.empty();
    this.view.add({ id: "greeting", by: "bot", lang: language, text: this.greeting() });
    for (const message of messages) this.view.add(message, facts);
    const last = messages[messages.length - 1];
    if (!last) this.view.offer(this.say("starters").map((text) => ({ title: text, payload: text })), language);
    else if (last.by === "bot") this.view.offer(last.buttons, last.lang);
    this.view.toEnd();
  }

  /** What cards show beside a message's own facts: the formats when compared, and when each could begin for her. */
  async factsFor(messages) {
    const formats = messages.some((each) => needsFormats(each.custom)) ? await this.line.formats() : [];
    return { formats, starts: startsTold(messages) };
  }

  greeting() {
    const { language } = this.state;
    const general = language === this.pageLanguage() ? this.dataset.greeting : "";
    return this.dataset[language === "fr" ? "greetingFr" : "greetingEn"] || general || this.say("greeting");
  }

  send(text, message, language = null) {
    const turn = { message, language, message_id: newKey(), tries: 1 };
    const said = { id: turn.message_id, by: "visitor", lang: this.state.language, text };
    this.keep(({ began, messages, waiting }) => ({
      began: began || Date.now(), messages: [...messages, said], waiting: [...waiting, turn], unsent: null,
    }));
    this.view.withdraw();
    const question = this.view.add(said);
    this.view.toEnd();
    return this.queue(turn, question);
  }

  /** One turn after the other, of all tabs: the first answer brings the conversation the next one belongs to. */
  queue(turn, question) {
    this.turns = this.turns.then(() => this.memory.alone(() => this.take(turn, question)));
    return this.turns;
  }

  /** Whether a turn is still to be answered: not by another tab, nor before the visitor started over. */
  awaits(turn) {
    this.state = this.memory.join(this.state);
    return this.state.waiting.some((each) => each.message_id === turn.message_id);
  }

  async take(turn, question) {
    const { began } = this.state;
    if (!this.awaits(turn)) return this.catchUp();
    if (began !== this.state.began) { // this turn joins the conversation of another tab
      this.memory.write(this.state);
      await this.catchUp();
    }
    this.view.writing(true);
    const { message, message_id } = turn;
    const { conversation } = this.state;
    const language = turn.language ?? (conversation ? null : this.state.language);
    try {
      const body = { conversation, message, language, message_id };
      const tell = (key, values) => this.awaits(turn) && this.tell(key, values);
      const answer = await this.line.deliver(body, tell, () => this.awaits(turn));
      if (this.awaits(turn)) await this.receive(answer, turn, question);
    } catch (error) {
      if (this.awaits(turn)) this.fail(error, turn, question);
    }
  }

  tell(key, values) {
    this.view.writing(false);
    this.view.tell(say(this.state.language, key, values));
  }

  async receive(answer, turn, question) {
    const arrived = answer.messages.map((each, at) => ({ ...each, id: `${turn.message_id}:${turn.tries}:${at}`, by: "bot", lang: answer.language }));
    const facts = await this.factsFor([...this.state.messages, ...arrived]);
    const turned = answer.language !== this.state.language;
    const { conversation, language } = answer;
    this.keep(({ messages, waiting }) => ({ conversation, language, messages: [...messages, ...arrived], waiting: without(turn, waiting) }));
    this.view.writing(false);
    if (turned) this.dressAgain();
    const shown = arrived.map((each) => this.view.add(each, facts));
    this.view.offer(arrived.flatMap((each) => each.buttons ?? []), answer.language);
    this.view.showFrom(question, shown[0]);
    if (arrived.some((each) => each.custom?.type === "unavailable")) this.offerAgain("", turn, question);
  }

  /** Fixed words in the new language, without losing what is being typed. */
  dressAgain() {
    const { value } = this.view.input;
    const typing = this.view.root.getRootNode().activeElement === this.view.input;
    this.dress();
    this.view.input.value = value;
    if (typing) this.view.input.focus();
  }

  fail(error, turn, question) {
    this.view.writing(false);
    const forged = error instanceof Refused && error.code === "forged_conversation";
    const lost = error instanceof Refused && error.status < 500 && error.status !== 429 && !forged;
    this.keep(({ conversation, waiting }) => ({
      conversation: forged ? null : conversation, waiting: without(turn, waiting), unsent: lost ? null : turn,
    }));
    const text = error instanceof Refused ? error.message : this.say("failed");
    if (lost) this.view.tell(text);
    else this.offerAgain(text, turn, question);
  }

  offerAgain(text, turn, question) {
    this.view.tell(text, () => {
      const next = { ...turn, tries: turn.tries + 1 };
      this.view.rest();
      this.keep(({ waiting }) => ({ waiting: [...waiting, next], unsent: null }));
      this.queue(next, question);
    });
  }

  turnLanguage() {
    const language = this.state.language === "fr" ? "en" : "fr";
    this.keep(() => ({ language }));
    if (!this.state.conversation) return this.show().then(() => this.view.input.focus());
    this.dressAgain();
    this.view.input.focus();
    return this.send(this.say("ask_switch"), this.say("ask_switch"), language);
  }

  restart() {
    this.turns = Promise.resolve();
    this.view.writing(false);
    this.keep(({ language }) => ({ ...freshState(language, Date.now()), open: true }));
    this.view.tell("");
    this.show().then(() => this.view.input.focus());
  }
}

function without(turn, waiting) {
  return waiting.filter((each) => each.message_id !== turn.message_id);
}

/** When each format could begin for her, as the last advice said it. */
function startsTold(messages) {
  const advised = messages.flatMap((each) => each.custom?.recommendations ?? []);
  return Object.fromEntries(advised.map((each) => [each.format, each.earliest_start]));
}

function start() {
  if (customElements.get(TAG)) return;
  customElements.define(TAG, TremplinChat);
  let chat = document.querySelector(TAG);
  if (!chat) {
    chat = document.createElement(TAG);
    Object.assign(chat.dataset, SCRIPT?.dataset);
    document.body.append(chat);
  }
  document.addEventListener("click", (event) => {
    const opener = event.target.closest?.("[data-tremplin-open]");
    if (!opener) return;
    event.preventDefault();
    if (chat.state && !chat.state.open) chat.open();
  });
}

const idle = window.requestIdleCallback ?? ((call) => setTimeout(call, 1));
idle(start, { timeout: 1500 });
