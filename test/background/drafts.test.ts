import { expect, it } from 'vitest';
import { addDrafts } from '../../entrypoints/background/serve-accounts.ts';
import { parseOtpauthUri } from '../../lib/otp/uri.ts';
import { createDesk } from './desk.ts';

const URI = 'otpauth://totp/ACME:bob?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=ACME';

it('stores drafts once, however often the yes is pressed', async () => {
  const desk = await createDesk();
  const parsed = parseOtpauthUri(URI);
  const drafts = await desk.drafts.keep(parsed.ok ? [parsed.value] : []);
  const yes = () =>
    addDrafts(
      desk,
      drafts.map(({ draftId }) => draftId),
      {},
    );
  const stored = await Promise.all([yes(), yes()]);
  expect(stored.map(({ length }) => length)).toEqual([1, 0]);
  expect((await desk.vault.list()).accounts).toHaveLength(1);
});
