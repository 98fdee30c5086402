// Years played one after another: what had begun by each of them.
import { pluriel } from '../carte/textes.js';

const PAS_MS = 900;

/** Cooperations, by rank, begun in a year or before; none whose first year is unknown. */
export const begunBy = (cooperations, ranks, annee) =>
  ranks.filter((i) => cooperations[i].debut !== null && cooperations[i].debut <= annee);

export class Annees {
  /**
   * @param {HTMLElement} element
   * @param {(annee: number) => number} onYear draws a year, returns how many cooperations
   */
  constructor(element, onYear) {
    Object.assign(this, { element, onYear, bornes: null, timer: 0 });
    this.annee = element.querySelector('.annee');
    this.compte = element.querySelector('.compte');
    this.bouton = element.querySelector('button');
    this.curseur = element.querySelector('input');
    this.curseur.addEventListener('input', () => {
      this.pause();
      this.show(this.curseur.valueAsNumber);
    });
  }

  /**
   * Take the years of a scene; null for a scene that plays none.
   * @param {[number, number] | null} bornes
   * @param {boolean} still whether to show the last year at once
   */
  set(bornes, still) {
    this.pause();
    this.bornes = bornes;
    this.element.hidden = !bornes;
    if (!bornes) return;
    [this.curseur.min, this.curseur.max] = bornes;
    this.last = still ? bornes[1] : bornes[0];
    this.curseur.value = this.last;
    this.annee.textContent = this.last;
  }

  show(annee) {
    this.last = annee;
    this.curseur.value = annee;
    this.annee.textContent = annee;
    this.compte.textContent = pluriel(this.onYear(annee), 'coopération née', 'coopérations nées');
  }

  play() {
    if (!this.bornes || this.timer) return;
    if (this.last >= this.bornes[1]) this.show(this.bornes[0]);
    this.bouton.textContent = 'Arrêter';
    this.timer = setInterval(() => {
      if (this.last < this.bornes[1]) this.show(this.last + 1);
      if (this.last >= this.bornes[1]) this.pause();
    }, PAS_MS);
  }

  pause() {
    clearInterval(this.timer);
    this.timer = 0;
    this.bouton.textContent = 'Lire';
  }

  toggle() {
    if (this.timer) this.pause();
    else this.play();
  }
}
