/* One stairway's point: a click writes it into the fields, what is typed in WGS 84 shows on the map. */
"use strict";

(() => {
  const { BORDER, COMPOUND, ROAD, outline, shapes, words } = window.sanshiMap;
  const holder = document.getElementById("map");
  const { longitude, latitude, system } = document.querySelector("form[data-point]").elements;
  const stored = JSON.parse(document.getElementById("stored").textContent);
  const map = window.sanshiMap.make(holder);
  const pin = L.circleMarker([0, 0], { pane: "marks", radius: 8, weight: 3, color: "#1f5fbf", fillColor: "#fff", fillOpacity: 1 });

  function typed() {
    const point = [Number(latitude.value), Number(longitude.value)];
    if (latitude.value && longitude.value && point.every(Number.isFinite) && system.value === "wgs84") pin.setLatLng(point).addTo(map);
    else pin.remove();
  }

  function clicked(event) {
    longitude.value = event.latlng.lng.toFixed(7);
    latitude.value = event.latlng.lat.toFixed(7);
    system.value = "wgs84";
    typed();
  }

  function background(data) {
    shapes(data.compounds, COMPOUND).addTo(map);
    shapes(data.roads, ROAD).addTo(map);
    L.geoJSON(data.stairways, {
      pointToLayer: (feature, point) => L.circleMarker(point, { pane: "stairways", radius: 3, weight: 0, fillColor: "#26394d", fillOpacity: 0.7 }).bindTooltip(words(feature.properties.label)),
    }).addTo(map);
    typed();
  }

  const border = stored.now ? shapes(outline(stored.now), { ...BORDER, interactive: false }).addTo(map) : null;
  window.sanshiMap.fit(map, border);
  typed();
  if (map.hasLayer(pin)) map.setView(pin.getLatLng(), 18, { animate: false });
  map.on("click", clicked);
  for (const field of [longitude, latitude, system]) field.addEventListener("change", typed);
  window.sanshiMap.load(holder.dataset.source).then(background).then(() => { holder.dataset.ready = "yes"; }).catch(() => window.sanshiMap.tell(holder));
})();
