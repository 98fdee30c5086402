// The results as a list: the same information as the map, without the map.
import { describeCooperation, describePole, pluriel } from './textes.js';

const PAGE = 120;

function item(vers, titre, ligne, couleur, choix) {
  const li = document.createElement('li');
  const a = document.createElement('a');
  const [type, code] = [vers.slice(0, vers.indexOf(':')), vers.slice(vers.indexOf(':') + 1)];
  a.href = `?${type}=${encodeURIComponent(code)}`;
  a.dataset.vers = vers;
  if (vers === choix) a.setAttribute('aria-current', 'true');
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

/** List of results; long ones are shown by pages. */
export class Liste {
  constructor(element, inventaire) {
    Object.assign(this, { element, inventaire, limit: PAGE, resultat: null, choix: '' });
    this.ordre = inventaire.cooperations
      .map((c, i) => [c.titre, i])
      .sort((a, b) => a[0].localeCompare(b[0], 'fr'))
      .map(([, i]) => i);
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
    const shown = new Set(coops);
    const rows = this.ordre.filter((i) => shown.has(i));
    const parts = [];
    if (poles.length) {
      parts.push(this.heading(pluriel(poles.length, 'pôle métropolitain', 'pôles métropolitains')));
      const ul = document.createElement('ul');
      const named = poles
        .map((i) => this.inventaire.poles[i])
        .sort((a, b) => a.nom_court.localeCompare(b.nom_court, 'fr'));
      ul.append(...named.map((p) => item(`pole:${p.code}`, p.nom_court, describePole(p), '', this.choix)));
      parts.push(ul);
    }
    if (rows.length) {
      parts.push(this.heading(pluriel(rows.length, 'coopération')));
      const ul = document.createElement('ul');
      ul.append(
        ...rows.slice(0, this.limit).map((i) => {
          const c = this.inventaire.cooperations[i];
          const couleur = `var(--s${this.inventaire.themes[c.theme].systeme})`;
          return item(`cooperation:${c.id}`, c.titre, describeCooperation(this.inventaire, c), couleur, this.choix);
        }),
      );
      parts.push(ul);
      if (rows.length > this.limit) {
        const more = document.createElement('button');
        more.type = 'button';
        more.className = 'plus';
        more.textContent = `Afficher la suite (${rows.length - this.limit})`;
        more.addEventListener('click', () => {
          this.limit += PAGE;
          this.draw();
        });
        parts.push(more);
      }
    }
    this.element.replaceChildren(...parts);
  }

  heading(text) {
    const h = document.createElement('h2');
    h.textContent = text;
    return h;
  }

  select(choix) {
    this.choix = choix;
    for (const a of this.element.querySelectorAll('[data-vers]')) {
      if (a.dataset.vers === choix) a.setAttribute('aria-current', 'true');
      else a.removeAttribute('aria-current');
    }
  }
}
