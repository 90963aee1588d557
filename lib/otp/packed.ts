/**
 * An account on its way through a wire that carries no classes: to the engine, into the session's memory, into a sealed
 * value. Whoever packs one has left the shelter of `Secret`; packed accounts go to no page and no log.
 */
import { base64ToBytes, bytesToBase64 } from '../base/base64.ts';
import { Secret } from '../base/secret.ts';
import type { OtpAccount } from './account.ts';

/** JSON: key and PIN as base64. */
export type Packed<T extends OtpAccount> = Omit<T, 'secret' | 'pin'> & {
  readonly secret: string;
  readonly pin: string | null;
};

export function packAccount<T extends OtpAccount>(account: T): Packed<T> {
  const { secret, pin, ...rest } = account;
  return {
    ...rest,
    secret: bytesToBase64(secret.reveal()),
    pin: pin === undefined ? null : bytesToBase64(pin.reveal()),
  };
}

/** The inverse of `packAccount`; for what we packed ourselves. */
export function unpackAccount<T extends OtpAccount>(packed: Packed<T>): T {
  const { secret, pin, ...rest } = packed;
  const account = { ...rest, secret: toSecret(secret) };
  return (pin === null ? account : { ...account, pin: toSecret(pin) }) as unknown as T;
}

function toSecret(base64: string): Secret {
  return new Secret(base64ToBytes(base64) ?? new Uint8Array());
}
