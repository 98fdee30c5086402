// Keys, buttons and swipes: each names an action of the deck.

const TOUCHES = {
  ArrowRight: 'suivante', PageDown: 'suivante', ' ': 'suivante',
  ArrowLeft: 'precedente', PageUp: 'precedente', Backspace: 'precedente',
  Home: 'premiere', End: 'derniere',
  e: 'explorer', n: 'notes', l: 'noms', b: 'noir', '.': 'noir', q: 'lien',
  t: 'theme', f: 'plein', p: 'lecture', '?': 'aide', h: 'aide', Escape: 'fermer',
};
const NAVIGATION = new Set(['suivante', 'precedente', 'premiere', 'derniere']);
/** How long a number waits for Enter. */
const SAISIE_MS = 4000;
const SWIPE = { minPx: 45, maxMs: 800 };

const writes = (target) => target.closest?.('input:not([type="range"]), textarea, select');
const acts = (target) => target.closest?.('button, summary, a[href], input, [role="button"]');

/**
 * @param {(action: string, value?: number) => void} act
 * @param {{exploring: () => boolean, saisie: HTMLElement}} deck
 */
export function listenKeys(act, { exploring, saisie }) {
  let typed = '';
  let timer = 0;
  const type = (text) => {
    clearTimeout(timer);
    typed = text;
    saisie.hidden = !text;
    saisie.textContent = text && `Scène ${text}, puis Entrée`;
    if (text) timer = setTimeout(() => type(''), SAISIE_MS);
  };
  const take = (event) => {
    event.preventDefault();
    event.stopPropagation();
  };
  // Before the map: a path clicked has the focus, and its arrows must still turn the pages.
  window.addEventListener('keydown', (event) => {
    const { key, target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (target.closest?.('dialog')) return;
    if (writes(target)) {
      if (key === 'Escape') act('fermer');
      return;
    }
    if (/^\d$/.test(key)) return type((typed + key).slice(-3));
    if (key === 'Enter' && typed) {
      take(event);
      act('aller', Number(typed));
      return type('');
    }
    if (key === 'Escape' && typed) return type('');
    const action = TOUCHES[key.length === 1 ? key.toLowerCase() : key];
    if (!action) return;
    const turns = NAVIGATION.has(action);
    if (key === ' ' && acts(target)) return;
    if (turns && target.closest?.('input[type="range"]')) return;
    if (turns && exploring() && (key === ' ' || acts(target) || target.closest?.('#carte'))) return;
    take(event);
    act(action);
  }, true);
}

/** Buttons that name an action; a mouse leaves them no focus, so that Space still turns the page. */
export function listenButtons(root, act) {
  root.addEventListener('click', (event) => {
    const button = event.target.closest('[data-action]');
    if (!button) return;
    if (event.detail > 0) button.blur();
    act(button.dataset.action);
  });
}

/** One finger across the screen, quickly: the next scene or the one before. */
export function listenSwipes(root, act, exploring) {
  let start = null;
  root.addEventListener('touchstart', (event) => {
    const [touch] = event.touches;
    const other = event.touches.length > 1 || event.target.closest('input, #commandes, .panneau');
    start = other ? null : { x: touch.clientX, y: touch.clientY, at: event.timeStamp };
  }, { passive: true, capture: true });
  root.addEventListener('touchend', (event) => {
    if (!start || exploring()) return;
    const [touch] = event.changedTouches;
    const dx = touch.clientX - start.x;
    const dy = touch.clientY - start.y;
    const quick = event.timeStamp - start.at < SWIPE.maxMs;
    start = null;
    if (quick && Math.abs(dx) > SWIPE.minPx && Math.abs(dx) > 1.5 * Math.abs(dy)) act(dx < 0 ? 'suivante' : 'precedente');
  }, { passive: true, capture: true });
}
