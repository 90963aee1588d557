import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8ToBytes } from '../../lib/base/bytes.ts';
import { openPaper, sealPaper } from '../../lib/crypto/paper.ts';
import { gatherPaper, splitPaper } from '../../lib/crypto/paper-blocks.ts';
import { createRecoveryKey, formatRecoveryKey } from '../../lib/crypto/recovery-key.ts';
import { sealRecoverySlot } from '../../lib/crypto/slot.ts';
import { decodePaper } from './second-decoder.ts';

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
const VAULT_ID = 'dae4868edc296d4eff56e17020fb8fb1';
const ORIGIN = { vaultId: VAULT_ID, label: '', createdAtMs: 1_795_219_200_000 };
const CONTENT = utf8ToBytes('everything the vault holds');

async function sealed(content = CONTENT) {
  const [ringKey, recoveryKey] = [random(32), createRecoveryKey(random)];
  const slot = await sealRecoverySlot(ringKey, recoveryKey, ORIGIN, random);
  const sheet = await sealPaper(ringKey, slot, VAULT_ID, content, random);
  return { sheet, recoveryKey, typed: formatRecoveryKey(recoveryKey) };
}

/** Random bytes from a number, the same on every run. */
function noise(length: number, seed: number): Uint8Array<ArrayBuffer> {
  let state = seed >>> 0;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  });
}

describe('a sheet', () => {
  it('opens with the recovery key alone, here and by the second decoder', async () => {
    const { sheet, recoveryKey, typed } = await sealed();
    expect(await openPaper(sheet, typed.toLowerCase())).toEqual({ ok: true, value: CONTENT });
    expect(decodePaper(Buffer.from(recoveryKey), Buffer.from(sheet))).toEqual(Buffer.from(CONTENT));
  });

  it('does not carry the recovery key', async () => {
    const { sheet, recoveryKey } = await sealed();
    expect(Buffer.from(sheet).includes(Buffer.from(recoveryKey))).toBe(false);
  });

  it('refuses another key, a typo with its place, a newer version and any changed byte', async () => {
    const { sheet, typed } = await sealed();
    const other = formatRecoveryKey(createRecoveryKey(random));
    expect(await openPaper(sheet, other)).toEqual({ ok: false, error: { code: 'wrong-key' } });
    const typo = `${typed.slice(0, 7)}${typed[7] === '0' ? '1' : '0'}${typed.slice(8)}`;
    expect(await openPaper(sheet, typo)).toEqual({ ok: false, error: { code: 'mistyped-recovery-key', block: 2 } });
    const newer = Uint8Array.from(sheet, (byte, at) => (at === 0 ? 2 : byte));
    expect(await openPaper(newer, typed)).toEqual({ ok: false, error: { code: 'unsupported-version' } });
    for (let at = 1; at < sheet.length; at += 7) {
      const changed = Uint8Array.from(sheet, (byte, index) => (index === at ? byte ^ 1 : byte));
      expect((await openPaper(changed, typed)).ok, `byte ${at}`).toBe(false);
    }
  });

  it('takes any bytes without a fault', async () => {
    const bytes = fc.uint8Array({ maxLength: 400 }).map((array) => Uint8Array.from([1, ...array]));
    await fc.assert(
      fc.asyncProperty(bytes, async (array) => {
        expect((await openPaper(array, formatRecoveryKey(new Uint8Array(20)))).ok).toBe(false);
      }),
      { numRuns: 200 },
    );
  });
});

