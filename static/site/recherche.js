// « Ma commune »: the places a typed name may mean. Their names are fetched when the box is first used.
import { make } from './exploration.js';
import { cleanText } from './permalien.js';
import { findPlaces, indexNames } from './noms.js';

const MINIMUM = 2;
/** Name of each kind of place; a « territoire » is told by its own type. */
const TYPES = { pole: 'Pôle', commune: 'Commune', epci: 'Intercommunalité', territoire: '' };

export class Recherche {
  /**
   * @param {HTMLInputElement} input
   * @param {HTMLElement} results
   * @param {() => Promise<any>} fetchNames
   */
  constructor(input, results, fetchNames) {
    Object.assign(this, { input, results, fetchNames, index: null, loading: null });
    input.addEventListener('focus', () => this.load().catch(() => {}));
    input.addEventListener('input', () => this.show());
    input.addEventListener('keydown', (event) => {
      const first = this.results.querySelector('a');
      if (event.key === 'Enter') first?.click();
      else if (event.key === 'ArrowDown') first?.focus();
      else if (event.key !== 'Escape' || !input.value) return;
      event.preventDefault();
      if (event.key === 'Escape') this.clear();
    });
  }

  /** Names of every place; once. */
  load() {
    this.loading ??= this.fetchNames().then(
      (couche) => (this.index = indexNames(couche)),
      (error) => {
        this.loading = null;
        throw error;
      },
    );
    return this.loading;
  }

  clear() {
    this.input.value = '';
    this.results.replaceChildren();
  }

  async show() {
    const query = cleanText(this.input.value);
    if (query.length < MINIMUM) {
      this.results.replaceChildren();
      return;
    }
    try {
      if (!this.index) await this.load();
    } catch {
      this.results.replaceChildren(make('p', 'La recherche n’a pas pu être chargée. Vérifiez la connexion, puis réessayez.'));
      return;
    }
    // What was typed while the names came is searched by its own turn.
    if (query !== cleanText(this.input.value)) return;
    const found = findPlaces(this.index, query);
    if (!found.length) {
      this.results.replaceChildren(make('p', `Aucune commune ni aucun territoire ne ressemble à «\u202f${query}\u202f».`));
      return;
    }
    const list = document.createElement('ul');
    list.append(...found.map((place) => this.row(place)));
    this.results.replaceChildren(list);
  }

  row({ type, code, nom, contexte }) {
    const kind = type === 'pole' ? 'pole' : 'territoire';
    const link = document.createElement('a');
    link.href = `?${kind}=${encodeURIComponent(code)}`;
    link.dataset.vers = `${kind}:${code}`;
    link.append(make('b', nom), make('span', [TYPES[type], contexte].filter(Boolean).join(' · ')));
    const row = document.createElement('li');
    row.append(link);
    return row;
  }
}
