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
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.querySelector("[aria-busy]")) return;
    const button = event.submitter;
    const label = button.textContent;
    button.ariaBusy = "true";
    button.textContent = "One moment…";
    try {
      await chat.begin(opening(button.value || form.elements.code.value));
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

takeOver(document.getElementById("start-form"), (face) => (session) => session.open(face));
takeOver(document.getElementById("return-form"), (code) => (session) => session.resume(code));
