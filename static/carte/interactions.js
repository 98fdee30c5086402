// Pointer and keyboard on the map: tooltip, click, one tab stop with arrow keys, announcements.
import { describeCooperation, describePole, describeTerritoire } from './textes.js';
import { parseChoix } from './selection.js';

const RING = [[0, 0], [4, 0], [-4, 0], [0, 4], [0, -4], [3, 3], [-3, 3], [3, -3], [-3, -3], [7, 0], [-7, 0], [0, 7], [0, -7]];

/** What can be reached on the map. */
const FEATURE = '.pole[role], .lien[role], .noeud[role]';

export class Interactions {
  /**
   * @param {import('./carte.js').Carte} carte
   * @param {(vers: string) => void} onSelect receives « type:code », or '' to unselect
   */
  constructor(carte, onSelect) {
    Object.assign(this, { carte, onSelect });
    const container = carte.map.getContainer();
    this.bulle = document.createElement('div');
    this.bulle.className = 'bulle';
    this.bulle.hidden = true;
    container.append(this.bulle);
    const { signal } = (this.abort = new AbortController());
    container.addEventListener('mousemove', (e) => this.hover(e), { signal });
    container.addEventListener('mouseleave', () => this.hide(), { signal });
    this.onMap = { click: (e) => this.click(e.originalEvent), movestart: () => this.hide() };
    carte.map.on(this.onMap);
    const box = carte.calque._container;
    box.addEventListener('keydown', (e) => this.key(e));
    box.addEventListener('focusin', (e) => this.focus(e.target));
    box.addEventListener('focusout', () => this.hide());
  }

  remove() {
    this.abort.abort();
    this.carte.map.off(this.onMap);
    this.bulle.remove();
  }

  /** « type:code » under the pointer: what it touches, else the nearest within a few pixels. */
  pick(target, x, y) {
    const direct = target?.closest?.('.lien, .noeud');
    if (direct) return direct.dataset.vers;
    for (const [dx, dy] of RING) {
      const near = document.elementFromPoint(x + dx, y + dy)?.closest?.('.lien, .noeud');
      if (near) return near.dataset.vers;
    }
    const { map, traces } = this.carte;
    if (traces.toile) {
      const p = map.mouseEventToLayerPoint({ clientX: x, clientY: y });
      const found = traces.at(p.x, p.y);
      if (found) return found;
    }
    return target?.closest?.('[data-vers]')?.dataset.vers ?? '';
  }

  hover(event) {
    if (event.buttons || event.target.closest('.leaflet-control, .carte-ui')) return this.hide();
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => {
      const vers = this.pick(event.target, event.clientX, event.clientY);
      this.carte.map.getContainer().classList.toggle('sur-objet', !!vers);
      if (!vers) return this.hide();
      const { x, y } = this.carte.map.mouseEventToContainerPoint(event);
      this.show(vers, x, y);
    });
  }

  show(vers, x, y) {
    if (this.bulle.dataset.vers !== vers) {
      this.bulle.dataset.vers = vers;
      const [titre, ligne] = this.describe(vers);
      const b = document.createElement('strong');
      b.textContent = titre;
      const span = document.createElement('span');
      span.textContent = ligne;
      this.bulle.replaceChildren(b, span);
    }
    this.bulle.hidden = false;
    const size = this.carte.map.getSize();
    const { offsetWidth: w, offsetHeight: h } = this.bulle;
    this.bulle.style.left = `${Math.max(6, Math.min(x + 14, size.x - w - 6))}px`;
    this.bulle.style.top = `${y + 18 + h > size.y ? Math.max(6, y - h - 12) : y + 18}px`;
  }

  hide() {
    cancelAnimationFrame(this.frame);
    this.bulle.hidden = true;
    this.bulle.dataset.vers = '';
    this.carte.map.getContainer().classList.remove('sur-objet');
  }

  describe(vers) {
    const { inventaire, traces } = this.carte;
    const { type, code } = parseChoix(vers);
    if (type === 'cooperation') {
      const c = inventaire.cooperations.find((row) => row.id === code);
      return [c.titre, describeCooperation(inventaire, c)];
    }
    if (type === 'pole') {
      const pole = inventaire.poles.find((row) => row.code === code);
      return [pole.nom, describePole(pole)];
    }
    const i = inventaire.territoires.findIndex((row) => row.code === code);
    const territoire = inventaire.territoires[i];
    return [territoire.nom, describeTerritoire(inventaire, territoire, traces.degres.get(i) ?? 0)];
  }

  click(event) {
    if (event.target.closest?.('.leaflet-control, .carte-ui')) return;
    this.onSelect(this.pick(event.target, event.clientX, event.clientY));
  }

  /** Everything reachable, in reading order: pôles, cooperations, territories. */
  get features() {
    return [...this.carte.calque._container.querySelectorAll(FEATURE)];
  }

  /** One tab stop: the first feature, or the one last focused. */
  resetTabStop() {
    const { _container } = this.carte.calque;
    if (!_container.querySelector('[tabindex="0"]')) _container.querySelector(FEATURE)?.setAttribute('tabindex', '0');
  }

  key(event) {
    const features = this.features;
    const at = features.indexOf(event.target);
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[event.key];
    let next;
    if (step) next = (at + step + features.length) % features.length;
    else if (event.key === 'Home') next = 0;
    else if (event.key === 'End') next = features.length - 1;
    else if ((event.key === 'Enter' || event.key === ' ') && at >= 0) {
      event.preventDefault();
      return this.onSelect(features[at].dataset.vers);
    } else return;
    event.preventDefault();
    event.stopPropagation();
    features[next]?.focus({ preventScroll: true });
  }

  focus(target) {
    if (!target.dataset.vers) return;
    for (const f of this.carte.calque._container.querySelectorAll('[tabindex="0"]')) f.setAttribute('tabindex', '-1');
    target.setAttribute('tabindex', '0');
    const { map } = this.carte;
    const box = target.getBoundingClientRect();
    const { x, y } = map.mouseEventToContainerPoint({ clientX: box.left + box.width / 2, clientY: box.top + box.height / 2 });
    const size = map.getSize();
    if (x < 0 || y < 0 || x > size.x || y > size.y) map.panBy([x - size.x / 2, y - size.y / 2], { animate: false });
    this.show(target.dataset.vers, Math.max(0, Math.min(x, size.x)), Math.max(0, Math.min(y, size.y)));
  }
}
