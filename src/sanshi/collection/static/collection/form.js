// The fill-in page: questions that follow from an answer, and the document number digit by digit.
// The server asks and checks the same; without this module every question is simply there.

const form = document.querySelector("form[data-collection]");
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK = "10X98765432";
const LENGTH = 18;
const GUARDIAN_BELOW = Number(form?.dataset.guardianBelow ?? 0);

const controls = (name) => [...(form?.querySelectorAll(`[name="${CSS.escape(name)}"]`) ?? [])];

function answer(name) {
  const found = controls(name);
  if (found[0]?.type === "radio") return found.find((one) => one.checked)?.value ?? "";
  return found[0]?.value ?? "";
}

function put(name, value) {
  for (const one of controls(name)) {
    if (one.type === "radio") one.checked = one.value === value;
    else one.value = value;
  }
}

const normal = (text) => text.normalize("NFKC").replace(/[\s\u200b-\u200f\u2060\ufeff]+/g, "").toUpperCase();

function birthOf(digits) {
  const text = `${digits.slice(6, 10)}-${digits.slice(10, 12)}-${digits.slice(12, 14)}`;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.valueOf()) && day.toISOString().slice(0, 10) === text ? text : "";
}

const checkDigit = (digits) => CHECK[WEIGHTS.reduce((sum, weight, place) => sum + weight * Number(digits[place]), 0) % 11];

// 111 and L01 are always of this scheme; 113 and 553 may be.
function isResidentScheme(kind, digits) {
  if (kind === "111" || kind === "L01") return true;
  return (kind === "113" || kind === "553") && /^[0-9]{17}[0-9X]$/.test(digits);
}

function sayNumber() {
  const said = form.querySelector(".number-said");
  if (!said) return;
  const digits = normal(answer("document_number"));
  const scheme = isResidentScheme(answer("document_type"), digits);
  said.hidden = !digits || !scheme;
  if (said.hidden) return;
  const birth = digits.length === LENGTH ? birthOf(digits) : "";
  let state = "counting";
  if (/[^0-9X]/.test(digits) || /X./.test(digits) || digits.length > LENGTH) state = "wrong";
  else if (digits.length === LENGTH) state = birth && checkDigit(digits) === digits[LENGTH - 1] ? "right" : "wrong";
  said.dataset.state = state;
  said.textContent = said.dataset[state].replace("{n}", String(digits.length));
  if (state !== "right") return;
  put("birth_date", birth);
  put("sex", Number(digits[LENGTH - 2]) % 2 ? "1" : "2");
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

function follow() {
  sayNumber();
  showAsked();
}

if (form) {
  form.addEventListener("input", follow);
  form.addEventListener("change", follow);
  follow();
}
