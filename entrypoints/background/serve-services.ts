/** Answers everything about connected services: each request is what a page asked for, but for the rounds of a team. */

import type { Handlers } from '../../lib/messaging/serve.ts';
import type { ServiceProtocol } from '../../lib/messaging/service-protocol.ts';
import type { Outcome, TestResult } from '../../lib/messaging/service-shapes.ts';
import { hasGrant } from '../../lib/platform/grants.ts';
import { getMfaInfo } from '../../lib/services/quiva.ts';
import { listRegisteredKeys } from '../../lib/services/sendblue.ts';
import type { Parts } from './parts.ts';
import { done, refuse, value } from './replies.ts';
import {
  forgetAgentKeys,
  generateAgentKey,
  listAgentKeys,
  registerAccount,
  removeAgentKey,
  sendblueAt,
} from './services/agent-keys.ts';
import { answer } from './services/answer.ts';
import {
  addConnection,
  type Connection,
  failed,
  findConnection,
  listConnections,
  removeConnection,
  renameConnection,
  type ServiceParts,
} from './services/connections.ts';
import {
  connectionOfEnrolment,
  dropEnrolment,
  enrol,
  listEnrolments,
  quivaAt,
  readMfaState,
  renewCodes,
  resume,
} from './services/enrolment.ts';
import {
  burnLink,
  connectionOfLink,
  forgetLink,
  forgetLinks,
  listLinks,
  readReceiptOf,
  shareAccount,
  shareGenerated,
  testOnetimeSecret,
} from './services/links.ts';
import { forgetOpened, listOpened, openLink, readOpened } from './services/opened.ts';
import { countTeam, serveTeam } from './services/serve-team.ts';
import {
  forgetSignIn,
  setMfa,
  signIn,
  signInWithAccount,
  signInWithCode,
  signInWithRecovery,
} from './services/sign-in.ts';
import { forgetTeam } from './services/team-book.ts';
import type { TeamSyncParts } from './services/team-sync.ts';

export type ServiceHandlers = Handlers<ServiceProtocol>;
type Some<Prefix extends string> = Pick<ServiceHandlers, Extract<keyof ServiceProtocol, `service:${Prefix}`>>;

export function servicePartsOf({ vault, drafts, clock, random, http, feed, autoLock, settings }: Parts): ServiceParts {
  return {
    vault,
    drafts,
    clock,
    random,
    http,
    isAllowed: hasGrant,
    stayOpen: async () => autoLock.touch((await settings()).autoLockMinutes),
    changed: feed.changed,
  };
}

export function serveServices(parts: TeamSyncParts): ServiceHandlers {
  return {
    ...serveConnections(parts),
    ...serveAgents(parts),
    ...serveEnrolment(parts),
    ...serveSignIn(parts),
    ...serveLinks(parts),
    ...serveOpened(parts),
    ...serveTeam(parts),
  };
}

function serveConnections(parts: TeamSyncParts): Some<'list' | 'add' | 'test' | 'rename' | 'remove'> {
  return {
    async 'service:list'() {
      return value(await listConnections(parts));
    },
    async 'service:add'(wanted) {
      const added = await addConnection(parts, wanted);
      return added.ok ? value({ id: added.value }) : refuse(added.error);
    },
    async 'service:test'({ id }) {
      const service = (await findConnection(parts, id))?.service;
      return service === undefined ? refuse('gone') : answer(parts, id, service, (to) => test(parts, to));
    },
    async 'service:rename'({ id, name }) {
      return (await renameConnection(parts, id, name)) ? done : refuse('gone');
    },
    async 'service:remove'({ id }) {
      if ((await listEnrolments(parts, id)).length > 0) return refuse('enrolment-open');
      await forgetAgentKeys(parts, id);
      await forgetLinks(parts, id);
      await forgetSignIn(parts, id);
      await parts.rounds.inTurn(id, async () => {
        await forgetTeam(parts.vault, id);
        await removeConnection(parts, id);
      });
      await parts.changed();
      return done;
    },
  };
}

/** One harmless read that needs the credentials, and the service's clock beside ours. */
async function test(parts: ServiceParts, connection: Connection): Promise<Outcome<TestResult>> {
  let skewMs = 0;
  const heard = (heardMs: number) => {
    skewMs = heardMs;
  };
  const listening = { ...parts, http: { ...parts.http, heardSkew: heard } };
  const found = await countAt(listening, connection);
  return found.ok ? { ok: true, value: { skewMs, count: found.value.count } } : found;
}

async function countAt(parts: ServiceParts, connection: Connection): Promise<Outcome<{ count: number | null }>> {
  switch (connection.service) {
    case 'shareotp':
      return countTeam(parts, connection);
    case 'onetimesecret':
      return testOnetimeSecret(parts, connection);
    case 'sendblue': {
      const keys = await listRegisteredKeys(parts.http, sendblueAt(connection));
      return keys.ok ? { ok: true, value: { count: keys.value.length } } : failed(keys.error, connection.host, false);
    }
    case 'quiva': {
      const info = await getMfaInfo(parts.http, quivaAt(connection));
      return info.ok ? { ok: true, value: { count: null } } : failed(info.error, connection.host, false);
    }
  }
}

