// The sheet beside the map: one small file per item, fetched when it is chosen.
import { make } from './exploration.js';

export class Fiches {
  /**
   * @param {HTMLElement} element
   * @param {string} folder address of the sheets
   */
  constructor(element, folder) {
    Object.assign(this, { element, folder, vers: '', cache: new Map() });
  }

  fetchText(path) {
    if (!this.cache.has(path)) {
      const answer = fetch(path).then((r) => (r.ok ? r.text() : Promise.reject(new Error(`${r.status} ${path}`))));
      answer.catch(() => this.cache.delete(path));
      this.cache.set(path, answer);
    }
    return this.cache.get(path);
  }

  /**
   * Show a sheet, none for ''.
   * @param {string} vers « type:code » of what was chosen
   * @param {string} fiche « type:code » of the sheet that tells it
   * @param {string} avant what is said above it
   * @returns {Promise<HTMLElement | null>} its title; null when another was asked for since
   */
  async show(vers, fiche, avant = '') {
    this.vers = vers;
    if (!vers) {
      this.element.replaceChildren();
      return null;
    }
    const at = fiche.indexOf(':');
    const path = `${this.folder}${fiche.slice(0, at)}/${encodeURIComponent(fiche.slice(at + 1))}.html`;
    let article;
    try {
      const text = await this.fetchText(path);
      article = new DOMParser().parseFromString(text, 'text/html').querySelector('article');
    } catch {
      article = this.failure();
    }
    if (this.vers !== vers) return null;
    const note = avant ? [make('p', avant, 'commune')] : [];
    this.element.replaceChildren(...note, document.adoptNode(article));
    return article.querySelector('h2');
  }

  failure() {
    const article = make('article', '', 'fiche');
    const close = make('a', 'Fermer', 'fermer');
    close.href = '?';
    close.dataset.vers = '';
    const titre = make('h2', 'Fiche indisponible');
    titre.tabIndex = -1;
    const notice = make('p', 'Cette fiche n’a pas pu être chargée. Vérifiez la connexion, puis choisissez-la de nouveau.');
    notice.setAttribute('role', 'alert');
    article.append(close, titre, notice);
    return article;
  }
}
