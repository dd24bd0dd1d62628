// The editor's preview: arrow keys between rooms, a whole floor at once, counts that follow.
// A box says that a room differs from the pattern; the server reads nothing else, with or without this module.

const isDoor = (box) => box.closest(".cell").classList.contains("there") !== box.checked;
const boxesOf = (within) => [...within.querySelectorAll("input[name=turned]")];

function count(preview) {
  let total = 0;
  for (const grid of preview.querySelectorAll("[data-grid]")) {
    const doors = boxesOf(grid).filter(isDoor).length;
    grid.querySelector("[data-count]").textContent = String(doors);
    total += doors;
  }
  const shown = preview.querySelector("[data-total]");
  if (shown) shown.textContent = String(total);
}

function enable(preview) {
  for (const head of preview.querySelectorAll(".grid-head")) head.disabled = false;
}

// All of a floor become doors; if they are already, none is one.
function turnFloor(head) {
  const boxes = boxesOf(head.closest("tr"));
  const wanted = !boxes.every(isDoor);
  for (const box of boxes) if (isDoor(box) !== wanted) box.checked = !box.checked;
}

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

function move(box, [down, right]) {
  const row = box.closest("tr");
  const next = down ? row.parentElement.rows[row.sectionRowIndex + down] : row;
  const column = boxesOf(row).indexOf(box) + right;
  boxesOf(next ?? row)[column]?.focus();
}

const preview = document.querySelector("#preview");
if (preview) {
  enable(preview);
  preview.addEventListener("change", () => count(preview));
  preview.addEventListener("click", (event) => {
    const head = event.target.closest(".grid-head");
    if (!head) return;
    turnFloor(head);
    count(preview);
  });
  preview.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    if (!step || !event.target.matches("input[name=turned]")) return;
    event.preventDefault();
    move(event.target, step);
  });
  // What was turned while an answer was on its way stays turned, and where the reader was he stays.
  let kept = new Map();
  let focused = "";
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target !== preview) return;
    kept = new Map(boxesOf(preview).map((box) => [box.value, box.checked]));
    focused = preview.contains(document.activeElement) ? document.activeElement.value : "";
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target !== preview) return;
    enable(preview);
    for (const box of boxesOf(preview)) box.checked = kept.get(box.value) ?? box.checked;
    if (focused) boxesOf(preview).find((box) => box.value === focused)?.focus();
    count(preview);
  });
}

for (const button of document.querySelectorAll("[data-tick-all]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const boxes = [...button.closest("[data-lane]").querySelectorAll("input[type=checkbox]")];
    const wanted = !boxes.every((box) => box.checked);
    for (const box of boxes) box.checked = wanted;
  });
}
