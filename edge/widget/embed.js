// The one tag on another site: a button, and our page in a frame. Words stay inside the frame, out
// of reach of the scripts around it; the exit works here, as only this page can replace itself.
import { onShiftThrice } from "./shift.js";

const EXIT = "__EXIT_URL__"; // Filled in as the file is served.
const tag = document.currentScript;
const origin = new URL(tag.src).origin;

const STYLE = `
  :host { all: initial; }
  button { font: 600 17px/1.2 system-ui, sans-serif; min-height: 52px; padding: 8px 24px;
    border: 2px solid #fff; border-radius: 26px; background: #14615f; color: #fff; cursor: pointer; }
  button:focus-visible { outline: 3px solid #25303b; outline-offset: 2px; }
  .open { position: fixed; right: 16px; bottom: 16px; z-index: 2147483646;
    box-shadow: 0 4px 18px rgb(0 0 0 / 25%); }
  .panel { position: fixed; inset: 0; z-index: 2147483647; display: flex; flex-direction: column;
    background: #faf6f0; }
  .panel[hidden], .open[hidden] { display: none; }
  .hide { align-self: flex-start; min-height: 44px; padding: 4px 16px; border-color: transparent;
    background: none; color: #14615f; font-size: 16px; }
  iframe { flex: 1; width: 100%; border: 0; }
  @media (min-width: 700px) { .panel { inset: auto 16px 16px auto; width: 430px;
    height: min(720px, calc(100vh - 32px)); border: 1px solid #80776b; border-radius: 16px;
    overflow: hidden; box-shadow: 0 12px 40px rgb(0 0 0 / 30%); } }
  @media (prefers-color-scheme: dark) { .panel { background: #161b20; } .hide { color: #86d3c6; } }
  @media (forced-colors: active) { button, .panel { border: 2px solid ButtonBorder; } }
`;

function make(name, attributes, text = "") {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.textContent = text;
  return element;
}

function leave() {
  document.title = "\u200b";
  document.documentElement.replaceChildren();
  location.replace(EXIT);
}

function connect(frame) {
  // A port of its own: nobody else on the page can send or hear the signal to leave.
  const channel = new MessageChannel();
  channel.port1.onmessage = (event) => event.data === "leave" && leave();
  frame.contentWindow.postMessage("firstday:port", origin, [channel.port2]);
}

function start() {
  const host = make("div", {});
  const root = host.attachShadow({ mode: "closed" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];
  const open = make("button", { class: "open", type: "button" }, tag.dataset.label ?? "Chat");
  const hide = make("button", { class: "hide", type: "button" }, "Hide chat");
  const panel = make("div", { class: "panel", role: "dialog", "aria-label": "Chat", hidden: "" });
  panel.append(hide);
  root.append(open, panel);
  let frame;

  open.addEventListener("click", () => {
    if (!frame) {
      frame = make("iframe", {
        src: `${origin}/frame`,
        title: "Chat",
        referrerpolicy: "no-referrer",
        allow: "clipboard-write",
      });
      frame.addEventListener("load", () => connect(frame));
      panel.append(frame);
      onShiftThrice((presses) => presses === 3 && leave());
    }
    panel.hidden = false;
    open.hidden = true;
    frame.focus();
  });
  hide.addEventListener("click", () => {
    panel.hidden = true;
    open.hidden = false;
    open.focus();
  });
  document.body.append(host);
}

if (document.body) start();
else document.addEventListener("DOMContentLoaded", start);
