/** Published cases that lie beside the project on some machines; a test of them runs where they are. */
import { existsSync, readFileSync } from 'node:fs';

const folder = new URL('../../../shared/corpora/', import.meta.url);

export const hasCorpora = existsSync(folder);

/** Undefined where the corpora are not there, so that tables can be built before `describe.runIf` decides. */
export function readCorpus<T>(path: string): T | undefined {
  return hasCorpora ? (JSON.parse(readFileSync(new URL(path, folder), 'utf8')) as T) : undefined;
}
