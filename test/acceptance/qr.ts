/**
 * Gives each picture of a folder to the product's own decoder, in the real browser and by the way our pages take, and
 * compares the texts. One JSON line a picture; decoded, wrong and the median time, from pixels to texts, at the end.
 *
 * With `--beside`, jsQR and zxing-wasm read the same files in a plain page of the same browser, and screenshots of
 * 2560x1600 with and without a code are timed against zxing-wasm.
 */
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright-core';
import { renderSVG } from 'uqr';
import { builtExtension } from '../browser/build.ts';
import { launchTessera } from '../browser/chromium.ts';

/** One record of `expected.json`. */
interface ExpectedPicture {
  readonly file: string;
  readonly text: string | null;
  readonly texts?: readonly string[];
  /** Any one of `texts` will do. */
  readonly anyOf?: boolean;
  readonly startsWith?: string;
  readonly negative?: boolean;
  readonly undecodable?: boolean;
}

type Verdict = 'decoded' | 'missed' | 'wrong' | 'clean' | 'unrated';

interface Reading {
  readonly texts: readonly string[];
  readonly ms: number;
}

interface Rated {
  readonly file: string;
  readonly verdict: Verdict;
  readonly negative: boolean;
  readonly ms: number;
  readonly texts: readonly string[];
  readonly zxing?: Verdict;
  readonly jsqr?: Verdict;
}

interface Beside {
  readonly zxing: Reading;
  readonly jsqr: Reading;
}

const SCREENSHOT_RUNS = 9;

export async function run(folder: string): Promise<boolean> {
  const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as ExpectedPicture[];
  const isBeside = process.argv.includes('--beside');
  const server = await serveReaders();
  const tessera = await launchTessera({ extensionDir: builtExtension('chrome') });
  try {
    const product = await tessera.context.newPage();
    await product.goto(tessera.url('popup.html'));
    const peers = await tessera.context.newPage();
    await peers.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await decode(product, readFileSync(join(folder, expected[0]?.file ?? 'expected.json')));
    const rated: Rated[] = [];
    for (const picture of expected) {
      const file = readFileSync(join(folder, picture.file));
      const one = ratePicture(
        picture,
        await decode(product, file),
        isBeside ? await readBeside(peers, file, true) : undefined,
      );
      console.log(JSON.stringify(one));
      rated.push(one);
    }
    if (isBeside) await timeScreenshots(product, peers);
    return summarise(rated, isBeside);
  } finally {
    await tessera.close();
    server.close();
  }
}

function ratePicture(expected: ExpectedPicture, reading: Reading, beside: Beside | undefined): Rated {
  return {
    file: expected.file,
    verdict: judge(expected, reading.texts),
    negative: expected.negative === true,
    ms: reading.ms,
    texts: reading.texts,
    ...(beside && { zxing: judge(expected, beside.zxing.texts), jsqr: judge(expected, beside.jsqr.texts) }),
  };
}

/** Line ends differ between readers and mean nothing. */
function judge(expected: ExpectedPicture, texts: readonly string[]): Verdict {
  const read = texts.map(lineEnds);
  if (expected.negative) return read.length === 0 ? 'clean' : 'wrong';
  const wanted = (expected.texts ?? (expected.text === null ? [] : [expected.text])).map(lineEnds);
  const { startsWith } = expected;
  if (wanted.length === 0 && startsWith === undefined) return 'unrated';
  if (read.length === 0) return 'missed';
  if (startsWith !== undefined) return read.some((text) => text.startsWith(lineEnds(startsWith))) ? 'decoded' : 'wrong';
  const isRight = expected.anyOf
    ? wanted.some((text) => read.includes(text))
    : wanted.every((text) => read.includes(text));
  if (isRight) return 'decoded';
  return read.every((text) => wanted.includes(text)) ? 'missed' : 'wrong';
}

function lineEnds(text: string): string {
  return text.replaceAll('\r\n', '\n');
}

function summarise(rated: readonly Rated[], isBeside: boolean): boolean {
  const positives = rated.filter(({ verdict, negative }) => !negative && verdict !== 'unrated');
  const count = (verdict: Verdict, of: 'verdict' | 'zxing' | 'jsqr' = 'verdict') =>
    positives.filter((one) => one[of] === verdict).length;
  const lost = positives.filter(
    (one) => one.verdict !== 'decoded' && (one.zxing === 'decoded' || one.jsqr === 'decoded'),
  );
  const negatives = rated.filter(({ negative }) => negative);
  const summary = {
    pictures: positives.length,
    decoded: count('decoded'),
    wrong: count('wrong'),
    negatives: negatives.length,
    negativesRead: negatives.filter(({ verdict }) => verdict === 'wrong').length,
    medianMs: median(rated.map(({ ms }) => ms)),
    ...(isBeside && {
      zxing: count('decoded', 'zxing'),
      jsqr: count('decoded', 'jsqr'),
      lostToEither: lost.map(({ file }) => file),
    }),
  };
  console.log(JSON.stringify(summary));
  return summary.wrong === 0 && summary.negativesRead === 0 && lost.length === 0;
}

