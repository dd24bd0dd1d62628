/* The map page: layers drawn from our own rows, switched in the panel; each button of the lists shows its place. */
"use strict";

(() => {
  const { BORDER, COMPOUND, ROAD, named, shapes, words } = window.sanshiMap;
  const holder = document.getElementById("map");
  const map = window.sanshiMap.make(holder);
  const told = document.querySelector("#map-at span");
  const covered = document.getElementById("covered");
  const scale = document.getElementById("stale-scale");
  /* Okabe and Ito's colours, told apart by all eyes; shape and words say the same. */
  const GAP = { pane: "marks", color: "#a83f00", weight: 2, fillColor: "#d55e00", fillOpacity: 0.55 };
  const OVERLAP = { pane: "marks", color: "#4b2a7b", weight: 2, dashArray: "3 3", fillColor: "#7b4fb0", fillOpacity: 0.5 };
  const BEATS = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9"];
  const SHARES = ["#f1f3f5", "#b5cde8", "#5b93cc", "#123f77"];
  const layers = {};
  const places = new Map();

  const keep = (feature, layer) => places.set(feature.properties.id, layer);

  function background(data) {
    layers.compounds = shapes(data.compounds, COMPOUND, (feature, layer) => {
      named(layer, feature.properties.label, "map-name map-name-small", [0, 34]);
    });
    layers.roads = shapes(data.roads, ROAD, (feature, layer) => {
      named(layer, feature.properties.label, "map-name map-name-road");
    });
  }

  function borders(data) {
    layers.borders = shapes(data.borders, BORDER, (feature, layer) => {
      keep(feature, layer);
      named(layer, feature.properties.label, "map-name");
    });
  }

  function hulls(data, style, className) {
    let number = 0;
    return L.geoJSON(data, {
      pane: "hulls",
      style: () => ({ pane: "hulls", ...style, ...(style.fillColor ? {} : { color: BEATS[number % 5], fillColor: BEATS[number++ % 5] }) }),
      onEachFeature: (feature, layer) => {
        keep(feature, layer);
        named(layer, feature.properties.label, className);
      },
    });
  }

  function faults(data) {
    layers.faults = L.featureGroup();
    for (const feature of data.faults.features) {
      const style = feature.properties.kind === "gap" ? GAP : OVERLAP;
      const shape = L.geoJSON(feature, { pane: "marks", style: () => style });
      const middle = shape.getBounds().getCenter();
      const ring = L.circleMarker(middle, { ...style, radius: 10, fill: false, interactive: false });
      shape.bindTooltip(words(feature.properties.label), { sticky: true });
      layers.faults.addLayer(L.featureGroup([shape, ring]));
      places.set(feature.properties.id, shape);
    }
  }

  function stairway(feature, point) {
    const far = feature.properties.outside;
    return L.circleMarker(point, {
      pane: "stairways", radius: far ? 6 : 4, weight: far ? 3 : 1, color: far ? "#a83f00" : "#fff", fillColor: far ? "#fff" : "#26394d", fillOpacity: 1,
      bubblingMouseEvents: false,
    });
  }

  function stairways(data) {
    layers.stairways = L.geoJSON(data.stairways, {
      pointToLayer: stairway,
      onEachFeature: (feature, layer) => {
        const { label, places: within, url } = feature.properties;
        keep(feature, layer);
        layer.bindTooltip(words(within ? `${label} · ${within}` : label), { direction: "top" });
        layer.on("click", () => say([label, within], url));
      },
    });
  }

  function say(lines, url) {
    told.replaceChildren();
    lines.filter(Boolean).forEach((line, number) => {
      if (number) told.append(" · ");
      if (number === 0 && url) {
        const link = document.createElement("a");
        link.href = url;
        link.textContent = line;
        told.append(link);
      } else told.append(line);
    });
  }

  async function at(point) {
    const asked = new URLSearchParams({ longitude: point.lng.toFixed(7), latitude: point.lat.toFixed(7) });
    const found = await window.sanshiMap.load(`${holder.dataset.at}?${asked}`);
    say(found.words);
  }

  function go(id) {
    const layer = places.get(id);
    if (!layer) return;
    if (layer.getBounds) map.fitBounds(layer.getBounds(), { padding: [40, 40], maxZoom: 19 });
    else map.setView(layer.getLatLng(), 18);
    holder.scrollIntoView({ block: "nearest" });
  }

  /* Coverage: asked for when it is switched on, told as a list, too. */

  const marked = style => (feature, layer) => {
    layer.setStyle(style);
    layer.bindTooltip(words(feature.name), { permanent: true, direction: "center", className: "map-name map-name-mark" });
  };

  function uncovered(rows, source, style) {
    const group = L.featureGroup();
    for (const row of rows) {
      const known = source.getLayers().find(layer => layer.feature.properties.id === row.id);
      list(row, known);
      if (!known) continue;
      const copy = L.geoJSON(known.toGeoJSON(), { pane: "hulls" }).getLayers()[0];
      marked(style)(row, copy);
      group.addLayer(copy);
    }
    return group;
  }

  function shares(rows) {
    const group = L.featureGroup();
    for (const row of rows) {
      const known = places.get(row.id);
      if (!known || !known.getLatLng) continue;
      const share = row.stale / row.dwellings;
      const step = share === 0 ? 0 : share <= 0.25 ? 1 : share <= 0.5 ? 2 : 3;
      const dot = L.circleMarker(known.getLatLng(), {
        pane: "marks", radius: 5 + 2 * step, weight: 1.5, color: "#123f77", fillColor: SHARES[step], fillOpacity: 1,
      });
      group.addLayer(dot.bindTooltip(words(row.label), { direction: "top" }));
      if (row.stale) list(row, known);
    }
    return group;
  }

  function list(row, known) {
    const item = document.createElement("li");
    const button = document.createElement(known ? "button" : "span");
    button.className = "map-go";
    button.textContent = row.label;
    if (known) {
      button.type = "button";
      places.set(row.id, known);
      button.dataset.zoom = row.id;
    }
    item.append(button);
    covered.append(item);
  }

  const DRAWN = {
    "no-steward": found => uncovered(found.groups, layers.groups, { color: "#a83f00", weight: 3, dashArray: "2 5", fillColor: "#d55e00", fillOpacity: 0.18 }),
    "no-person": found => uncovered(found.beats, layers.beats, { color: "#4b2a7b", weight: 4, dashArray: "10 5", fillColor: "#7b4fb0", fillOpacity: 0.12 }),
    stale: found => shares(found.stairways),
  };

  async function coverage() {
    covered.replaceChildren();
    for (const box of document.querySelectorAll("[data-layer][data-source]")) {
      layers[box.dataset.layer]?.remove();
      if (!box.checked) continue;
      layers[box.dataset.layer] = DRAWN[box.dataset.layer](await window.sanshiMap.load(box.dataset.source)).addTo(map);
    }
    scale.hidden = !document.querySelector("[data-layer=stale]").checked;
  }

  function switched(box) {
    if (box.dataset.source) {
      coverage().catch(() => window.sanshiMap.tell(holder));
      return;
    }
    const layer = layers[box.dataset.layer];
    if (box.checked) layer.addTo(map);
    else layer.remove();
  }

  /* Names need room: small ones appear when the map is near enough. */
  function crowd() {
    const zoom = map.getZoom();
    holder.classList.toggle("map-far", zoom < 14);
    holder.classList.toggle("map-middle", zoom < 16);
    layers.stairways?.eachLayer(layer => layer.setRadius((zoom < 16 ? 2 : 4) + (layer.feature.properties.outside ? 2 : 0)));
  }

  function draw(data) {
    background(data);
    borders(data);
    layers.beats = hulls(data.beats, { weight: 2, fillOpacity: 0.22 }, "map-name map-name-beat");
    layers.groups = hulls(data.groups, { color: "#333f4d", weight: 1.5, dashArray: "1 4", fillColor: "#ffffff", fillOpacity: 0.35 }, "map-name map-name-small");
    stairways(data);
    faults(data);
    for (const box of document.querySelectorAll("[data-layer]")) if (box.checked && !box.dataset.source) layers[box.dataset.layer].addTo(map);
    window.sanshiMap.fit(map, layers.borders.getLayers().length ? layers.borders : layers.stairways);
    if (window.location.hash) go(window.location.hash.slice(1));
    crowd();
    holder.dataset.ready = "yes";
  }

  map.on("zoomend", crowd);
  map.on("click", event => at(event.latlng).catch(() => window.sanshiMap.tell(holder)));
  document.addEventListener("change", event => {
    const box = event.target.closest("[data-layer]");
    if (box) switched(box);
  });
  document.addEventListener("click", event => {
    const button = event.target.closest("[data-zoom]");
    if (button) go(button.dataset.zoom);
  });
  window.sanshiMap.load(holder.dataset.source).then(draw).then(coverage).catch(() => window.sanshiMap.tell(holder));
})();
