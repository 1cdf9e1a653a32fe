// How each kind of message looks. Everything said is put in as text nodes; links are a closed list.
import { html, nothing } from "lit";
import { isChange, reviewOf } from "./review.js";

const TITLES = {
  crisis: "Help right now",
  advice: "Advice",
  receipt: "We have your report",
};
const SAFE = /^(https:\/\/|tel:|sms:|mailto:)/;

const link = ({ title, href }) => {
  if (!SAFE.test(href)) return nothing;
  const page = href.startsWith("https:");
  return html`<a class="call" href=${href} rel="noopener noreferrer nofollow" target=${page ? "_blank" : nothing}
    >${title}${page ? html`<span class="vh"> (opens a new tab)</span>` : nothing}</a
  >`;
};

export const links = (list) =>
  list?.length ? html`<p class="links">${list.map(link)}</p>` : nothing;

const words = (text) => text.split(/\n+/).map((line) => html`<p class="words">${line}</p>`);

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

const receipt = ({ reference, code }, chat) => html`
  ${reference ? html`<p class="keep">Your reference, to quote <strong>${reference}</strong></p>` : nothing}
  ${code
    ? html`<p class="keep">Your code, to come back <strong class="code">${code}</strong></p>
        <p class="note">
          We show the code once. Write it down, or keep it somewhere only you look. Anyone who has it can read the
          replies.
        </p>`
    : nothing}
  ${code || reference
    ? html`<div class="row">
          <button type="button" class="secondary" @click=${() => chat.copy()}>Copy</button>
          <button type="button" class="secondary" @click=${() => window.print()}>Print</button>
        </div>
        <p class="note">Copying leaves the code on this device until something else is copied.</p>`
    : nothing}
`;

// `open` says that this belongs to the newest reply, whose choices can still be taken.
export function message(one, open, chat) {
  const kind = one.kind ?? "say";
  const title = TITLES[kind];
  const lines = reviewOf(one);
  const choices = (one.choices ?? []).filter((choice) => !lines || !isChange(choice));
  return html`<li class=${title ? `card ${kind}` : "say"} data-topic=${one.topic ?? nothing}>
    <div class="bubble">
      <span class="vh">Firstday says: </span>
      ${title ? html`<p class="card-title">${title}</p>` : nothing}
      ${lines ? review(lines, open, chat) : words(one.text)} ${kind === "receipt" ? receipt(one, chat) : nothing}
      ${links(one.links)}
    </div>
    ${open && choices.length ? options(one, choices, chat) : nothing}
  </li>`;
}

function options(one, choices, chat) {
  const single = (choice) => html`<button
    type="button"
    class=${choice.value === "send" ? "choice main" : "choice"}
    @click=${() => chat.choose(choice)}
  >
    ${choice.title}
  </button>`;
  const oneOfMany = ({ title, value }) => html`<button
    type="button"
    class="choice"
    aria-pressed=${String(chat.picked.has(value))}
    @click=${() => chat.toggle(value)}
  >
    ${title}
  </button>`;
  const done = html`<button
    type="button"
    class="choice main done"
    aria-disabled=${String(!chat.picked.size)}
    @click=${() => chat.picked.size && chat.done(one)}
  >
    Done
  </button>`;
  const hint = html`<p class="hint">You can choose more than one. Then press Done.</p>`;
  return html`<div class="choices" role="group" aria-label=${one.many ? "Choose all that fit" : "Choose one"}>
    ${one.many ? hint : nothing} ${choices.map(one.many ? oneOfMany : single)} ${one.many ? done : nothing}
  </div>`;
}
