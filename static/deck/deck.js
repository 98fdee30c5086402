// The deck: scenes one after another on the map, alone in its file or inside the application.
import { indexer, filtrer } from '../carte/filtre.js';
import { Annees, begunBy } from './annees.js';
import { listenButtons, listenKeys, listenSwipes } from './commandes.js';
import { ETAT, loadCouche, readDeck } from './donnees.js';
import { Exploration } from './exploration.js';
import { Impression } from './impression.js';
import { Texte } from './texte.js';
import { Vue, levels } from './vue.js';

const INACTIF_MS = 2500;
const FINE = '\u202f';
/** What an empty deck shows. */
const VIDE = {
  titre: 'Aucune scène pour l’instant',
  commentaire: 'Cette présentation est vide. Ajoutez-lui des scènes depuis la carte, ou explorez librement (touche E).',
  notes: '', chiffres: [], etat: ETAT, choix: '', fond: '', cadre: null, noms: true,
  niveaux: ['regions', 'poles', 'liens'], defile: null, lien: '', qr: '',
};

const $ = (id) => document.getElementById(id);
const stays = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

class Deck {
  constructor({ titre, scenes, couches }) {
    Object.assign(this, { titre, couches, rang: 0, exploring: false, vue: null });
    this.take(scenes);
    this.embarque = window.parent !== window;
    this.texte = new Texte($('texte'));
    this.annees = new Annees($('annees'), (annee) => this.drawYear(annee));
    $('deck').hidden = false;
    document.documentElement.classList.add('vivant');
    const act = (action, value) => this[action]?.(value);
    const exploring = () => this.exploring;
    listenKeys(act, { exploring, saisie: $('saisie') });
    listenButtons($('deck'), act);
    listenSwipes($('deck'), act, exploring);
    window.addEventListener('resize', () => this.layout());
    window.addEventListener('hashchange', () => this.followHash());
    window.addEventListener('beforeprint', () => this.print());
    document.addEventListener('fullscreenchange', () => this.layout());
    for (const type of ['pointermove', 'pointerdown', 'focusin']) {
      document.addEventListener(type, () => this.wake(), { passive: true });
    }
    this.wake();
    if (!document.fullscreenEnabled) document.querySelector('[data-action="plein"]').hidden = true;
    this.show(this.rankOfHash() ?? 0, false);
    this.load().catch((error) => this.fail(error));
  }

  take(scenes) {
    this.scenes = scenes.length ? scenes : [VIDE];
    this.vide = !scenes.length;
  }

  /** Other scenes, from the application: the one at this rank is shown where it stood. */
  update({ titre, scenes }, rang) {
    const before = JSON.stringify(this.scene);
    this.titre = titre;
    this.take(scenes);
    if (rang !== this.rang || JSON.stringify(this.scenes[rang]) !== before) this.show(rang, rang !== this.rang);
    else this.tell();
  }

  async load() {
    const names = ['inventaire', 'textes', 'geometrie'];
    const [inventaire, textes, topology] = await Promise.all(names.map((name) => loadCouche(this.couches, name)));
    inventaire.cooperations.forEach((c, i) => (c.texte = textes[i]));
    this.inventaire = inventaire;
    this.index = indexer(inventaire);
    await document.fonts.ready;
    this.vue = new Vue($('carte'), {
      inventaire,
      topology,
      loadDetail: () => loadCouche(this.couches, 'detail'),
      legende: $('legende').firstElementChild,
      theme: document.documentElement.dataset.theme,
      tuiles: !!this.couches,
      onSelect: (vers) => this.select(vers),
    });
    this.impression = new Impression(this.vue.carte);
    this.exploration = new Exploration($('exploration'), {
      inventaire,
      index: this.index,
      draw: (etat, resultat) => this.vue.draw({ ...VIDE, etat }, resultat),
      select: (vers) => {
        this.vue.carte.select(vers);
        this.vue.carte.reveal();
      },
    });
    this.show(this.rang, false);
    document.documentElement.dataset.deck = 'pret';
  }

  fail(error) {
    console.error(error);
    $('annonce').textContent = '';
    const notice = document.createElement('p');
    notice.id = 'panne';
    notice.setAttribute('role', 'alert');
    notice.textContent = 'La carte n’a pas pu être dessinée : ce navigateur est peut-être trop ancien. Les textes restent lisibles ; essayez une version récente de Firefox, Chrome, Edge ou Safari.';
    $('deck').append(notice);
  }

  get scene() {
    return this.scenes[this.rang];
  }

