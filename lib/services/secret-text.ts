/** Text that must not print: keys, tokens, passphrases, otpauth URIs, opened secrets. UTF-8 inside. */
import { bytesToUtf8, utf8ToBytes } from '../base/bytes.ts';
import { Secret } from '../base/secret.ts';

export function secretFromText(text: string): Secret {
  return new Secret(utf8ToBytes(text));
}

/** Throws a TypeError when the bytes are not UTF-8: then they are a key, not a text. */
export function textFromSecret(secret: Secret): string {
  return bytesToUtf8(secret.reveal());
}
