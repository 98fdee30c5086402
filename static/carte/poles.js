// The perimeters of the pôles: areas, archipelagos with their frame, doubtful members apart.
import { svg } from './calque.js';
import { project } from './projection.js';

const DISSOUS = 'dissous';

/** What a pôle's drawing must tell, as class names. */
export function classesOf(pole) {
  const classes = ['pole', `pole-${pole.code}`, pole.type === 'aire' ? 'aire' : 'reseau'];
  if (!pole.legal || pole.statut === DISSOUS) classes.push('apart');
  return classes;
}

/**
 * Draw one pôle.
 * @param {any} pole a row of the inventory
 * @param {(attributes: object, shape: (g: import('./geometrie.js').Geometrie) => string) => SVGElement} draw
 *   makes a path of a shape, at whatever level of detail
 * @param {string} label its accessible name
 * @returns {SVGGElement} group with the perimeter (`.pole`), its members' borders and its frame
 */
export function drawPole(pole, draw, label) {
  const group = svg('g', { class: 'groupe-pole' });
  const perimetre = (g) => g.path('epci', pole.membres);
  const area = draw({
    class: classesOf(pole).join(' '),
    role: 'button',
    tabindex: '-1',
    'aria-label': label,
    'data-vers': `pole:${pole.code}`,
  }, perimetre);
  group.append(area);
  if (area.classList.contains('reseau')) group.append(draw({ class: 'hachures' }, perimetre));
  for (const siren of [...pole.membres, ...pole.faibles]) {
    const faible = pole.faibles.includes(siren) ? ' faible' : '';
    group.append(draw({ class: `membre membre-${siren}${faible}` }, (g) => g.path('epci', [siren])));
  }
  if (pole.fil?.length) {
    const line = pole.fil
      .map(([a, b]) => {
        const [from, to] = [project(a[1], a[0]), project(b[1], b[0])];
        return `M${from[0].toFixed(1)},${from[1].toFixed(1)}L${to[0].toFixed(1)},${to[1].toFixed(1)}`;
      })
      .join('');
    group.append(svg('path', { class: 'fil', d: line }));
  }
  return group;
}

/** Signs used by the pôles shown, for the legend. */
export function signsOf(poles) {
  const signs = new Set();
  for (const pole of poles) {
    const classes = classesOf(pole);
    signs.add(classes.includes('apart') ? 'apart' : classes[2]);
    if (pole.faibles.length) signs.add('faible');
    if (pole.fil?.length) signs.add('fil');
  }
  return signs;
}
