// The fill-in page: questions that follow from an answer (number.js reads numbers along, before this).
// The server asks and checks the same; without this module every question is simply there.

const form = document.querySelector("form[data-collection]");
const GUARDIAN_BELOW = Number(form?.dataset.guardianBelow ?? 0);

const controls = (name) => [...(form?.querySelectorAll(`[name="${CSS.escape(name)}"]`) ?? [])];

function answer(name) {
  const found = controls(name);
  if (found[0]?.type === "radio") return found.find((one) => one.checked)?.value ?? "";
  return found[0]?.value ?? "";
}

function isChild() {
  const birth = answer("birth_date");
  const on = (answer("collected_at") || form.dataset.today).slice(0, 10);
  if (!birth) return false;
  const years = Number(on.slice(0, 4)) - Number(birth.slice(0, 4)) - (on.slice(5) < birth.slice(5) ? 1 : 0);
  return years < GUARDIAN_BELOW;
}

// Whether a question that is on the page now has an answer, so that another need not be asked.
const answered = (name) => Boolean(name) && controls(name)[0]?.closest(".ask")?.hidden !== true && answer(name) !== "";

function showAsked() {
  // In the order of the page: what follows from a question that is not asked is not asked either.
  for (const ask of form.querySelectorAll(".ask[data-when]")) {
    const wanted = ask.dataset.values === "" ? [""] : ask.dataset.values.split(" ");
    const follows = controls(ask.dataset.when)[0]?.closest(".ask")?.hidden !== true;
    const said = follows && wanted.includes(answer(ask.dataset.when)) && !answered(ask.dataset.unless);
    ask.hidden = !said && !ask.querySelector(".field-error, .returned-reason");
  }
  for (const ask of form.querySelectorAll(".ask[data-mark=guardian]")) {
    ask.hidden = (!isChild() || answered(ask.dataset.unless)) && !ask.querySelector(".field-error, .returned-reason");
  }
  for (const part of form.querySelectorAll("section.card")) {
    part.hidden = [...part.querySelectorAll(".ask")].every((ask) => ask.hidden);
  }
}

if (form) {
  form.addEventListener("input", showAsked);
  form.addEventListener("change", showAsked);
  showAsked();
}
