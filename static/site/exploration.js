// Filters, list and selection of a page that needs no server: the deck's and the static site's.
import { filtrer } from '../carte/filtre.js';
import { Liste } from '../carte/liste.js';
import { cleanText } from './permalien.js';
import { optionsOf, PASTILLES } from '../carte/reglages.js';
import { pluriel } from '../carte/textes.js';

/** A filter state that constrains nothing (see `Etat` of filtre.js). */
export const ETAT = { systemes: [], themes: [], regions: [], formes: [], statuts: [], confiances: [], annees: null, poles_tous: false, q: '' };

export const make = (tag, text, className = '') => {
  const element = document.createElement(tag);
  element.textContent = text;
  element.className = className;
  return element;
};

export class Exploration {
  /**
   * The page says which filters there are: a box `data-facette="<facet>"` for each facet, whose
   * last child receives its options, and « data-filtre » on what holds the fields of `q`,
   * `annees` (first and last year) and `poles_tous`; also `.resultat`, `.liste`, `.effacer`.
   * @param {HTMLElement} element
   * @param {{inventaire: any, index: any, draw: (etat: any, resultat: any) => void,
   *          annees?: [number, number], loadTexts?: () => Promise<string[]>,
   *          later?: (step: () => void) => void}} host
   *   `annees` the years offered; `loadTexts` what a search reads, fetched at the first one;
   *   `later` when to write what surrounds the paths, at once by default
   */
  constructor(element, { inventaire, index, draw, annees, loadTexts, later = (step) => step() }) {
    Object.assign(this, { element, inventaire, index, draw, bornes: annees, loadTexts, later, etat: ETAT, choix: '', resultat: null });
    const options = optionsOf(inventaire);
    this.codes = Object.fromEntries(Object.entries(PASTILLES).map(([key, facette]) => [facette, options[key]]));
    this.liste = new Liste(element.querySelector('.liste'), inventaire);
    this.boutons = new Map();
    for (const box of element.querySelectorAll('[data-facette]')) this.createPills(box);
    const field = (name) => element.querySelector(`[data-filtre="${name}"]`);
    this.recherche = field('q')?.querySelector('input');
    this.recherche?.addEventListener('input', () => this.change({ q: cleanText(this.recherche.value) }, 'q'));
    this.tous = field('poles_tous')?.querySelector('input');
    this.tous?.addEventListener('change', () => this.change({ poles_tous: this.tous.checked }));
    this.annees = field('annees');
    this.curseurs = [...(this.annees?.querySelectorAll('input') ?? [])];
    for (const [rang, curseur] of this.curseurs.entries()) {
      [curseur.min, curseur.max] = annees;
      curseur.addEventListener('input', () => this.moveYear(rang));
    }
    element.querySelector('.effacer').addEventListener('click', () => this.clear());
    element.addEventListener('click', (event) => {
      const link = event.target.closest('[data-vers]');
      if (!link || link.closest('.leaflet-container') || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.choose(link.dataset.vers, true);
    });
  }

  createPills(box) {
    const { facette } = box.dataset;
    const codes = this.codes[facette];
    const rows = new Map(this.inventaire[facette].map((option, i) => [option.code, { option, i }]));
    const pills = new Map();
    for (const code of codes) {
      const { option, i } = rows.get(code);
      const bouton = make('button', '');
      bouton.type = 'button';
      bouton.setAttribute('aria-pressed', 'false');
      const systeme = facette === 'systemes' ? i : option.systeme;
      if (systeme !== undefined) {
        const dot = make('i', '');
        dot.style.setProperty('--c', `var(--s${systeme})`);
        bouton.append(dot);
      }
      const n = make('span', '', 'n');
      bouton.append(make('span', option.label ?? option.nom), ' ', n);
      bouton.addEventListener('click', () => {
        const chosen = new Set(this.etat[facette]);
        if (!chosen.delete(code)) chosen.add(code);
        this.change({ [facette]: codes.filter((each) => chosen.has(each)) });
      });
      pills.set(code, { bouton, n });
    }
    box.lastElementChild.append(...[...pills.values()].map(({ bouton }) => bouton));
    this.boutons.set(facette, pills);
  }

  /** One end of the years moved: it pushes the other. */
  moveYear(rang) {
    const value = this.curseurs[rang].valueAsNumber;
    const other = this.curseurs[1 - rang];
    if (rang ? value < other.valueAsNumber : value > other.valueAsNumber) other.value = value;
    const annees = this.curseurs.map((curseur) => curseur.valueAsNumber);
    const whole = annees.every((annee, i) => annee === this.bornes[i]);
    this.change({ annees: whole ? null : annees }, 'annees');
  }

  clear() {
    this.change(ETAT);
  }

  /**
   * Change part of the state. `nature` names a field that changes by degrees (`q`, `annees`), ''
   * for a choice made at once.
   */
  change(part, nature = '') {
    this.show({ ...this.etat, ...part });
    this.changed(nature);
  }

  /** What a page does of a change of the visitor's. */
  changed() {}

  /** Show a state, whoever asked for it. */
  show(etat) {
    this.etat = etat;
    this.fill();
    if (etat.q && this.loadTexts) {
      this.readTexts();
      return;
    }
    const resultat = filtrer(this.index, etat);
    this.resultat = resultat;
    this.draw(etat, resultat);
    this.later(() => {
      if (this.resultat === resultat) this.tellResult(resultat);
    });
  }

  async readTexts() {
    const load = this.loadTexts;
    const textes = await load().catch(() => null);
    if (!textes || this.loadTexts !== load) return;
    this.loadTexts = null;
    this.index.coops.forEach((coop, i) => (coop.texte = textes[i]));
    this.show(this.etat);
  }

  /** Set the controls to the state. */
  fill() {
    const { etat, recherche } = this;
    for (const [facette, pills] of this.boutons) {
      for (const [code, { bouton }] of pills) bouton.setAttribute('aria-pressed', String(etat[facette].includes(code)));
    }
    if (recherche && cleanText(recherche.value) !== etat.q) recherche.value = etat.q;
    if (this.tous) this.tous.checked = etat.poles_tous;
    if (!this.annees) return;
    const annees = etat.annees ?? this.bornes;
    this.curseurs.forEach((curseur, i) => (curseur.value = annees[i]));
    this.annees.querySelectorAll('output').forEach((output, i) => (output.textContent = annees[i]));
    const span = this.bornes[1] - this.bornes[0];
    annees.forEach((annee, i) => this.annees.style.setProperty(`--p${i}`, (annee - this.bornes[0]) / span));
  }

  /** Write how many there are, what each option would give, and the list. */
  tellResult({ coops, poles, comptes, ...others }) {
    this.element.querySelector('.resultat').textContent = `${pluriel(coops.length, 'coopération')} · ${pluriel(poles.length, 'pôle')}`;
    for (const [facette, pills] of this.boutons) {
      for (const [code, { bouton, n }] of pills) {
        n.textContent = comptes[facette][code];
        bouton.classList.toggle('zero', !comptes[facette][code]);
      }
    }
    this.liste.show({ coops, poles, ...others });
  }
}
