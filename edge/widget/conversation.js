// The conversation: what was said, what is under way, and what happens when it fails.
import { LitElement, html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { Announcer, spoken } from "./announcer.js";
import { Refused, Session } from "./api.js";
import { dock, progressBar, tools } from "./dock.js";
import { REFUSED, refuseFiles } from "./files.js";
import { message } from "./messages.js";

const WAITS = "Your last message is not sent yet. Send it again first, or change it.";

export class FirstdayChat extends LitElement {
  static properties = {
    entries: { state: true },
    busy: { state: true },
    progress: { state: true },
    stage: { state: true },
    crisis: { state: true },
    blocked: { state: true },
    length: { state: true },
    picked: { state: true },
    all: { state: true },
  };

  session = new Session();
  sections = {};

  constructor() {
    super();
    this.forget();
  }

  // The page's own sheet styles us: the frame keeps other sites' styles out already.
  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.sections = JSON.parse(this.dataset.sections ?? "{}");
    this.announcer = new Announcer(document.body);
    document.addEventListener("firstday:leave", () => this.forget());
    window.addEventListener("online", () => this.resend());
    window.addEventListener("resize", () => this.showQuestion());
    refuseFiles(document, () => this.block(REFUSED));
  }

  forget() {
    this.session.end();
    this.entries = [];
    this.replies = 0;
    this.busy = false;
    this.progress = null;
    this.stage = "talking";
    this.crisis = null;
    this.blocked = "";
    this.length = 0;
    this.picked = new Set();
    this.all = false;
  }

  // What stays at the foot must never hide what has focus, nor the end of a long list.
  firstUpdated() {
    const foot = this.querySelector(".dock");
    const measure = () => document.documentElement.style.setProperty("--dock", `${foot.offsetHeight}px`);
    new ResizeObserver(measure).observe(foot);
  }

  async begin(opening) {
    const reply = await opening(this.session);
    this.hidden = false;
    this.take(reply);
    await this.updateComplete;
    this.querySelector("h1").focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }

  take({ messages, progress, state }) {
    this.replies += 1;
    const reply = this.replies;
    this.entries = [...this.entries, ...messages.map((said) => ({ id: crypto.randomUUID(), said, reply }))];
    this.progress = progress ?? this.progress;
    this.stage = state ?? this.stage;
    this.crisis = messages.find((one) => one.kind === "crisis") ?? this.crisis;
    this.picked = new Set();
    this.all = false;
    this.announcer.say(spoken(messages));
    this.show(messages.length);
  }

  // The first of the new messages comes to the top, below the few words it answers; focus stays
  // where the person put it.
  async show(count) {
    await this.updateComplete;
    const items = this.querySelectorAll(".log > li:not(.typing)");
    const first = items[items.length - count];
    const answered = first?.previousElementSibling;
    const short = answered?.matches(".me") && answered.offsetHeight < 90;
    (short ? answered : first)?.scrollIntoView({ block: "start" });
  }

  // A phone's keyboard takes half the screen: what is being answered has the other half.
  showQuestion() {
    if (document.activeElement !== this.field) return;
    const last = this.querySelector(".log > li:last-child");
    const room = this.querySelector(".dock").offsetTop - window.scrollY;
    last?.scrollIntoView({ block: last.offsetHeight > room ? "start" : "end" });
  }

  get unsent() {
    return this.entries.find((entry) => entry.problem);
  }

  async say(text, shown = text) {
    if (this.busy || this.unsent) return;
    const entry = { id: crypto.randomUUID(), mine: shown, text };
    this.entries = [...this.entries, entry];
    await this.send(entry);
  }

  async send(entry) {
    this.update_(entry, { problem: "" });
    this.busy = true;
    this.blocked = "";
    this.show(1);
    try {
      const reply = await this.session.say(entry.id, entry.text);
      this.busy = false;
      this.take(reply);
    } catch (refused) {
      this.busy = false;
      if (!(refused instanceof Refused)) throw refused;
      this.refuse(entry, refused);
    }
  }

  refuse(entry, { again, words, code }) {
    if (code === "no_session") this.stage = "ended";
    if (again) {
      this.update_(entry, { problem: words });
      this.announcer.say(`Not sent yet. ${words}`, "assertive");
      this.show(1);
      return;
    }
    this.entries = this.entries.filter((one) => one.id !== entry.id);
    // What can't be sent as it is goes back to be changed, except a pasted picture.
    if (code !== "picture" && code !== "no_session") this.putBack(entry.mine);
    this.block(words);
  }

  resend() {
    if (this.unsent && !this.busy) this.send(this.unsent);
  }

  change() {
    const entry = this.unsent;
    this.entries = this.entries.filter((one) => one.id !== entry.id);
    this.putBack(entry.mine);
    this.field.focus();
  }

  update_(entry, values) {
    Object.assign(entry, values);
    this.entries = [...this.entries];
  }

  block(words) {
    this.blocked = words;
    this.announcer.say(words, "assertive");
  }

  get field() {
    return this.querySelector("textarea");
  }

  putBack(text) {
    this.field.value = text;
    this.length = text.length;
  }

  choose({ title, value }) {
    if (this.busy) return;
    this.say(value, title);
    this.focusQuietly();
  }

  done({ choices }) {
    const picked = choices.filter((one) => this.picked.has(one.value));
    const all = (name) => picked.map((one) => one[name]).join(", ");
    this.choose({ title: all("title"), value: all("value") });
  }

  async showAll() {
    this.all = true;
    await this.updateComplete;
    this.querySelector(".more-from-here")?.focus();
  }

  toggle(value) {
    const picked = new Set(this.picked);
    if (!picked.delete(value)) picked.add(value);
    this.picked = picked;
  }

  // To the text box without raising a phone's keyboard over the next question.
  focusQuietly() {
    this.field.inputMode = "none";
    this.field.focus({ preventScroll: true });
  }

  submit(event) {
    event.preventDefault();
    const text = this.field.value.trim();
    if (!text || this.busy) return;
    if (this.unsent) return this.block(WAITS);
    this.putBack("");
    this.say(text);
  }

  key(event) {
    const typesOnGlass = matchMedia("(pointer: coarse)").matches;
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || typesOnGlass) return;
    this.submit(event);
  }

  async copy() {
    const { reference, code } = this.entries.findLast((entry) => entry.said?.kind === "receipt").said;
    try {
      await navigator.clipboard.writeText([reference, code].filter(Boolean).join("\n"));
      this.announcer.say("Copied.");
    } catch {
      this.block("Copying did not work here. You can select the code and copy it, or write it down.");
    }
  }

  render() {
    return html`
      <h1 class="vh" tabindex="-1">Chat with Firstday</h1>
      ${progressBar(this)}
      <ol class="log" aria-label="Conversation">
        ${repeat(this.entries, (entry) => entry.id, (entry) => this.entry(entry))}
        ${this.busy
          ? html`<li class="typing bubble" aria-hidden="true"><span></span><span></span><span></span></li>`
          : nothing}
      </ol>
      ${tools(this)} ${dock(this)}
    `;
  }

  entry(entry) {
    if (entry.said) {
      const free = !this.busy && !this.unsent && this.stage !== "ended";
      const open = free && entry.reply === this.replies;
      return message(entry.said, open, this);
    }
    return html`<li class=${entry.problem ? "me unsent" : "me"}>
      <div class="bubble"><span class="vh">You said: </span><p class="words">${entry.mine}</p></div>
      ${entry.problem
        ? html`<p class="note">Not sent yet. ${entry.problem}</p>
            <div class="row">
              <button type="button" class="secondary" @click=${() => this.resend()}>Send again</button>
              <button type="button" class="secondary" @click=${() => this.change()}>Change it</button>
            </div>`
        : nothing}
    </li>`;
  }
}
