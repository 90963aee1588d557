/** `2fa git` in the address bar: the accounts with their codes now, Enter copies. */
import { indexLines, parseIndexLine } from '../../lib/messaging/account-index.ts';
import type { AccountRow } from '../../lib/messaging/shapes.ts';
import { codeAt } from '../../lib/otp/generate.ts';
import { isPinMissing } from '../../lib/otp/type-rules.ts';
import type { Suggestion } from '../../lib/platform/omnibox.ts';
import type { Parts } from './parts.ts';
import { nameOf } from './rows.ts';

const SHOWN = 6;

function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

export function findRows(index: string, query: string, limit: number): readonly AccountRow[] {
  const words = fold(query).split(/\s+/).filter(Boolean);
  const found: AccountRow[] = [];
  for (const line of indexLines(index)) {
    const folded = fold(line);
    if (!words.every((word) => folded.includes(word))) continue;
    const row = parseIndexLine(line);
    const text = row === undefined ? '' : fold(`${nameOf(row)} ${row.tags.join(' ')} ${row.hosts.join(' ')}`);
    if (row !== undefined && words.every((word) => text.includes(word))) found.push(row);
    if (found.length === limit) break;
  }
  return found;
}

/** Empty while locked; HOTP is left out, since looking at a code would use it up. */
export async function suggestCodes({ vault, feed, clock }: Parts, query: string): Promise<readonly Suggestion[]> {
  if ((await vault.status()) !== 'unlocked') return [];
  const rows = findRows(await feed.paint.index(), query, SHOWN * 2).filter((row) => row.type !== 'hotp');
  const accounts = await vault.getMany(rows.slice(0, SHOWN).map((row) => row.id));
  return Promise.all(
    accounts
      .filter((account) => !isPinMissing(account))
      .map(async (account) => ({
        content: nameOf(account),
        description: `${await codeAt(account, clock())} - ${nameOf(account)}`,
      })),
  );
}

/** The code of the first account that fits what was chosen or typed. */
export async function chooseCode(
  { vault, feed, clock }: Parts,
  text: string,
): Promise<{ id: string; code: string } | undefined> {
  if ((await vault.status()) !== 'unlocked') return undefined;
  const rows = findRows(await feed.paint.index(), text.replace(/ · /g, ' '), SHOWN * 2);
  const row = rows.find((each) => nameOf(each) === text) ?? rows.find((each) => each.type !== 'hotp');
  const account = row && (await vault.get(row.id));
  if (account === undefined || account.type === 'hotp' || isPinMissing(account)) return undefined;
  return { id: account.id, code: await codeAt(account, clock()) };
}
