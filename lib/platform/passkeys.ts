/**
 * Passkeys that carry a key (WebAuthn PRF extension, https://w3c.github.io/webauthn/#prf-extension). They exist in pages
 * only; what comes out is 32 bytes that never leave this device. Firefox allows none on an extension page that has no
 * domain of its own, and says so by refusing.
 */
import { base64ToBytes, bytesToBase64, bytesToBase64Url } from '../base/base64.ts';
import type { Random } from '../base/clock.ts';

export interface PasskeyOutput {
  /** Base64 of the raw id. */
  readonly credentialId: string;
  /** Base64 of 32 bytes. */
  readonly prfOutput: string;
}

export interface PasskeySlot {
  readonly credentialId: string;
  readonly prfSalt: string;
}

const TIMEOUT_MS = 120_000;
/** ES256, EdDSA, RS256 (COSE registry): no signature is ever checked, the key is used for its PRF only. */
const ALGORITHMS = [-7, -8, -257].map((alg) => ({ type: 'public-key' as const, alg }));

export function hasPasskeys(): boolean {
  return 'PublicKeyCredential' in globalThis && !navigator.userAgent.includes('Firefox');
}

/** `undefined` when the user gave up, or the authenticator has no PRF. Salts differ by slot, and each is offered. */
export async function usePasskey(slots: readonly PasskeySlot[], random: Random): Promise<PasskeyOutput | undefined> {
  const evalByCredential = Object.fromEntries(
    slots.map((slot) => [bytesToBase64Url(bytesOf(slot.credentialId)), { first: bytesOf(slot.prfSalt) }]),
  );
  try {
    const found = await navigator.credentials.get({
      publicKey: {
        challenge: random(32),
        allowCredentials: slots.map((slot) => ({ type: 'public-key' as const, id: bytesOf(slot.credentialId) })),
        userVerification: 'required',
        timeout: TIMEOUT_MS,
        extensions: { prf: { evalByCredential } },
      },
    });
    return found instanceof PublicKeyCredential ? readOutput(found) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Makes a passkey and asks it at once for its output: some browsers give none when it is made. `undefined` when the
 * user gave up, or the authenticator has no PRF; then the passkey opens nothing and may be removed.
 */
export async function createPasskey(name: string, prfSalt: string, random: Random): Promise<PasskeyOutput | undefined> {
  try {
    const made = await navigator.credentials.create({
      publicKey: {
        rp: { name },
        user: { id: random(16), name, displayName: name },
        challenge: random(32),
        pubKeyCredParams: ALGORITHMS,
        authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
        timeout: TIMEOUT_MS,
        extensions: { prf: { eval: { first: bytesOf(prfSalt) } } },
      },
    });
    if (!(made instanceof PublicKeyCredential)) return undefined;
    const credentialId = bytesToBase64(new Uint8Array(made.rawId));
    return readOutput(made) ?? (await usePasskey([{ credentialId, prfSalt }], random));
  } catch {
    return undefined;
  }
}

function readOutput(credential: PublicKeyCredential): PasskeyOutput | undefined {
  const first = credential.getClientExtensionResults().prf?.results?.first;
  if (first === undefined) return undefined;
  const bytes = ArrayBuffer.isView(first)
    ? new Uint8Array(first.buffer, first.byteOffset, first.byteLength)
    : new Uint8Array(first);
  return { credentialId: bytesToBase64(new Uint8Array(credential.rawId)), prfOutput: bytesToBase64(bytes) };
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return base64ToBytes(base64) ?? new Uint8Array();
}
