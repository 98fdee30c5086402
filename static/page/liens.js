// Links of a page's content, followed without loading the application anew; counts of its filters.
import { Comptes } from '../carte/comptes.js';
import { fill } from './planche.js';

export class Liens {
  /** @param {(lien: {page?: string, vers?: string}) => void} send tells the server of a link */
  constructor(send) {
    document.documentElement.lang = 'fr';
    this.comptes = new Comptes(document);
    this.onClick = (event) => {
      const link = event.target.closest?.('[data-vers], [data-page]');
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      event.preventDefault();
      send({ ...link.dataset });
    };
    document.addEventListener('click', this.onClick);
    // Links are followed from here on; before, the browser opens their address.
    document.documentElement.dataset.liens = 'prets';
  }

  /** @param {{comptes: Record<string, number[]>, etat: any, planches: Record<string, any>}} data */
  update({ comptes, etat, planches }) {
    this.comptes.show(comptes, etat);
    fill(planches);
  }

  stop() {
    this.comptes.stop();
    document.removeEventListener('click', this.onClick);
    delete document.documentElement.dataset.liens;
  }
}
