// The map of the deck: the whole window, its signs as large as the screen asks, flights between views.
import { Carte } from '../carte/carte.js';
import { project } from '../carte/projection.js';
import { lightOf, parseChoix } from '../carte/selection.js';
import { Vol } from './vol.js';

/** Height of window, in pixels, whose map is drawn at its own size; a larger one is magnified. */
const HAUTEUR = 720;
/** Letters of the towns' names in pixels of the map: 24 on a screen of 1080 lines. */
const LETTRES = 16;
const LETTRES_PETIT = 13;
/** Signs that a room needs; the others are for the exploration. */
const SIGNES = new Set(['approx', 'secondaire']);
const brefs = (signes) => ({
  ...signes,
  traits: signes.traits.size > 1 || !signes.traits.has('plein') ? signes.traits : new Set(),
  liens: new Set([...signes.liens].filter((s) => SIGNES.has(s))),
  poles: new Set([...signes.poles].filter((s) => s !== 'fil')),
});

/** What is drawn of a result: the levels of a scene only. */
export function levels({ niveaux }, resultat) {
  const liens = niveaux.includes('liens');
  return {
    coops: liens ? resultat.coops : [],
    secondaires: liens ? resultat.secondaires : [],
    poles: niveaux.includes('poles') ? resultat.poles : [],
  };
}

export class Vue {
  /**
   * @param {HTMLElement} element what holds the map
   * @param {{inventaire: any, topology: any, loadDetail: () => Promise<any>, legende: HTMLElement,
   *          theme: string, tuiles: boolean, onSelect: (vers: string) => void}} options
   *   `tuiles` whether tile backgrounds may be fetched
   */
  constructor(element, { inventaire, topology, loadDetail, legende, theme, tuiles, onSelect }) {
    const { L, topojson } = window;
    Object.assign(this, { element, tuiles, exploring: false });
    element.dataset.theme = theme;
    this.magnify();
    this.map = L.map(element, {
      zoomControl: false,
      attributionControl: false,
      keyboard: false,
      trackResize: false,
      zoomSnap: 0,
      wheelPxPerZoomLevel: 90,
      minZoom: 2,
      maxZoom: 13,
    }).setView([46.6, 2.4], 5);
    this.carte = new Carte({ L, map: this.map, topojson, inventaire, topology, loadDetail, onSelect });
    element.querySelector('.legende').remove();
    this.carte.legende = legende;
    this.vol = new Vol(this.carte, element.parentElement);
    // A finger swipes from a scene to the next; a mouse always drags the map.
    element.addEventListener('pointerdown', ({ pointerType }) => {
      const drags = this.exploring || pointerType !== 'touch';
      this.map.dragging[drags ? 'enable' : 'disable']();
    }, true);
  }

  /** Size of the signs on this screen. */
  magnify() {
    this.k = Math.max(1, Math.min(innerHeight / HAUTEUR, innerWidth / (HAUTEUR * 1.6)));
    this.element.style.setProperty('--k', this.k);
  }

  /**
   * The window or what covers the map changed.
   * @param {number[]} marges left, top, right, bottom pixels of the window that something covers
   */
  layout(marges) {
    this.magnify();
    const [left, top, right, bottom] = marges.map((m) => m / this.k);
    const encarts = this.element.dataset.encarts === 'oui' ? this.carte.encarts.element.offsetWidth : 0;
    this.carte.setOptions({
      marges: [left, top, right + encarts, bottom],
      taille: this.k > 1 ? LETTRES : LETTRES_PETIT,
    });
  }

  /** Whether the legend tells every sign; while exploring, a finger drags the map. */
  setLegend(exploring) {
    this.exploring = exploring;
    this.carte.setOptions({ signes: exploring ? (signes) => signes : brefs });
  }

  /** Draw a scene; `frame` then goes there. */
  show(scene, resultat, noms) {
    const { carte } = this;
    carte.setOptions({ noms });
    const { dataset } = this.element;
    dataset.regions = scene.niveaux.includes('regions') ? '' : 'sans';
    dataset.encarts = scene.cadre || scene.choix || scene.etat.regions.length ? 'non' : 'oui';
    // A file asks the network for nothing: no tiles.
    carte.fonds.set(this.tuiles || scene.fond === 'aucun' ? scene.fond : '');
    carte.select('');
    this.draw(scene, resultat);
    carte.select(scene.choix);
  }

  /** Draw what a scene shows, its legend with it. */
  draw(scene, resultat) {
    this.carte.show({ ...levels(scene, resultat), regions: scene.etat.regions }, (finish) => finish());
  }

  /** Bring what a scene is about into the part of the map that nothing covers. */
  frame(scene, animate) {
    const go = () => this.carte.frame(this.boundsOf(scene), false);
    if (animate) this.vol.fly(go);
    else go();
  }

  /** What a scene is about, in pixels of the reference zoom: its frame, its choice, its regions. */
  boundsOf({ cadre, etat, choix }) {
    const { carte } = this;
    if (cadre) return [...project(cadre[0], cadre[3]), ...project(cadre[2], cadre[1])];
    const light = lightOf(carte.inventaire, parseChoix(choix));
    const bounds = light ? carte.extent(light, choix) : carte.geometrie.bounds('regions', etat.regions);
    return bounds ?? carte.metropole();
  }
}
