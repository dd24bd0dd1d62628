// The tree of places: branches open where they stand, arrow keys walk, the address says what is open.

const tree = document.querySelector("[data-tree]");

const items = () => [...tree.querySelectorAll("[role=treeitem]")].filter((item) => !item.closest("[hidden]"));
const below = (item) => document.getElementById(item.getAttribute("aria-owns"));
const isOpen = (item) => item.getAttribute("aria-expanded") === "true";
const above = (item) => item.closest("[role=group]")?.parentElement.querySelector("[role=treeitem]");

const opened = () =>
  items()
    .filter(isOpen)
    .map((item) => item.dataset.spot);

const withOpened = (address) => {
  const url = new URL(address, location.href);
  url.searchParams.delete("open");
  for (const spot of opened()) url.searchParams.append("open", spot);
  return url;
};

const load = (group) => {
  // A branch that has just come may not be htmx's yet: the event would reach the branch around it.
  htmx.process(group);
  htmx.trigger(group, "unfold");
};

const turn = (item, open) => {
  const group = below(item);
  if (!group || isOpen(item) === open) return;
  item.setAttribute("aria-expanded", open);
  group.hidden = !open;
  if (open && group.hasAttribute("hx-get") && !group.childElementCount) load(group);
  history.replaceState(history.state, "", withOpened(location.href));
};

const focus = (item) => {
  if (!item) return;
  for (const other of tree.querySelectorAll('[role=treeitem][tabindex="0"]')) other.tabIndex = -1;
  item.tabIndex = 0;
  item.focus();
};

const step = (item, by) => {
  const all = items();
  focus(all[all.indexOf(item) + by]);
};

const into = (item) => (isOpen(item) ? focus(below(item).querySelector("[role=treeitem]")) : turn(item, true));
const outOf = (item) => (isOpen(item) ? turn(item, false) : focus(above(item)));

const keys = {
  ArrowDown: (item) => step(item, 1),
  ArrowUp: (item) => step(item, -1),
  ArrowRight: into,
  ArrowLeft: outOf,
  Home: () => focus(items()[0]),
  End: () => focus(items().at(-1)),
};

if (tree) {
  const current = tree.querySelector("[aria-current]") ?? items()[0];
  if (current) current.tabIndex = 0;
  // Within the tree only: the page stays where it is.
  const panel = tree.closest(".tree");
  if (current && panel) panel.scrollTop = current.offsetTop - panel.clientHeight / 2;

  tree.addEventListener("keydown", (event) => {
    const item = event.target.closest("[role=treeitem]");
    const act = keys[event.key];
    if (!item || !act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act(item);
  });

  tree.addEventListener("click", (event) => {
    const item = event.target.closest("[role=treeitem]");
    if (!item) return;
    if (event.target.closest("[data-twist]")) {
      event.preventDefault();
      turn(item, !isOpen(item));
      return;
    }
    // What stands open goes along to the next page, but not into a record's address.
    if (item.hasAttribute("aria-expanded")) item.href = withOpened(item.href);
  });
}
