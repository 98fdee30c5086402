// The static site: the map, its filters and its sheets, without any server. The address holds the view.
import { Carte } from '../carte/carte.js';
import { ETAT, Exploration, make } from './exploration.js';
import { filtrer, indexer } from '../carte/filtre.js';
import { formatAddress, parseQuery } from './permalien.js';
import { optionsOf } from '../carte/reglages.js';
import { pluriel } from '../carte/textes.js';
import { Fiches } from './fiches.js';
import { Recherche } from './recherche.js';
import { anyOpen, watchPanels } from './volets.js';

const $ = (id) => document.getElementById(id);
/** How long a field that changes by degrees rests before the address follows. */
const REPOS_MS = 250;
const COMMUNE = /^\d[\dAB]\d{3}$/;
const IGNORES_MAX = 5;
/** Name of each filter, where one of them empties the map. */
const TITRES = {
  systemes: 'Systèmes thématiques', themes: 'Thèmes', regions: 'Régions', formes: 'Forme',
  statuts: 'Statut', confiances: 'Confiance', annees: 'En vigueur entre', q: 'Texte',
};

const afterPaint = (step) => requestAnimationFrame(() => setTimeout(step));
const sombre = matchMedia('(prefers-color-scheme: dark)');

const fetchJson = async (url) => {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${answer.status} ${url}`);
  return answer.json();
};

class Site extends Exploration {
  constructor(element, { reglages, inventaire, topology }) {
    super(element, {
      inventaire,
      index: indexer(inventaire),
      annees: reglages.annees,
      draw: (etat, resultat) => this.carte.show({ ...resultat, regions: etat.regions }),
      loadTexts: () => fetchJson(reglages.couches.textes),
      later: afterPaint,
    });
    const { L, topojson } = window;
    this.map = L.map($('carte'), {
      center: reglages.centre, zoom: 6, zoomControl: false, keyboard: false, trackResize: false,
      zoomSnap: 0.1, wheelPxPerZoomLevel: 90, minZoom: 3, maxZoom: 13,
    });
    this.map.attributionControl.setPrefix(false).addAttribution(reglages.attribution);
    this.map.getContainer().removeAttribute('tabindex');
    this.carte = new Carte({
      L, map: this.map, topojson, topology, inventaire,
      loadDetail: () => fetchJson(reglages.couches.detail),
      onSelect: (vers) => this.choose(vers),
    });
    this.fiches = new Fiches($('fiche'), reglages.fiches);
    this.places = new Recherche($('territoire'), $('trouvailles'), () => fetchJson(reglages.couches.noms));
    this.fond = '';
    const known = {
      cooperation: new Set(inventaire.cooperations.map((c) => c.id)),
      pole: new Set(inventaire.poles.map((p) => p.code)),
      territoire: new Set(inventaire.territoires.map((t) => t.code)),
    };
    this.vocabulaire = {
      options: optionsOf(inventaire),
      annees: reglages.annees,
      exists: (type, code) => known[type].has(code) ||
        (type === 'territoire' && (this.carte.geometrie.has('epci', code) || !!this.places.index?.communes.has(code))),
    };
    this.createChoices();
    const setTheme = () => this.carte.setTheme(sombre.matches ? 'dark' : 'light');
    sombre.addEventListener('change', setTheme);
    setTheme();
    addEventListener('popstate', () => this.read());
    document.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && this.choix && !event.defaultPrevented && !anyOpen(document)) {
        this.choose('', !this.map.getContainer().contains(event.target));
      }
    });
  }

  /** The lists of pôles and of backgrounds. */
  createChoices() {
    const poles = this.liste.ordre.poles.map((i) => this.inventaire.poles[i]);
    $('pole').append(...poles.map((pole) => new Option(pole.nom_court, pole.code)));
    $('pole').addEventListener('change', () => this.choose($('pole').value && `pole:${$('pole').value}`));
    $('fond').addEventListener('change', () => {
      this.setGround($('fond').value);
      this.record();
    });
  }

  setGround(fond) {
    this.fond = fond;
    $('fond').value = fond;
    this.carte.fonds.set(fond);
  }

  // The address.

  /** Show what the address asks for; what it cannot mean is named. */
  async read() {
    clearTimeout(this.resting);
    const query = new Map();
    for (const [key, value] of new URLSearchParams(location.search)) query.set(key, [...(query.get(key) ?? []), value]);
    const asked = location.search;
    if (!this.places.index && query.get('territoire')?.some((text) => text.split(',').some((code) => COMMUNE.test(code.trim())))) {
      await this.places.load().catch(() => {});
      if (location.search !== asked) return;
    }
    const [vue, ignores] = parseQuery(query, this.vocabulaire);
    this.kept = [...query].filter(([key]) => key.startsWith('embed'));
    this.warn(ignores);
    this.setGround(vue.fond);
    this.show(vue.etat);
    this.light(vue.choix);
    history.replaceState(null, '', this.address());
    this.follow();
  }

  /** The way out of a frame leads to the present view. */
  follow() {
    $('sortie').href = formatAddress(this) || './';
  }

  address() {
    const end = formatAddress(this);
    const kept = new URLSearchParams(this.kept.flatMap(([key, values]) => values.map((value) => [key, value]))).toString();
    return location.pathname + (kept ? `${end || '?'}${end ? '&' : ''}${kept}` : end);
  }

  /** Put the view in the address; a field that changes by degrees makes one step of history. */
  record(nature = '') {
    clearTimeout(this.resting);
    if (nature) {
      this.resting = setTimeout(() => this.put(nature), REPOS_MS);
      return;
    }
    this.put('');
  }

  put(nature) {
    const address = this.address();
    if (address === location.pathname + location.search) return;
    const again = nature && nature === this.nature;
    history[again ? 'replaceState' : 'pushState'](null, '', address);
    this.nature = nature;
    this.follow();
  }

  changed(nature) {
    this.record(nature);
  }

  warn(ignores) {
    const shown = ignores.slice(0, IGNORES_MAX).join(', ') + (ignores.length > IGNORES_MAX ? '…' : '');
    $('avertissement').textContent = shown && `Ignoré dans l’adresse, inconnu de cette page\u202f: ${shown}`;
  }

  // The result.

  tellResult(resultat) {
    super.tellResult(resultat);
    const { etat } = this;
    const held = {
      theme: etat.themes.length,
      region: etat.regions.length,
      autres: [etat.formes.length, etat.statuts.length, etat.confiances.length, etat.annees, etat.poles_tous, etat.q].filter(Boolean).length,
    };
    for (const [name, n] of Object.entries(held)) $(`compte-${name}`).textContent = n ? `· ${n}` : '';
    this.tellEmpty(resultat);
  }

  /** Say which filter empties the map, and offer to lift it. */
  tellEmpty({ coops }) {
    const vide = $('vide');
    vide.replaceChildren();
    if (coops.length) return;
    const offers = Object.keys(TITRES)
      .filter((name) => this.etat[name]?.length)
      .map((name) => [name, filtrer(this.index, { ...this.etat, [name]: ETAT[name] }).coops.length])
      .filter(([, n]) => n)
      .map(([name, n]) => [`Retirer «\u202f${TITRES[name]}\u202f»\u202f: ${pluriel(n, 'coopération')}`, { [name]: ETAT[name] }]);
    if (!offers.length) offers.push(['Retirer tous les filtres', ETAT]);
    vide.append(make('p', 'Aucune coopération ne répond à tous ces filtres.'));
    for (const [text, part] of offers) {
      const bouton = make('button', text, 'bouton');
      bouton.type = 'button';
      bouton.addEventListener('click', () => this.change(part));
      vide.append(bouton);
    }
  }

  // The selection.

  /** Choose « type:code », or nothing; from the page (`focus`), the focus goes to the sheet and comes back. */
  choose(vers, focus = false) {
    this.places.clear();
    if (vers === this.choix) return;
    this.light(vers, focus);
    this.record();
  }

  /** Light a choice on the map and in the list, and tell it in the panel. */
  async light(vers, focus = false) {
    const from = this.choix;
    if (vers === from) return;
    this.choix = vers;
    const commune = vers.startsWith('territoire:') ? this.places.index?.communes.get(vers.slice(11)) : null;
    // The map lights a commune's EPCI, whose sheet stands for it unless it has its own.
    const lit = commune?.epci ? `territoire:${commune.epci}` : vers;
    this.carte.select(lit);
    if (vers) this.carte.reveal();
    this.liste.select(vers);
    $('pole').value = vers.startsWith('pole:') ? vers.slice(5) : '';
    this.liste.element.hidden = !!vers;
    const told = commune?.fiche ? vers : lit;
    const note = told !== vers ? `${commune.nom}, ${commune.contexte.split(' · ')[0]}\u202f: voici son intercommunalité.` : '';
    const title = await this.fiches.show(vers, told, note);
    if (this.choix !== vers) return;
    if (vers) $('volet').scrollTop = 0;
    if (!focus) return;
    const row = () => this.liste.element.querySelector(`[data-vers="${CSS.escape(from)}"]`);
    (vers ? title : (row() ?? $('territoire')))?.focus();
  }
}

async function start() {
  const reglages = JSON.parse($('reglages').textContent);
  const embedded = new URLSearchParams(location.search).get('embed') === 'true';
  document.documentElement.classList.toggle('integre', embedded);
  watchPanels(document);
  try {
    const [inventaire, topology] = await Promise.all([fetchJson(reglages.couches.inventaire), fetchJson(reglages.couches.geometrie)]);
    for (const cooperation of inventaire.cooperations) cooperation.texte ??= '';
    const site = new Site(document.body, { reglages, inventaire, topology });
    await site.read();
    window.site = site;
    document.documentElement.dataset.site = 'pret';
  } catch (error) {
    console.error(error);
    $('avertissement').textContent = 'La carte n’a pas pu être chargée. Rechargez la page ; si cela persiste, ce navigateur est peut-être trop ancien.';
    $('avertissement').setAttribute('role', 'alert');
  }
}

start();
