import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS, type ViewState } from '../../lib/messaging/shapes.ts';
import { SYNC_OFF } from '../../lib/messaging/sync-shapes.ts';
import { type CodeActions, createCodeActions, type PageDoors } from '../../lib/view/actions.ts';
import { createVaultView, type VaultView } from '../../lib/view/model.ts';
import { provideText } from '../../lib/view/text.ts';

const START_MS = 1_700_000_010_000;

function open(): { view: VaultView; actions: CodeActions; copied: string[] } {
  provideText((key) => key, 'en');
  const copied: string[] = [];
  const doors: PageDoors = {
    ask: async () => ({ ok: true, value: null }) as never,
    copy: async (text) => {
      copied.push(text);
      return true;
    },
    openPage: () => undefined,
    requestOrigin: async () => true,
    usePasskey: async () => undefined as never,
    close: () => undefined,
  };
  const view = createVaultView({ clock: () => START_MS, want: () => undefined, again: () => undefined });
  const state: ViewState = {
    vault: 'unlocked',
    settings: DEFAULT_SETTINGS,
    index: 'a\t0\t6\t30\t0\t0\tGitHub\tme\t\t',
    codes: {},
    trashedCount: 0,
    damagedCount: 0,
    undo: null,
    recoveryConfirmed: true,
    skewMs: 0,
    sync: SYNC_OFF,
  };
  view.apply({ kind: 'snapshot', rev: 1, state });
  return { view, actions: createCodeActions(view, doors), copied };
}

const run = { startMs: START_MS, periodMs: 30_000, codes: ['111111', '222222'] };

describe('copyCode', () => {
  it('copies the code of now', async () => {
    const { view, actions, copied } = open();
    view.apply({ kind: 'patch', rev: 2, changes: { codes: { a: run } } });
    await actions.copyCode('a');
    expect(copied).toEqual(['111111']);
  });

  it('waits for the code of a row that has only just come up', async () => {
    const { view, actions, copied } = open();
    const copying = actions.copyCode('a');
    expect(copied).toEqual([]);
    view.apply({ kind: 'patch', rev: 2, changes: { codes: { a: run } } });
    await copying;
    expect(copied).toEqual(['111111']);
  });
});
