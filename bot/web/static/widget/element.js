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
    this.round = 0; // a new one at each restart: answers of an earlier one come too late
    this.build();
    this.show();
    if (this.state.open) this.view.open(false);
    if (this.state.waiting) this.queue(this.state.waiting);
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
    if (!this.memory.holds(event) || this.busy) return;
    const { open } = this.state;
    this.state = { ...(this.memory.read() ?? freshState(this.pageLanguage())), open, waiting: null };
    this.show();
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

  keep(changes) {
    Object.assign(this.state, changes);
    this.memory.write(this.state);
  }

  open() {
    if (this.state.open) return this.close();
    this.keep({ open: true });
    this.view.open(true);
  }

  close() {
    this.keep({ open: false });
    this.view.close();
  }

  /** Everything again, from what is remembered. */
  async show() {
    const { language, messages } = this.state;
    this.dress();
    const formats = messages.some((each) => needsFormats(each.custom)) ? await this.line.formats() : null;
    this.view.empty();
    this.view.add({ by: "bot", lang: language, text: this.greeting() });
    for (const message of messages) this.view.add(message, formats);
    const last = messages[messages.length - 1];
    if (!last) this.view.offer(this.say("starters").map((text) => ({ title: text, payload: text })), language);
    else if (last.by === "bot") this.view.offer(last.buttons, last.lang);
    this.view.toEnd();
  }

  greeting() {
    const { language } = this.state;
    const general = language === this.pageLanguage() ? this.dataset.greeting : "";
    return this.dataset[language === "fr" ? "greetingFr" : "greetingEn"] || general || this.say("greeting");
  }

  send(text, message, language = null) {
    const said = { by: "visitor", lang: this.state.language, text };
    this.keep({ messages: [...this.state.messages, said] });
    this.view.withdraw();
    const question = this.view.add(said);
    this.view.toEnd();
    const turn = { message, language: language ?? (this.state.conversation ? null : this.state.language), message_id: newKey() };
    return this.queue(turn, question);
  }

  /** One turn after the other: the first answer brings the conversation the next one belongs to. */
  queue(turn, question) {
    turn.round = this.round;
    this.turns = this.turns.then(() => this.take(turn, question));
    return this.turns;
  }

  async take(turn, question) {
    const { round } = this;
    if (turn.round !== round) return;
    this.busy = true;
    this.keep({ waiting: turn });
    this.view.writing(true);
    const { round: _, ...body } = { conversation: this.state.conversation, ...turn };
    try {
      const answer = await this.line.deliver(body, (key, values) => round === this.round && this.tell(key, values));
      if (round === this.round) await this.receive(answer, turn, question);
    } catch (error) {
      if (round === this.round) this.fail(error, turn, question);
    } finally {
      this.busy = false;
    }
  }

  tell(key, values) {
    this.view.writing(false);
    this.view.tell(say(this.state.language, key, values));
  }

  async receive(answer, turn, question) {
    const formats = answer.messages.some((each) => needsFormats(each.custom)) ? await this.line.formats() : null;
    const arrived = answer.messages.map((each) => ({ ...each, by: "bot", lang: answer.language }));
    const turned = answer.language !== this.state.language;
    this.keep({ conversation: answer.conversation, language: answer.language, messages: [...this.state.messages, ...arrived], waiting: null });
    this.view.writing(false);
    if (turned) this.dressAgain();
    const shown = arrived.map((each) => this.view.add(each, formats));
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
    if (error instanceof Refused && error.code === "forged_conversation") this.keep({ conversation: null });
    const lost = error instanceof Refused && error.status < 500 && error.status !== 429 && error.code !== "forged_conversation";
    this.keep({ waiting: null });
    const text = error instanceof Refused ? error.message : this.say("failed");
    if (lost) this.view.tell(text);
    else this.offerAgain(text, turn, question);
  }

  offerAgain(text, turn, question) {
    this.view.tell(text, () => (this.view.rest(), this.queue(turn, question)));
  }

  turnLanguage() {
    const language = this.state.language === "fr" ? "en" : "fr";
    this.keep({ language });
    if (!this.state.conversation) return this.show().then(() => this.view.input.focus());
    this.dressAgain();
    this.view.input.focus();
    return this.send(this.say("ask_switch"), this.say("ask_switch"), language);
  }

  restart() {
    this.round += 1;
    this.turns = Promise.resolve();
    this.view.writing(false);
    this.keep({ ...freshState(this.state.language), open: true });
    this.view.tell("");
    this.show().then(() => this.view.input.focus());
  }
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
