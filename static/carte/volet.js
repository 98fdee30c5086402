// Host in the page: reads the filters, answers at once on the map and in the list, and lets the
// server confirm. The page's only link with the map, in both directions.
import { Comptes } from './comptes.js';
import { depuisBase64, filtrer, indexer } from './filtre.js';
import { Liste } from './liste.js';
import { PASTILLES, optionsOf, readEtat, watch } from './reglages.js';

const loaded = new Map();
// A layer's name changes with its content: what the browser holds is right, whatever its age.
const fetchJson = (url) => {
  if (!loaded.has(url)) {
    const answer = fetch(url, { cache: 'force-cache' }).then((r) => (r.ok ? r.json() : Promise.reject(new Error(url))));
    answer.catch(() => loaded.delete(url));
    loaded.set(url, answer);
  }
  return loaded.get(url);
};

const iframe = () => document.querySelector('.st-key-carte iframe, .st-key-zone_carte iframe');

function hostReady() {
  return new Promise((resolve) => {
    const check = () => {
      const host = iframe()?.contentWindow?.carteHote;
      if (host) {
        window.removeEventListener('carte:hote', check);
        resolve(host);
      }
    };
    window.addEventListener('carte:hote', check);
    check();
  });
}

/** A pause after which a silent server is taken at its last word. */
const SETTLE_MS = 600;
/** How long what surrounds the paths waits for the server. */
const PATIENCE_MS = 150;
const sameSet = (a, b) => a.length === b.length && a.every((x, i) => x === b[i]);

export class Volet {
  constructor(element, send) {
    Object.assign(this, { element, send, data: null, carte: null, etat: null, pending: null, sent: null, rest: new Map(), stops: [] });
    this.liste = null;
    this.start = null;
    this.comptes = new Comptes(document);
    document.documentElement.lang = 'fr';
    const onClick = (event) => {
      if (event.target.closest?.('[data-scene]')) {
        this.send({ scene: this.carte?.cadre() ?? null });
        return;
      }
      const link = event.target.closest?.('[data-vers]');
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      event.preventDefault();
      if ('page' in link.dataset) {
        this.send({ ...link.dataset });
        return;
      }
      this.followFocus(link.dataset.vers);
      this.choose(link.dataset.vers);
    };
    const onKey = (event) => {
      if (event.key !== 'Escape' || !this.choix || event.defaultPrevented) return;
      if (event.view === window) this.followFocus('');
      this.choose('');
    };
    const answers = new MutationObserver(() => this.read());
    answers.observe(document.body, { subtree: true, childList: true });
    document.addEventListener('click', onClick);
    document.addEventListener('keydown', onKey);
    this.onKey = onKey;
    this.stops.push(
      () => document.removeEventListener('click', onClick),
      () => document.removeEventListener('keydown', onKey),
      watch(document, () => this.onWidget()),
      () => answers.disconnect(),
      () => this.comptes.stop(),
    );
  }

  /** Take the layers at these addresses, once. */
  install(couches) {
    if (this.layers === couches.inventaire) return;
    this.layers = couches.inventaire;
    this.start = this.load(couches).then(() => true, () => this.fail());
    this.reponse = null;
    this.read();
  }

  /** The server's answer, as the page now holds it. */
  read() {
    const { reponse } = document.querySelector('.st-key-compteur [data-reponse]')?.dataset ?? {};
    if (!reponse || reponse === this.reponse) return;
    this.reponse = reponse;
    this.update(JSON.parse(reponse));
  }

  /** A new answer of the server: state, result, selection. */
  async update(data) {
    this.data = data;
    if (this.sent === null || this.sent === data.choix) this.choix = data.choix;
    if (!this.carte) this.comptes.show(data.comptes, data.etat);
    if (!(await this.start)) return;
    if (this.data === data && this.layers === data.inventaire) this.confirm(data);
  }

