import assert from 'node:assert/strict';
import { test } from 'node:test';
import { begunBy } from '../annees.js';

test('a year holds what had begun by then, even if over since, and nothing of unknown beginning', () => {
  const cooperations = [{ debut: 2010, fin: 2012 }, { debut: 2015 }, { debut: null }, { debut: 2016 }];
  assert.deepEqual(begunBy(cooperations, [0, 1, 2, 3], 2015), [0, 1]);
  assert.deepEqual(begunBy(cooperations, [1, 3], 2009), []);
});