describe('the blocks of a sheet', () => {
  const bytes = fc.tuple(fc.integer({ min: 1, max: 4_000 }), fc.nat()).map(([length, seed]) => noise(length, seed));

  it('give it back in any order, twice over, from codes and lines in any mix', async () => {
    await fc.assert(
      fc.asyncProperty(
        bytes,
        fc.infiniteStream(fc.boolean()),
        fc.infiniteStream(fc.nat()),
        async (sheet, coin, dice) => {
          const { blocks } = await splitPaper(sheet);
          const pieces = blocks.flatMap(({ text, lines }) => (coin.next().value ? [text, text] : lines));
          const shuffled = pieces.map((piece) => ({ piece, at: dice.next().value })).sort((a, b) => a.at - b.at);
          const gathered = await gatherPaper(shuffled.map(({ piece }) => piece));
          expect(gathered.sealed).toEqual(sheet);
          expect(gathered).toMatchObject({ total: blocks.length, partial: [], wrongLines: [], strayBlocks: 0 });
        },
      ),
      { numRuns: 60 },
    );
  });

  it('fit into the alphanumeric mode and the size that is printed', async () => {
    const { blocks } = await splitPaper(noise(3_000, 1));
    expect(blocks).toHaveLength(6);
    for (const { text } of blocks) expect(text).toMatch(/^TESSERA-PAPER:[0-9A-Z]{1,894}$/);
  });

  it('tell what is still missing', async () => {
    const { blocks, sheet } = await splitPaper(noise(1_500, 2));
    const [one, two, three] = blocks;
    const lines = three?.lines ?? [];
    const gathered = await gatherPaper([two?.text ?? '', [...lines.slice(0, 4), ...lines.slice(6)].join('\n')]);
    expect(gathered).toMatchObject({ sheet, total: 3, have: [2], sealed: undefined });
    expect(gathered.partial).toEqual([{ block: 3, missingLines: [5, 6] }]);
    const rest = await gatherPaper([one?.text ?? '', two?.text ?? '', ...lines]);
    expect(rest.sealed).toEqual(noise(1_500, 2));
  });

  it('pass over what is damaged, and keep two sheets apart', async () => {
    const [mine, other] = await Promise.all([splitPaper(noise(1_500, 3)), splitPaper(noise(1_500, 4))]);
    const damaged = mine.blocks[1]?.text.replace(/.$/, (last) => (last === '0' ? '1' : '0')) ?? '';
    const texts = [mine.blocks[0]?.text, mine.blocks[2]?.text, other.blocks[1]?.text, damaged].map(
      (text) => text ?? '',
    );
    expect(await gatherPaper(texts)).toMatchObject({ sheet: mine.sheet, have: [1, 3], strayBlocks: 2 });
  });

  it('find every single typo and every swap of two characters in a line', async () => {
    const { blocks } = await splitPaper(noise(60, 5));
    const line = blocks[0]?.lines[1] ?? '';
    const isWrong = async (typed: string) => (await gatherPaper([typed])).wrongLines.length > 0;
    expect(await isWrong(line)).toBe(false);
    const places = [...line].flatMap((character, at) => (at > 4 && character !== ' ' ? [at] : []));
    const put = (at: number, character: string) => line.slice(0, at) + character + line.slice(at + 1);
    for (const at of places) {
      for (const character of '0123456789ABCDEFGHJKMNPQRSTVWXYZ') {
        if (character !== line[at]) expect(await isWrong(put(at, character)), `${at} ${character}`).toBe(true);
      }
      const next = places[places.indexOf(at) + 1];
      if (next === undefined || line[next] === line[at]) continue;
      const swapped = put(at, line[next] ?? '');
      expect(await isWrong(swapped.slice(0, next) + line[at] + swapped.slice(next + 1)), `swap at ${at}`).toBe(true);
    }
    expect(await isWrong(line.replace('1-02', '1-03'))).toBe(true);
  });

  it('read a line as people type it, and forget a typo that was put right', async () => {
    const { blocks } = await splitPaper(noise(20, 6));
    const [line = '', ...others] = blocks[0]?.lines ?? [];
    const sloppy = `  ${line.toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l').replaceAll(' ', '  ')} `;
    expect((await gatherPaper([sloppy, ...others])).sealed).toEqual(noise(20, 6));
    const typo = line.replace(/.$/, (last) => (last === 'Z' ? 'Y' : 'Z'));
    expect((await gatherPaper([typo])).wrongLines).toEqual(['1-01']);
    expect((await gatherPaper([typo, line])).wrongLines).toEqual([]);
  });
});
