// The screen of the page Présenter: the deck in a frame, full screen, and the copy this browser keeps.

/** Where this browser keeps the visitor's deck: a page loaded anew does not lose it. */
const GARDE = 'cooperations.presentation';
const TYPED = 'input, textarea, select, [contenteditable]';

export class Ecran {
  /**
   * @param {Element} element where the frame goes
   * @param {(message: {rang?: number, retrouver?: string}) => void} send tells the server
   */
  constructor(element, send) {
    Object.assign(this, { element, send, data: null, frame: null });
    this.onClick = (event) => {
      if (event.target.closest?.('[data-plein]')) this.open();
    };
    this.onKey = (event) => {
      const typing = event.target.closest?.(TYPED);
      if (event.key.toLowerCase() !== 'f' || typing || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      this.open();
    };
    this.onScreen = () => {
      if (!document.fullscreenElement) this.follow();
    };
    document.addEventListener('click', this.onClick);
    document.addEventListener('keydown', this.onKey);
    document.addEventListener('fullscreenchange', this.onScreen);
  }

  /** @param {{document: string, deck: any, rang: number, fichier: string, touche: boolean}} data */
  update(data) {
    this.data = data;
    if (!this.frame) this.mount();
    this.show();
    this.keep();
  }

  mount() {
    this.frame = document.createElement('iframe');
    this.frame.title = 'Présentation';
    this.frame.allow = 'fullscreen';
    this.frame.srcdoc = this.data.document;
    this.frame.addEventListener('deck:pret', () => {
      this.ready = true;
      this.show();
      this.element.dataset.ecran = 'pret';
    });
    this.frame.addEventListener('deck:scene', () => {
      if (!document.fullscreenElement) this.follow();
    });
    this.frame.addEventListener('deck:fermer', () => document.fullscreenElement && document.exitFullscreen());
    this.element.replaceChildren(this.frame);
  }

  show() {
    if (this.ready) this.frame.contentWindow.deck.update(this.data.deck, this.data.rang);
  }

  /** The scene reached in the frame becomes the one at hand. */
  follow() {
    if (!this.ready) return;
    const { rang } = this.frame.contentWindow.deck;
    if (rang === this.data.rang) return;
    this.data.rang = rang;
    this.send({ rang });
  }

  async open() {
    const { frame } = this;
    try {
      await frame.requestFullscreen();
    } catch {
      // A browser without full screen (iPhone): the frame takes the window.
      this.element.classList.add('fenetre');
      frame.addEventListener('deck:fermer', () => this.element.classList.remove('fenetre'), { once: true });
    }
    frame.contentWindow.focus();
  }

  /** Keep the visitor's deck in this browser; bring back one left by an earlier visit. */
  keep() {
    const { fichier, touche } = this.data;
    try {
      if (touche) localStorage.setItem(GARDE, fichier);
      else if (!this.asked) {
        const kept = localStorage.getItem(GARDE);
        if (kept && kept !== fichier) this.send({ retrouver: kept });
      }
    } catch {
      // Private browsing: nothing is kept, as asked.
    }
    this.asked = true;
  }

  stop() {
    document.removeEventListener('click', this.onClick);
    document.removeEventListener('keydown', this.onKey);
    document.removeEventListener('fullscreenchange', this.onScreen);
  }
}
