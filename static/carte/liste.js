// The results as a list: the same information as the map, without the map.
import { describeCooperation, describePole, pluriel } from './textes.js';

const PAGE = 120;

function item(vers, titre, ligne, couleur) {
  const li = document.createElement('li');
  const a = document.createElement('a');
  const [type, code] = [vers.slice(0, vers.indexOf(':')), vers.slice(vers.indexOf(':') + 1)];
  a.href = `?${type}=${encodeURIComponent(code)}`;
  a.dataset.vers = vers;
  const dot = document.createElement('i');
  if (couleur) dot.style.setProperty('--c', couleur);
  else dot.className = 'pole';
  const b = document.createElement('b');
  b.textContent = titre;
  const span = document.createElement('span');
  span.textContent = ligne;
  a.append(dot, b, span);
  li.append(a);
  return li;
}

/** Tell whether a row is the one selected. */
function mark(a, choix) {
  if (a.dataset.vers === choix) a.setAttribute('aria-current', 'true');
  else a.removeAttribute('aria-current');
}

/** Make `parent` hold exactly these children, in this order, touching only what differs. */
function sync(parent, children) {
  const wanted = new Set(children);
  for (const child of [...parent.childNodes]) if (!wanted.has(child)) child.remove();
  let at = parent.firstChild;
  for (const child of children) {
    if (child === at) at = at.nextSibling;
    else parent.insertBefore(child, at);
  }
}

/** List of results; long ones are shown by pages. Rows are made once and kept. */
export class Liste {
  constructor(element, inventaire) {
    Object.assign(this, { element, inventaire, limit: PAGE, resultat: null, choix: '' });
    const { compare } = new Intl.Collator('fr');
    const sorted = (objects, name) => objects.map((_, i) => i).sort((a, b) => compare(objects[a][name], objects[b][name]));
    this.ordre = { poles: sorted(inventaire.poles, 'nom_court'), coops: sorted(inventaire.cooperations, 'titre') };
    this.rows = { poles: new Map(), coops: new Map() };
    this.parts = {
      poles: [document.createElement('h2'), document.createElement('ul')],
      coops: [document.createElement('h2'), document.createElement('ul')],
    };
    this.more = document.createElement('button');
    this.more.type = 'button';
    this.more.className = 'plus';
    this.more.addEventListener('click', () => {
      this.limit += PAGE;
      this.draw();
    });
  }

  show(resultat) {
    const same = JSON.stringify([resultat.coops, resultat.poles]);
    if (same !== this.same) this.limit = PAGE;
    this.same = same;
    this.resultat = resultat;
    this.draw();
  }

  draw() {
    const { coops, poles } = this.resultat;
    const left = coops.length - this.limit;
    const parts = [
      ...this.part('poles', poles, pluriel(poles.length, 'pôle métropolitain', 'pôles métropolitains')),
      ...this.part('coops', coops, pluriel(coops.length, 'coopération')),
    ];
    if (left > 0) {
      this.more.textContent = `Afficher la suite (${left})`;
      parts.push(this.more);
    }
    sync(this.element, parts);
  }

  /** Title and rows of one kind of results; nothing when there are none. */
  part(kind, shown, title) {
    if (!shown.length) return [];
    const [h2, ul] = this.parts[kind];
    const wanted = new Set(shown);
    const ranks = this.ordre[kind].filter((i) => wanted.has(i)).slice(0, kind === 'coops' ? this.limit : undefined);
    h2.textContent = title;
    sync(ul, ranks.map((i) => this.row(kind, i)));
    return this.parts[kind];
  }

  row(kind, i) {
    const rows = this.rows[kind];
    if (!rows.has(i)) rows.set(i, kind === 'poles' ? this.pole(i) : this.cooperation(i));
    const li = rows.get(i);
    mark(li.firstChild, this.choix);
    return li;
  }

  pole(i) {
    const p = this.inventaire.poles[i];
    return item(`pole:${p.code}`, p.nom_court, describePole(p), '');
  }

  cooperation(i) {
    const c = this.inventaire.cooperations[i];
    const couleur = `var(--s${this.inventaire.themes[c.theme].systeme})`;
    return item(`cooperation:${c.id}`, c.titre, describeCooperation(this.inventaire, c), couleur);
  }

  select(choix) {
    this.choix = choix;
    for (const a of this.element.querySelectorAll('[data-vers]')) mark(a, choix);
  }
}
