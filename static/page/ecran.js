// The screen of the page Présenter: the deck in a frame, and full screen.

const TYPED = 'input:not([type="radio"]), textarea, select, [contenteditable]';
/** How long the frame stays on a scene before it becomes the one at hand. */
const REST_MS = 250;

export class Ecran {
  /**
   * @param {Element} element where the frame goes
   * @param {(rang: number) => void} send tells the server which scene was reached
   */
  constructor(element, send) {
    Object.assign(this, { element, send, data: null, frame: null, resting: 0 });
    this.onClick = (event) => {
      if (event.target.closest?.('[data-plein]')) this.open();
    };
    this.onKey = (event) => {
      const busy = event.target.closest?.(TYPED) || document.querySelector('[role="dialog"]');
      if (event.key.toLowerCase() !== 'f' || busy || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      this.open();
    };
    this.onScreen = () => this.follow();
    document.addEventListener('click', this.onClick);
    document.addEventListener('keydown', this.onKey);
    document.addEventListener('fullscreenchange', this.onScreen);
  }

  /** @param {{document: string, deck: any, rang: number}} data */
  update(data) {
    this.data = data;
    if (!this.frame) this.mount();
    this.show();
  }

  mount() {
    this.frame = document.createElement('iframe');
    this.frame.title = 'Présentation';
    this.frame.allow = 'fullscreen';
    this.frame.srcdoc = this.data.document;
    this.frame.addEventListener('deck:pret', () => {
      this.deck = this.frame.contentWindow.deck;
      this.show();
      this.element.dataset.ecran = 'pret';
    });
    this.frame.addEventListener('deck:scene', () => this.follow());
    this.frame.addEventListener('deck:fermer', () => this.close());
    this.element.replaceChildren(this.frame);
  }

  /** What the server says, but for a rank the visitor has left since. */
  show() {
    const ahead = this.resting || this.presenting;
    this.deck?.update(this.data.deck, ahead ? this.deck.rang : this.data.rang);
  }

  /** The scene on which the frame rests becomes the one at hand; in full screen, the last one. */
  follow() {
    clearTimeout(this.resting);
    this.resting = 0;
    if (!this.deck || this.presenting || this.deck.rang === this.data.rang) return;
    this.resting = setTimeout(() => {
      this.resting = 0;
      this.data.rang = this.deck.rang;
      this.send(this.deck.rang);
    }, REST_MS);
  }

  get presenting() {
    return document.fullscreenElement === this.frame || this.element.classList.contains('fenetre');
  }

  async open() {
    try {
      await this.frame.requestFullscreen();
    } catch {
      // A browser without full screen (iPhone): the frame takes the window.
      this.element.classList.add('fenetre');
    }
    this.frame.contentWindow.focus();
  }

  close() {
    if (document.fullscreenElement) document.exitFullscreen();
    this.element.classList.remove('fenetre');
    this.follow();
  }

  stop() {
    clearTimeout(this.resting);
    document.removeEventListener('click', this.onClick);
    document.removeEventListener('keydown', this.onKey);
    document.removeEventListener('fullscreenchange', this.onScreen);
  }
}
