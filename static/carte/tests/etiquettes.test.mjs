import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placeLabels } from '../etiquettes.js';

const label = (texte, x, y, largeur = 40) => ({ texte, x, y, largeur, taille: 10 });
const FRAME = [0, 0, 400, 400];

test('a lone label stands at the right of its point', () => {
  const [placed] = placeLabels([label('A', 100, 100)], [], FRAME);
  assert.deepEqual([placed.ancre, placed.x], ['start', 105]);
});

test('the second of two labels at one point goes to the other side', () => {
  const placed = placeLabels([label('A', 100, 100), label('B', 100, 100)], [], FRAME);
  assert.deepEqual(placed.map((p) => p.ancre), ['start', 'end']);
});

test('a label with no free place is left out, and the next still placed', () => {
  const wall = [[0, 0, 400, 200]];
  const placed = placeLabels([label('A', 100, 100), label('B', 100, 300)], wall, FRAME);
  assert.deepEqual(placed.map((p) => p.etiquette.texte), ['B']);
});

test('no label crosses the edge of the frame', () => {
  const [placed] = placeLabels([label('A', 380, 100)], [], FRAME);
  assert.equal(placed.ancre, 'end');
});

test('a hundred labels never overlap', () => {
  const labels = Array.from({ length: 100 }, (_, i) => label(`v${i}`, (i * 37) % 390, (i * 91) % 390));
  const boxes = placeLabels(labels, [], FRAME).map(({ x, y, ancre }) => {
    const left = ancre === 'start' ? x : ancre === 'end' ? x - 40 : x - 20;
    return [left, y - 10, left + 40, y];
  });
  assert.ok(boxes.length > 20);
  for (const [i, a] of boxes.entries()) {
    for (const b of boxes.slice(i + 1)) {
      assert.ok(a[2] <= b[0] || b[2] <= a[0] || a[3] <= b[1] || b[3] <= a[1]);
    }
  }
});
