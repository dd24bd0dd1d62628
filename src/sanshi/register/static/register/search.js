// From the box with the arrows through what was found; Enter opens, as everywhere.

const box = document.querySelector("#search input[name=text]");
const links = [...document.querySelectorAll(".found tr[data-row] a")];

(links[0] ?? box)?.focus();

document.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const here = links.indexOf(document.activeElement);
  if (here < 0 && (document.activeElement !== box || step < 0)) return;
  event.preventDefault();
  (links[here + step] ?? (here + step < 0 ? box : links.at(-1)))?.focus();
});