  /** The layers cannot be had: say so, in the list's place. */
  fail() {
    this.layers = null;
    const notice = document.createElement('p');
    notice.setAttribute('role', 'alert');
    notice.textContent = 'La carte n’a pas pu être chargée. Rechargez la page ; si cela persiste, l’application a été mise à jour et doit être relancée.';
    this.element.replaceChildren(notice);
    return false;
  }

  async load(couches) {
    const address = (couche) => new URL(couche, new URL('./', document.baseURI)).href;
    const [inventaire, topology, host] = await Promise.all([
      fetchJson(address(couches.inventaire)),
      fetchJson(address(couches.geometrie)),
      hostReady(),
    ]);
    this.inventaire = inventaire;
    this.loadDetail = () => fetchJson(address(couches.detail));
    for (const c of inventaire.cooperations) c.texte ??= '';
    this.index = indexer(inventaire);
    this.loadTexts = () => fetchJson(address(couches.textes));
    this.options = optionsOf(inventaire);
    this.liste = new Liste(this.element, inventaire);
    this.attach(host, topology);
    const again = () => {
      const fresh = iframe()?.contentWindow?.carteHote;
      if (fresh && fresh !== this.host) {
        this.attach(fresh, topology);
        this.confirm(this.data);
      }
    };
    window.addEventListener('carte:hote', again);
    this.stops.push(() => window.removeEventListener('carte:hote', again));
  }

  attach(host, topology) {
    this.host = host;
    this.lit = '';
    this.carte = host.createCarte({ topology, inventaire: this.inventaire, loadDetail: this.loadDetail }, (vers) => this.choose(vers));
    const frame = iframe();
    frame.title = 'Carte des pôles métropolitains et des coopérations';
    frame.contentWindow.document.addEventListener('keydown', this.onKey);
  }

  /** The server's answer: what it shows is what stays, unless the visitor has moved on since. */
  confirm(data) {
    this.carte.setTheme(this.theme());
    this.carte.fonds.set(data.fond);
    if (this.awaits(data)) this.accept(data);
    else this.settle();
    // An answer older than the visitor's last click does not undo it.
    if (this.sent === null || this.sent === data.choix) {
      this.sent = null;
      this.select(data.choix, data.eclaire);
    }
    const root = iframe().contentWindow.document.documentElement;
    root.dataset.confirme = String(Number(root.dataset.confirme ?? 0) + 1);
    if (this.pending === null) this.afterPaint(() => this.finish());
  }

  /** Whether an answer is to the visitor's last change. */
  awaits(data) {
    return this.pending === null || this.pending === JSON.stringify(data.etat);
  }

  accept(data) {
    this.pending = null;
    this.etat = data.etat;
    this.draw({
      coops: depuisBase64(data.coops, this.inventaire.cooperations.length),
      secondaires: depuisBase64(data.secondaires, this.inventaire.cooperations.length),
      poles: depuisBase64(data.poles, this.inventaire.poles.length),
      regions: data.etat.regions,
    }, data.comptes);
  }

  /** Once the server has nothing more to say, its last answer holds. */
  settle() {
    clearTimeout(this.settling);
    this.settling = setTimeout(() => {
      const idle = document.querySelector('.stApp')?.dataset.testScriptState === 'notRunning';
      if (idle && this.pending !== null) this.accept(this.data);
      else if (!idle) this.settle();
    }, SETTLE_MS);
  }

  /** A widget moved: a light drawing first, a heavy one once Streamlit's timer has sent the change. */
  onWidget() {
    clearTimeout(this.soon);
    if (this.carte?.traces.toile) this.soon = setTimeout(() => this.anticipate());
    else this.anticipate();
  }

  /** Answer before the server. */
  anticipate() {
    if (!this.carte || !this.data) return;
    const etat = readEtat(document, this.etat, this.options);
    const state = JSON.stringify(etat);
    if (state === JSON.stringify(this.etat)) return;
    if (etat.q && this.loadTexts) {
      this.readTexts();
      return;
    }
    this.etat = etat;
    this.pending = state;
    clearTimeout(this.settling);
    const { comptes, ...resultat } = filtrer(this.index, etat);
    const shown = Object.entries(PASTILLES).map(([widget, facet]) => [facet, this.options[widget].map((code) => comptes[facet][code])]);
    this.draw({ ...resultat, regions: etat.regions }, Object.fromEntries(shown));
  }

