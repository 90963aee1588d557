/** Many small draws out of one large one: each trip to the browser's source costs as much for 16 bytes as for 4,096. */
import type { Random } from './clock.ts';

const POOL_BYTES = 4096;

/** What was handed out is wiped from the pool, so nobody finds it there afterwards. */
export function poolRandom(random: Random): Random {
  let pool = new Uint8Array(0);
  let at = 0;
  return (length) => {
    if (length > POOL_BYTES) return random(length);
    if (at + length > pool.length) {
      pool.fill(0);
      pool = random(POOL_BYTES);
      at = 0;
    }
    const drawn = pool.slice(at, at + length);
    pool.fill(0, at, at + length);
    at += length;
    return drawn;
  };
}
