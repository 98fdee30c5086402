// Reads the filter widgets as they stand in the page, before the server has answered.

/** Facet widgets made of toggles (one `aria-pressed` button per option, in the order of the table). */
export const PASTILLES = {
  systeme: 'systemes',
  theme: 'themes',
  region: 'regions',
  forme: 'formes',
  statut: 'statuts',
  confiance: 'confiances',
};

/** Buttons of a facet widget; none while its popover is closed. */
export const pastilles = (page, widget) => page.querySelectorAll(`.st-key-${widget} button[aria-pressed]`);

/** Longest search text kept, as on the server. */
export const Q_MAX = 80;

/** Codes of each facet widget, in display order. */
export function optionsOf(inventaire) {
  const codes = (rows) => rows.map((row) => row.code);
  return Object.fromEntries(
    Object.entries(PASTILLES).map(([widget, facet]) => [
      widget,
      facet === 'regions' ? inventaire.ordre_regions : codes(inventaire[facet]),
    ]),
  );
}

/**
 * The filter state the visitor sees: the server's, overridden by the widgets now in the page.
 * @param {Document} page
 * @param {any} etat last state confirmed by the server
 * @param {Record<string, string[]>} options codes of each widget, in display order
 */
export function readEtat(page, etat, options) {
  const read = { ...etat };
  for (const [widget, facet] of Object.entries(PASTILLES)) {
    const buttons = pastilles(page, widget);
    if (!buttons.length || buttons.length !== options[widget]?.length) continue;
    read[facet] = options[widget].filter((_, i) => buttons[i].getAttribute('aria-pressed') === 'true');
  }
  const bornes = [...page.querySelectorAll('.st-key-annees input[type="range"]')];
  if (bornes.length === 2) {
    const annees = bornes.map((b) => Number(b.value));
    const whole = annees[0] === Number(bornes[0].min) && annees[1] === Number(bornes[1].max);
    read.annees = whole ? null : annees;
  }
  const q = page.querySelector('.st-key-q input');
  if (q) read.q = q.value.split(/\s+/).filter(Boolean).join(' ').slice(0, Q_MAX).trimEnd();
  const tous = page.querySelector('.st-key-poles_tous input');
  if (tous) read.poles_tous = tous.checked;
  return read;
}

/** Calls `changed` whenever a filter widget changed in the page. */
export function watch(page, changed) {
  const selector = [...Object.keys(PASTILLES), 'annees', 'q', 'poles_tous'].map((k) => `.st-key-${k}`).join(',');
  const inside = (node) => (node.nodeType === 1 ? node : node.parentElement)?.closest(selector);
  const observer = new MutationObserver((records) => {
    if (records.some((r) => inside(r.target))) changed();
  });
  observer.observe(page.body, { subtree: true, attributes: true, attributeFilter: ['aria-pressed', 'value', 'aria-valuetext', 'data-selected'] });
  const onInput = (event) => inside(event.target) && changed();
  page.addEventListener('input', onInput, true);
  page.addEventListener('change', onInput, true);
  return () => {
    observer.disconnect();
    page.removeEventListener('input', onInput, true);
    page.removeEventListener('change', onInput, true);
  };
}
