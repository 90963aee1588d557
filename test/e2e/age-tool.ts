/** The standard age tool, which asks for a passphrase on a terminal and nowhere else: `script` gives it one. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { provideAge } from '../browser/provision.ts';

const PROMPT = 'Enter passphrase';

/** What is inside of a file that age opens with this passphrase. */
export async function openWithAgeTool(bytes: Uint8Array, passphrase: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'tessera-age-'));
  try {
    writeFileSync(join(folder, 'backup.age'), bytes);
    const { age, terminal } = provideAge();
    const command = ['-q', '-e', '-c', `'${age}' -d -o opened backup.age`, '/dev/null'];
    await answer(spawn(terminal, command, { cwd: folder }), passphrase);
    return readFileSync(join(folder, 'opened'), 'utf8');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Types the answer once it is asked for. */
function answer(terminal: ChildProcessWithoutNullStreams, typed: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let shown = '';
    terminal.stdout.on('data', (part) => {
      const wasAsked = shown.includes(PROMPT);
      shown += part;
      if (!wasAsked && shown.includes(PROMPT)) terminal.stdin.write(`${typed}\n`);
    });
    terminal.on('error', reject);
    terminal.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`age did not open the file: ${shown}`));
    });
  });
}
