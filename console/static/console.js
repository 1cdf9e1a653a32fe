// Small conveniences. Every page works without this file; nothing here keeps data in the browser.

const byId = (id) => document.getElementById(id);
const typing = (event) => event.target.closest("input, textarea, select") !== null;

// Take the reader to what went wrong.
byId("problems")?.focus();

// A link to a folded form opens it.
function unfold() {
  const target = location.hash.startsWith("#act-") && byId(location.hash.slice(1));
  if (target) {
    target.open = true;
    target.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  }
}
addEventListener("hashchange", unfold);
unfold();

// New cases are announced above the queue; the rows under the reader's eyes never move.
const queue = byId("queue") ?? byId("nothing");
if (queue?.dataset.newest) {
  setInterval(async () => {
    const answer = await fetch(`/queue/fresh?since=${queue.dataset.newest}`).catch(() => null);
    const count = answer?.ok && !answer.redirected ? Number(await answer.text()) : 0;
    if (count > 0) {
      byId("fresh").hidden = false;
      byId("fresh-count").textContent = count === 1 ? "1 new report has" : `${count} new reports have`;
    }
  }, 20_000);
}

// Alt+J and Alt+K walk the rows, Alt+A takes the case, "?" shows what keys there are.
function walk(step) {
  const links = [...document.querySelectorAll("table.queue tbody a.ref")];
  const here = links.indexOf(document.activeElement);
  links[Math.min(Math.max(here + step, 0), links.length - 1)]?.focus();
}
const keys = {
  KeyJ: () => walk(1),
  KeyK: () => walk(-1),
  KeyA: () => document.querySelector('form[action$="/take"] button')?.click(),
  KeyQ: () => location.assign("/queue"),
};
addEventListener("keydown", (event) => {
  if (document.querySelector("dialog[open]")) return;
  if (event.altKey && !event.ctrlKey && keys[event.code]) {
    event.preventDefault();
    keys[event.code]();
  } else if (event.key === "?" && !typing(event)) {
    byId("keys")?.showModal();
  }
});

// On a call, the digits choose among the answers on the screen.
const choices = document.querySelector("form[data-number-keys]");
if (choices) {
  addEventListener("keydown", (event) => {
    if (typing(event) || event.altKey || event.ctrlKey || event.metaKey) return;
    if (/^[1-9]$/.test(event.key)) choices.querySelectorAll("button")[Number(event.key) - 1]?.click();
  });
}

// A form is sent once, however often its button is pressed.
addEventListener("submit", (event) => {
  // A file answers these, and the page stays: they may be pressed again.
  if (event.target.method === "dialog" || /\/(export|take)$/.test(event.target.action)) return;
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "yes";
});
addEventListener("pageshow", (event) => {
  // Coming back must not show a page that signing out should have closed.
  if (event.persisted) location.reload();
});

// Two minutes before the session ends for want of use, say so while there is time to save.
if (document.body.dataset.signedIn) {
  setTimeout(() => byId("idle")?.showModal(), 13 * 60_000);
  byId("stay")?.addEventListener("click", async () => {
    await fetch("/account");
    byId("idle").close();
  });
}
