/** Runs a documented curl line word for word, only its host replaced by the local one. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { provideCurl } from '../browser/provision.ts';

export interface CurlOutcome {
  readonly status: number;
  readonly headers: string;
  readonly json: unknown;
}

const run = promisify(execFile);

/** `replacements` name what a reader of the documents puts in: hosts, keys, ids. Each must occur in the line. */
export async function runCurl(line: string, replacements: Readonly<Record<string, string>>): Promise<CurlOutcome> {
  let command = line;
  for (const [written, meant] of Object.entries(replacements)) {
    if (!command.includes(written)) throw new Error(`the line does not hold ${written}`);
    command = command.replaceAll(written, meant);
  }
  const found = command.replace(/^curl(?= )/, provideCurl());
  const { stdout } = await run('sh', ['-c', `${found} --silent --include --max-time 10`]);
  const [headers = '', body = ''] = stdout.replace(/^HTTP\/1\.1 100 Continue\r\n\r\n/, '').split(/\r\n\r\n(.*)/s);
  const status = Number(/^HTTP\/[\d.]+ (\d{3})/.exec(headers)?.[1]);
  return { status, headers: headers.toLowerCase(), json: body === '' ? undefined : JSON.parse(body) };
}
