/** Keys as text: made, shown in groups, and read back as people type them. */
import { base32ToBytes, bytesToBase32 } from '../base/base32.ts';
import { bytesToHex, hexToBytes } from '../base/bytes.ts';
import type { Random } from '../base/clock.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { Secret } from '../base/secret.ts';
import { LIMITS, type OtpType } from './account.ts';
import { MOTP_SECRET_BYTES_FROM } from './type-rules.ts';
import type { SecretRefusal } from './uri-outcome.ts';
import { findYandexFlaw } from './yandex-secret.ts';

/** RFC 4226 section 4 R6 recommends 160 bits. */
const NEW_KEY_BYTES = 20;

export function generateKey(random: Random): Secret {
  return new Secret(random(NEW_KEY_BYTES));
}

/** In groups of four, as printed for reading aloud and typing: hex for mOTP, base32 for all others. `parseKey` takes it back. */
export function formatKeyGroups(type: OtpType, secret: Secret): string {
  const bytes = secret.reveal();
  return (type === 'motp' ? bytesToHex(bytes) : bytesToBase32(bytes)).replace(/.{4}(?=.)/g, '$& ');
}

/** Reads the key of an account of this type: hex for mOTP, base32 for all others. A wrong character is named. */
export function parseKey(type: OtpType, text: string): Result<Secret, SecretRefusal> {
  if (text.trim() === '') return fail({ code: 'missing-secret' });
  const bytes = type === 'motp' ? parseHexKey(text) : parseBase32Key(text);
  if (!bytes.ok) return bytes;
  if (bytes.value.length > LIMITS.secretBytes) {
    return fail({ code: 'secret-too-long', limitBytes: LIMITS.secretBytes });
  }
  const flaw = type === 'yandex' ? findYandexFlaw(bytes.value) : undefined;
  return flaw === undefined ? ok(new Secret(bytes.value)) : fail({ code: flaw });
}

function parseBase32Key(text: string): Result<Uint8Array, SecretRefusal> {
  const bytes = base32ToBytes(text);
  if (bytes.ok) return bytes;
  return bytes.error.code === 'empty' ? fail({ code: 'bad-secret-length' }) : fail(bytes.error);
}

function parseHexKey(text: string): Result<Uint8Array, SecretRefusal> {
  const characters = [...text];
  const wrong = characters.findIndex((character) => !/[0-9a-f\s-]/i.test(character));
  if (wrong >= 0) return fail({ code: 'bad-character', character: characters[wrong] ?? '', position: wrong + 1 });
  const bytes = hexToBytes(text.replace(/[\s-]/g, ''));
  if (bytes === undefined || bytes.length < MOTP_SECRET_BYTES_FROM) return fail({ code: 'bad-secret-length' });
  return ok(bytes);
}
