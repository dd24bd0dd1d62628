// The stairway grid: arrow keys walk from door to door; open visits come later and mark their doors.

const cells = (grid) => [...grid.querySelectorAll("a.cell")];

for (const grid of document.querySelectorAll("[data-grid]")) {
  const first = cells(grid)[0];
  if (first) first.tabIndex = 0;
}

const focus = (cell) => {
  if (!cell) return;
  for (const other of cells(cell.closest("[data-grid]"))) other.tabIndex = other === cell ? 0 : -1;
  cell.focus();
};

// By where the cells stand on the screen, so that gaps and premises need no rule of their own.
const middle = (cell) => {
  const box = cell.getBoundingClientRect();
  return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
};
const directions = {
  ArrowRight: (from, to) => ({ along: to.x - from.x, off: Math.abs(to.y - from.y) }),
  ArrowLeft: (from, to) => ({ along: from.x - to.x, off: Math.abs(to.y - from.y) }),
  ArrowDown: (from, to) => ({ along: to.y - from.y, off: Math.abs(to.x - from.x) }),
  ArrowUp: (from, to) => ({ along: from.y - to.y, off: Math.abs(to.x - from.x) }),
};
const next = (cell, measure) => {
  const from = middle(cell);
  const away = cells(cell.closest("[data-grid]"))
    .map((other) => ({ other, ...measure(from, middle(other)) }))
    .filter(({ other, along }) => other !== cell && along > 1)
    .sort((a, b) => a.along + 3 * a.off - (b.along + 3 * b.off));
  return away[0]?.other;
};

document.addEventListener("keydown", (event) => {
  const cell = event.target.closest?.("[data-grid] a.cell");
  if (!cell || event.ctrlKey || event.metaKey || event.altKey) return;
  const row = cells(cell.closest("[data-grid]"));
  if (event.key in directions) focus(next(cell, directions[event.key]));
  else if (event.key === "Home") focus(row[0]);
  else if (event.key === "End") focus(row.at(-1));
  else return;
  event.preventDefault();
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (!event.target.matches?.("[data-dots]")) return;
  for (const due of event.target.querySelectorAll("[data-due]")) {
    const cell = document.querySelector(`a.cell[data-door="${CSS.escape(due.dataset.due)}"]`);
    if (!cell) continue;
    cell.title = `${cell.title} · ${due.title}`;
    due.removeAttribute("title");
    cell.append(due);
  }
  event.target.dataset.ready = "1";
});
