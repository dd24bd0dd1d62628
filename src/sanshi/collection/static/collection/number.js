// A document number or a credit code, read along sign by sign: what is wrong, and what would be right.
// The server says the same with the same words (identity.wording) when the form is sent.

const form = document.querySelector("form[data-collection]");
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK = "10X98765432";
const CODE = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const DIGITS = "0123456789";
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const SIGNS = { digit: DIGITS, "digit-or-x": `${DIGITS}X`, letter: LETTERS, "letter-or-digit": LETTERS + DIGITS, "h-or-m": "HM", code: CODE };
const FIRST_YEAR = 1800;

const normal = (text) => text.normalize("NFKC").replace(/[\s\u200b-\u200f\u2060\ufeff]+/g, "").toUpperCase();
const put = (text, values) => Object.entries(values).reduce((said, [name, value]) => said.replace(`{${name}}`, String(value)), text);
const times = (n, code) => Array.from({ length: n }, () => code);

const SCHEME = { lengths: [18], wanted: [...times(17, "digit"), "digit-or-x"], isScheme: true };
const SHAPED = {
  414: { least: 5, most: 17, wanted: ["letter-or-digit"] },
  511: { lengths: [8], wanted: ["digit"] },
  516: { lengths: [9, 11], wanted: ["h-or-m", "digit"] },
  booklet: { least: 4, most: 20, wanted: ["letter-or-digit"] },
  foreign: { lengths: [15], wanted: [...times(3, "letter"), ...times(12, "digit")] },
  code: { lengths: [18], wanted: ["code"], isCode: true },
};

function shapeOf(kind, text) {
  if (kind === "111") return text.length === 15 ? { ...SCHEME, lengths: [15, 18] } : SCHEME;
  if (kind === "L01") return { ...SCHEME, shape: "permit", begins: /^(8[123]0000|0)/ };
  if (kind === "553") return /^[A-Z]/.test(text) ? SHAPED.foreign : { ...SCHEME, shape: "foreign", begins: /^[90]/ };
  if (kind === "113") return /^[0-9]{17}[0-9X]$/.test(text) ? SCHEME : SHAPED.booklet;
  return SHAPED[kind];
}

function oddSign(text, wanted, words) {
  for (let place = 0; place < text.length; place += 1) {
    const belongs = wanted[Math.min(place, wanted.length - 1)];
    if (SIGNS[belongs].includes(text[place])) continue;
    const said = put(words.sign, { place: place + 1, sign: text[place], wanted: words.belongs[belongs] });
    const meant = ["digit", "digit-or-x", "code"].includes(belongs) && words.looks_like[text[place]];
    return meant ? said + put(words.meant, { meant }) : said;
  }
  return "";
}

const isDay = (text) => {
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.valueOf()) && day.toISOString().slice(0, 10) === text;
};

// As far as it is typed: the month is wrong before the day is there.
function oddBirth(text, words, today) {
  const [year, month, day] = [text.slice(6, 10), text.slice(10, 12), text.slice(12, 14)];
  if (year.length === 4 && Number(year) < FIRST_YEAR) return words.born.year;
  if (month.length === 2 && (Number(month) < 1 || Number(month) > 12)) return words.born.month;
  if (day.length < 2) return "";
  if (!isDay(`${year}-${month}-${day}`)) return words.born.day;
  return `${year}-${month}-${day}` > today ? words.born.later : "";
}

const checkDigit = (text) => CHECK[WEIGHTS.reduce((sum, weight, place) => sum + weight * Number(text[place]), 0) % 11];

function codeCheck(text) {
  let [sum, weight] = [0, 1];
  for (const sign of text.slice(0, 17)) {
    sum += CODE.indexOf(sign) * weight;
    weight = (weight * 3) % 31;
  }
  return CODE[(31 - (sum % 31)) % 31];
}

