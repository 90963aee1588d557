/** Introduces the vault to the sync core: records and commits on one side, sealing on the other. */
import { type Bytes, bytesToHex } from '../../../lib/base/bytes.ts';
import { ok } from '../../../lib/base/result.ts';
import { readEpoch } from '../../../lib/crypto/envelope.ts';
import type { HeaderCrypto } from '../../../lib/sync/header.ts';
import { createSyncState, type SyncState } from '../../../lib/sync/high-water.ts';
import type { SegmentCrypto, SyncStore } from '../../../lib/sync/sync-ports.ts';
import type { ForeignKeys, ForeignPlace } from '../../../lib/vault/sync-contract.ts';
import type { Vault } from '../../../lib/vault/vault-contract.ts';

const SCHEMA = 1;
const DIGEST_DIGITS = 32;

export function createSyncStore(vault: Vault): SyncStore {
  return {
    async load() {
      const view = await vault.syncView();
      return { ...view, state: stateOf(view.state) };
    },
    readRecords: vault.readForSync,
    readAllRecords: vault.readAllForSync,
    commit: (commit) => vault.commitSync({ ...commit, putSealed: [] }),
  };
}

/** A vault that was never in a storage sends all it has, in one piece. */
export function stateOf(stored: unknown): SyncState {
  return (stored as SyncState | undefined) ?? freshState();
}

export function freshState(): SyncState {
  const state = createSyncState();
  return { ...state, own: { ...state.own, needsSnapshot: true } };
}

export function createSegmentCrypto(vault: Vault): SegmentCrypto {
  const sealer = createCrypto('segment', vault, vault.sealForeign);
  return {
    ...sealer,
    epochOf(sealed) {
      const epoch = readEpoch(sealed);
      return epoch.ok ? epoch.value : 0;
    },
  };
}

export function createHeaderCrypto(vault: Vault): HeaderCrypto {
  return createCrypto('header', vault, vault.sealForeign);
}

/** For keys that no vault was made from yet: they open, and seal nothing. */
export function createHeaderReader(keys: ForeignKeys): HeaderCrypto {
  return createCrypto('header', keys, () => Promise.reject(new Error('nothing is sealed before there is a vault')));
}

function createCrypto(
  purpose: ForeignPlace['purpose'],
  keys: ForeignKeys,
  sealForeign: (place: ForeignPlace, bytes: Bytes) => Promise<Bytes>,
): HeaderCrypto {
  const placeOf = ({ tag, seq }: { readonly tag: string; readonly seq: number }): ForeignPlace => {
    return { purpose, id: tag, schema: SCHEMA, sequence: seq };
  };
  return {
    tagOf: keys.deviceTag,
    digest,
    seal: (place, plaintext) => sealForeign(placeOf(place), plaintext),
    async open(place, sealed) {
      const opened = await keys.openForeign(placeOf(place), sealed);
      return opened.ok ? ok(opened.value.bytes) : opened;
    },
  };
}

export async function digest(bytes: Bytes): Promise<string> {
  return bytesToHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))).slice(0, DIGEST_DIGITS);
}
