import { describe, expect, it } from 'vitest';
import { createClockWatch } from '../../entrypoints/background/clock-watch.ts';
import { createDesk } from './desk.ts';

async function watch() {
  const { session } = await createDesk();
  let told = 0;
  const clock = createClockWatch(session, async () => {
    told += 1;
  });
  const hear = async (skewMs: number) => {
    clock.heard(skewMs);
    await new Promise((resolve) => setTimeout(resolve));
    return { skewMs: await clock.skewMs(), told };
  };
  return hear;
}

describe('the clock, compared with that of a service', () => {
  it('is not spoken of while they agree within some seconds', async () => {
    const hear = await watch();
    expect(await hear(1200)).toEqual({ skewMs: 0, told: 0 });
    expect(await hear(-4900)).toEqual({ skewMs: 0, told: 0 });
  });

  it('is said to be wrong once, and right again once', async () => {
    const hear = await watch();
    expect(await hear(90_400)).toEqual({ skewMs: 90_000, told: 1 });
    expect(await hear(91_900)).toEqual({ skewMs: 90_000, told: 1 });
    expect(await hear(-40_000)).toEqual({ skewMs: -40_000, told: 2 });
    expect(await hear(100)).toEqual({ skewMs: 0, told: 3 });
  });
});
