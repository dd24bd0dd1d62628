/* What every map of ours shares: the frame, the words of its buttons, our own background. No tiles unless configured. */
"use strict";

window.sanshiMap = (() => {
  const INK = "#3c4858";
  /* From the ground up. */
  const PANES = ["ground", "ways", "borders", "hulls", "stairways", "marks"];
  const ROAD = { pane: "ways", color: "#c3cad3", weight: 4, interactive: false };
  const COMPOUND = { pane: "ground", color: "#b9b3a3", weight: 1, fillColor: "#efece3", fillOpacity: 0.7, interactive: false };
  const BORDER = { pane: "borders", color: INK, weight: 1.5, dashArray: "6 4", fillColor: "#5b7ea6", fillOpacity: 0.05 };
  const SHANGHAI = [[31.0, 121.3], [31.4, 121.7]];
  const isStill = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  function make(holder) {
    const given = holder.dataset;
    const map = L.map(holder, {
      zoomControl: false, attributionControl: Boolean(given.tiles), maxZoom: 20, minZoom: 9,
      zoomAnimation: !isStill, fadeAnimation: !isStill, markerZoomAnimation: !isStill, zoomSnap: 0.25,
    });
    L.control.zoom({ zoomInTitle: given.zoomIn, zoomOutTitle: given.zoomOut }).addTo(map);
    L.control.scale({ imperial: false }).addTo(map);
    if (given.tiles) {
      map.attributionControl.setPrefix(false);
      L.tileLayer(given.tiles, { subdomains: given.subdomains, attribution: given.attribution, maxZoom: 20 }).addTo(map);
    }
    PANES.forEach((name, place) => { map.createPane(name).style.zIndex = 410 + 10 * place; });
    map.fitBounds(SHANGHAI);
    window.matchMedia("print").addEventListener("change", () => map.invalidateSize({ animate: false }));
    return map;
  }

  /* Words go in as text, never as markup. */
  function words(text, className) {
    const span = document.createElement("span");
    span.textContent = text;
    if (className) span.className = className;
    return span;
  }

  function named(layer, text, className, offset = [0, 0]) {
    return layer.bindTooltip(words(text), { permanent: true, direction: "center", className, offset });
  }

  const shapes = (data, style, each) => L.geoJSON(data, { pane: style.pane, style: () => style, onEachFeature: each });

  const outline = coordinates => ({ type: "MultiPolygon", coordinates });

  async function load(address) {
    const answer = await fetch(address, { headers: { Accept: "application/json" }, credentials: "same-origin" });
    if (!answer.ok) throw new Error(`${answer.status}`);
    return answer.json();
  }

  function tell(holder) {
    const note = document.createElement("p");
    note.className = "map-failed";
    note.setAttribute("role", "alert");
    note.textContent = holder.dataset.failed;
    holder.prepend(note);
  }

  function fit(map, ...groups) {
    const bounds = L.latLngBounds([]);
    for (const group of groups) if (group && group.getLayers().length) bounds.extend(group.getBounds());
    if (bounds.isValid()) map.fitBounds(bounds, { padding: [16, 16], maxZoom: 18, animate: false });
  }

  return { INK, ROAD, COMPOUND, BORDER, make, words, named, shapes, outline, load, tell, fit };
})();
