/**
 * What the documents leave open, as switches, so that a client can be tried against each reasonable reading. The
 * defaults are the documents' own examples where they show one, otherwise our assumption (see README.md).
 */

export interface ShareOtpSwitches {
  /** How a list and a single thing are wrapped: `{accounts:[]}` and `{account:{}}`, `{data:..}`, `{items:[]}`, or not at all. */
  envelope: 'named' | 'data' | 'items' | 'bare';
  naming: 'camel' | 'snake';
  codes: 'array' | 'by-id';
  /** Under which name the rest of a code's life is told; `none` tells nothing. */
  codeLife: 'expiresIn' | 'expires_in' | 'remaining' | 'secondsRemaining' | 'expiresAt' | 'period' | 'none';
  unknownIds: 'omitted' | 'null' | 'error';
  exported: 'secret' | 'otpauth' | 'uri' | 'otpauthUrl';
  isExportAllowed: boolean;
  /** Whether answers tell algorithm, digits, period and type, and create takes them. */
  hasParameters: boolean;
  deleteAnswer: 'body' | 'empty';
  errorShape: 'text' | 'object';
  foreignId: 404 | 403;
  /** Exact addresses; empty means everyone. */
  ipAllowlist: readonly string[];
  ipRefusal: 401 | 403;
  isCreatorAdmin: boolean;
  tags: 'kept' | 'lower-case-sorted';
  grantToUnknown: 'invites' | 'fails';
  auditPaging: 'offset' | 'cursor' | 'none';
  /** A list no longer than this, with a hint that there is more; 0 lists everything. */
  listLimit: number;
}

export interface SendblueSwitches {
  createStatus: 200 | 201;
  /** The published example of the list shows the secret, against its own text. */
  doesListShowSecret: boolean;
  duplicates: 'stored' | 'refused' | 'merged';
  unknownId: 400 | 404 | 422;
  /** Whether `Issuer:account` in a URI is split, or stays whole in the label. */
  uriLabel: 'whole' | 'account';
}

export interface OnetimeSecretSwitches {
  /** The given document shows numbers as strings, current servers send integers. */
  numbers: 'integers' | 'strings';
  /** `documented`: only the fields of the given document's example; `current`: all that today's servers send. */
  fields: 'current' | 'documented';
  /** Today's v1 answers almost every failure with 404; the published OpenAPI lists true statuses. */
  statuses: 'all-404' | 'true';
  readsJson: boolean;
  plan: 'free' | 'paid';
  isRateLimited: boolean;
  /** The sentence of current servers, or that of older ones. */
  rateLimitText: 'current' | 'old';
  isApiOff: boolean;
}

export interface QuivaSwitches {
  generated: 'both' | 'url' | 'secret' | 'mismatch';
  wrongCodeStatus: 400 | 401 | 422;
  whenAlreadyOn: 'generates' | 409;
  errorShape: 'error' | 'message' | 'body' | 'outer' | 'text';
  mfaTokenName: 'token' | 'mfa_token';
}

/** What the storages of this world do, each in its own way. */
export interface StorageSwitches {
  /** `refused`: a request with a condition is answered with 501. */
  conditions: 'kept' | 'ignored' | 'refused';
  etags: 'strong' | 'weak' | 'none';
  /** How long a listing shows neither what was stored nor that something was deleted. */
  listLagMs: number;
  /** 0 = no end to it. */
  quotaBytes: number;
  isReadOnly: boolean;
  /** The most that one page of a listing shows. */
  pageSize: number;
}

export interface WebDavSwitches extends StorageSwitches {
  /** How a listing spells addresses; `other-prefix` is what a proxy in front shows. */
  hrefs: 'path' | 'url' | 'escaped' | 'other-prefix';
  /** A member that was lost while the listing was made, told with a status of its own. */
  hasMixedStatus: boolean;
  /** The listing was cut short, told with 507. */
  isListingCut: boolean;
}

export type StorageFace = 'webdav' | 's3' | 'dropbox' | 'gdrive' | 'onedrive';

export interface Switches {
  shareotp: ShareOtpSwitches;
  sendblue: SendblueSwitches;
  onetimesecret: OnetimeSecretSwitches;
  quiva: QuivaSwitches;
  webdav: WebDavSwitches;
  s3: StorageSwitches;
  dropbox: StorageSwitches;
  gdrive: StorageSwitches;
  onedrive: StorageSwitches;
  /** Parts that refuse every request whose Origin is an extension's, as Sendblue's ban on front-ends may mean. */
  refusesExtensions: readonly string[];
}

export type SwitchChanges = {
  readonly [Key in keyof Switches]?: Switches[Key] extends readonly string[] ? Switches[Key] : Partial<Switches[Key]>;
};

const STORAGE: StorageSwitches = {
  conditions: 'kept',
  etags: 'strong',
  listLagMs: 0,
  quotaBytes: 0,
  isReadOnly: false,
  pageSize: 1000,
};

export function defaultSwitches(): Switches {
  return {
    shareotp: {
      envelope: 'named',
      naming: 'camel',
      codes: 'array',
      codeLife: 'expiresIn',
      unknownIds: 'omitted',
      exported: 'secret',
      isExportAllowed: true,
      hasParameters: true,
      deleteAnswer: 'body',
      errorShape: 'text',
      foreignId: 404,
      ipAllowlist: [],
      ipRefusal: 403,
      isCreatorAdmin: true,
      tags: 'kept',
      grantToUnknown: 'invites',
      auditPaging: 'offset',
      listLimit: 0,
    },
    sendblue: {
      createStatus: 200,
      doesListShowSecret: false,
      duplicates: 'stored',
      unknownId: 404,
      uriLabel: 'account',
    },
    onetimesecret: {
      numbers: 'integers',
      fields: 'current',
      statuses: 'all-404',
      readsJson: true,
      plan: 'free',
      isRateLimited: false,
      rateLimitText: 'current',
      isApiOff: false,
    },
    quiva: {
      generated: 'both',
      wrongCodeStatus: 400,
      whenAlreadyOn: 'generates',
      errorShape: 'error',
      mfaTokenName: 'token',
    },
    webdav: { ...STORAGE, hrefs: 'path', hasMixedStatus: false, isListingCut: false },
    s3: { ...STORAGE },
    dropbox: { ...STORAGE },
    gdrive: { ...STORAGE },
    onedrive: { ...STORAGE },
    refusesExtensions: [],
  };
}

/** Changes in place, since every part holds the same object. Unknown names are refused, so that a typo cannot pass. */
export function turnSwitches(switches: Switches, changes: SwitchChanges): void {
  if (changes.refusesExtensions !== undefined) switches.refusesExtensions = changes.refusesExtensions;
  for (const [name, group] of Object.entries(changes)) {
    if (name === 'refusesExtensions' || group === undefined) continue;
    if (!isGroup(name)) throw new Error(`no switches for ${name}`);
    for (const key of Object.keys(group)) {
      if (!Object.hasOwn(switches[name], key)) throw new Error(`no switch ${name}.${key}`);
    }
    Object.assign(switches[name], group);
  }
}

function isGroup(name: string): name is Exclude<keyof Switches, 'refusesExtensions'> {
  return Object.hasOwn(defaultSwitches(), name);
}