  /** What a scene shows, in the year that is shown if it plays some. */
  resultOf(scene, annee = this.annees.last) {
    const resultat = filtrer(this.index, scene.etat);
    if (!scene.defile) return resultat;
    const begun = (ranks) => begunBy(this.inventaire.cooperations, ranks, annee);
    return { ...resultat, coops: begun(resultat.coops), secondaires: begun(resultat.secondaires) };
  }

  show(rang, animate = true) {
    this.rang = Math.max(0, Math.min(rang, this.scenes.length - 1));
    const { scene } = this;
    if (this.exploring) this.setExploring(false);
    this.nommees = scene.noms;
    this.texte.show(scene);
    this.annees.set(scene.defile, stays());
    $('texte').classList.toggle('joue', !!scene.defile);
    this.tell();
    if (this.vue) {
      $('texte').classList.remove('entre');
      // The legend comes with the drawing: what is said has to make room for it.
      this.vue.setLegend(false);
      this.vue.show(scene, this.resultOf(scene), scene.noms);
      if (scene.defile) this.annees.show(this.annees.last);
      this.layout();
      this.vue.frame(scene, animate && !stays());
      $('texte').classList.toggle('entre', animate);
      if (scene.defile && !stays()) this.annees.play();
    } else {
      this.texte.fit();
    }
    this.writeHash();
    this.press('noms', this.nommees);
  }

  /** Say where one is: foot, progress, notes, link, announcement. */
  tell() {
    const { scene, rang } = this;
    const total = this.vide ? 0 : this.scenes.length;
    const place = this.vide ? '' : `${rang + 1}${FINE}/${FINE}${total}`;
    $('rang').textContent = [place, this.titre].filter(Boolean).join(' · ');
    $('progression').firstElementChild.style.width = `${total ? (100 * (rang + 1)) / total : 0}%`;
    document.title = this.vide ? this.titre : `${scene.titre} · ${this.titre}`;
    $('notes').querySelector('p').textContent = scene.notes || 'Aucune note pour cette scène.';
    const [image, text] = [$('lien').querySelector('img'), $('lien').querySelector('p')];
    image.hidden = !scene.qr;
    if (scene.qr) image.src = scene.qr;
    else image.removeAttribute('src');
    text.textContent = scene.lien ||
      'Cette scène n’a pas de lien : il faut l’adresse publique du tableau de bord au moment de l’export.';
    $('annonce').textContent = this.vide ? scene.titre : `Scène ${rang + 1} sur ${total} : ${scene.titre}`;
    document.querySelector('[data-action="precedente"]').disabled = rang === 0;
    document.querySelector('[data-action="suivante"]').disabled = rang >= this.scenes.length - 1;
    window.frameElement?.dispatchEvent(new CustomEvent('deck:scene', { bubbles: true, detail: { rang } }));
  }

  /** Fit the texts, then tell the map what they cover. */
  layout() {
    this.texte.fit();
    if (!this.vue) return;
    const box = $(this.exploring ? 'exploration' : 'texte').getBoundingClientRect();
    const foot = innerHeight - document.querySelector('footer').getBoundingClientRect().top;
    const wide = box.width < 0.7 * innerWidth;
    const air = 0.02 * innerHeight;
    this.vue.layout(wide ? [box.right + air, air, air, foot] : [air, air, air, innerHeight - box.top]);
  }

  drawYear(annee) {
    const resultat = this.resultOf(this.scene, annee);
    this.vue?.draw(this.scene, resultat);
    return resultat.coops.length;
  }

  select(vers) {
    if (this.exploring) this.exploration.choose(vers);
    else this.vue.carte.select(vers);
  }

  setExploring(exploring) {
    this.exploring = exploring;
    document.documentElement.classList.toggle('exploration', exploring);
    $('texte').hidden = exploring;
    if (exploring) document.querySelector('#exploration .liste').before($('legende'));
    else $('texte').append($('legende'));
    this.press('explorer', exploring);
    if (!exploring) this.exploration.close();
  }

  press(action, pressed) {
    document.querySelector(`#commandes [data-action="${action}"]`).setAttribute('aria-pressed', String(pressed));
  }

  // Actions, by the name their key and button give.

  suivante() {
    if (!this.wakeFromBlack()) this.show(this.rang + 1);
  }

  precedente() {
    if (!this.wakeFromBlack()) this.show(this.rang - 1);
  }

  premiere() {
    this.show(0);
  }

  derniere() {
    this.show(this.scenes.length - 1);
  }

