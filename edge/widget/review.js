// The review comes as words for everybody ("label: what was said", a line each, after an empty
// line) with one choice "change <question>" for each line. Here each line meets its choice again.

const CHANGE = "change ";

export const isChange = (choice) => choice.value.startsWith(CHANGE);

// Returns { lead, lines: [{ label, said, value }] }, or null when the words are not a review.
export function reviewOf({ text, choices }) {
  const changes = choices.filter(isChange);
  if (!changes.length) return null;
  const marks = [];
  let from = 0;
  for (const { title } of changes) {
    const label = title.replace(/^change:?\s+/i, "");
    const at = `\n${text}`.indexOf(`\n${label}: `, from);
    if (at < 0) return null;
    marks.push({ label, at });
    from = at + 1;
  }
  const lines = marks.map(({ label, at }, index) => ({
    label,
    said: text.slice(at + label.length + 2, marks[index + 1]?.at ?? text.length).trim(),
    value: changes[index].value,
  }));
  return { lead: text.slice(0, marks[0].at).trim(), lines };
}
