/* Drawing one committee's border. What is drawn goes into the text field; the form is sent like any other. */
"use strict";

(() => {
  const { BORDER, COMPOUND, ROAD, named, outline, shapes } = window.sanshiMap;
  const OWN = { pane: "hulls", color: "#1f5fbf", weight: 3, fillColor: "#1f5fbf", fillOpacity: 0.12 };
  const STORED = { pane: "stairways", color: "#a83f00", weight: 2, dashArray: "4 6", fill: false, interactive: false, pmIgnore: true };
  const holder = document.getElementById("map");
  const form = document.querySelector("form[data-border]");
  const text = form.elements.outline;
  const stored = JSON.parse(document.getElementById("stored").textContent);
  const map = window.sanshiMap.make(holder);
  const own = L.featureGroup().addTo(map);

  /* Each part is a layer of its own, so that each can be erased. */
  function show(parts) {
    own.clearLayers();
    for (const part of parts) {
      const rings = part.map(ring => ring.slice(0, -1).map(([longitude, latitude]) => [latitude, longitude]));
      own.addLayer(L.polygon(rings, OWN));
    }
  }

  function parts(written) {
    const shape = JSON.parse(written);
    return shape.type === "Polygon" ? [shape.coordinates] : shape.coordinates;
  }

  function write() {
    const drawn = own.getLayers().flatMap(layer => parts(JSON.stringify(layer.toGeoJSON(7).geometry)));
    text.value = drawn.length ? JSON.stringify(outline(drawn)) : "";
  }

  function read() {
    try {
      show(parts(text.value));
      map.pm.enableGlobalEditMode(EDITING);
    } catch {
      /* Half typed, or no shape: the server says what is wrong with it. */
    }
  }

  const EDITING = { snappable: true, snapDistance: 14, allowSelfIntersection: true };

  function tools() {
    map.pm.setLang(document.documentElement.lang.startsWith("zh") ? "zh" : "en");
    map.pm.setGlobalOptions({ ...EDITING, templineStyle: OWN, hintlineStyle: OWN, pathOptions: OWN, continueDrawing: false });
    map.pm.addControls({
      position: "topleft", drawMarker: false, drawCircleMarker: false, drawPolyline: false, drawRectangle: false, drawCircle: false,
      drawText: false, dragMode: false, rotateMode: false,
    });
    map.on("pm:create", event => own.addLayer(event.layer.setStyle(OWN)));
    map.on("pm:cut", event => {
      own.removeLayer(event.originalLayer);
      event.layer.eachLayer ? event.layer.eachLayer(layer => own.addLayer(layer)) : own.addLayer(event.layer);
    });
    map.on("pm:remove", event => own.removeLayer(event.layer));
    map.on("pm:create pm:cut pm:remove", write);
    own.on("pm:edit pm:markerdragend pm:vertexadded pm:vertexremoved", write);
  }

  function beside() {
    for (const one of stored.beside) {
      const layer = L.geoJSON(outline(one.outline), { pane: "borders", style: () => BORDER, pmIgnore: true, snapIgnore: false, interactive: false });
      named(layer.addTo(map), one.label, "map-name map-name-small");
    }
  }

  function background(data) {
    shapes(data.compounds, { ...COMPOUND, pmIgnore: true, snapIgnore: true }).addTo(map);
    shapes(data.roads, { ...ROAD, pmIgnore: true, snapIgnore: true }).addTo(map);
    L.geoJSON(data.stairways, {
      pmIgnore: true,
      pointToLayer: (feature, point) => L.circleMarker(point, { pane: "stairways", radius: 3, weight: 0, fillColor: "#26394d", fillOpacity: 1, pmIgnore: true, snapIgnore: true, interactive: false }),
    }).addTo(map);
  }

  tools();
  beside();
  if (stored.now) window.sanshiMap.shapes(outline(stored.now), STORED).addTo(map);
  if (text.value) read();
  const others = L.featureGroup(stored.beside.map(one => L.geoJSON(outline(one.outline))));
  window.sanshiMap.fit(map, own.getLayers().length ? own : others);
  if (own.getLayers().length) map.pm.enableGlobalEditMode(EDITING);
  text.addEventListener("change", read);
  window.sanshiMap.load(holder.dataset.source).then(background).then(() => { holder.dataset.ready = "yes"; }).catch(() => window.sanshiMap.tell(holder));
})();
