// Choosing rows of a list: all of a page at once, and how many there are. Without it each box still works.

const form = document.querySelector("form[data-select]");

function boxes() {
  return [...form.querySelectorAll("input[name=door]")];
}

function say() {
  const chosen = boxes().filter((box) => box.checked).length;
  const count = form.querySelector("[data-select-count]");
  count.textContent = chosen ? count.dataset.text.replace("{n}", String(chosen)) : "";
  form.querySelector("[data-select-send]").disabled = !chosen;
  const all = form.querySelector("[data-select-all]");
  all.checked = chosen > 0 && chosen === boxes().length;
  all.indeterminate = chosen > 0 && chosen < boxes().length;
}

if (form) {
  form.addEventListener("change", (event) => {
    if (event.target.matches("[data-select-all]")) {
      for (const box of boxes()) box.checked = event.target.checked;
    }
    say();
  });
  say();
}
