// The filter that dash-leaflet asks of each link, by its name: bench.carte.retenu.
window.bench = {
  carte: {
    retenu: ({ properties }, { hideout }) =>
      !hideout.length || properties.systemes.some((code) => hideout.includes(code)),
  },
};
