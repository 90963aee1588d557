/** `npm run e2e [-- PATTERN]`: the scenarios in real Chromium; with a pattern, only those whose names match it. */
import { builtExtension } from './browser/build.ts';
import { scenarios as access } from './e2e/access.ts';
import { scenarios as fill } from './e2e/fill.ts';
import { scenarios as grants } from './e2e/grants.ts';
import { scenarios as keyboard } from './e2e/keyboard.ts';
import { scenarios as lock } from './e2e/lock.ts';
import { scenarios as paper } from './e2e/paper.ts';
import { scenarios as passkey } from './e2e/passkey.ts';
import { scenarios as pictures } from './e2e/pictures.ts';
import { scenarios as scan } from './e2e/scan.ts';
import { report, runScenarios } from './e2e/scenario.ts';
import { scenarios as services } from './e2e/services.ts';
import { scenarios as sync } from './e2e/sync.ts';
import { scenarios as syncCare } from './e2e/sync-care.ts';
import { scenarios as teamSync } from './e2e/team-sync.ts';
import { scenarios as tour } from './e2e/tour.ts';
import { scenarios as transfer } from './e2e/transfer.ts';
import { scenarios as trash } from './e2e/trash.ts';

const wanted = new RegExp(process.argv.slice(2).join(' '));
const all = [
  ...tour,
  ...scan,
  ...pictures,
  ...fill,
  ...grants,
  ...lock,
  ...trash,
  ...transfer,
  ...paper,
  ...passkey,
  ...access,
  ...keyboard,
  ...services,
  ...teamSync,
  ...sync,
  ...syncCare,
];
const chosen = all.filter(({ name }) => wanted.test(name));
/** Those on one ground follow each other. */
const inTurn = [...Map.groupBy(chosen, (scenario) => scenario.ground ?? scenario).values()].flat();
report(await runScenarios(inTurn, { extensionDir: builtExtension('chrome') }));
