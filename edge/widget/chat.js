// Takes over the start page's two forms; until this has loaded, and where it cannot run, the same
// forms lead to the page that needs no script.
import { Refused } from "./api.js";
import { FirstdayChat } from "./conversation.js";

customElements.define("firstday-chat", FirstdayChat);

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
