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
