/** A display without a screen (Xvfb) and a hand on its keyboard (xdotool), for what only a headed browser shows. */
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { provideDisplayTools } from './provision.ts';
import { until } from './wait.ts';

export interface Display {
  /** Goes into the environment of the browser that is to be shown here. */
  readonly env: Readonly<Record<string, string>>;
  /** Presses keys one after the other, in xdotool's names: `ctrl+shift+y`, `Up`, `Return`. */
  press(...keys: string[]): Promise<void>;
  /** Does something and waits until the screen shows something else and then stays as it is for `settledMs`. */
  untilDrawn(act: () => Promise<void>, settledMs?: number): Promise<void>;
  close(): Promise<void>;
}

const run = promisify(execFile);

/** Less than half the blinking of a caret. */
const SETTLED_MS = 200;

export async function startDisplay(size = '1400x1000'): Promise<Display> {
  const { xvfb, xdotool } = provideDisplayTools();
  // Xvfb looks for a free number itself and writes it to descriptor 3 once it is ready.
  const folder = mkdtempSync(join(tmpdir(), 'tessera-display-'));
  const args = ['-displayfd', '3', '-screen', '0', `${size}x24`, '-fbdir', folder, '-nolisten', 'tcp'];
  const server = spawn(xvfb, args, {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const exited = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  const number = await new Promise<string>((resolve, reject) => {
    server.stdio[3]?.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()));
    server.once('exit', (code) => reject(new Error(`Xvfb ended with ${code} before it was ready.`)));
  });
  const env = { DISPLAY: `:${number}` };
  return {
    env,
    async press(...keys) {
      for (const key of keys) {
        await run(xdotool, ['key', '--clearmodifiers', key], { env: { ...process.env, ...env } });
      }
    },
    async untilDrawn(act, settledMs = SETTLED_MS) {
      const before = readPicture(folder);
      await act();
      let last = before;
      let lastChangeMs = Date.now();
      await until('the screen to change and settle', () => {
        const picture = readPicture(folder);
        if (!picture.equals(last)) lastChangeMs = Date.now();
        last = picture;
        return !picture.equals(before) && Date.now() - lastChangeMs > settledMs;
      });
    },
    async close() {
      server.kill();
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The frame buffer, which Xvfb keeps in a file. */
function readPicture(folder: string): Buffer {
  return readFileSync(join(folder, 'Xvfb_screen0'));
}