async function decode(page: Page, file: Uint8Array): Promise<Reading> {
  const bytes = Buffer.from(file).toString('base64');
  return page.evaluate(
    async (data) => {
      const reply = await chrome.runtime.sendMessage({ type: 'qr:decode', data });
      return reply?.ok ? reply.value : { texts: [], ms: 0 };
    },
    { bytes },
  );
}

/** The readers as their makers publish them. */
async function serveReaders(): Promise<Server> {
  const { resolve } = createRequire(import.meta.url);
  const wasm = resolve('zxing-wasm/reader/zxing_reader.wasm');
  const files = new Map([
    ['/zxing.js', join(dirname(wasm), '../iife/reader/index.js')],
    ['/zxing.wasm', wasm],
    ['/jsqr.js', resolve('jsqr')],
  ]);
  const server = createServer((request, response) => {
    const file = files.get(request.url ?? '');
    response.setHeader(
      'content-type',
      file?.endsWith('.wasm') ? 'application/wasm' : file ? 'text/javascript' : 'text/html',
    );
    response.end(
      file ? readFileSync(file) : '<!doctype html><script src="/zxing.js"></script><script src="/jsqr.js"></script>',
    );
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return server;
}

/** Times are from pixels to texts on both sides. Opens the file as the product does, and reads it with each reader as its makers recommend for hard pictures. */
async function readBeside(page: Page, file: Uint8Array, withJsqr: boolean): Promise<Beside> {
  return page.evaluate(readWithPeers, { bytes: Buffer.from(file).toString('base64'), withJsqr });
}

/** Shots of a page of text, opened anew for each run; the median of what each side takes from pixels to texts. */
async function timeScreenshots(product: Page, peers: Page): Promise<void> {
  const page = await product.context().newPage();
  await page.setViewportSize({ width: 2560, height: 1600 });
  for (const hasCode of [true, false]) {
    await page.setContent(pageOfText(hasCode));
    const file = await page.screenshot();
    const [ours, theirs]: [number[], number[]] = [[], []];
    for (let index = 0; index < SCREENSHOT_RUNS; index++) {
      ours.push((await decode(product, file)).ms);
      theirs.push((await readBeside(peers, file, false)).zxing.ms);
    }
    const [ms, zxingMs] = [median(ours), median(theirs)];
    console.log(
      JSON.stringify({ screenshot: '2560x1600', hasCode, ms, zxingMs, ratio: Number((ms / zxingMs).toFixed(2)) }),
    );
  }
  await page.close();
}

function pageOfText(hasCode: boolean): string {
  const words = 'Open your authenticator and scan the code to finish setting up two-step verification. '.repeat(12);
  const code = renderSVG('otpauth://totp/Example:alice@example.com?secret=JBSWY3DPEHPK3PXP&issuer=Example');
  const figure = hasCode ? `<div style="width:220px">${code}</div>` : '';
  return `<body style="font:14px sans-serif;columns:4">${figure}${`<p>${words}</p>`.repeat(60)}</body>`;
}

function median(values: readonly number[]): number {
  return [...values].sort((left, right) => left - right)[values.length >> 1] ?? 0;
}

/* What follows runs in the browser: `chrome` in a page of ours, the other two in the plain page. */

declare const chrome: {
  runtime: { sendMessage(message: object): Promise<{ ok: boolean; value: Reading } | undefined> };
};

declare const ZXingWASM: {
  prepareZXingModule(options: object): void;
  readBarcodes(picture: ImageData, options: object): Promise<readonly { isValid: boolean; text: string }[]>;
};

declare const jsQR: (data: Uint8ClampedArray, width: number, height: number) => { data: string } | null;

async function readWithPeers(ask: { bytes: string; withJsqr: boolean }): Promise<Beside> {
  ZXingWASM.prepareZXingModule({ overrides: { locateFile: () => '/zxing.wasm' } });
  const file = new Blob([Uint8Array.from(atob(ask.bytes), (character) => character.charCodeAt(0))]);
  const bitmap = await createImageBitmap(file);
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('No canvas.');
  context.drawImage(bitmap, 0, 0);
  const picture = context.getImageData(0, 0, bitmap.width, bitmap.height);
  const startedMs = performance.now();
  const options = { formats: ['QRCode'], tryHarder: true, tryInvert: true, tryRotate: true, maxNumberOfSymbols: 10 };
  const zxing = (await ZXingWASM.readBarcodes(picture, options)).filter(({ isValid }) => isValid);
  const zxingMs = performance.now() - startedMs;
  const jsqrStartedMs = performance.now();
  const jsqr = ask.withJsqr ? jsQR(picture.data, picture.width, picture.height) : null;
  return {
    zxing: { texts: zxing.map(({ text }) => text), ms: zxingMs },
    jsqr: { texts: jsqr ? [jsqr.data] : [], ms: performance.now() - jsqrStartedMs },
  };
}
