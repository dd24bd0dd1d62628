// Two strokes of Enter are one decision: right after the page came, the second one would enter a form nobody saw.
const READING_TIME = 400;
const shown = performance.now();
addEventListener("keydown", (event) => {
  const decides = event.key === "Enter" || event.key.toLowerCase() === "n";
  if (decides && performance.now() - shown < READING_TIME) event.stopPropagation();
}, true);

// Returning by keyboard: R opens the reasons and the first one is ready to be typed; Escape closes them.
const panel = document.querySelector("details.return");
panel?.addEventListener("toggle", () => {
  if (panel.open) document.querySelector(".desk-form .reason input")?.focus();
});
addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !panel?.open) return;
  panel.open = false;
  panel.querySelector("summary").focus();
});
