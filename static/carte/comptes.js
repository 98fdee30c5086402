// Writes on the bar how many cooperations each option would give, and how many filters a popover holds.
import { PASTILLES, pastilles } from './reglages.js';

/** Filters held by each popover of the bar, in a state. */
const popovers = (etat) => ({
  theme: etat.themes.length,
  region: etat.regions.length,
  autres: [etat.formes.length, etat.statuts.length, etat.confiances.length, etat.annees, etat.poles_tous, etat.q].filter(Boolean).length,
});

/** Write a number after a label, once. */
function setNumber(label, text, className) {
  if (!label) return;
  let n = label.querySelector('.n');
  if (!n) {
    n = label.ownerDocument.createElement('span');
    n.className = className;
    label.append(' ', n);
  }
  if (n.textContent === text) return;
  n.className = className;
  n.textContent = text;
}

/**
 * The server's labels never change: a click made before an answer still names its option.
 * Streamlit draws an option again when it is pressed or its popover opens; the count follows.
 */
export class Comptes {
  constructor(page) {
    Object.assign(this, { page, comptes: null });
    this.observer = new MutationObserver(() => this.apply());
    this.observer.observe(page.body, { subtree: true, childList: true });
  }

  /**
   * @param {Record<string, number[]>} comptes facet -> count of each option, in display order
   * @param {any} etat filters chosen
   */
  show(comptes, etat) {
    this.comptes = comptes;
    this.popovers = popovers(etat);
    this.apply();
  }

  apply() {
    if (!this.comptes) return;
    for (const [widget, facet] of Object.entries(PASTILLES)) {
      const counts = this.comptes[facet];
      const buttons = pastilles(this.page, widget);
      if (buttons.length !== counts.length) continue;
      buttons.forEach((button, i) => setNumber(button.querySelector('p'), String(counts[i]), counts[i] ? 'n' : 'n zero'));
    }
    for (const [popover, chosen] of Object.entries(this.popovers)) {
      setNumber(this.page.querySelector(`.st-key-ouvrir_${popover} p`), chosen ? `· ${chosen}` : '', 'n');
    }
  }

  stop() {
    this.observer.disconnect();
  }
}
