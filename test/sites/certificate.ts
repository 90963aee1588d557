/**
 * A self-signed certificate for the demo site, made anew at each start, so that no key lies in the repository. X.509 v3
 * in DER (RFC 5280 section 4.1) with a P-256 key; browsers are told to accept it.
 */
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** Object identifiers, encoded. */
const ECDSA_WITH_SHA256 = Buffer.from('06082a8648ce3d040302', 'hex');
const COMMON_NAME = Buffer.from('0603550403', 'hex');
const SUBJECT_ALT_NAME = Buffer.from('0603551d11', 'hex');

const SEQUENCE = 0x30;
const SET = 0x31;
const DAY_MS = 24 * 60 * 60 * 1000;

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

export function makeCertificate(hosts: readonly string[]): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = tagged(SEQUENCE, ECDSA_WITH_SHA256);
  const name = tagged(
    SEQUENCE,
    tagged(SET, tagged(SEQUENCE, COMMON_NAME, tagged(0x0c, Buffer.from('Tessera demo site')))),
  );
  const altNames = tagged(SEQUENCE, ...hosts.map((host) => tagged(0x82, Buffer.from(host))));
  const extensions = tagged(SEQUENCE, tagged(SEQUENCE, SUBJECT_ALT_NAME, tagged(0x04, altNames)));
  const body = tagged(
    SEQUENCE,
    tagged(0xa0, tagged(0x02, Buffer.from([2]))),
    tagged(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    algorithm,
    name,
    tagged(SEQUENCE, utcTime(Date.now() - DAY_MS), utcTime(Date.now() + 30 * DAY_MS)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, extensions),
  );
  const signature = tagged(0x03, Buffer.from([0]), sign('sha256', body, privateKey));
  const cert = tagged(SEQUENCE, body, algorithm, signature).toString('base64');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${cert.match(/.{1,64}/g)?.join('\n')}\n-----END CERTIFICATE-----\n`,
  };
}

function tagged(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content]);
}

function lengthOf(bytes: number): Buffer {
  if (bytes < 0x80) return Buffer.from([bytes]);
  if (bytes < 0x100) return Buffer.from([0x81, bytes]);
  return Buffer.from([0x82, bytes >> 8, bytes & 0xff]);
}

/** `YYMMDDHHMMSSZ` */
function utcTime(unixMs: number): Buffer {
  const digits = new Date(unixMs).toISOString().replace(/\D/g, '');
  return tagged(0x17, Buffer.from(`${digits.slice(2, 14)}Z`));
}
