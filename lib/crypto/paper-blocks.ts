/**
 * A sealed sheet in pieces that a camera can read, or a person: blocks of a size that prints well, each with its number,
 * the number of all and a check, and each block also as lines of text with two check characters a line. Pieces come back
 * in any order and any mix. The layout is in README.md.
 */
import { type Bytes, bytesToHex, concatBytes, equalBytes, uint32ToBytes } from '../base/bytes.ts';
import { bytesToSymbols, symbolsToBytes, symbolsToText } from '../base/crockford.ts';
import { LINE_SYMBOLS, linesOf, type PaperLines, readLines, symbolsIn } from './paper-lines.ts';

/** Only characters of QR's alphanumeric mode (ISO/IEC 18004, 7.3.4), which packs them in five and a half bits. */
export const PAPER_MARK = 'TESSERA-PAPER:';

/** With the header and the mark a QR code of 93 modules at 15 % correction: 0.7 mm a module at six codes a page. */
const DATA_BYTES_TO = 540;
const HEADER_BYTES = 11;
const CHECK_BYTES = 4;
const VERSION = 1;
const BLOCKS_TO = 0xffff;

export interface PaperBlock {
  /** What its QR code says. */
  readonly text: string;
  /** The same for eyes and fingers: `3-07 ABCDE ... 9T`. */
  readonly lines: readonly string[];
}

export interface SplitPaper {
  /** Eight hex digits that tell this sheet from others. */
  readonly sheet: string;
  readonly blocks: readonly PaperBlock[];
}

export async function splitPaper(sealed: Bytes): Promise<SplitPaper> {
  const sheet = (await digest(sealed)).slice(0, CHECK_BYTES);
  const total = Math.max(1, Math.ceil(sealed.length / DATA_BYTES_TO));
  if (total > BLOCKS_TO) throw new RangeError('too much for paper');
  const size = Math.ceil(sealed.length / total);
  const blocks: PaperBlock[] = [];
  for (let index = 1; index <= total; index++) {
    const data = sealed.subarray((index - 1) * size, index * size);
    const header = Uint8Array.of(VERSION, ...sheet, ...uint16(index), ...uint16(total), ...uint16(data.length));
    const unchecked = concatBytes(header, data);
    const symbols = bytesToSymbols(concatBytes(unchecked, (await digest(unchecked)).subarray(0, CHECK_BYTES)));
    blocks.push({ text: PAPER_MARK + symbolsToText(symbols), lines: linesOf(index, symbols) });
  }
  return { sheet: bytesToHex(sheet), blocks };
}

export interface GatheredPaper {
  /** Of the sheet that most pieces belong to; '' as long as no block is whole. */
  readonly sheet: string;
  /** 0 as long as it is not known. */
  readonly total: number;
  /** Numbers of the blocks that are there, ascending. */
  readonly have: readonly number[];
  /** Blocks of which some lines are there, and which lines of each are not. */
  readonly partial: readonly { readonly block: number; readonly missingLines: readonly number[] }[];
  /** Labels of lines whose check characters do not fit: something in them is mistyped. */
  readonly wrongLines: readonly string[];
  /** Blocks with a mark of ours that are damaged, or of another sheet than most. */
  readonly strayBlocks: number;
  /** All of it, once nothing is missing. */
  readonly sealed: Bytes | undefined;
}

interface ReadBlock {
  readonly sheet: string;
  readonly index: number;
  readonly total: number;
  readonly data: Bytes;
}

/** Codes and lines may begin anywhere in a text, but where it has neither, it is none of ours. */
export function isPaperText(text: string): boolean {
  if (text.toUpperCase().includes(PAPER_MARK)) return true;
  const [first = ''] = text.trim().split(/[\r\n]/, 1);
  return readLines([first.toUpperCase()]).blocks.size > 0;
}

