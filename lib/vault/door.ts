/**
 * The door of the vault: what is in memory while it is open, how a worker that has just woken up finds it in the
 * session, and how it closes while calls are under way.
 */
import { Fault } from '../base/errors.ts';
import type { VaultRecord } from '../record/record.ts';
import { type Ring, ringToSession, sessionToRing } from './keyring.ts';
import type { VaultPorts } from './ports.ts';
import type { VaultHeader } from './schema.ts';
import { createSealer, type Sealer } from './sealer.ts';
import type { VaultStore } from './store.ts';
import type { DamagedRecord } from './vault-account.ts';
import type { VaultStatus } from './vault-contract.ts';

/** Everything an open vault has in memory. A lock drops the whole object; calls that still hold it find it stale. */
export interface OpenVault {
  readonly vaultId: string;
  deviceId: string;
  ring: Ring;
  sealer: Sealer;
  readonly records: Map<string, VaultRecord | DamagedRecord>;
  /** All rows have been opened; until then `records` holds a part. */
  isComplete: boolean;
  /** The counter on disk that `records` belongs to; another one there means that somebody else wrote. */
  counter: number;
}

export interface Door {
  generation(): number;
  status(): Promise<VaultStatus>;
  /** Throws `locked` or `no-vault`. */
  enter(): Promise<OpenVault>;
  /** Throws `locked` if the vault was locked since `enter`: what was read in the meantime must not get out. */
  assertStillOpen(open: OpenVault): void;
  /** Throws `locked` if a lock fell after `generation` was read, so that an unlock cannot outrun a lock. */
  open(header: VaultHeader, ring: Ring, generation: number): Promise<void>;
  /** The header on disk names another device or holds other keys now. Calls under way go on with them. */
  renew(open: OpenVault, header: VaultHeader, ring: Ring): Promise<void>;
  close(): Promise<void>;
}

const SESSION_KEY = 'vault-ring';

export function createDoor(ports: VaultPorts, store: VaultStore): Door {
  let generation = 0;
  let inside: OpenVault | undefined;

  function remember(header: VaultHeader, ring: Ring, counter: number): OpenVault {
    const { vaultId, deviceId } = header;
    const sealer = createSealer(vaultId, ring, ports.random);
    inside = { vaultId, deviceId, ring, sealer, records: new Map(), isComplete: false, counter };
    return inside;
  }
  function assertGeneration(expected: number): void {
    if (generation !== expected) throw new Fault('locked', 'the vault was locked in the meantime');
  }
  async function findInSession(): Promise<OpenVault | 'absent' | 'locked'> {
    const expected = generation;
    const [header, stored, { counter }] = await Promise.all([
      store.readHeader(),
      ports.session.get(SESSION_KEY),
      store.readClock(),
    ]);
    assertGeneration(expected);
    if (header === undefined) return 'absent';
    const ring = await sessionToRing(stored, header.vaultId, header.ring);
    assertGeneration(expected);
    if (ring === undefined) return 'locked';
    return inside ?? remember(header, ring, counter);
  }

  return {
    generation: () => generation,
    async status() {
      if (inside !== undefined) return 'unlocked';
      const found = await findInSession();
      return typeof found === 'string' ? found : 'unlocked';
    },
    async enter() {
      if (inside !== undefined) return inside;
      const found = await findInSession();
      if (found === 'absent') throw new Fault('no-vault', 'there is no vault yet');
      if (found === 'locked') throw new Fault('locked', 'the vault is locked');
      return found;
    },
    assertStillOpen(open) {
      if (inside !== open) throw new Fault('locked', 'the vault was locked in the meantime');
    },
    async open(header, ring, expected) {
      const { counter } = await store.readClock();
      assertGeneration(expected);
      await ports.session.set(SESSION_KEY, ringToSession(ring, header.vaultId, header.ring));
      if (generation !== expected) await ports.session.remove(SESSION_KEY);
      assertGeneration(expected);
      remember(header, ring, counter);
    },
    async renew(open, header, ring) {
      if (inside !== open) return;
      const expected = generation;
      open.deviceId = header.deviceId;
      open.ring = ring;
      open.sealer = createSealer(header.vaultId, ring, ports.random);
      await ports.session.set(SESSION_KEY, ringToSession(ring, header.vaultId, header.ring));
      if (generation !== expected) await ports.session.remove(SESSION_KEY);
    },
    async close() {
      generation += 1;
      inside = undefined;
      await ports.session.remove(SESSION_KEY);
    },
  };
}
