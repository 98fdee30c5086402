// The legend: every sign in use on the map at this moment, and only those.

const TRAITS = {
  plein: ['', 'en cours'],
  tirets: ['5 4', 'en projet'],
  pale: ['', 'achevée ou non suivie'],
};

function row(className, picture, text, count) {
  const li = document.createElement('li');
  if (className) li.className = className;
  li.innerHTML = picture;
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

const box = (inner) => `<svg width="26" height="14" aria-hidden="true">${inner}</svg>`;
const SIGNES = {
  aire: ['d’un seul tenant', box('<rect class="l-aire" x="1" y="1" width="24" height="12" rx="2"/>')],
  reseau: ['en réseau', box('<rect class="l-aire" x="1" y="1" width="24" height="12" rx="2"/><path class="l-hachures" d="M3 12L13 2M9 12L19 2M15 12L24 3M21 12L25 8M1 8L7 2"/>')],
  fil: ['ses morceaux reliés', box('<path class="l-fil" d="M1 7H25"/>')],
  faible: ['membre à confirmer', box('<rect class="l-faible" x="1" y="1" width="24" height="12" rx="2"/>')],
  apart: ['dissous ou sans personnalité juridique', box('<rect class="l-apart" x="1" y="1" width="24" height="12" rx="2"/>')],
};
const LIENS = {
  secondaire: ['thème secondaire', box('<path class="l-lien fin" d="M1 12Q13 1 25 12"/>')],
  boucle: ['au même endroit', box('<circle class="l-lien" cx="13" cy="7" r="5"/>')],
  noeud: ['territoire partenaire', box('<circle class="l-noeud" cx="6" cy="7" r="3"/><circle class="l-noeud" cx="18" cy="7" r="5.5"/>')],
  approx: ['emplacement approximatif', box('<circle class="l-noeud approx" cx="13" cy="7" r="3.5"/>')],
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
      .map((s) => row('', box(`<path class="l-lien" style="stroke:${s.couleur}" d="M1 12Q13 1 25 12"/>`), s.label, s.n)),
  );
  add('', [
    ...Object.entries(TRAITS)
      .filter(([code]) => traits.has(code))
      .map(([code, [dash, text]]) =>
        row('', box(`<path class="l-lien ${code}" stroke-dasharray="${dash}" d="M1 12Q13 1 25 12"/>`), text),
      ),
    ...Object.entries(LIENS).filter(([code]) => liens.has(code)).map(([, [text, picture]]) => row('', picture, text)),
  ]);
  add(
    'Pôles métropolitains',
    Object.entries(SIGNES).filter(([code]) => poles.has(code)).map(([, [text, picture]]) => row('', picture, text)),
  );
  element.replaceChildren(...groups);
  element.parentElement.hidden = groups.length === 0;
}
