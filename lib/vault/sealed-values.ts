/** Small JSON values beside the accounts, each in its own envelope under a name that tells nobody what it is about. */
import type { UnixMs } from '../base/clock.ts';
import { Fault } from '../base/errors.ts';
import type { Door, OpenVault } from './door.ts';
import type { SealedRow } from './schema.ts';
import { mapInChunks, type Place } from './sealer.ts';
import type { Serialize } from './serialize.ts';
import type { VaultStore } from './store.ts';
import type { SealedEntry, VaultSealed } from './vault-contract.ts';

const SEALED_SCHEMA = 1;

export function createVaultSealed(store: VaultStore, door: Door, serialize: Serialize): VaultSealed {
  return {
    async getSealed(kind, id) {
      const open = await door.enter();
      const row = await store.readSealed(await open.sealer.blindName(kind, id));
      const value = row === undefined ? undefined : (await openSealedRow(open, row)).value;
      door.assertStillOpen(open);
      return value;
    },
    putSealed: (kind, id, value) =>
      serialize(async () => {
        const open = await door.enter();
        const row = await sealValue(open, kind, id, value);
        door.assertStillOpen(open);
        await store.writeSealed([row], []);
      }),
    deleteSealed: (kind, id) =>
      serialize(async () => {
        const open = await door.enter();
        await store.writeSealed([], [await open.sealer.blindName(kind, id)]);
      }),
    async listSealed(kind) {
      const open = await door.enter();
      const rows = await store.readSealedKind(kind);
      const entries = await mapInChunks(rows, (row) => openSealedRow(open, row));
      door.assertStillOpen(open);
      return entries;
    },
  };
}

export async function sealValue(
  open: OpenVault,
  kind: string,
  id: string,
  value: unknown,
  expiresAtMs?: UnixMs,
): Promise<SealedRow> {
  const key = await open.sealer.blindName(kind, id);
  const envelope = await open.sealer.seal(placeOf(kind, key), JSON.stringify({ id, value }));
  return expiresAtMs === undefined ? { key, kind, envelope } : { key, kind, envelope, expiresAtMs };
}

/** Throws `damaged`. */
export async function openSealedRow(open: OpenVault, row: SealedRow): Promise<SealedEntry> {
  const opened = await open.sealer.open(placeOf(row.kind, row.key), row.envelope);
  if (!opened.ok) throw new Fault('damaged', 'a sealed value cannot be opened');
  return JSON.parse(opened.value) as SealedEntry;
}

function placeOf(kind: string, key: string): Place {
  return { objectType: 'sealed', objectId: `${kind}/${key}`, schema: SEALED_SCHEMA, deviceId: '', sequence: 0 };
}
