/** A display without a screen (Xvfb) and a hand on its keyboard (xdotool), for what only a headed browser shows. */
import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';
import { provideDisplayTools } from './provision.ts';

export interface Display {
  /** Goes into the environment of the browser that is to be shown here. */
  readonly env: Readonly<Record<string, string>>;
  /** Presses keys one after the other, in xdotool's names: `ctrl+shift+y`, `Up`, `Return`. */
  press(...keys: string[]): Promise<void>;
  close(): Promise<void>;
}

const run = promisify(execFile);

export async function startDisplay(size = '1400x1000'): Promise<Display> {
  const { xvfb, xdotool } = provideDisplayTools();
  // Xvfb looks for a free number itself and writes it to descriptor 3 once it is ready.
  const server = spawn(xvfb, ['-displayfd', '3', '-screen', '0', `${size}x24`, '-nolisten', 'tcp'], {
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
    async close() {
      server.kill();
      await exited;
    },
  };
}
