import { describe, expect, it } from 'vitest';
import { isUse } from '../../entrypoints/background/lock.ts';

describe('what puts off the lock', () => {
  it.each(['account:copied', 'fill:run', 'sync:now', 'field:touched'])(
    'is %s, which somebody must have done',
    (type) => {
      expect(isUse(type)).toBe(true);
    },
  );

  it.each(['sync:overview', 'sync:pairing-state', 'field:waiting', 'code:offered'])(
    'is not %s, which a page asks by itself',
    (type) => {
      expect(isUse(type)).toBe(false);
    },
  );
});
