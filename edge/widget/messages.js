// How each kind of message looks. Everything said is put in as text nodes; links are a closed list.
import { html, nothing } from "lit";
import { isChange, reviewOf } from "./review.js";

const TITLES = {
  crisis: "Help right now",
  advice: "Advice",
  receipt: "We have your report",
};
const titleOf = ({ kind, topic }) => (topic === "why" ? "Why we ask" : TITLES[kind]);
const SAFE = /^(https:\/\/|tel:|sms:|mailto:)/;

const link = ({ title, href }) => {
  if (!SAFE.test(href)) return nothing;
  const page = href.startsWith("https:");
  return html`<a class="call" href=${href} rel="noopener noreferrer nofollow" target=${page ? "_blank" : nothing}
    >${title}${page ? html`<span class="vh"> (opens a new tab)</span>` : nothing}</a
  >`;
};

const links = (list) => (list?.length ? html`<p class="links">${list.map(link)}</p>` : nothing);

// The same links in few words: "Call 999 now" after the word "Call" is "999".
export const numbers = (list) =>
  list.map(({ title, href }) => link({ title: title.replace(/^call | now$/gi, ""), href }));

const STEP = /^\d+\. /;
const paragraphs = (lines) =>
  lines.map((line) => html`<p class=${STEP.test(line) ? "words step" : "words"}>${line}</p>`);
const words = (text) => paragraphs(text.split(/\n+/));

const review = ({ lead, lines }, open, chat) => html`
  ${words(lead)}
  <dl class="review">
    ${lines.map(
      ({ label, said, value }) => html`<div>
        <dt>${label}</dt>
        <dd>${said}</dd>
        ${open
          ? html`<dd class="edit">
              <button type="button" class="linkish" @click=${() => chat.choose({ title: `Change: ${label}`, value })}>
                Change<span class="vh"> ${label}</span>
              </button>
            </dd>`
          : nothing}
      </div>`,
    )}
  </dl>
`;

// The line that spells out reference and code becomes two boxes; the line after it tells what the
// code is for, and what is left tells what happens next.
function receipt({ text, reference, code }, chat) {
  const lines = text.split(/\n+/);
  const at = lines.findIndex((line) => code && line.includes(code));
  const next = lines.slice(at < 0 ? 1 : at + 2);
  return html`
    ${paragraphs(lines.slice(0, at < 0 ? 1 : at))}
    ${reference ? html`<p class="keep"><span>Your reference, to quote</span><strong>${reference}</strong></p>` : nothing}
    ${code ? html`<p class="keep"><span>Your code, to come back</span><strong class="code">${code}</strong></p>` : nothing}
    ${at < 0 ? nothing : html`<p class="note">${lines[at + 1]}</p>`}
    ${code || reference
      ? html`<div class="row">
            <button type="button" class="secondary" @click=${() => chat.copy()}>Copy</button>
            <button type="button" class="secondary" @click=${() => window.print()}>Print</button>
          </div>
          <p class="note">A copy stays on this device until you copy something else.</p>`
      : nothing}
    ${next.length ? html`<h2 class="card-title">What happens next</h2>` : nothing} ${paragraphs(next)}
  `;
}

// `open` says that this belongs to the newest reply, whose choices can still be taken.
export function message(one, open, chat) {
  const kind = one.kind ?? "say";
  const title = titleOf(one);
  const lines = reviewOf(one);
  const choices = (one.choices ?? []).filter((choice) => !lines || !isChange(choice));
  return html`<li class=${title ? `card ${kind}` : "say"} data-topic=${one.topic ?? nothing}>
    <div class="bubble">
      <span class="vh">Firstday says: </span>
      ${title ? html`<h2 class="card-title">${title}</h2>` : nothing} ${body(one, lines, open, chat)}
      ${kind === "crisis" ? nothing : links(one.links)}
    </div>
    ${open && choices.length ? options(one, choices, chat) : nothing}
  </li>`;
}

function body(one, lines, open, chat) {
  if (lines) return review(lines, open, chat);
  if (one.kind === "receipt") return receipt(one, chat);
  return one.kind === "crisis" ? crisis(one) : words(one.text);
}

// Two lines, then the numbers, then what else there is to say: the numbers belong on the first screen.
function crisis({ text, links: ways }) {
  const lines = text.split(/\n+/);
  return html`${paragraphs(lines.slice(0, 2))} ${links(ways)} ${paragraphs(lines.slice(2))}`;
}

const MANY = 10; // choices that a person can still look over
const FIRST = 8;
const LONG = 22; // characters; longer ones read better below each other

const isMain = ({ value }) => value === "send";

function options(one, choices, chat) {
  if (one.many) return several(one, choices, chat);
  const stack = choices.length > 4 || choices.some((choice) => isMain(choice) || choice.title.length > LONG);
  return html`<div class=${stack ? "choices stack" : "choices"} role="group" aria-label="Choose one">
    ${choices.map(
      (choice) => html`<button
        type="button"
        class=${isMain(choice) ? "choice main" : "choice"}
        @click=${() => chat.choose(choice)}
      >
        ${choice.title}
      </button>`,
    )}
  </div>`;
}

function several(one, choices, chat) {
  const short = choices.length > MANY && !chat.all;
  const shown = short ? [...choices.slice(0, FIRST), choices.at(-1)] : choices;
  const pick = ({ title, value }, at) => html`<button
    type="button"
    class=${at === FIRST ? "choice more-from-here" : "choice"}
    aria-pressed=${String(chat.picked.has(value))}
    @click=${() => chat.toggle(value)}
  >
    ${title}
  </button>`;
  const all = html`<button type="button" class="choice all" @click=${() => chat.showAll()}>
    Show all ${choices.length}
  </button>`;
  return html`<div class="choices many" role="group" aria-label="Choose all that fit">
    <p class="hint">You can choose more than one. Then press Done.</p>
    ${shown.map(pick)} ${short ? all : nothing}
    <button
      type="button"
      class="choice done"
      aria-disabled=${String(!chat.picked.size)}
      @click=${() => chat.picked.size && chat.done(one)}
    >
      Done
    </button>
  </div>`;
}
