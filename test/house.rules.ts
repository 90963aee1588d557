/**
 * The direction of imports, one line a room, and the dependency-cruiser rules that follow from it.
 *
 * Whoever adds a room, a page or a keeper adds a line here; everything that has no line is refused.
 */

/** Each room of `lib/`, and the lower rooms it may import. Rooms on one floor do not know each other. */
export const ROOMS: Readonly<Record<string, readonly string[]>> = {
  base: [],
  otp: ['base'],
  crypto: ['base'],
  record: ['base'],
  vault: ['base', 'otp', 'crypto', 'record'],
  sync: ['base', 'record'],
  services: ['base', 'otp'],
  import: ['base', 'otp', 'crypto'],
  export: ['base', 'otp', 'crypto'],
  qr: ['base'],
  autofill: ['base', 'otp'],
  messaging: ['base', 'otp'],
  platform: ['base'],
  view: ['base', 'otp', 'messaging'],
};

/** What the drawing of our pages may know of `lib/`. */
const COMPONENTS_MAY = ['base', 'otp', 'messaging', 'view'];

/** A library with one keeper: only these rooms import it. */
const KEEPERS: Readonly<Record<string, readonly string[]>> = {
  'wxt/dist/browser': ['lib/messaging', 'lib/platform'],
  '@preact/signals': ['lib/view', 'components'],
  otplib: ['lib/otp'],
  idb: ['lib/vault'],
  jsqr: ['lib/qr'],
  'zxing-wasm': ['lib/qr'],
  'hash-wasm': ['lib/crypto', 'lib/otp', 'lib/import', 'lib/export'],
  'age-encryption': ['lib/crypto'],
  tldts: ['lib/autofill'],
};

/** Our own pages, and what they begin with: they hold no key and reach no room that does. */
const PAGES = ['popup', 'options', 'welcome', 'confirm', 'page'];

/** Where the rooms are introduced to each other; the only entrypoints without a wall. */
const WORKERS = ['background', 'engine', 'engine-worker'];

/** Behind these a key or a secret may lie. */
const PAGE_WALL = ['vault', 'crypto', 'sync', 'record', 'services'];
const STRANGER_WALL = [...PAGE_WALL, 'import', 'export', 'view'];

/** What judges a page needs lists of words and sites; a page must not pay for them. */
const JUDGING = ['words', 'judge', 'judge-page', 'match', 'decide'];

/**
 * Folders of one thing a file: a driver, a service, a format knows no other of its kind, only what all of them share.
 * `mark` finds such a file by its source; the list of all of them lies in a file without the mark.
 */
export const KINDS: Readonly<Record<string, { readonly mark: RegExp }>> = {
  'lib/sync/drivers': { mark: /./ },
  'lib/services': { mark: /^export interface \w+Connection\b/m },
  'lib/import': { mark: /^export const \w+: ImportFormat\b/m },
  'lib/export': { mark: /^export const \w+: ExportFormat\b/m },
};

/** Folder of `KINDS` -> the names, without `.ts`, of the files that bear its mark. */
export type NamesByKind = Readonly<Record<string, readonly string[]>>;

export interface Rule {
  readonly name: string;
  readonly severity: 'error';
  readonly from: object;
  readonly to: object;
}

const OURS = '^(lib|components|entrypoints|test)/';
const anyOf = (names: readonly string[]) => `(${names.join('|').replaceAll('/', '[/]')})`;
const rule = (name: string, from: object, to: object): Rule => ({ name, severity: 'error', from, to });

/** Everything that DESIGN calls a law and that an import can break. */
export function houseRules(namesByKind: NamesByKind): readonly Rule[] {
  return [...directions(), ...keepers(), ...walls(), ...kinds(namesByKind), ...hygiene()];
}

function directions(): Rule[] {
  const rooms = Object.entries(ROOMS).map(([room, below]) =>
    rule(`room-${room}`, { path: `^lib/${room}/` }, { path: OURS, pathNot: `^lib/${anyOf([room, ...below])}/` }),
  );
  return [
    ...rooms,
    rule('face', { path: '^components/' }, { path: OURS, pathNot: ['^components/', `^lib/${anyOf(COMPONENTS_MAY)}/`] }),
    rule('roof', { path: '^entrypoints/' }, { path: '^test/' }),
    rule('unknown-room', { path: '^lib/', pathNot: `^lib/${anyOf(Object.keys(ROOMS))}/` }, {}),
    rule('into-unknown-room', {}, { path: '^lib/', pathNot: `^lib/${anyOf(Object.keys(ROOMS))}/` }),
  ];
}

function keepers(): Rule[] {
  return Object.entries(KEEPERS).map(([library, rooms]) =>
    rule(
      `keeper-${library.replaceAll('/', '-')}`,
      { path: '^(lib|components|entrypoints)/', pathNot: `^${anyOf(rooms)}/` },
      { path: `(^|/)node_modules/${library}(/|[.])` },
    ),
  );
}

/** Walls hold through any number of steps and for types too. An entrypoint without a line counts as injected. */
function walls(): Rule[] {
  return [
    rule(
      'wall-stranger',
      { path: '^entrypoints/', pathNot: `^entrypoints/${anyOf([...PAGES, ...WORKERS])}/` },
      { path: `^lib/${anyOf(STRANGER_WALL)}/`, reachable: true },
    ),
    rule(
      'wall-words',
      { path: '^entrypoints/', pathNot: `^entrypoints/${anyOf([...PAGES, ...WORKERS])}/` },
      { path: `^lib/autofill/${anyOf(JUDGING)}[.]ts$`, reachable: true },
    ),
    rule(
      'wall-page',
      { path: [`^entrypoints/${anyOf(PAGES)}/`, '^components/'] },
      { path: `^lib/${anyOf(PAGE_WALL)}/`, reachable: true },
    ),
    rule(
      'worker-draws-nothing',
      { path: `^entrypoints/${anyOf(WORKERS)}/` },
      { path: ['^components/', '^lib/view/'], reachable: true },
    ),
    rule(
      'entrypoint-alone',
      { path: '^entrypoints/([^/]+)/' },
      { path: '^entrypoints/', pathNot: ['^entrypoints/$1/', '^entrypoints/page/'] },
    ),
  ];
}

function kinds(namesByKind: NamesByKind): Rule[] {
  const folders = Object.entries(namesByKind).filter(([, names]) => names.length > 1);
  return folders.map(([folder, names]) => {
    const one = `^${folder}/${anyOf(names)}[.]ts$`;
    return rule(`alone-${folder.replaceAll('/', '-')}`, { path: one }, { path: one, pathNot: `^${folder}/$1[.]ts$` });
  });
}

function hygiene(): Rule[] {
  const product = { path: '^(lib|components|entrypoints)/' };
  return [
    // A type may point back inside a room; code may not.
    rule('no-cycle', {}, { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } }),
    rule('no-unresolvable', {}, { couldNotResolve: true }),
    rule('no-node', product, { dependencyTypes: ['core'] }),
    rule('no-dev-package', product, { dependencyTypes: ['npm-dev'], pathNot: '(^|/)node_modules/wxt/' }),
    rule('no-undeclared-package', product, { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] }),
    rule('private-file', { pathNot: '^lib/([^/]+)/' }, { path: '^lib/.*/_[^/]+[.]ts$' }),
    rule('private-file-of-room', { path: '^lib/([^/]+)/' }, { path: '^lib/.*/_[^/]+[.]ts$', pathNot: '^lib/$1/' }),
  ];
}
