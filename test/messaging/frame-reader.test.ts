import { describe, expect, it } from 'vitest';
import { createFrameReader, type StoredView } from '../../lib/messaging/frame-reader.ts';
import type { ViewFrame, WireFrame } from '../../lib/messaging/protocol.ts';
import { DEFAULT_SETTINGS } from '../../lib/messaging/shapes.ts';
import { inventState } from './invented.ts';

function stored(indexRev: number, index: string): StoredView {
  return {
    first: { vault: 'unlocked', settings: DEFAULT_SETTINGS, total: 1, indexRev, lines: '', boundLines: '', codes: {} },
    index,
  };
}

function snapshot(rev: number, indexRev: number): WireFrame {
  const { index: _, ...state } = inventState([], { vault: indexRev === 0 ? 'locked' : 'unlocked' });
  return { kind: 'snapshot', rev, state: { ...state, indexRev } };
}

const patch = (rev: number): WireFrame => ({ kind: 'patch', rev, changes: { trashedCount: rev } });

/** A storage whose answers come when the test lets them. */
function createStorage() {
  const answers: ((view: StoredView) => void)[] = [];
  const heard: ViewFrame[] = [];
  const reader = createFrameReader(
    () => new Promise((resolve) => answers.push(resolve)),
    (frame) => heard.push(frame),
  );
  const settle = async (view: StoredView) => {
    answers.shift()?.(view);
    await new Promise((resolve) => setImmediate(resolve));
  };
  const indexes = () => heard.map((frame) => (frame.kind === 'snapshot' ? frame.state.index : `patch ${frame.rev}`));
  return { reader, answers, settle, indexes };
}

describe('the frame reader', () => {
  it('hands a frame on at once when the list is known from the first paint', () => {
    const { reader, answers, indexes } = createStorage();
    reader.know(stored(7, 'the list'));
    reader.read(snapshot(1, 7));
    expect(indexes()).toEqual(['the list']);
    expect(answers).toEqual([]);
  });

  it('reads a list that it does not know, and keeps the order of the frames', async () => {
    const { reader, settle, indexes } = createStorage();
    reader.read(snapshot(1, 7));
    reader.read(patch(2));
    expect(indexes()).toEqual([]);
    await settle(stored(7, 'the list'));
    expect(indexes()).toEqual(['the list', 'patch 2']);
  });

  it('shows a locked vault at once, without a list', () => {
    const { reader, indexes } = createStorage();
    reader.know(stored(7, 'the list'));
    reader.read(snapshot(1, 0));
    expect(indexes()).toEqual(['']);
  });

  it('drops a frame whose list was replaced before it was read', async () => {
    const { reader, settle, indexes } = createStorage();
    reader.read(snapshot(1, 7));
    reader.read(snapshot(2, 8));
    await settle(stored(8, 'the newer list'));
    await settle(stored(8, 'the newer list'));
    expect(indexes()).toEqual(['the newer list']);
  });

  it('reads again when the first reading was older than the frame', async () => {
    const { reader, settle, indexes } = createStorage();
    reader.read(snapshot(1, 7));
    await settle(stored(6, 'an older list'));
    expect(indexes()).toEqual([]);
    await settle(stored(7, 'the list'));
    expect(indexes()).toEqual(['the list']);
  });

  it('waits for the frame of a newer list when only the older one has come', async () => {
    const { reader, settle, indexes } = createStorage();
    reader.read(snapshot(1, 7));
    await settle(stored(8, 'the newer list'));
    await settle(stored(8, 'the newer list'));
    expect(indexes()).toEqual([]);
    reader.read(snapshot(2, 8));
    await settle(stored(8, 'the newer list'));
    await settle(stored(8, 'the newer list'));
    expect(indexes()).toEqual(['the newer list']);
  });

  it('is emptied by a lock that overtakes an unread list', async () => {
    const { reader, settle, indexes } = createStorage();
    reader.read(snapshot(1, 7));
    reader.read(snapshot(2, 0));
    await settle({ first: undefined, index: '' });
    await settle({ first: undefined, index: '' });
    expect(indexes()).toEqual(['']);
  });
});
