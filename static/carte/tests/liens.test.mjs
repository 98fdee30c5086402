import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boucle, courbe } from '../liens.js';

const heights = (points) => points.map(([, y]) => -y);
const top = (points) => Math.max(...heights(points).map(Math.abs));

test('an arc ends exactly on its anchors', () => {
  const points = courbe([12.3, 45.6], [-7.8, 9.1], 0.28, { minPx: 10, maxPx: 40, n: 9 });
  assert.equal(points.length, 9);
  assert.deepEqual([points[0], points.at(-1)], [[12.3, 45.6], [-7.8, 9.1]]);
});

test('a positive bend bows to the north of a link going east', () => {
  assert.deepEqual(courbe([0, 0], [100, 0], 0.16, { n: 3 })[1], [50, -16]);
  assert.deepEqual(courbe([0, 0], [100, 0], -0.16, { n: 3 })[1], [50, 16]);
});

test('the same arc is drawn from either end', () => {
  const there = courbe([0, 0], [60, 80], 0.16, { n: 5 });
  const back = courbe([60, 80], [0, 0], -0.16, { n: 5 }).reverse();
  there.forEach(([x, y], i) => {
    assert.ok(Math.hypot(x - back[i][0], y - back[i][1]) < 1e-9);
  });
});

test('a link between neighbours keeps a bow that is seen', () => {
  assert.equal(top(courbe([0, 0], [4, 0], 0.16, { minPx: 6, n: 3 })), 6);
  assert.equal(top(courbe([0, 0], [4, 0], -0.16, { minPx: 6, n: 3 })), 6);
});

test('a long link does not fly off', () => {
  assert.equal(top(courbe([0, 0], [1000, 0], 0.16, { maxPx: 70, n: 3 })), 70);
});

test('links side by side stay apart, whatever their length', () => {
  for (const length of [1, 40, 1000]) {
    const tops = [0.16, -0.16, 0.28, -0.28, 0.4].map(
      (bend) => heights(courbe([0, 0], [length, 0], bend, { minPx: 6, maxPx: 70, n: 3 }))[1],
    );
    tops.sort((a, b) => a - b);
    for (let i = 1; i < tops.length; i++) assert.ok(tops[i] - tops[i - 1] >= 4, `${length}px: ${tops}`);
  }
});

test('two places on one pixel give no invalid path', () => {
  for (const [x, y] of courbe([5, 5], [5, 5], 0.16, { minPx: 6 })) assert.ok(Math.hypot(x - 5, y - 5) < 1e-9);
});

test('a loop is closed on its place and as wide as asked', () => {
  const points = boucle([10, 20], 0, 1, 12, 17);
  assert.deepEqual([points[0], points.at(-1)], [[10, 20], [10, 20]]);
  assert.ok(Math.abs(points[8][0] - 10) < 1e-9);
  assert.ok(Math.abs(points[8][1] - 8) < 1e-9);
});

test('loops of one place spread round it', () => {
  for (const nombre of [2, 6, 9]) {
    const tops = Array.from({ length: nombre }, (_, rang) => boucle([0, 0], rang, nombre, 12, 3)[1]);
    tops.forEach(([x, y], i) => tops.slice(i + 1).forEach(([u, v]) => assert.ok(Math.hypot(x - u, y - v) > 6)));
  }
});
