import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createGestures } from '../../entrypoints/background/gestures.ts';
import type { Filler } from '../../entrypoints/background/serve-fill.ts';
import type { Scanning } from '../../entrypoints/background/serve-scan.ts';
import { Fault } from '../../lib/base/errors.ts';
import type { FillOutcome } from '../../lib/messaging/shapes.ts';

const { shown } = vi.hoisted(() => ({ shown: [] as string[] }));
vi.mock('../../lib/platform/badge.ts', () => ({
  showBadge: async (_tabId: number, text: string, title: string) => void shown.push(`${text} ${title}`),
}));
vi.mock('../../lib/platform/i18n.ts', () => ({ getMessage: (key: string) => key }));

async function badgeOf(fill: () => Promise<FillOutcome>): Promise<string | undefined> {
  await createGestures({ fill } as Partial<Filler> as Filler, {} as Scanning).fill(7);
  return shown.at(-1);
}

describe('the badge of a fill by a key', () => {
  beforeEach(() => {
    shown.length = 0;
  });

  it('says what came of it', async () => {
    expect(await badgeOf(async () => ({ kind: 'filled', host: 'a.example', waited: false }))).toBe('✓ badge_filled');
    const copied = async (): Promise<FillOutcome> => ({ kind: 'no-field', host: 'a.example', copied: true });
    expect(await badgeOf(copied)).toBe('! badge_no_field');
  });

  it('calls locked only what is locked', async () => {
    expect(await badgeOf(() => Promise.reject(new Fault('locked', 'the vault is locked')))).toBe('! badge_locked');
    expect(await badgeOf(() => Promise.reject(new Error('the tab is gone')))).toBe('! badge_failed');
  });

  it('does not say that a code was copied which was not', async () => {
    for (const kind of ['no-field', 'not-kept'] as const) {
      expect(await badgeOf(async () => ({ kind, host: 'a.example', copied: false }))).toBe('! badge_failed');
    }
  });
});
