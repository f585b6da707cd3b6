// The panel: what is seen, heard and pressed. It decides nothing; the element tells it what to show.
import { card, wordsAround } from "./cards.js";
import { h, icon, prose } from "./dom.js";
import { say } from "./words.js";

const LEAST_HIDDEN = 40; // pixels
const KEPT_IN = ["keypress", "keyup", "beforeinput", "copy", "cut", "paste"]; // old sites forbid these all over their pages

export class View {
  /** `acts`: open, close, send, press, person, privacy, turnLanguage, restart, again. */
  constructor(acts, place, home) {
    this.acts = acts;
    this.home = home;
    this.shown = new Set();
    this.launcher = h("button", { class: "launcher", type: "button", "aria-expanded": "false", "aria-controls": "panel", onclick: acts.open });
    this.log = h("div", { class: "log", role: "log", tabindex: "0" });
    for (const moved of ["scroll", "toggle"]) this.log.addEventListener(moved, () => this.hint(), true);
    new ResizeObserver(() => this.hint()).observe(this.log);
    this.status = h("p", { class: "status", role: "status" });
    this.dots = h("p", { class: "dots", "aria-hidden": "true", hidden: true }, h("span"), h("span"), h("span"));
    this.heading = h("h2", { id: "title" });
    this.panel = h("div", { class: "panel", id: "panel", role: "dialog", "aria-labelledby": "title", hidden: true });
    this.root = h("div", { class: `root ${place}` }, this.panel, this.launcher);
    this.root.addEventListener("keydown", (event) => this.onKey(event));
    for (const kind of KEPT_IN) this.root.addEventListener(kind, (event) => event.stopPropagation());
  }

  /** Write every fixed word in `language`; messages keep theirs. */
  dress(language, title, privacy, logo) {
    const t = (key) => say(language, key);
    this.language = language;
    this.root.lang = language;
    this.launcher.replaceChildren(icon("chat"), h("span", {}, t("open")));
    this.log.setAttribute("aria-label", t("log"));
    this.heading.textContent = title || t("title");
    this.more = h("button", { type: "button", class: "more", hidden: true, onclick: () => this.goOn() }, icon("down"), h("span"));
    this.more.addEventListener("blur", () => this.hint());
    this.panel.replaceChildren(this.head(t, logo), this.log, this.more, this.dots, this.status, this.form(t), this.foot(t, privacy));
    this.hint();
  }

  head(t, logo) {
    const other = this.language === "fr" ? "en" : "fr";
    return h("div", { class: "head" },
      logo ? h("img", { src: logo, alt: "", onerror: (event) => event.target.remove() }) : null,
      h("div", {}, this.heading, h("p", {}, t("subtitle"))),
      h("button", { type: "button", class: "plain", lang: other, onclick: this.acts.turnLanguage }, t("switch")),
      h("button", { type: "button", class: "plain", "aria-label": t("restart"), title: t("restart"), onclick: () => this.askRestart() }, icon("restart")),
      h("button", { type: "button", class: "plain", "aria-label": t("close"), title: t("close"), onclick: this.acts.close }, icon("close")));
  }

  form(t) {
    this.input = h("textarea", {
      id: "say", rows: "1", maxlength: "2000", placeholder: t("placeholder"), autocomplete: "off", enterkeyhint: "send",
      oninput: () => this.grow(), onkeydown: (event) => this.onEnter(event),
    });
    return h("form", { class: "write", onsubmit: (event) => this.onSubmit(event) },
      h("label", { for: "say", class: "unseen" }, t("label")), this.input,
      h("button", { type: "submit", class: "send", "aria-label": t("send"), title: t("send") }, icon("send")));
  }

  foot(t, privacy) {
    return h("div", { class: "foot" },
      h("button", { type: "button", class: "text", onclick: this.acts.person }, t("person")),
      h("a", { href: privacy, target: "_blank", rel: "noopener" }, t("privacy"), h("span", { class: "unseen" }, ` ${t("newtab")}`)),
      h("p", {}, t("notice")));
  }

  open(moveFocus) {
    this.panel.hidden = false;
    this.launcher.setAttribute("aria-expanded", "true");
    this.root.classList.add("opened");
    this.toEnd();
    if (moveFocus) this.input.focus();
  }

  close() {
    this.panel.hidden = true;
    this.launcher.setAttribute("aria-expanded", "false");
    this.root.classList.remove("opened");
    this.launcher.focus();
  }

