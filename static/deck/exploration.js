// Free exploration: filters, list and details working in the page itself.
import { ETAT, Exploration as Base, make } from '../site/exploration.js';
import { lightOf, parseChoix } from '../carte/selection.js';
import { annees, describePole, describeTerritoire } from '../carte/textes.js';

export class Exploration extends Base {
  /**
   * @param {HTMLElement} element
   * @param {{inventaire: any, index: any, draw: (etat: any, resultat: any) => void,
   *          select: (vers: string) => void}} deck
   */
  constructor(element, { select, ...host }) {
    super(element, host);
    this.select = select;
    this.detail = element.querySelector('.choisi');
  }

  /** Start from what a scene shows. */
  open(etat, choix) {
    this.element.hidden = false;
    for (const box of this.element.querySelectorAll('.facette')) {
      if (etat[box.dataset.facette].length) box.open = true;
    }
    this.show({ ...ETAT, ...etat });
    this.choose(choix);
    this.element.scrollTop = 0;
    this.element.querySelector('h2').focus({ preventScroll: true });
  }

  close() {
    this.element.hidden = true;
  }

  clear() {
    this.choose('');
    super.clear();
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
