// Leaving: blank at once, one history entry, Back never returns. A script of its own, loaded first,
// so that it works before the conversation has loaded and when it is broken.
import { onShiftThrice } from "./shift.js";

let loader = null; // The port to the page around our frame, when there is one.
let left = false;

const exitUrl = () => document.querySelector("[data-exit]")?.dataset.exit ?? "about:blank";

function leave() {
  const url = exitUrl();
  left = true;
  // The conversation ends its session and forgets its words before anything else happens.
  document.dispatchEvent(new Event("firstday:leave"));
  document.title = "\u200b";
  document.documentElement.replaceChildren();
  go(url);
}

function go(url) {
  if (window.parent === window) return location.replace(url);
  if (loader) return loader.postMessage("leave");
  // A frame without our loader may move the page around it only on a person's own click.
  window.top.location.replace(url);
}

window.addEventListener("message", (event) => {
  if (event.source === window.parent && event.data === "firstday:port" && event.ports[0]) {
    [loader] = event.ports;
  }
});

document.addEventListener("click", (event) => {
  if (!event.target.closest?.("[data-leave]")) return;
  event.preventDefault();
  leave();
});

document.addEventListener("keydown", (event) => {
  // A link that acts as a button answers to the space bar too.
  if (event.key === " " && event.target.matches?.("a[role=button][data-leave]")) {
    event.preventDefault();
    leave();
  }
});

onShiftThrice((presses) => {
  const button = document.querySelector(".leave");
  if (presses === 3) return leave();
  if (presses) button?.setAttribute("data-presses", "●".repeat(presses));
  else button?.removeAttribute("data-presses");
  const status = document.getElementById("shift-status");
  const more = 3 - presses;
  if (status) status.textContent = presses ? `Shift pressed. ${more} more to leave this page.` : "";
});

// A browser may keep the page as it was to show it again on Back: it must find nothing.
window.addEventListener("pagehide", () => {
  if (!left) document.dispatchEvent(new Event("firstday:leave"));
  document.documentElement.replaceChildren();
});
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  if (left) go(exitUrl());
  else location.reload();
});
