// One module for every page: the demo clock, sending once, keys, rows, printing. Pages work without it.

// The demo's clock runs on from what the server showed; the browser's own time is not asked.
for (const time of document.querySelectorAll("time[data-clock]")) {
  const zone = time.dataset.clock.slice(-6);
  const shown = Date.parse(time.dataset.clock);
  const begun = performance.now();
  const hours = Number(zone.slice(0, 3)) * 3_600_000;
  const write = () => {
    const at = new Date(shown + hours + performance.now() - begun);
    time.textContent = at.toISOString().slice(0, 16).replace("T", " ");
  };
  setInterval(write, 5_000);
}

// A double click sends once. The server holds it too (client UUID); this only spares the answer.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.hasAttribute("hx-post")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  event.submitter?.setAttribute("aria-busy", "true");
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  for (const button of document.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
});

// data-key="r" on a button or link: pressed outside of a field, it is used.
const typing = (element) => element.closest("input:not([type=hidden]), textarea, select, [contenteditable]");
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
  if (typing(event.target)) return;
  if (event.key === "Enter" && event.target.closest("a, button, summary")) return;
  const target = document.querySelector(`[data-key="${CSS.escape(event.key)}" i]:not(:disabled)`);
  if (!target) return;
  event.preventDefault();
  if (target.matches("input, textarea, select")) target.focus();
  else target.click();
});

// A row of a list opens its first link, wherever it is clicked.
document.addEventListener("click", (event) => {
  const row = event.target.closest("tr[data-row]");
  if (!row || event.target.closest("a, button, input, label, summary")) return;
  if (getSelection()?.toString()) return;
  row.querySelector("a[href]")?.click();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) print();
});

// Filters apply when a choice is made; without this module there is the button.
document.addEventListener("change", (event) => {
  if (event.target.matches("form[data-auto] select, form[data-auto] input[type=date], form[data-auto] input[type=radio]")) {
    event.target.form.requestSubmit();
  }
});

document.querySelector("[data-focus]")?.focus();

// The session is over: the page itself says so, and brings the reader back after signing in.
document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status === 401) location.reload();
});