  empty() {
    this.shown.clear();
    this.log.replaceChildren();
  }

  /** Whether a message is in the log. */
  has(message) {
    return this.shown.has(message.id);
  }

  /** Add one message; a screen reader hears it once, whole. */
  add(message, { formats = [], starts = {} } = {}) {
    const language = message.lang;
    const facts = { formats, starts, home: this.home };
    const [above, below] = wordsAround(message, facts).map((text) => prose(text, say(language, "newtab")));
    const bubble = (words) => (words.length ? h("div", { class: "bubble" }, words) : null);
    const shown = h("div", { class: `message ${message.by}`, lang: language },
      h("p", { class: "unseen" }, say(language, message.by === "visitor" ? "you" : "bot")),
      bubble(above), card(message, facts), bubble(below));
    this.shown.add(message.id);
    this.log.append(shown);
    return shown;
  }

  /** The answers one may press under the last message. */
  offer(buttons, language) {
    this.withdraw();
    if (!buttons?.length) return;
    const pressed = (button) => () => this.acts.press(button);
    this.log.append(h("div", { class: "choices", role: "group", lang: language, "aria-label": say(language, "choices") },
      buttons.map((button) => h("button", { type: "button", onclick: pressed(button) }, button.title))));
  }

  /** Say so when what follows is out of sight: the rest of an answer, or the answers to press. */
  hint() {
    const { scrollHeight, scrollTop, clientHeight } = this.log;
    const seen = scrollHeight - scrollTop - clientHeight < LEAST_HIDDEN;
    this.more.hidden = seen && !this.more.matches(":focus");
    this.more.lastChild.textContent = say(this.language, this.log.querySelector(".choices") ? "answers" : "more");
  }

  /** To the answers to press, else one screen further. */
  goOn() {
    const { log } = this;
    const answer = log.querySelector(".choices button");
    const next = answer ? log.scrollHeight : log.scrollTop + log.clientHeight * 0.85;
    if (answer) answer.focus({ preventScroll: true });
    else if (next + log.clientHeight >= log.scrollHeight) log.focus({ preventScroll: true });
    log.scrollTop = next;
    this.hint();
  }

  withdraw() {
    const focused = this.log.querySelector(".choices :focus");
    this.log.querySelector(".choices")?.remove();
    if (focused) this.rest();
  }

  /** Keep focus somewhere sensible without raising a phone's keyboard. */
  rest() {
    (window.matchMedia("(pointer: coarse)").matches ? this.log : this.input).focus({ preventScroll: true });
  }

  writing(is) {
    this.dots.hidden = !is;
    this.tell(is ? say(this.language, "writing") : "");
    this.status.classList.toggle("unseen", is);
  }

  tell(text, again) {
    this.status.classList.remove("unseen");
    this.status.replaceChildren(...(text ? [text] : []));
    if (again) this.status.append(" ", h("button", { type: "button", class: "text", onclick: again }, say(this.language, "again")));
  }

  /** Show a long answer from its beginning, a short one whole, with the question above it. */
  showFrom(question, answer) {
    const start = question && this.log.scrollHeight - question.offsetTop <= this.log.clientHeight ? question : answer;
    this.log.scrollTop = start ? start.offsetTop - 12 : this.log.scrollHeight;
    this.hint();
  }

  toEnd() {
    this.log.scrollTop = this.log.scrollHeight;
    this.hint();
  }

  askRestart() {
    const t = (key) => say(this.language, key);
    const stay = () => (this.tell(""), this.input.focus());
    this.tell(t("confirm_restart"));
    const yes = h("button", { type: "button", class: "text", onclick: this.acts.restart }, t("yes"));
    this.status.append(" ", yes, " ", h("button", { type: "button", class: "text", onclick: stay }, t("no")));
    yes.focus();
  }

  onKey(event) {
    event.stopPropagation();
    if (event.key === "Escape" && !this.panel.hidden) this.acts.close();
  }

  onEnter(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.onSubmit(event);
  }

  onSubmit(event) {
    event.preventDefault();
    const text = this.input.value.trim();
    if (!text) return this.input.focus();
    this.input.value = "";
    this.grow();
    this.acts.send(text);
  }

  grow() {
    this.input.rows = Math.min(4, Math.max(1, Math.ceil(this.input.value.length / 34), this.input.value.split("\n").length));
  }
}
