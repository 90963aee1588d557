/**
 * `npm run acceptance -- KIND FOLDER`: rates the product against a folder of examples with an `expected.json`. Each kind
 * prints one JSON line per case and a summary line at the end.
 */
import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** What each file of `test/acceptance/` exports. Resolves to false when a case went wrong. */
interface Acceptance {
  run(folder: string): Promise<boolean>;
}

const KINDS = ['qr', 'pages', 'imports'];

const [kind = '', folder = ''] = process.argv.slice(2);
const file = join(import.meta.dirname, 'acceptance', `${kind}.ts`);

if (!KINDS.includes(kind) || !existsSync(folder) || !statSync(folder).isDirectory()) {
  console.error(`Usage: npm run acceptance -- ${KINDS.join('|')} FOLDER`);
  process.exit(2);
}
if (!existsSync(file)) {
  console.error(`There is no acceptance run for ${kind} yet.`);
  process.exit(2);
}
const { run } = (await import(file)) as Acceptance;
process.exitCode = (await run(resolve(folder))) ? 0 : 1;
