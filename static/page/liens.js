// Links of a page's content, followed without loading the application anew; counts of its filters.
import { Comptes } from '../carte/comptes.js';
import { fill } from './planche.js';

const POINTED = ['pointerover', 'focusin', 'contextmenu'];

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
    // Before it is pressed, dragged or copied, a link is pointed at or has the focus.
    this.onPoint = (event) => {
      const link = event.target.closest?.('a[data-page]:is([data-vers], [data-filtre])');
      if (link && this.adresses) this.address(link);
    };
    document.addEventListener('click', this.onClick);
    for (const kind of POINTED) document.addEventListener(kind, this.onPoint, true);
    // Links are followed from here on; before, the browser opens their address.
    document.documentElement.dataset.liens = 'prets';
  }

  /** @param {{comptes: Record<string, number[]>, etat: any, planches: any, adresses: Record<string, string>}} data */
  update({ comptes, etat, planches, adresses }) {
    this.adresses = adresses;
    this.comptes.show(comptes, etat);
    fill(planches);
  }

  /** Write in a link's address the filters that following it would keep. */
  address(link) {
    const { page, vers, filtre } = link.dataset;
    const query = new URLSearchParams(this.adresses[page] ?? this.adresses['*']);
    const [kind, ...code] = (vers ?? '').split(':');
    if (code.length) query.set(kind, code.join(':'));
    for (const [key, value] of new URLSearchParams(filtre)) value ? query.set(key, value) : query.delete(key);
    const written = query.toString().replaceAll('%2C', ',');
    link.setAttribute('href', `./${page}${written && '?'}${written}${link.hash}`);
  }

  stop() {
    this.comptes.stop();
    document.removeEventListener('click', this.onClick);
    for (const kind of POINTED) document.removeEventListener(kind, this.onPoint, true);
    delete document.documentElement.dataset.liens;
  }
}
