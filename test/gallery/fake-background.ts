/** A background without a vault, for looking: it answers every question and sends frames, all of it invented. */
import { bytesToBase64 } from '../../lib/base/base64.ts';
import type { Ask } from '../../lib/messaging/page.ts';
import type { PageProtocol } from '../../lib/messaging/protocol.ts';
import type { AccountDetails, AccountRow, CodeRun, FillOutcome } from '../../lib/messaging/shapes.ts';
import { DRAFT } from '../messaging/invented.ts';

const SERVICES =
  'GitHub,Bitwarden,Cloudflare,Hetzner,Fastmail,Proton,Nextcloud,GitLab,Mastodon,Discord,Dropbox,Stripe,Vercel,Gandi,Backblaze,OVH,Wise,Kraken,npm,PyPI,Reddit,Slack,Notion,Linear,Figma,Zoom,Twitch,Ubiquiti,Synology,Tailscale'.split(
    ',',
  );

export function inventRow(at: number): AccountRow {
  const service = SERVICES[at % SERVICES.length] ?? 'Service';
  const round = Math.floor(at / SERVICES.length);
  return {
    id: `a${at}`,
    type: 'totp',
    issuer: round === 0 ? service : `${service} ${round + 1}`,
    label: at % 3 === 2 ? 'ops@example.com' : 'you@example.com',
    digits: 6,
    periodSeconds: at === 3 ? 60 : 30,
    counter: 0,
    pinned: false,
    tags: at % 4 === 0 ? ['work'] : at % 7 === 0 ? ['home'] : [],
    hosts: [`${service.toLowerCase()}.com`],
  };
}

/** Codes that look like codes and depend on nothing secret. */
export function inventRun(id: string, digits: number, periodSeconds: number, nowMs: number): CodeRun {
  const periodMs = periodSeconds * 1000;
  const first = Math.floor(nowMs / periodMs);
  let seed = [...id].reduce((sum, character) => sum * 31 + character.charCodeAt(0), 7) >>> 0;
  const codes = Array.from({ length: 8 }, (_, at) => {
    seed = (seed * 1_664_525 + 1_013_904_223 + first + at) >>> 0;
    return String(seed * 7)
      .padStart(digits, '3')
      .slice(-digits);
  });
  return { startMs: first * periodMs, periodMs, codes };
}

function inventDetails(row: AccountRow): AccountDetails {
  return {
    ...row,
    algorithm: 'SHA1',
    note: 'Customer number 4711. Support asks for it.',
    secretBits: 160,
    hasPin: false,
    autoFill: false,
    recoveryCodes: ['k3f9-22ab', 'p0x1-7ytr', 'm8nd-41qe'].map((code, at) => ({
      code,
      usedAtMs: at === 0 ? 1_760_000_000_000 : null,
    })),
    createdAtMs: 1_740_000_000_000,
    history: [
      { id: 'h1', field: 'label', value: 'old@example.com', device: 'b41c77aa', atMs: 1_759_000_000_000 },
      { id: 'h2', field: 'secret', value: '', device: 'b41c77aa', atMs: 1_758_000_000_000 },
    ],
  };
}

type Answers = {
  readonly [K in keyof PageProtocol]?: (data: Parameters<PageProtocol[K]>[0]) => ReturnType<PageProtocol[K]>;
};

/** Asks that no scene needs are answered with a plain yes. */
export function inventAsk(rows: readonly AccountRow[], outcome: FillOutcome): Ask {
  const rowOf = (id: string) => rows.find((row) => row.id === id) ?? inventRow(0);
  const answers: Answers = {
    'vault:passkeys': () => ({ ok: true, value: [{ slotId: 's', credentialId: 'AA==', prfSalt: 'AA==' }] }),
    'vault:unlock': () => ({ ok: false, code: 'wrong-key' }),
    'fill:run': () => ({ ok: true, value: outcome }),
    'account:details': ({ id }) => ({ ok: true, value: inventDetails(rowOf(id)) }),
    'account:next-hotp': () => ({ ok: true, value: { code: '755224', counter: 15 } }),
    'account:read-text': () => ({ ok: true, value: { drafts: [DRAFT], refusals: [] } }),
    'account:add-typed': () => ({ ok: false, code: 'bad-character-5' }),
    'account:reveal': () => ({
      ok: true,
      value: {
        secret: 'JBSWY3DPEHPK3PXP',
        uri: 'otpauth://totp/GitHub:you@example.com?secret=JBSWY3DPEHPK3PXP&issuer=GitHub',
      },
    }),
    'key:generate': () => ({ ok: true, value: { secret: 'MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U' } }),
    'scan:picture': () => ({
      ok: true,
      value: {
        source: 'paste',
        host: '',
        drafts: [],
        batch: null,
        problem: 'nothing-found',
        examined: bytesToBase64(new Uint8Array()),
        canFillFirst: false,
        refusals: [],
      },
    }),
    'trash:list': () => ({
      ok: true,
      value: rows.slice(0, 3).map((row) => ({ ...row, trashedAtMs: 1_761_000_000_000, purgeAtMs: 1_763_592_000_000 })),
    }),
  };
  return async (type, data) => {
    const answer = answers[type] as ((data: unknown) => unknown) | undefined;
    return (answer?.(data) ?? { ok: true, value: null }) as never;
  };
}
