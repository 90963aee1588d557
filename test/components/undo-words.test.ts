// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { undoText } from '../../components/undo-words.ts';
import './render.tsx';

describe('undoText', () => {
  it('names what can be taken back, and keeps the direction of the name to the name', () => {
    const offer = { token: 't', untilMs: 0, name: 'שירות 8 · mia' } as const;
    expect(undoText({ ...offer, what: 'edited' })).toBe('“\u2068שירות 8 · mia\u2069” was changed');
    expect(undoText({ ...offer, what: 'imported', name: '3' })).toBe('Imported 3 accounts.');
  });
});
