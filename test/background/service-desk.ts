/** The background's services over a vault in memory and the local cloud, with time that is real. */
import { type ServiceHandlers, serveServices } from '../../entrypoints/background/serve-services.ts';
import type { ServiceParts } from '../../entrypoints/background/services/connections.ts';
import { createTeamRounds } from '../../entrypoints/background/services/team-rounds.ts';
import type { TeamSyncParts } from '../../entrypoints/background/services/team-sync.ts';
import type { NewConnection, Outcome, ProblemCode } from '../../lib/messaging/service-shapes.ts';
import type { Vault } from '../../lib/vault/vault-contract.ts';
import { ONETIMESECRET_USER, QUIVA_API_KEY, SENDBLUE_PAIR, SHAREOTP_KEY } from '../cloud/credentials.ts';
import { type RunningCloud, startCloud } from '../cloud/server.ts';
import { type WatchedPorts, watchedPorts } from '../services/ports.ts';
import { random } from '../vault/bench.ts';
import { createDesk } from './desk.ts';

/** Who asks is of no matter to any of these. */
export const PAGE = {};

export interface ServiceDesk {
  readonly cloud: RunningCloud;
  readonly host: string;
  readonly vault: Vault;
  readonly http: WatchedPorts;
  readonly handlers: ServiceHandlers;
  /** Match patterns that the browser lets us reach; starts with that of the cloud. */
  readonly allowed: Set<string>;
  readonly parts: TeamSyncParts;
  /** Time goes by, here and at the services. */
  pass(ms: number): void;
  /** The worker died and woke up again: another set of handlers on the same vault. */
  handlersAgain(changes: Partial<ServiceParts>): ServiceHandlers;
  connect(service: NewConnection['service'], changes?: Partial<NewConnection>): Promise<string>;
}

export async function createServiceDesk(): Promise<ServiceDesk> {
  const cloud = await startCloud();
  const { vault, drafts, bench } = await createDesk();
  let aheadMs = 0;
  const clock = () => Date.now() + aheadMs;
  bench.nowMs = clock();
  const http = { ...watchedPorts(), clock };
  const allowed = new Set(['http://127.0.0.1/*']);
  const base: ServiceParts = {
    vault,
    drafts,
    clock,
    random,
    http,
    isAllowed: async (pattern) => allowed.has(pattern),
    stayOpen: async () => undefined,
    changed: async () => undefined,
  };
  const rounds = createTeamRounds(base);
  const parts: TeamSyncParts = { ...base, rounds };
  const handlers = serveServices(parts);
  return {
    cloud,
    host: new URL(cloud.url).host,
    vault,
    http,
    handlers,
    allowed,
    handlersAgain: (changes) => serveServices({ ...parts, ...changes }),
    parts,
    pass(ms) {
      aheadMs += ms;
      cloud.control.advance(ms);
      bench.nowMs = clock();
    },
    async connect(service, changes = {}) {
      const wanted = { ...DEMO[service], name: 'mine', address: `${cloud.url}/${service}`, ...changes };
      const reply = await handlers['service:add'](wanted, PAGE);
      if (!reply.ok) throw new Error(reply.code);
      return reply.value.id;
    },
  };
}

const DEMO: Readonly<Record<NewConnection['service'], Pick<NewConnection, 'service' | 'auth' | 'user' | 'key'>>> = {
  shareotp: { service: 'shareotp', auth: 'bearer', user: '', key: SHAREOTP_KEY },
  sendblue: { service: 'sendblue', auth: 'pair', user: SENDBLUE_PAIR.keyId, key: SENDBLUE_PAIR.secretKey },
  onetimesecret: {
    service: 'onetimesecret',
    auth: 'basic',
    user: ONETIMESECRET_USER.username,
    key: ONETIMESECRET_USER.apiToken,
  },
  quiva: { service: 'quiva', auth: 'api-key', user: '', key: QUIVA_API_KEY },
};

type AnyReply<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly code: string };

/** The value of a reply and of the outcome in it. */
export function got<T>(reply: AnyReply<Outcome<T>>): T {
  const outcome = replied(reply);
  if (!outcome.ok) throw new Error(`the service did not: ${outcome.problem.code} ${outcome.problem.said}`);
  return outcome.value;
}

export function replied<T>(reply: AnyReply<T>): T {
  if (!reply.ok) throw new Error(`refused: ${reply.code}`);
  return reply.value;
}

export function problemIn(reply: AnyReply<Outcome<unknown>>): ProblemCode | 'unsure' {
  const outcome = replied(reply);
  if (outcome.ok) throw new Error('the service did it');
  return outcome.problem.isUnsure ? 'unsure' : outcome.problem.code;
}
