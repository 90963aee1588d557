/** Whether this computer's clock is right, as far as the answers of connected services tell. Codes are never shifted. */
import type { SessionStore } from '../../lib/platform/session.ts';

const SKEW_KEY = 'skew';
/** Below this the `Date` of an answer, which has whole seconds, says nothing, and no service minds. */
const SKEW_FROM_MS = 5_000;

export interface ClockWatch {
  /** A service's clock minus ours. */
  heard(skewMs: number): void;
  /** 0 while nothing is wrong, or nothing is known. */
  skewMs(): Promise<number>;
}

export function createClockWatch(session: SessionStore, onChange: () => Promise<void>): ClockWatch {
  const read = async () => ((await session.get(SKEW_KEY)) as number | undefined) ?? 0;
  async function take(heardMs: number): Promise<void> {
    const before = await read();
    const now = Math.abs(heardMs) < SKEW_FROM_MS ? 0 : Math.round(heardMs / 1000) * 1000;
    // A few seconds more or less are the network's, and no news.
    if (now === before || (now !== 0 && before !== 0 && Math.abs(now - before) < SKEW_FROM_MS)) return;
    await (now === 0 ? session.remove([SKEW_KEY]) : session.set({ [SKEW_KEY]: now }));
    await onChange();
  }
  return { heard: (skewMs) => void take(skewMs).catch(() => undefined), skewMs: read };
}
