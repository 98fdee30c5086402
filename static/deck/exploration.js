// Free exploration: filters, list and details working in the page itself.
import { filtrer } from '../carte/filtre.js';
import { Liste } from '../carte/liste.js';
import { lightOf, parseChoix } from '../carte/selection.js';
import { annees, describePole, describeTerritoire, pluriel } from '../carte/textes.js';
import { ETAT } from './donnees.js';

const FACETTES = ['systemes', 'themes', 'regions'];

const make = (tag, text, className = '') => {
  const element = document.createElement(tag);
  element.textContent = text;
  element.className = className;
  return element;
};

export class Exploration {
  /**
   * @param {HTMLElement} element
   * @param {{inventaire: any, index: any, draw: (etat: any, resultat: any) => void,
   *          select: (vers: string) => void}} deck
   */
  constructor(element, { inventaire, index, draw, select }) {
    Object.assign(this, { element, inventaire, index, draw, select, etat: ETAT, choix: '' });
    this.liste = new Liste(element.querySelector('.liste'), inventaire);
    this.detail = element.querySelector('.choisi');
    this.recherche = element.querySelector('.recherche input');
    this.boutons = Object.fromEntries(FACETTES.map((facette) => [facette, this.createPills(facette)]));
    this.recherche.addEventListener('input', () => this.change({ q: this.recherche.value.trim() }));
    element.querySelector('.effacer').addEventListener('click', () => {
      this.choose('');
      this.change(ETAT);
    });
    element.addEventListener('click', (event) => {
      const link = event.target.closest('[data-vers]');
      if (!link) return;
      event.preventDefault();
      this.choose(link.dataset.vers);
    });
  }

  createPills(facette) {
    const { inventaire } = this;
    const ranks = inventaire[facette].map((_, i) => i);
    const codes = inventaire[facette].map((o) => o.code);
    if (facette === 'regions') ranks.sort((a, b) => inventaire.ordre_regions.indexOf(codes[a]) - inventaire.ordre_regions.indexOf(codes[b]));
    const pills = new Map();
    for (const i of ranks) {
      const option = inventaire[facette][i];
      const bouton = make('button', '');
      bouton.type = 'button';
      const dot = make('i', '');
      const systeme = facette === 'systemes' ? i : option.systeme;
      if (systeme !== undefined) {
        dot.style.setProperty('--c', `var(--s${systeme})`);
        bouton.append(dot);
      }
      const n = make('span', '', 'n');
      bouton.append(make('span', option.label ?? option.nom), n);
      bouton.addEventListener('click', () => {
        const chosen = new Set(this.etat[facette]);
        if (!chosen.delete(option.code)) chosen.add(option.code);
        this.change({ [facette]: codes.filter((code) => chosen.has(code)) });
      });
      pills.set(option.code, { bouton, n });
    }
    const box = this.element.querySelector(`[data-facette="${facette}"] div`);
    box.append(...[...pills.values()].map(({ bouton }) => bouton));
    return pills;
  }

  /** Start from what a scene shows. */
  open(etat, choix) {
    this.element.hidden = false;
    for (const box of this.element.querySelectorAll('.facette')) {
      if (etat[box.dataset.facette].length) box.open = true;
    }
    this.recherche.value = etat.q;
    this.etat = { ...ETAT, ...etat };
    this.change({});
    this.choose(choix);
    this.element.scrollTop = 0;
    this.element.querySelector('h2').focus({ preventScroll: true });
  }

  close() {
    this.element.hidden = true;
  }

  change(part) {
    this.etat = { ...this.etat, ...part };
    if (!this.etat.q) this.recherche.value = '';
    const resultat = filtrer(this.index, this.etat);
    const { coops, poles, comptes } = resultat;
    this.element.querySelector('.resultat').textContent = `${pluriel(coops.length, 'coopération')} · ${pluriel(poles.length, 'pôle')}`;
    for (const facette of FACETTES) {
      for (const [code, { bouton, n }] of this.boutons[facette]) {
        bouton.setAttribute('aria-pressed', String(this.etat[facette].includes(code)));
        n.textContent = comptes[facette][code];
        bouton.classList.toggle('zero', !comptes[facette][code]);
      }
    }
    this.liste.show(resultat);
    this.draw(this.etat, resultat);
  }

  /** Light a choice and say what it is; '' puts the light out. */
  choose(vers) {
    this.choix = lightOf(this.inventaire, parseChoix(vers)) ? vers : '';
    this.liste.select(this.choix);
    this.select(this.choix);
    this.detail.hidden = !this.choix;
    if (!this.choix) return;
    const [titre, lignes] = this.describe(parseChoix(this.choix));
    const close = make('button', 'Fermer');
    close.type = 'button';
    close.addEventListener('click', () => this.choose(''));
    this.detail.replaceChildren(make('h3', titre), ...lignes.filter(Boolean).map((ligne) => make('p', ligne)), close);
    this.detail.scrollIntoView({ block: 'nearest' });
  }

  /** Title and lines of a choice. */
  describe({ type, code }) {
    const { cooperations, poles, territoires, themes, formes, statuts } = this.inventaire;
    const name = (i) => territoires[i].nom;
    if (type === 'cooperation') {
      const c = cooperations.find((row) => row.id === code);
      const statut = statuts[c.statut];
      const labels = [c.theme, ...c.themes].map((t) => themes[t].label);
      return [c.titre, [
        `${formes[c.forme].label} · ${statut.label.toLowerCase()}`,
        annees(c, statut.code === 'active') || 'Années non renseignées',
        labels.join(', '),
        `Portée par ${name(c.participants[0])}`,
        `Avec ${c.participants.slice(1).map(name).join(', ')}`,
      ]];
    }
    if (type === 'pole') {
      const pole = poles.find((row) => row.code === code);
      return [pole.nom, [describePole(pole), pole.themes.map((t) => themes[t].label).join(', ')]];
    }
    const i = territoires.findIndex((row) => row.code === code);
    const coops = cooperations.filter((c) => c.participants.includes(i));
    return i < 0
      ? ['Intercommunalité', ['Dans aucune coopération de l’inventaire.']]
      : [name(i), [describeTerritoire(this.inventaire, territoires[i], coops.length).replace(' sur la carte', '')]];
  }
}
