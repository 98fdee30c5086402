// One-line descriptions, the same for the tooltip, the list and assistive technologies.

const NOMBRE = new Intl.NumberFormat('fr-FR');

export const nombre = (n) => NOMBRE.format(n);

/** « 1 coopération », « 12 coopérations ». */
export const pluriel = (n, mot, mots = `${mot}s`) => `${nombre(n)}\u00a0${n < 2 ? mot : mots}`;

/** « 2012–2020 »; « depuis 2014 » only of what still runs. */
export function annees({ debut, fin }, enCours) {
  if (debut && fin) return debut === fin ? `${debut}` : `${debut}–${fin}`;
  if (debut) return enCours ? `depuis ${debut}` : `à partir de ${debut}`;
  if (fin) return `jusqu’en ${fin}`;
  return '';
}

export function describeCooperation(inventaire, c) {
  const porteur = inventaire.territoires[c.participants[0]].nom;
  const n = c.participants.length - 1;
  return [
    `${porteur} et ${pluriel(n, 'partenaire')}`,
    inventaire.themes[c.theme].label,
    inventaire.statuts[c.statut].label.toLowerCase(),
    annees(c, inventaire.statuts[c.statut].code === 'active'),
  ]
    .filter(Boolean)
    .join(' · ');
}

export function describePole(pole) {
  const genre = pole.type === 'aire' ? 'Pôle d’un seul tenant' : pole.type === 'reseau' ? 'Pôle en réseau' : 'Pôle mixte, aire et réseau';
  return `${genre} · ${pluriel(pole.membres.length, 'intercommunalité')}`;
}

export function describeTerritoire(inventaire, territoire, n) {
  const type = inventaire.types?.[territoire.type] ?? territoire.type;
  return `${type} · ${pluriel(n, 'coopération')} sur la carte${territoire.approx ? ' · emplacement approximatif' : ''}`;
}
