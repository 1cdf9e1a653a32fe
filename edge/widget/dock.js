// What stands around the conversation: how far it is, the words that steer, and at its foot the box
// to type in, with help numbers after a sign of danger. `chat` is the element these belong to.
import { html, nothing } from "lit";
import { numbers } from "./messages.js";

export const LONGEST = 4000; // characters in one message
const NEARLY = 3500;
const TOOLS = [
  ["Skip", "skip"],
  ["Why?", "why do you ask"],
  ["Go back", "go back"],
  ["My answers", "review"],
];

export function progressBar({ progress, stage, sections }) {
  if (!progress || stage !== "talking") return nothing;
  const { section, answered, of } = progress;
  const part = of ? Math.min(100, Math.round((100 * answered) / of)) : 0;
  return html`<div class="progress">
    <p><span>${sections[section] ?? section}<span class="vh">: </span></span><span>${answered} of about ${of} answered</span></p>
    <div class="track" aria-hidden="true"><span .style=${`width:${part}%`}></span></div>
  </div>`;
}

export const dock = (chat) =>
  html`<div class="dock">${strip(chat)} ${chat.stage === "ended" ? over(chat) : composer(chat)}</div>`;

// Not beside the card itself, which holds the same numbers and needs the room.
function strip({ crisis, entries, replies }) {
  const first = crisis?.links?.filter((one) => !one.href.startsWith("https:")).slice(0, 2);
  if (!first?.length || entries.some((one) => one.said === crisis && one.reply === replies)) return nothing;
  return html`<section class="strip" aria-label="Help right now">Call ${numbers(first)}</section>`;
}

export function tools(chat) {
  if (chat.stage !== "talking" || chat.unsent) return nothing;
  const press = (title, words) => () => chat.choose({ title, value: words });
  return html`<div class="tools" role="group" aria-label="At any time">
    ${TOOLS.slice(0, chat.progress?.answered ? TOOLS.length : 2).map(
      ([title, words]) => html`<button
        type="button"
        class="quiet"
        aria-disabled=${String(chat.busy)}
        @click=${press(title, words)}
      >
        ${title}
      </button>`,
    )}
  </div>`;
}

const composer = (chat) => html`
  ${chat.blocked ? html`<p class="problem blocked">${chat.blocked}</p>` : nothing}
  <form class="composer" autocomplete="off" @submit=${(event) => chat.submit(event)}>
    <label class="vh" for="say">Type your answer</label>
    <textarea
      id="say"
      rows="1"
      autocomplete="off"
      spellcheck="false"
      writingsuggestions="false"
      data-gramm="false"
      placeholder="Type here"
      @input=${() => (chat.length = chat.field.value.length)}
      @keydown=${(event) => chat.key(event)}
      @pointerdown=${() => (chat.field.inputMode = "")}
    ></textarea>
    <button class="primary" type="submit">Send</button>
  </form>
  ${counter(LONGEST - chat.length)}
`;

function counter(left) {
  if (left > LONGEST - NEARLY) return nothing;
  const words = left < 0 ? `${-left} characters too many for one message` : `${left} characters left`;
  return html`<p class="count" role="status">${words}</p>`;
}

const over = (chat) => html`<p>${chat.blocked || "This chat is closed."}</p>
  <div class="row">
    <button type="button" class="primary" @click=${() => location.reload()}>Start again</button>
  </div>`;
