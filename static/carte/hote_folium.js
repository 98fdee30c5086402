// Host inside the Folium map: prepares the Leaflet map and offers it to the page that embeds it.
import { Carte } from './carte.js';

/**
 * Offer the map to the embedding page (same origin), which brings layers and states.
 * @param {any} L Leaflet
 * @param {any} map the Folium-made map
 */
export function install(L, map) {
  document.documentElement.lang = 'fr';
  map.keyboard.disable();
  map.getContainer().removeAttribute('tabindex');
  let carte = null;
  window.carteHote = {
    /** Draw the layers; `onSelect` receives « type:code » of what the visitor chose. */
    createCarte(layers, onSelect) {
      carte?.remove();
      carte = new Carte({ L, map, topojson: window.topojson, ...layers, onSelect });
      return carte;
    },
  };
  window.parent.dispatchEvent(new CustomEvent('carte:hote'));
}
