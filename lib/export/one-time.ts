/**
 * An account as one small age file in text form, for a service that keeps a text and gives it out once. The file opens
 * with the standard age tool too; inside is the otpauth URI, and a note after an empty line.
 *
 * History, hosts, tags and recovery codes stay here: they are of no use to the receiver, or must never be shared.
 */
import { bytesToBase32 } from '../base/base32.ts';
import { utf8ToBytes } from '../base/bytes.ts';
import type { Random } from '../base/clock.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { armorAge, sealWithAge } from '../crypto/age.ts';
import type { OtpAccount } from '../otp/account.ts';
import { formatOtpauthUri } from '../otp/uri.ts';

/** The smallest documented plan of a one-time service takes a thousand bytes. */
export const ONE_TIME_BYTES = 1000;

/** 120 bits, which nobody guesses: stretching them would only cost the receiver's time. */
const PASSPHRASE_BYTES = 15;
const WORK_FACTOR = 10;

export interface SealedText {
  readonly armored: string;
  /** To be given to the receiver by another way, and sent nowhere. */
  readonly passphrase: string;
  readonly isNoteLeftOut: boolean;
}

/** An account with `note`, or without it where both do not fit. */
export async function sealAccountForOneTime(
  account: OtpAccount,
  note: string,
  random: Random,
): Promise<Result<SealedText, 'too-long'>> {
  const uri = formatOtpauthUri(account);
  const sealed = note === '' ? undefined : await sealTextForOneTime(`${uri}\n\n${note}\n`, random);
  if (sealed?.ok) return sealed;
  const alone = await sealTextForOneTime(`${uri}\n`, random);
  return alone.ok ? ok({ ...alone.value, isNoteLeftOut: note !== '' }) : alone;
}

export async function sealTextForOneTime(text: string, random: Random): Promise<Result<SealedText, 'too-long'>> {
  const passphrase = makePassphrase(random);
  const armored = armorAge(await sealWithAge(text, passphrase, WORK_FACTOR));
  return utf8ToBytes(armored).length > ONE_TIME_BYTES
    ? fail('too-long')
    : ok({ armored, passphrase, isNoteLeftOut: false });
}

/** `ABCD-EFGH-...`: six groups of four base32 letters, 120 bits. */
function makePassphrase(random: Random): string {
  return bytesToBase32(random(PASSPHRASE_BYTES)).replace(/.{4}(?=.)/g, '$&-');
}

/** What a person typed, as `makePassphrase` writes it where it can only be one of ours. */
export function readPassphrase(typed: string): string {
  const letters = typed.replace(/[\s-]/g, '').toUpperCase();
  return /^[A-Z2-7]{24}$/.test(letters) ? letters.replace(/.{4}(?=.)/g, '$&-') : typed.trim();
}
