// Nothing here takes a file: there is no input for one, and pasting or dropping one is refused in
// kind words before the browser reads it.

const DATA_URI = /data:[\w.+/;=-]*;base64,/i;

export const REFUSED =
  "We never take pictures or files, and nothing was sent. You do not need to show it to anyone. " +
  "If it is a nude or sexual picture of someone under 18, Report Remove can help get it taken " +
  "down. You can find it at childline.org.uk. You can tell us what happened in words.";

const holdsFile = (transfer) =>
  transfer && (transfer.files.length > 0 || [...transfer.items].some((item) => item.kind === "file"));

export function refuseFiles(root, refused) {
  const guard = (event) => {
    const transfer = event.clipboardData ?? event.dataTransfer;
    const text = transfer?.getData?.("text") ?? "";
    if (!holdsFile(transfer) && !DATA_URI.test(text)) return;
    event.preventDefault();
    refused();
  };
  root.addEventListener("paste", guard);
  root.addEventListener("drop", (event) => {
    guard(event);
    event.preventDefault(); // A file dropped on a page would otherwise replace the page.
  });
  root.addEventListener("dragover", (event) => event.preventDefault());
}
