// What is said beside the map: title, commentary, figures; as large as it fits.

/** Sizes tried in turn, the largest first; letters never go under 24 pixels of 1080 lines. */
const TAILLES = [1, 0.9, 0.8, 0.7, 0.6];

export class Texte {
  constructor(element) {
    this.element = element;
    this.titre = element.querySelector('h2');
    this.commentaire = element.querySelector('#commentaire');
    this.chiffres = element.querySelector('#chiffres');
  }

  /** @param {{titre: string, commentaire: string, chiffres: [string, string][]}} scene */
  show({ titre, commentaire, chiffres }) {
    this.titre.textContent = titre;
    this.commentaire.textContent = commentaire;
    this.commentaire.hidden = !commentaire;
    this.chiffres.hidden = !chiffres.length;
    this.chiffres.replaceChildren(
      ...chiffres.map(([nombre, label]) => {
        const group = document.createElement('div');
        const [dt, dd] = [document.createElement('dt'), document.createElement('dd')];
        dt.textContent = label;
        dd.textContent = nombre;
        group.append(dt, dd);
        return group;
      }),
    );
    this.element.scrollTop = 0;
  }

  /** Take the largest size at which all is seen. */
  fit() {
    const { element } = this;
    for (const taille of TAILLES) {
      element.style.setProperty('--taille', taille);
      if (element.scrollHeight <= element.clientHeight + 1 && element.scrollWidth <= element.clientWidth + 1) break;
    }
    // What still does not fit is scrolled to, by the keyboard too.
    const over = element.scrollHeight > element.clientHeight + 1;
    if (over) element.setAttribute('tabindex', '0');
    else element.removeAttribute('tabindex');
  }
}
