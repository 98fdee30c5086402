// The legend: every sign in use on the map at this moment, and only those.
import { svg } from './calque.js';

const TRAITS = {
  plein: ['', 'en cours'],
  tirets: ['5 4', 'en projet'],
  pale: ['', 'achevée ou non suivie'],
};

function row(className, picture, text, count) {
  const li = document.createElement('li');
  if (className) li.className = className;
  li.append(picture);
  const label = document.createElement('span');
  label.textContent = text;
  li.append(label);
  if (count !== undefined) {
    const n = document.createElement('span');
    n.className = 'n';
    n.textContent = count;
    li.append(n);
  }
  return li;
}

/** A sign: shapes [name, class, attributes] in a small drawing. */
function sign(...shapes) {
  const picture = svg('svg', { width: 26, height: 14, viewBox: '0 0 26 14', 'aria-hidden': 'true' });
  picture.append(...shapes.map(([name, className, attributes]) => svg(name, { class: className, ...attributes })));
  return picture;
}

const RECT = { x: 1, y: 1, width: 24, height: 12, rx: 2 };
const ARC = { d: 'M1 12Q13 1 25 12' };
const HACHURES = { d: 'M3 12L13 2M9 12L19 2M15 12L24 3M21 12L25 8M1 8L7 2' };
const point = (cx, r) => ({ cx, cy: 7, r });

const SIGNES = {
  aire: ['d’un seul tenant', ['rect', 'l-aire', RECT]],
  reseau: ['en réseau', ['rect', 'l-aire', RECT], ['path', 'l-hachures', HACHURES]],
  fil: ['ses morceaux reliés', ['path', 'l-fil', { d: 'M1 7H25' }]],
  faible: ['membre à confirmer', ['rect', 'l-faible', RECT]],
  apart: ['dissous ou sans personnalité juridique', ['rect', 'l-apart', RECT]],
};
const LIENS = {
  secondaire: ['thème secondaire', ['path', 'l-lien fin', ARC]],
  boucle: ['au même endroit', ['circle', 'l-lien', point(13, 5)]],
  noeud: ['territoire partenaire', ['circle', 'l-noeud', point(6, 3)], ['circle', 'l-noeud', point(18, 5.5)]],
  faisceau: ['un trait par paire de territoires ; approchez pour les séparer', ['path', 'l-lien', ARC]],
  approx: ['emplacement approximatif', ['circle', 'l-noeud approx', point(13, 3.5)]],
};

/**
 * Fill `element` with the signs in use.
 * @param {HTMLElement} element
 * @param {{systemes: {label: string, couleur: string, n: number}[], traits: Set<string>,
 *          poles: Set<string>, liens: Set<string>}} signes
 */
export function drawLegende(element, { systemes, traits, poles, liens }) {
  const groups = [];
  const add = (title, rows) => {
    if (!rows.length) return;
    if (title) {
      const h = document.createElement('h2');
      h.textContent = title;
      groups.push(h);
    }
    const ul = document.createElement('ul');
    ul.append(...rows);
    groups.push(ul);
  };
  add(
    'Coopérations, par thème principal',
    systemes
      .filter((s) => s.n > 0)
      .map((s) => row('', sign(['path', 'l-lien', { ...ARC, style: `stroke:${s.couleur}` }]), s.label, s.n)),
  );
  add('', [
    ...Object.entries(TRAITS)
      .filter(([code]) => traits.has(code))
      .map(([code, [dash, text]]) =>
        row('', sign(['path', `l-lien ${code}`, { ...ARC, 'stroke-dasharray': dash }]), text),
      ),
    ...Object.entries(LIENS).filter(([code]) => liens.has(code)).map(([, [text, ...shapes]]) => row('', sign(...shapes), text)),
  ]);
  add(
    'Pôles métropolitains',
    Object.entries(SIGNES).filter(([code]) => poles.has(code)).map(([, [text, ...shapes]]) => row('', sign(...shapes), text)),
  );
  element.replaceChildren(...groups);
  element.parentElement.hidden = groups.length === 0;
}
