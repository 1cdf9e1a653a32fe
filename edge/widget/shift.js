// Shift pressed three times, alone, each within five seconds of the one before. Escape is left to
// the browser and to assistive tools; Shift is no character, so nothing is typed by mistake.
const WITHIN = 5000; // milliseconds

export function onShiftThrice(changed) {
  let presses = 0;
  let alone = false;
  let timer;

  const count = (value) => {
    clearTimeout(timer);
    presses = value;
    changed(presses);
    if (presses) timer = setTimeout(() => count(0), WITHIN);
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Shift") {
      alone = !event.repeat || alone;
    } else {
      alone = false; // Shift was part of a capital letter or of moving about.
      if (presses) count(0);
    }
  });
  document.addEventListener("keyup", (event) => {
    if (event.key === "Shift" && alone) count(presses + 1);
  });
}