function serveAgents(parts: ServiceParts): Some<`agent-${string}`> {
  return {
    async 'service:agent-keys'({ id }) {
      return answer(parts, id, 'sendblue', (to) => listAgentKeys(parts, to));
    },
    async 'service:agent-register'({ id, accountId, ...wanted }) {
      const account = await parts.vault.get(accountId);
      if (account === undefined) return refuse('gone');
      return answer(parts, id, 'sendblue', (to) => registerAccount(parts, to, account, wanted));
    },
    async 'service:agent-generate'({ id, ...name }) {
      return answer(parts, id, 'sendblue', (to) => generateAgentKey(parts, to, name));
    },
    async 'service:agent-remove'({ id, keyId }) {
      return answer(parts, id, 'sendblue', (to) => removeAgentKey(parts, to, keyId));
    },
  };
}

function serveEnrolment(
  parts: ServiceParts,
): Some<'mfa-state' | 'enrolments' | 'enrol' | `enrol-${string}` | 'recovery-codes'> {
  return {
    async 'service:mfa-state'({ id, email }) {
      return answer(parts, id, 'quiva', (to) => readMfaState(parts, to, email.trim()));
    },
    async 'service:enrolments'({ id }) {
      return value(await listEnrolments(parts, id));
    },
    async 'service:enrol'({ id }) {
      return answer(parts, id, 'quiva', (to) => enrol(parts, to));
    },
    async 'service:enrol-resume'({ enrolmentId }) {
      const id = await connectionOfEnrolment(parts, enrolmentId);
      if (id === undefined) return refuse('gone');
      return answer(parts, id, 'quiva', (to) => resume(parts, to, enrolmentId));
    },
    async 'service:enrol-drop'({ enrolmentId }) {
      await dropEnrolment(parts, enrolmentId);
      return done;
    },
    async 'service:recovery-codes'({ id, accountId, email }) {
      if ((await parts.vault.get(accountId)) === undefined) return refuse('gone');
      return answer(parts, id, 'quiva', (to) => renewCodes(parts, to, accountId, email.trim()));
    },
  };
}

function serveSignIn(parts: ServiceParts): Some<'mfa-set' | 'sign-in' | 'sign-in-step'> {
  return {
    'service:mfa-set': ({ id, ...wanted }) => answer(parts, id, 'quiva', (to) => setMfa(parts, to, wanted)),
    'service:sign-in': ({ id, ...who }) => answer(parts, id, 'quiva', (to) => signIn(parts, to, who)),
    async 'service:sign-in-step'({ id, kind, text, accountId }) {
      if (kind === 'code') return answer(parts, id, 'quiva', (to) => signInWithCode(parts, to, text));
      if (kind === 'recovery') return answer(parts, id, 'quiva', (to) => signInWithRecovery(parts, to, text));
      const account = await parts.vault.get(accountId);
      if (account === undefined) return refuse('gone');
      return answer(parts, id, 'quiva', (to) => signInWithAccount(parts, to, account));
    },
  };
}

function serveLinks(
  parts: ServiceParts,
): Some<'links' | 'link-share' | 'link-generate' | 'link-receipt' | 'link-burn' | 'link-forget'> {
  const ofLink = async <T>(linkId: string, call: (connection: Connection) => Promise<Outcome<T>>) => {
    const id = await connectionOfLink(parts, linkId);
    return id === undefined ? refuse('gone') : answer(parts, id, 'onetimesecret', call);
  };
  return {
    async 'service:links'({ id }) {
      return value(await listLinks(parts, id));
    },
    async 'service:link-share'({ id, accountId, ...wanted }) {
      const account = await parts.vault.get(accountId);
      if (account === undefined) return refuse('gone');
      return answer(parts, id, 'onetimesecret', (to) => shareAccount(parts, to, account, wanted));
    },
    async 'service:link-generate'({ id, ...wanted }) {
      return answer(parts, id, 'onetimesecret', (to) => shareGenerated(parts, to, wanted));
    },
    'service:link-receipt': ({ linkId }) => ofLink(linkId, (to) => readReceiptOf(parts, to, linkId)),
    'service:link-burn': ({ linkId }) => ofLink(linkId, (to) => burnLink(parts, to, linkId)),
    async 'service:link-forget'({ linkId }) {
      await forgetLink(parts, linkId);
      return done;
    },
  };
}

function serveOpened(parts: ServiceParts): Some<'link-open' | 'opened' | `opened-${string}`> {
  return {
    async 'service:link-open'(wanted) {
      const opened = await openLink(parts, wanted);
      return opened.ok ? value(opened.value) : refuse(opened.error);
    },
    async 'service:opened'() {
      return value(await listOpened(parts));
    },
    async 'service:opened-read'(wanted) {
      const read = await readOpened(parts, wanted);
      return read.ok ? value(read.value) : refuse(read.error);
    },
    async 'service:opened-forget'({ openedId }) {
      await forgetOpened(parts, openedId);
      return done;
    },
  };
}
