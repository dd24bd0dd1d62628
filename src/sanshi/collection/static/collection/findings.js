// The category found is asked only of somebody whose record is altered. The server reads it only then.
for (const known of document.querySelectorAll("[data-known]")) {
  const follow = () => {
    const chosen = known.querySelector("input[type=radio]:checked")?.value;
    known.querySelector("[data-altered]").hidden = chosen !== "alter";
  };
  known.addEventListener("change", follow);
  follow();
}
