/** The frozen vectors. They are never written anew: a change that breaks them breaks every vault in the world. */
import { readFileSync } from 'node:fs';
import type { EnvelopePlace } from '../../lib/crypto/envelope.ts';
import type { VectorSlot } from './second-decoder.ts';

export interface EnvelopeVector {
  readonly vaultKey: string;
  readonly place: EnvelopePlace;
  readonly plaintext: string;
  readonly envelope: string;
}

export interface SlotVector {
  readonly vaultId: string;
  readonly ringKey: string;
  readonly password?: string;
  readonly recoveryKey?: string;
  /** What Argon2id, the passkey or the paper gave. */
  readonly secret: string;
  readonly slot: VectorSlot;
}

export const VECTORS = JSON.parse(readFileSync(new URL('./vectors.json', import.meta.url), 'utf8')) as {
  readonly envelopes: readonly EnvelopeVector[];
  readonly slots: readonly SlotVector[];
};
