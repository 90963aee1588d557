/**
 * KeePass databases, KDBX 3.1 and 4 (keepass.info/help/kb/kdbx.html), opened with a password, a key file or both: header, key, cipher,
 * and the XML inside with its protected values resolved.
 */
import { type Bytes, concatBytes, equalBytes } from '../base/bytes.ts';
import { checkHmac, digest, hmac } from './cipher.ts';
import { type ReadOptions, stop } from './format.ts';
import { inflate } from './inflate.ts';
import { openKdbxBody } from './kdbx-cipher.ts';
import { compositeKey } from './kdbx-composite.ts';
import { type KdbxHeader, readKdbxHeader } from './kdbx-header.ts';
import { deriveTransformed } from './kdbx-key.ts';
import { createInnerStream } from './kdbx-stream.ts';
import { parseXml, type XmlElement } from './xml.ts';

export interface KdbxFile {
  readonly root: XmlElement;
  /** Values that the XML marks as protected, opened; by element. */
  readonly protectedText: ReadonlyMap<XmlElement, string>;
}

export async function openKdbx(bytes: Bytes, options: ReadOptions): Promise<KdbxFile> {
  const header = readKdbxHeader(bytes);
  const composite = await compositeKey(options);
  const transformed = await deriveTransformed(header, composite, options.kdf);
  const key = await digest('SHA-256', concatBytes(header.masterSeed, transformed));
  const opened = header.version === 3 ? await open3(header, key) : await open4(header, key, transformed);
  const root = parseXml(new TextDecoder().decode(opened.xml));
  return { root, protectedText: await openProtected(root, opened.streamKind, opened.streamKey) };
}

interface OpenedBody {
  readonly xml: Bytes;
  readonly streamKind: number;
  readonly streamKey: Bytes;
}

/** The first 32 bytes repeat a header field: the only check of the key that version 3 has before its hashes. */
async function open3(header: KdbxHeader, key: Bytes): Promise<OpenedBody> {
  const body = await openKdbxBody(header.cipher, key, header.nonce, header.body);
  if (!equalBytes(body.subarray(0, 32), header.streamStart)) stop('wrong-passphrase');
  const content = await joinHashedBlocks(body.subarray(32));
  const xml = header.isGzip ? await inflate(content, 'gzip') : content;
  return { xml, streamKind: header.streamKind, streamKey: header.streamKey };
}

/** Blocks of index, SHA-256, length, data; an empty one ends them. */
async function joinHashedBlocks(bytes: Bytes): Promise<Bytes> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: Bytes[] = [];
  for (let at = 0; ; ) {
    if (at + 40 > bytes.length) stop('damaged');
    const length = view.getUint32(at + 36, true);
    if (length === 0) return concatBytes(...parts);
    const data = bytes.slice(at + 40, at + 40 + length);
    if (data.length !== length) stop('damaged');
    if (!equalBytes(await digest('SHA-256', data), bytes.subarray(at + 4, at + 36))) stop('damaged');
    parts.push(data);
    at += 40 + length;
  }
}

async function open4(header: KdbxHeader, key: Bytes, transformed: Bytes): Promise<OpenedBody> {
  const macBase = await digest('SHA-512', concatBytes(header.masterSeed, transformed, Uint8Array.of(1)));
  const headerKey = await digest('SHA-512', concatBytes(new Uint8Array(8).fill(0xff), macBase));
  if (!equalBytes(await digest('SHA-256', header.bytes), header.body.subarray(0, 32))) stop('damaged');
  await checkHmac('SHA-256', headerKey, header.bytes, header.body.subarray(32, 64));
  const sealedBody = await joinMacBlocks(header.body.subarray(64), macBase);
  const content = await openKdbxBody(header.cipher, key, header.nonce, sealedBody);
  return readInnerHeader(header.isGzip ? await inflate(content, 'gzip') : content);
}

/** Blocks of HMAC-SHA-256, length, data; each under a key made from its number. */
async function joinMacBlocks(bytes: Bytes, macBase: Bytes): Promise<Bytes> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: Bytes[] = [];
  let at = 0;
  for (let index = 0; ; index++) {
    if (at + 36 > bytes.length) stop('damaged');
    const length = view.getUint32(at + 32, true);
    const data = bytes.subarray(at + 36, at + 36 + length);
    if (data.length !== length) stop('damaged');
    const number = new Uint8Array(8);
    new DataView(number.buffer).setBigUint64(0, BigInt(index), true);
    const blockKey = await digest('SHA-512', concatBytes(number, macBase));
    const tag = await hmac('SHA-256', blockKey, concatBytes(number, bytes.subarray(at + 32, at + 36 + length)));
    if (!equalBytes(tag, bytes.subarray(at, at + 32))) stop('damaged');
    if (length === 0) return concatBytes(...parts);
    parts.push(data);
    at += 36 + length;
  }
}

/** Before the XML come fields of type, length, value: the inner stream, and attachments, which we pass over. */
function readInnerHeader(content: Bytes): OpenedBody {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  let streamKind = 0;
  let streamKey: Bytes = new Uint8Array(0);
  for (let at = 0; at + 5 <= content.length; ) {
    const type = view.getUint8(at);
    const value = content.slice(at + 5, at + 5 + view.getUint32(at + 1, true));
    at += 5 + value.length;
    if (type === 0) return { xml: content.slice(at), streamKind, streamKey };
    if (type === 1) streamKind = value[0] ?? 0;
    if (type === 2) streamKey = value;
  }
  return stop('damaged');
}

/** The stream runs through the protected values in the order of the document, those of old versions included. */
async function openProtected(root: XmlElement, kind: number, key: Bytes): Promise<ReadonlyMap<XmlElement, string>> {
  const next = await createInnerStream(kind, key);
  const opened = new Map<XmlElement, string>();
  const visit = (element: XmlElement): void => {
    if (element.attributes.get('Protected')?.toLowerCase() === 'true') opened.set(element, next(element.text));
    for (const child of element.children) visit(child);
  };
  visit(root);
  return opened;
}
