import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boundsOf, pathOf, project, unproject } from '../projection.js';

test('the equator meets Greenwich in the middle of the world', () => {
  assert.deepEqual(project(0, 0), [32768, 32768]);
});

test('projecting back gives the same place', () => {
  const [lon, lat] = unproject(...project(2.35, 48.85));
  assert.ok(Math.abs(lon - 2.35) < 1e-9 && Math.abs(lat - 48.85) < 1e-9);
});

test('a polygon closes, repeated points are dropped', () => {
  const square = { type: 'Polygon', coordinates: [[[0, 0], [0, 0], [1, 0], [1, 1], [0, 0]]] };
  assert.match(pathOf(square, 0), /^M32768,32768L32950,32768L32950,32586L32768,32768Z$/);
});

test('bounds of the largest part leave the islets out', () => {
  const part = (x, size) => [[[x, 0], [x + size, 0], [x + size, size], [x, 0]]];
  const islands = { type: 'MultiPolygon', coordinates: [part(0, 2), part(50, 0.1)] };
  assert.ok(boundsOf(islands, true)[2] < project(3, 0)[0]);
  assert.ok(boundsOf(islands)[2] > project(49, 0)[0]);
});