function counted(text, shape, words) {
  const most = shape.lengths ? Math.max(...shape.lengths) : shape.most;
  const least = shape.lengths ? Math.min(...shape.lengths) : shape.least;
  return put(least === most ? words.count : words.between, { have: text.length, least, most });
}

function fits(text, shape) {
  return shape.lengths ? shape.lengths.includes(text.length) : text.length >= shape.least && text.length <= shape.most;
}

// What is to be said of a text: {state, said, carried?}; state is counting, right or wrong.
export function told(kind, typed, words, today) {
  const text = normal(typed);
  const shape = shapeOf(kind, text);
  if (!text || !shape) return null;
  const isOld = kind === "111" && text.length === 15;
  const full = isOld && /^[0-9]{15}$/.test(text) ? `${text.slice(0, 6)}19${text.slice(6)}` : text;
  const odd = oddSign(text, isOld ? times(15, "digit") : shape.wanted, words);
  if (odd) return { state: "wrong", said: odd };
  if (shape.begins && text.length > 5 && !shape.begins.test(text)) return { state: "wrong", said: words.shapes[shape.shape] };
  const most = shape.lengths ? Math.max(...shape.lengths) : shape.most;
  if (text.length > most) return { state: "wrong", said: counted(text, shape, words) };
  // Fifteen signs may be an old number, or one of eighteen on the way: what cannot be is told at eighteen.
  const birth = shape.isScheme && !isOld ? oddBirth(full, words, today) : "";
  if (birth) return { state: "wrong", said: birth };
  if (isOld) return oddBirth(full, words, today) ? { state: "counting", said: put(words.count, { have: 15, most: 18 }) } : { state: "right", said: words.old };
  if (!fits(text, shape)) return { state: "counting", said: counted(text, shape, words) };
  if (shape.isCode) return codeCheck(text) === text[17] ? { state: "right", said: words.right } : { state: "wrong", said: words.check };
  if (!shape.isScheme) return { state: "right", said: words.shaped };
  return checkDigit(text) === text[17] ? { state: "right", said: words.right, carried: text } : { state: "wrong", said: words.check };
}

const controls = (name) => [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];

function answer(name) {
  const found = controls(name);
  if (found[0]?.type === "radio") return found.find((one) => one.checked)?.value ?? "";
  return found[0]?.value ?? "";
}

function fill(name, value) {
  const before = answer(name);
  for (const one of controls(name)) {
    if (one.type === "radio") one.checked = one.value === value;
    else one.value = value;
  }
  return before !== "" && before !== value;
}

function carry(text) {
  const birth = `${text.slice(6, 10)}-${text.slice(10, 12)}-${text.slice(12, 14)}`;
  const others = [fill("birth_date", birth), fill("sex", Number(text[16]) % 2 ? "1" : "2")];
  return others.includes(true);
}

// By the server, beside the field, as long as nothing else is typed.
const isToldAbove = (field, found) => found.state === "wrong" && field.getAttribute("aria-invalid") === "true" && field.value === field.defaultValue;

function say(line) {
  const words = JSON.parse(line.dataset.words);
  const kind = line.dataset.about === "credit_code" ? "code" : answer("document_type");
  const found = told(kind, answer(line.dataset.about), words, (answer("collected_at") || form.dataset.today).slice(0, 10));
  line.hidden = !found || isToldAbove(controls(line.dataset.about)[0], found);
  if (!found) return;
  line.dataset.state = found.state;
  const key = `${kind} ${normal(answer(line.dataset.about))}`;
  // That something else stood there is told as long as the number stands.
  if (key !== line.dataset.key) line.dataset.instead = "";
  line.dataset.key = key;
  if (found.carried && carry(found.carried)) line.dataset.instead = "yes";
  const more = found.carried ? ` ${line.dataset.instead ? words.instead : words.filled}` : "";
  line.textContent = found.said + more;
}

if (form) {
  const follow = () => form.querySelectorAll(".number-said").forEach(say);
  form.addEventListener("input", follow);
  form.addEventListener("change", follow);
  follow();
}