  aller(numero) {
    if (numero >= 1 && numero <= this.scenes.length) this.show(numero - 1);
    else $('annonce').textContent = `Il n’y a pas de scène ${numero} : la présentation en compte ${this.vide ? 0 : this.scenes.length}.`;
  }

  explorer() {
    if (!this.vue) return;
    if (this.exploring) return this.show(this.rang, false);
    const { etat, choix } = this.scene;
    this.annees.pause();
    this.setExploring(true);
    this.vue.setLegend(true);
    this.exploration.open(etat, choix);
    this.layout();
    this.vue.carte.resize();
  }

  notes() {
    this.openPanel($('notes').hidden ? 'notes' : '');
  }

  lien() {
    this.openPanel($('lien').hidden ? 'lien' : '');
  }

  /** Open one panel, close the other; '' closes both. */
  openPanel(name) {
    for (const id of ['notes', 'lien']) {
      $(id).hidden = id !== name;
      this.press(id, id === name);
    }
  }

  noms() {
    this.nommees = !this.nommees;
    this.vue?.carte.setOptions({ noms: this.nommees });
    this.press('noms', this.nommees);
  }

  noir() {
    $('noir').hidden = !$('noir').hidden;
    if (!$('noir').hidden) this.annees.pause();
  }

  wakeFromBlack() {
    const black = !$('noir').hidden;
    $('noir').hidden = true;
    return black;
  }

  lecture() {
    this.annees.toggle();
  }

  theme() {
    const root = document.documentElement;
    root.dataset.theme = root.dataset.theme === 'dark' ? 'light' : 'dark';
    document.querySelector('#commandes [data-action="theme"]').textContent = root.dataset.theme === 'dark' ? 'Clair' : 'Sombre';
    this.vue?.carte.setTheme(root.dataset.theme);
  }

  async plein() {
    try {
      if (document.fullscreenElement) await document.exitFullscreen();
      else await document.documentElement.requestFullscreen();
    } catch {
      $('annonce').textContent = 'Ce navigateur refuse le plein écran ici.';
    }
  }

  aide() {
    if ($('aide').open) $('aide').close();
    else $('aide').showModal();
  }

  /** Close what is open, the last opened first; in the application, then leave. */
  fermer() {
    if (this.wakeFromBlack()) return;
    if (!$('lien').hidden || !$('notes').hidden) return this.openPanel('');
    if (this.exploring) {
      if (this.exploration.choix) this.exploration.choose('');
      else this.explorer();
      return;
    }
    if (this.embarque) window.frameElement?.dispatchEvent(new CustomEvent('deck:fermer', { bubbles: true }));
  }

  /** Commands hide when nothing moves. */
  wake() {
    const { classList } = document.documentElement;
    classList.remove('inactif');
    clearTimeout(this.sleeping);
    this.sleeping = setTimeout(() => classList.add('inactif'), INACTIF_MS);
  }

  // In the application the address is the page's own.

  rankOfHash() {
    const numero = /^#(\d+)$/.exec(location.hash)?.[1];
    return this.embarque || !numero ? null : Math.max(0, Math.min(Number(numero), this.scenes.length) - 1);
  }

  followHash() {
    const rang = this.rankOfHash();
    if (rang !== null && rang !== this.rang) this.show(rang);
  }

  writeHash() {
    if (!this.embarque && !this.vide && location.hash !== `#${this.rang + 1}`) history.replaceState(null, '', `#${this.rang + 1}`);
  }

  /** Draw the maps of the pages. */
  print() {
    if (!this.impression || this.vide) return;
    const holder = $('impression');
    holder.querySelector(':scope > svg')?.remove();
    holder.prepend(this.impression.grounds());
    const pages = [...holder.querySelectorAll('.page')];
    for (const signs of holder.querySelectorAll('.signes')) signs.remove();
    // In the application the scenes may have come after the page: what prints is the file.
    if (pages.length !== this.scenes.length || !pages[0].querySelector('.dessin')) return;
    this.scenes.forEach((scene, i) => {
      const resultat = this.resultOf(scene, scene.defile?.[1]);
      const shown = levels(scene, resultat);
      const drawing = this.impression.draw(scene, i, shown, this.vue.boundsOf(scene));
      pages[i].querySelector('.dessin').replaceChildren(drawing);
      const said = pages[i].querySelector('.dit');
      said.insertBefore(this.impression.legend(shown), said.querySelector('.lien'));
    });
  }
}

window.deck = new Deck(readDeck());
window.frameElement?.dispatchEvent(new CustomEvent('deck:pret'));
