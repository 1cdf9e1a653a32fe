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

// Keys of one character can be switched off: speech input may set them off unasked (WCAG 2.1.4).
const OFF = "firstday-single-keys=off";
const singleKeys = () => !document.cookie.includes(OFF);
const choice = byId("single-keys");
if (choice) {
  choice.checked = singleKeys();
  choice.addEventListener("change", () => {
    document.cookie = `${OFF}; path=/; samesite=strict; max-age=${choice.checked ? 0 : 31_536_000}`;
  });
}

// New cases are announced above the queue; the rows under the reader's eyes never move.
const queue = byId("queue") ?? byId("nothing");
if (queue?.dataset.newest) {
  setInterval(async () => {
    const answer = await fetch(`/queue/fresh?since=${queue.dataset.newest}`).catch(() => null);
    const count = answer?.ok && !answer.redirected ? Number(await answer.text()) : 0;
    if (count > 0) {
      byId("fresh").hidden = false;
      byId("fresh-count").textContent = count === 1 ? "1 new report" : `${count} new reports`;
    }
  }, 20_000);
}

// Whoever else opens this case is named while the page stays open, and sees that somebody is here.
const others = byId("others");
if (others) {
  setInterval(async () => {
    const answer = await fetch(others.dataset.ask).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    const names = await answer.text();
    others.hidden = !names;
    others.textContent = names && `Also here: ${names}`;
  }, 45_000);
}

// Alt+J and Alt+K walk the rows, Alt+A takes the case, "?" shows what keys there are.
const rows = [...document.querySelectorAll("table.queue tbody tr")];
const link = (row) => row?.querySelector("a.ref");
const rowHere = () => document.activeElement.closest("table.queue tbody tr");
function walk(step) {
  const there = rows.indexOf(rowHere()) + step;
  link(rows[Math.min(Math.max(there, 0), rows.length - 1)])?.focus();
}
const nextCase = () => document.querySelector(".case-head a[rel=next]")?.click();
function take() {
  const chosen = rowHere()?.querySelector(".pick input");
  if (!chosen) return document.querySelector('form[action$="/take"] button')?.click();
  for (const box of document.querySelectorAll(".pick input")) box.checked = box === chosen;
  const owner = byId("bulk-owner");
  owner.value = owner.dataset.me;
  byId("bulk-give").click();
}
const keys = {
  KeyJ: () => (rows.length ? walk(1) : nextCase()),
  KeyK: () => walk(-1),
  KeyA: take,
  KeyQ: () => location.assign("/queue"),
  Enter: () => (rows.length ? link(rowHere() ?? rows[0]).click() : nextCase()),
};
const help = byId("show-keys");
if (help) {
  help.hidden = false;
  help.addEventListener("click", () => byId("keys").showModal());
}
addEventListener("keydown", (event) => {
  if (document.querySelector("dialog[open]")) return;
  if (event.altKey && !event.ctrlKey && keys[event.code]) {
    event.preventDefault();
    keys[event.code]();
  } else if (event.key === "?" && !typing(event) && singleKeys()) {
    byId("keys")?.showModal();
  }
});

// On a call, the digits choose among the answers on the screen.
const choices = document.querySelector("form[data-number-keys]");
if (choices) {
  addEventListener("keydown", (event) => {
    if (typing(event) || !singleKeys() || event.altKey || event.ctrlKey || event.metaKey) return;
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
