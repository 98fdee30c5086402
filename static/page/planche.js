// The sheets of a page: HTML that comes once, and what each answer of the server changes in it.
//
// What a filter leaves as it is is neither sent nor drawn again. In a sheet, `data-bloc` names a
// place for HTML, `data-masque` a list whose items are shown or not, `data-trace` a drawing whose
// shapes take one look or another.

/** Sheets in the page and the last contents that came, by the sheet's name. */
const sheets = new Map();
const contents = new Map();

/**
 * Nodes of HTML that the server wrote and escaped; Streamlit cleans its own, we refuse what acts.
 * @param {string} html
 */
function nodes(html) {
  const page = new DOMParser().parseFromString(html, 'text/html');
  const acting = page.querySelector('script, iframe, object, embed, link, meta, base, form');
  const listening = page.evaluate("//@*[starts-with(name(), 'on')]", page, null, 9, null).singleNodeValue;
  if (acting || listening) throw new Error(`planche: ${(acting ?? listening).nodeName} in a sheet`);
  return [...page.body.childNodes];
}

/** Write shapes under each of their looks: one by one and named while few, else all at once. */
function draw(group, { noms, traces, aspects, seuil }, etats) {
  const svg = (name) => document.createElementNS('http://www.w3.org/2000/svg', name);
  const path = (d, name = '') => {
    const drawn = svg('path');
    drawn.setAttribute('d', d);
    if (name) drawn.append(svg('title'));
    if (name) drawn.firstChild.textContent = name;
    return drawn;
  };
  const looks = aspects.map(([etat, classe, mot]) => {
    const ranks = [...traces.keys()].filter((rank) => etats[rank] === etat);
    const look = svg('g');
    look.setAttribute('class', ranks.length < seuil ? `${classe} un-a-un` : classe);
    if (ranks.length < seuil) look.append(...ranks.map((rank) => path(traces[rank], noms[rank] + mot)));
    else if (ranks.length) look.append(path(ranks.map((rank) => traces[rank]).join('')));
    return look;
  });
  group.replaceChildren(...looks);
}

class Sheet {
  /**
   * @param {Element} box
   * @param {{cle: string, html: string, formes: Record<string, any>}} data
   */
  constructor(box, { cle, html, formes }) {
    Object.assign(this, { box, cle, formes, shown: new Map() });
    box.replaceChildren(...nodes(html));
    this.places = new Map();
    for (const kind of ['bloc', 'masque', 'trace']) {
      for (const place of box.querySelectorAll(`[data-${kind}]`)) this.places.set(`${kind} ${place.dataset[kind]}`, place);
    }
  }

  /** @param {{blocs: Record<string, string>, masques: Record<string, string>, traces: Record<string, string>}} content */
  fill({ blocs, masques, traces }) {
    this.change('bloc', blocs, (place, html) => place.replaceChildren(...nodes(html)));
    this.change('masque', masques, (place, shown) => {
      [...place.children].forEach((item, i) => (item.hidden = shown[i] !== '1'));
    });
    this.change('trace', traces, (place, etats, name) => draw(place, this.formes[name], etats));
  }

  change(kind, values, apply) {
    for (const [name, value] of Object.entries(values)) {
      const place = this.places.get(`${kind} ${name}`);
      if (!place || this.shown.get(place) === value) continue;
      this.shown.set(place, value);
      apply(place, value, name);
    }
  }
}

const isFor = (content, sheet) => sheet.cle === content?.cle;

/** Fill a sheet once both it and what is written for it are there, in whatever order they come. */
function meet(name) {
  const [sheet, content] = [sheets.get(name), contents.get(name)];
  if (sheet && isFor(content, sheet)) sheet.fill(content);
}

/** Say in the document whether a sheet still waits for what fills it. */
function tell() {
  const waits = [...sheets].some(([name, sheet]) => sheet.places.size && !isFor(contents.get(name), sheet));
  document.documentElement.dataset.planches = waits ? 'attendent' : 'remplies';
}

/**
 * Put a sheet in the page; one that is there already stays as it is.
 * @param {Element} box
 * @param {{nom: string, cle: string, html: string, formes: Record<string, any>}} data
 */
export function put(box, data) {
  const there = sheets.get(data.nom);
  if (there?.box === box && there.cle === data.cle) return;
  sheets.set(data.nom, new Sheet(box, data));
  meet(data.nom);
  tell();
}

/** Forget a sheet that leaves the page. */
export function take(box, nom) {
  if (sheets.get(nom)?.box === box) sheets.delete(nom);
  tell();
}

/** @param {Record<string, any>} given contents by the name of their sheet */
export function fill(given) {
  for (const [name, content] of Object.entries(given)) {
    contents.set(name, content);
    meet(name);
  }
  tell();
}
