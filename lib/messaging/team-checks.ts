/** What each question about a team must look like. Ids of the service are opaque, but can stand in a path. */
import { list, oneOf, orNull, record, text } from './check.ts';
import type { Checks } from './serve.ts';
import type { TeamProtocol } from './team-protocol.ts';
import { MOST_TEAM_CODES, TEAM_ROLES } from './team-shapes.ts';

const id = text(64, 1);
const email = text(320, 3);

const foreignId = (raw: unknown): string | undefined => {
  const given = text(256, 1)(raw);
  return given !== undefined && /^[\w.~:@+-]+$/.test(given) && !/^\.+$/.test(given) ? given : undefined;
};

export const teamChecks: Checks<TeamProtocol> = {
  'service:team-accounts': record({ id }),
  'service:team-codes': record({ id, teamIds: list(foreignId, MOST_TEAM_CODES) }),
  'service:team-export': record({ id, teamId: foreignId }),
  'service:team-sync': record({ id }),
  'service:team-sync-start': record({ id, host: text(300, 1), teamId: orNull(text(32, 32)) }),
  'service:team-sync-now': record({ id }),
  'service:team-sync-stop': record({ id }),
  'service:team-sync-approve': record({ id, accountIds: list(id, 20_000) }),
  'service:team-leave': record({ accountId: id }),
  'service:team-give': record({ id, accountId: id, host: text(300, 1) }),
  'service:team-update': record({
    id,
    teamId: foreignId,
    name: text(1024, 1),
    issuer: text(1024),
    tags: list(text(100, 1), 100),
  }),
  'service:team-delete': record({ id, teamId: foreignId }),
  'service:team-access': record({ id, teamId: foreignId }),
  'service:team-permit': record({ id, teamId: foreignId, action: oneOf('grant', 'revoke'), email }),
  'service:team-users': record({ id, query: text(200) }),
  'service:team-invite': record({ id, email, role: oneOf(...TEAM_ROLES) }),
  'service:team-remove-user': record({ id, userId: foreignId }),
  'service:team-audit': record({ id, place: orNull(record({ kind: oneOf('cursor', 'offset'), at: text(1024, 1) })) }),
};
