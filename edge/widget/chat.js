// The conversation. It takes over the start page's two forms; until it has loaded, and where it
// cannot run, the same forms lead to the page that needs no script.
import { LitElement, html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { Announcer, spoken } from "./announcer.js";
import { Refused, Session } from "./api.js";
import { REFUSED, refuseFiles } from "./files.js";
import { links, message } from "./messages.js";

const LONGEST = 4000;
const NEARLY = 3500;
const TOOLS = [
  ["Skip", "skip"],
  ["Go back", "go back"],
  ["Why?", "why do you ask"],
  ["My answers", "review"],
];

class FirstdayChat extends LitElement {
  static properties = {
    entries: { state: true },
    busy: { state: true },
    progress: { state: true },
    stage: { state: true },
    crisis: { state: true },
    blocked: { state: true },
    length: { state: true },
    picked: { state: true },
  };

  session = new Session();

  constructor() {
    super();
    this.forget();
    this.actions = { copy: () => this.copy(), print: () => window.print() };
  }

  // The page's own sheet styles us: the frame keeps other sites' styles out already.
  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.announcer = new Announcer(document.body);
    document.addEventListener("firstday:leave", () => this.forget());
    window.addEventListener("online", () => this.resend());
    refuseFiles(document, () => this.block(REFUSED));
  }

  forget() {
    this.session.end();
    this.entries = [];
    this.busy = false;
    this.progress = null;
    this.stage = "talking";
    this.crisis = null;
    this.blocked = "";
    this.length = 0;
    this.picked = new Set();
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
    this.entries = [...this.entries, ...messages.map((said) => ({ id: crypto.randomUUID(), said }))];
    this.progress = progress ?? this.progress;
    this.stage = state ?? this.stage;
    this.crisis = messages.find((one) => one.kind === "crisis") ?? this.crisis;
    this.picked = new Set();
    this.announcer.say(spoken(messages));
    this.show(messages.length);
  }

  // The first of the new messages comes into view; focus stays where the person put it.
  async show(count) {
    await this.updateComplete;
    const items = this.querySelectorAll(".log > li:not(.typing)");
    const first = items[items.length - count - (this.entries.at(-count - 1)?.mine ? 1 : 0)];
    first?.scrollIntoView({ block: items.length > count + 1 ? "nearest" : "start" });
    items[items.length - 1]?.scrollIntoView({ block: "nearest" });
    if (first && first.getBoundingClientRect().top < 100) first.scrollIntoView({ block: "start" });
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

  choose(choice, many) {
    if (this.busy) return;
    if (many && choice) return this.toggle(choice.value);
    const newest = this.entries.at(-1).said;
    const picked = newest.choices.filter((one) => this.picked.has(one.value));
    if (many) this.say(picked.map((one) => one.value).join(", "), picked.map((one) => one.title).join(", "));
    else this.say(choice.value, choice.title);
    this.focusQuietly();
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
    if (!text || this.busy || this.unsent) return;
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
      this.copied = true;
    } catch {
      this.block("Copying did not work here. You can select the code and copy it, or write it down.");
    }
  }

  render() {
    return html`
      <h1 class="vh" tabindex="-1">Chat with Firstday</h1>
      ${this.progressBar()}
      <ol class="log" aria-label="Conversation">
        ${repeat(this.entries, (entry) => entry.id, (entry) => this.entry(entry))}
        ${this.busy
          ? html`<li class="typing bubble" aria-hidden="true"><span></span><span></span><span></span></li>`
          : nothing}
      </ol>
      <div class="dock">${this.strip()} ${this.stage === "ended" ? this.over() : this.composer()}</div>
    `;
  }

  entry(entry) {
    if (entry.said) {
      const open = !this.busy && this.stage !== "ended" && entry === this.entries.at(-1);
      const choose = (choice, many) => this.choose(choice, many);
      return message(entry.said, { open, choose, picked: this.picked, actions: this.actions });
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

  progressBar() {
    if (!this.progress || this.stage !== "talking") return nothing;
    const { section, answered, of } = this.progress;
    const part = of ? Math.min(100, Math.round((100 * answered) / of)) : 0;
    return html`<div class="progress">
      <p>${section}: ${answered} of about ${of} answered</p>
      <div class="track" aria-hidden="true"><span .style=${`width:${part}%`}></span></div>
    </div>`;
  }

  strip() {
    if (!this.crisis) return nothing;
    return html`<section class="strip" aria-label="Help right now">
      ${links(this.crisis.links?.filter((one) => !one.href.startsWith("https:")).slice(0, 2))}
    </section>`;
  }

  composer() {
    const left = LONGEST - this.length;
    return html`
      ${this.blocked ? html`<p class="problem blocked">${this.blocked}</p>` : nothing}
      ${this.stage === "talking"
        ? html`<div class="tools" role="group" aria-label="At any time">
            ${TOOLS.map(
              ([title, words]) =>
                html`<button type="button" class="quiet" @click=${() => {
                  this.say(words, title);
                  this.focusQuietly();
                }}>${title}</button>`,
            )}
          </div>`
        : nothing}
      <form class="composer" autocomplete="off" @submit=${this.submit}>
        <label class="vh" for="say">Type your answer</label>
        <textarea
          id="say"
          rows="1"
          autocomplete="off"
          spellcheck="false"
          writingsuggestions="false"
          data-gramm="false"
          placeholder="Type here"
          @input=${() => (this.length = this.field.value.length)}
          @keydown=${this.key}
          @pointerdown=${() => (this.field.inputMode = "")}
        ></textarea>
        <button class="primary" type="submit">Send</button>
      </form>
      ${this.length > NEARLY
        ? html`<p class="count" role="status">
            ${left < 0 ? `${-left} characters too many for one message` : `${left} characters left`}
          </p>`
        : nothing}
    `;
  }

  over() {
    return html`<p>${this.blocked || "This chat is closed."}</p>
      <div class="row">
        <button type="button" class="primary" @click=${() => location.reload()}>Start again</button>
      </div>`;
  }
}

customElements.define("firstday-chat", FirstdayChat);

// ---- the start page ----

function problemAbove(form, words) {
  const box = form.querySelector(".problem") ?? document.createElement("p");
  box.className = "problem";
  box.setAttribute("role", "alert");
  box.textContent = words;
  form.prepend(box);
}

function takeOver(form, opening) {
  const chat = document.querySelector("firstday-chat");
  const button = form.querySelector("[type=submit]");
  const label = button.textContent;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.ariaBusy === "true") return;
    button.ariaBusy = "true";
    button.textContent = "One moment…";
    try {
      await chat.begin(opening(new FormData(form)));
      form.reset();
      document.getElementById("start").remove();
    } catch (refused) {
      if (!(refused instanceof Refused)) throw refused;
      problemAbove(form, refused.words);
    } finally {
      button.ariaBusy = null;
      button.textContent = label;
    }
  });
}

takeOver(document.getElementById("start-form"), (data) => (session) => session.open(data.get("face")));
takeOver(document.getElementById("return-form"), (data) => (session) => session.resume(data.get("code")));