/** `texts`: what the QR codes said, and typed lines, in any order; a text may hold several lines. */
export async function gatherPaper(texts: readonly string[]): Promise<GatheredPaper> {
  const rows = texts.flatMap((text) => text.split(/[\r\n]+/)).map((row) => row.trim().toUpperCase());
  const marked = rows.filter((row) => row.includes(PAPER_MARK));
  const typed = readLines(rows.filter((row) => !row.includes(PAPER_MARK)));
  const fromCodes = await Promise.all(
    marked.map((row) => readBlock(symbolsIn(row.slice(row.indexOf(PAPER_MARK) + PAPER_MARK.length)))),
  );
  const fromLines = await Promise.all([...typed.blocks].map(([index, lines]) => joinLines(index, lines)));
  const whole = [...fromCodes, ...fromLines].filter((block) => block !== undefined);
  const mine = blocksOfOneSheet(whole);
  const [first] = mine.values();
  const have = [...mine.keys()].sort((left, right) => left - right);
  const sealed = first !== undefined && have.length === first.total ? await joinBlocks(mine, first) : undefined;
  const lost = fromCodes.filter((block) => block === undefined).length;
  return {
    sheet: first?.sheet ?? '',
    total: first?.total ?? 0,
    have,
    partial: [...typed.blocks].flatMap(([block, lines]) => (mine.has(block) ? [] : [{ block, ...missingOf(lines) }])),
    wrongLines: typed.wrong,
    strayBlocks: lost + whole.filter(({ sheet }) => sheet !== first?.sheet).length,
    sealed,
  };
}

/** `undefined` as long as lines are missing. */
async function joinLines(index: number, lines: PaperLines): Promise<ReadBlock | undefined> {
  if (missingOf(lines).missingLines.length > 0) return undefined;
  const symbols = [...lines].sort(([left], [right]) => left - right).flatMap(([, data]) => data);
  const block = await readBlock(symbols);
  return block?.index === index ? block : undefined;
}

/** The first line says how long the block is; without it, at least that one is missing. */
function missingOf(lines: PaperLines): { readonly missingLines: readonly number[] } {
  const header = symbolsToBytes(lines.get(1) ?? []);
  const length = header.length < HEADER_BYTES ? 0 : HEADER_BYTES + uint16At(header, HEADER_BYTES - 2) + CHECK_BYTES;
  const last = Math.max(1, Math.ceil((length * 8) / 5 / LINE_SYMBOLS));
  return { missingLines: Array.from({ length: last }, (_, at) => at + 1).filter((line) => !lines.has(line)) };
}

async function readBlock(symbols: readonly number[] | undefined): Promise<ReadBlock | undefined> {
  const bytes = symbolsToBytes(symbols ?? []);
  if (bytes.length < HEADER_BYTES + CHECK_BYTES || bytes[0] !== VERSION) return undefined;
  const end = HEADER_BYTES + uint16At(bytes, HEADER_BYTES - 2);
  const check = (await digest(bytes.slice(0, end))).subarray(0, CHECK_BYTES);
  if (bytes.length !== end + CHECK_BYTES || !equalBytes(check, bytes.subarray(end))) return undefined;
  const [index, total] = [uint16At(bytes, 5), uint16At(bytes, 7)];
  if (index < 1 || index > total) return undefined;
  return { sheet: bytesToHex(bytes.subarray(1, 5)), index, total, data: bytes.slice(HEADER_BYTES, end) };
}

/** Of the sheet with the most blocks, the first named of equals. */
function blocksOfOneSheet(blocks: readonly ReadBlock[]): ReadonlyMap<number, ReadBlock> {
  const sheets = new Map<string, Map<number, ReadBlock>>();
  for (const block of blocks) {
    const key = `${block.sheet}/${block.total}`;
    sheets.set(key, (sheets.get(key) ?? new Map<number, ReadBlock>()).set(block.index, block));
  }
  let most: ReadonlyMap<number, ReadBlock> = new Map();
  for (const sheet of sheets.values()) if (sheet.size > most.size) most = sheet;
  return most;
}

async function joinBlocks(blocks: ReadonlyMap<number, ReadBlock>, { sheet, total }: ReadBlock) {
  const inOrder = Array.from({ length: total }, (_, at) => blocks.get(at + 1)?.data ?? new Uint8Array());
  const sealed = concatBytes(...inOrder);
  return bytesToHex((await digest(sealed)).subarray(0, CHECK_BYTES)) === sheet ? sealed : undefined;
}

async function digest(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

function uint16(value: number): Uint8Array {
  return uint32ToBytes(value).subarray(2);
}

function uint16At(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}
