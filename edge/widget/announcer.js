// What is spoken is separate from what is shown: one whole announcement for each reply, through two
// polite regions in turn, a little late so that a focus change does not swallow it, and cleared
// again so that nobody meets it twice. Problems that stop a person go through an assertive one.

const SETTLE = 250; // milliseconds
const CLEAR = 1500;

export class Announcer {
  #regions;
  #turn = 0;

  constructor(parent) {
    const region = (politeness) => {
      const element = document.createElement("div");
      element.className = "vh";
      element.setAttribute("aria-live", politeness);
      element.dataset.announcer = politeness;
      parent.append(element);
      return element;
    };
    this.#regions = { polite: [region("polite"), region("polite")], assertive: [region("assertive")] };
  }

  say(text, politeness = "polite") {
    const regions = this.#regions[politeness];
    const region = regions[this.#turn++ % regions.length];
    setTimeout(() => {
      region.textContent = text;
      setTimeout(() => {
        if (region.textContent === text) region.textContent = "";
      }, CLEAR);
    }, SETTLE);
  }
}

export function spoken(messages) {
  const one = ({ text, choices, links }) =>
    [
      text,
      links?.length && `Links: ${links.map((link) => link.title).join(", ")}.`,
      choices?.length && `Choices: ${choices.map((choice) => choice.title).join(", ")}.`,
    ]
      .filter(Boolean)
      .join("\n");
  return messages.map(one).join("\n");
}