  /** What a search reads, fetched at the first one. */
  async readTexts() {
    const load = this.loadTexts;
    const textes = await load().catch(() => null);
    if (!textes || this.loadTexts !== load) return;
    this.loadTexts = null;
    this.inventaire.cooperations.forEach((c, i) => (c.texte = textes[i]));
    this.index = indexer(this.inventaire);
    this.anticipate();
  }

  /**
   * The right paths now. What surrounds them (names, legend, list, counts) waits for the server's
   * answer, which this work would delay.
   */
  draw(resultat, comptes) {
    const { drawn, etat } = this;
    this.rest.set('comptes', () => this.comptes.show(comptes, etat));
    const same = (key) => sameSet(drawn[key], resultat[key]);
    if (drawn?.carte !== this.carte || !['coops', 'poles', 'secondaires', 'regions'].every(same)) {
      this.drawn = { ...resultat, carte: this.carte };
      this.carte.show(resultat, (finish) => this.rest.set('carte', finish));
      this.rest.set('liste', () => this.liste.show(resultat));
    }
    clearTimeout(this.finishing);
    this.finishing = setTimeout(() => this.finish(), PATIENCE_MS);
  }

  /** Draw what surrounds the paths. */
  finish() {
    clearTimeout(this.finishing);
    for (const step of this.rest.values()) step();
    this.rest.clear();
  }

  afterPaint(step) {
    requestAnimationFrame(() => setTimeout(step));
  }

  choose(vers) {
    if (vers === this.choix) return;
    this.choix = vers;
    this.sent = vers;
    this.select(vers);
    this.send({ vers });
  }

  /**
   * Opened from the page, a sheet takes the focus; closed, it gives it back to the row it came
   * from. What is chosen on the map leaves the focus there.
   */
  followFocus(vers) {
    this.watcher?.disconnect();
    const zone = document.querySelector('.st-key-zone_volet');
    const title = () => zone.querySelector('.fiche h2');
    const before = title()?.textContent;
    const from = this.choix;
    const move = () => {
      const sheet = title();
      if (vers ? !sheet || sheet.textContent === before : sheet) return;
      this.watcher.disconnect();
      const row = () => this.element.querySelector(`[data-vers="${CSS.escape(from)}"]`);
      const target = vers ? sheet : (row() ?? document.querySelector('.st-key-territoire input'));
      if (vers) zone.scrollTop = 0;
      // On a narrow screen the sheet is under the map, and the page itself scrolls to it.
      target?.focus({ preventScroll: false });
    };
    this.watcher = new MutationObserver(move);
    this.watcher.observe(zone, { subtree: true, childList: true, characterData: true });
  }

  /** Light a choice; `eclaire` is what stands for it on the map. */
  select(vers, eclaire = vers) {
    if (this.carte && eclaire !== this.lit) {
      this.lit = eclaire;
      this.carte.select(eclaire);
      this.carte.reveal();
    }
    this.liste?.select(vers);
  }

  /** Theme of the page, read from its ground when Streamlit has styled it anew. */
  theme() {
    const app = document.querySelector('.stApp');
    if (this.themed?.className !== app.className) {
      const [r, g, b] = getComputedStyle(app).backgroundColor.match(/[\d.]+/g).map(Number);
      this.themed = { className: app.className, theme: r + g + b < 384 ? 'dark' : 'light' };
    }
    return this.themed.theme;
  }

  stop() {
    clearTimeout(this.settling);
    clearTimeout(this.finishing);
    clearTimeout(this.soon);
    this.watcher?.disconnect();
    for (const stop of this.stops) stop();
  }
}
