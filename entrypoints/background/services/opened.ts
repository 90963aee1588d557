/**
 * Opening one-time links of others. Opening destroys the text at the service before we hold it: so it happens only on
 * the user's own press, once, and the text is sealed in the vault before anybody looks at it.
 */
import { bytesToUtf8 } from '../../../lib/base/bytes.ts';
import type { UnixMs } from '../../../lib/base/clock.ts';
import { fail, ok, type Result } from '../../../lib/base/result.ts';
import { isArmoredAge, openArmoredAge } from '../../../lib/crypto/age.ts';
import { readPassphrase } from '../../../lib/export/one-time.ts';
import type { OpenedRow, Outcome } from '../../../lib/messaging/service-shapes.ts';
import type { Draft } from '../../../lib/messaging/shapes.ts';
import { openSecret } from '../../../lib/services/onetimesecret.ts';
import { parseSecretLink } from '../../../lib/services/onetimesecret-links.ts';
import { secretFromText, textFromSecret } from '../../../lib/services/secret-text.ts';
import { readTexts } from '../read-texts.ts';
import { failed, hostOf, newId, patternOf, problem, type ServiceParts } from './connections.ts';

const KIND = 'opened-link';

interface StoredText {
  readonly host: string;
  readonly openedAtMs: UnixMs;
  /** Absent while the answer is under way. */
  readonly text?: string;
}

export async function openLink(
  parts: ServiceParts,
  { link, passphrase }: { readonly link: string; readonly passphrase: string },
): Promise<Result<Outcome<OpenedRow>, 'not-a-secret-link'>> {
  const parsed = parseSecretLink(link);
  if (!parsed.ok) return fail('not-a-secret-link');
  const { baseUrl } = parsed.value;
  const host = hostOf(baseUrl);
  if (!(await parts.isAllowed(patternOf(baseUrl)))) return ok(problem('not-allowed', host));
  const openedId = newId(parts.random);
  const stored: StoredText = { host, openedAtMs: parts.clock() };
  // A first write shows that there is room and a key, while the text is still safe at the service.
  await parts.vault.putSealed(KIND, openedId, stored);
  // The deadline of the lock may fall between question and answer, and there is no second answer.
  await parts.stayOpen();
  const gate = passphrase === '' ? undefined : secretFromText(passphrase);
  const opened = await openSecret(parts.http, parsed.value, gate);
  if (!opened.ok) {
    await parts.vault.deleteSealed(KIND, openedId);
    return ok(failed(opened.error, host, true));
  }
  const text = textFromSecret(opened.value);
  await parts.vault.putSealed(KIND, openedId, { ...stored, text });
  return ok({ ok: true, value: rowOf(openedId, { ...stored, text }) });
}

function rowOf(openedId: string, { host, openedAtMs, text = '' }: StoredText): OpenedRow {
  return { openedId, host, openedAtMs, isSealed: isArmoredAge(text) };
}

export async function listOpened({ vault }: ServiceParts): Promise<readonly OpenedRow[]> {
  const entries = await vault.listSealed(KIND);
  return entries
    .map(({ id, value }) => ({ id, stored: value as StoredText }))
    .filter(({ stored }) => stored.text !== undefined)
    .map(({ id, stored }) => rowOf(id, stored))
    .toSorted((left, right) => right.openedAtMs - left.openedAtMs);
}

/** Where accounts are in it they wait as drafts, and only what stands beside them is told as text. */
export async function readOpened(
  parts: ServiceParts,
  { openedId, passphrase }: { readonly openedId: string; readonly passphrase: string },
): Promise<Result<{ text: string; drafts: readonly Draft[] }, 'gone' | 'wrong-passphrase' | 'too-much-work'>> {
  const stored = (await parts.vault.getSealed(KIND, openedId)) as StoredText | undefined;
  if (stored?.text === undefined) return fail('gone');
  const text = await unseal(stored.text, passphrase);
  if (!text.ok) return text;
  const [first = '', ...rest] = text.value.split('\n');
  const { entries } = readTexts([first], { mayBeKey: false });
  if (entries.length === 0) return ok({ text: text.value, drafts: [] });
  return ok({ text: rest.join('\n').trim(), drafts: await parts.drafts.keep(entries) });
}

async function unseal(text: string, typed: string): Promise<Result<string, 'wrong-passphrase' | 'too-much-work'>> {
  if (!isArmoredAge(text)) return ok(text);
  const opened = await openArmoredAge(text, readPassphrase(typed));
  if (!opened.ok) return fail(opened.error === 'too-much-work' ? 'too-much-work' : 'wrong-passphrase');
  return ok(bytesToUtf8(opened.value));
}

export async function forgetOpened({ vault }: ServiceParts, openedId: string): Promise<void> {
  await vault.deleteSealed(KIND, openedId);
}
