// Two strokes of Enter are one decision: right after the page came, the second one would enter a form nobody saw.
const READING_TIME = 400;
const shown = performance.now();
addEventListener("keydown", (event) => {
  const decides = event.key === "Enter" || event.key.toLowerCase() === "n";
  if (decides && performance.now() - shown < READING_TIME) event.stopPropagation();
}, true);

// Returning (R) and holding (H) by keyboard: the panel opens with its first field ready; Escape closes it.
// At once, not by the panel's "toggle", which comes a moment later: what is typed in between would be lost.
const panels = [...document.querySelectorAll("details[data-panel]")];
const opened = (panel) => {
  for (const other of panels) other.open = other === panel;
  document.querySelector(panel.dataset.panel)?.focus();
};
for (const panel of panels) {
  if (panel.open) opened(panel);
  panel.querySelector("summary").addEventListener("click", (event) => {
    event.preventDefault();
    if (panel.open) panel.open = false;
    else opened(panel);
  });
}
addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = panels.find((panel) => panel.open);
  if (open) {
    open.open = false;
    open.querySelector("summary").focus();
  } else if (event.target.matches("#enter-form input, .on-line input")) {
    event.target.blur();
  }
});

// Who it is. A key chooses and shows the difference; Enter goes on to the reason where one is asked for.
const decision = document.getElementById("enter-form");
const choices = [...(decision?.querySelectorAll("input[type=radio]") ?? [])];
const reason = decision?.querySelector("[name=reason]");
// Of a unit's form: employees who may be somebody of the register.
const lines = [...document.querySelectorAll(".on-line")];
const radios = [...choices, ...lines.flatMap((line) => [...line.querySelectorAll("input[type=radio]")])];
const beside = document.getElementById("beside");

// Holding and returning take along what was chosen: if they are refused it is still chosen.
for (const panel of decision ? panels : []) {
  panel.querySelector("form").addEventListener("formdata", (event) => {
    for (const [name, value] of new FormData(decision)) {
      event.formData.set(name.startsWith("line") ? name : `decision-${name}`, value);
    }
  });
}

// While a choice has the focus the page's keys work as everywhere; arrows and space are the choice's own.
addEventListener("keydown", (event) => {
  if (!radios.includes(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key.length > 1 || event.key === " ") return;
  const target = document.querySelector(`[data-key="${CSS.escape(event.key)}" i]`);
  if (!target) return;
  event.preventDefault();
  target.click();
});
// Somebody new stands beside nobody, even if an answer is still on its way.
const isNew = () => choices.some((choice) => choice.checked && choice.value === "new");
decision?.addEventListener("change", () => {
  if (isNew()) beside.replaceChildren();
});
beside?.addEventListener("htmx:beforeSwap", (event) => {
  if (isNew()) event.detail.shouldSwap = false;
});
decision?.addEventListener("submit", (event) => {
  if (event.submitter?.name === "as_new") {
    const none = choices.find((choice) => choice.value === "new");
    if (none && !none.checked) none.click();
  }
  const chosen = choices.find((choice) => choice.checked);
  const apart = event.submitter?.matches("[data-asks-reason]") && reason && !reason.value.trim();
  tellApart(apart ? event.submitter : null);
  const open = choices.length && !chosen ? choices[0] : apart || asked(chosen) ? reason : null;
  const lacking = open ?? (event.submitter?.matches("[data-asks-reason]") ? null : reasonOfLine());
  if (!lacking) return;
  event.preventDefault();
  event.stopPropagation();
  lacking.focus();
});
// The reason was asked for telling apart: Enter after it does that, and does not enter the form.
let apartButton = null;
function tellApart(button) {
  apartButton = button;
  decision.classList.toggle("telling-apart", Boolean(button));
}
decision?.addEventListener("change", (event) => {
  if (choices.includes(event.target)) tellApart(null);
});
reason?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !apartButton || event.isComposing) return;
  event.preventDefault();
  decision.requestSubmit(apartButton);
});
function reasonOfLine() {
  const asked = lines.filter((line) => line.querySelector("input[data-asks-reason]:checked"));
  return asked.map((line) => line.querySelector(".line-reason input")).find((field) => !field.value.trim());
}
function asked(chosen) {
  return chosen && !("sure" in chosen.dataset) && reason && !reason.value.trim();
}
