import { describe, expect, it } from 'vitest';
import { type CodeActions, createCodeActions, type PageDoors } from '../../lib/view/actions.ts';
import { createVaultView, type VaultView } from '../../lib/view/model.ts';
import { provideText } from '../../lib/view/text.ts';
import { inventRow, inventState } from '../messaging/invented.ts';

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
  const state = inventState([inventRow('a')]);
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
