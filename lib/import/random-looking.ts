/** Whether bytes could be ciphertext without any header: the last resort of formats that have no signature. */

const SIGNATURES = [
  '504b',
  '89504e47',
  'ffd8ff',
  '47494638',
  '25504446',
  '1f8b',
  '62706c697374',
  '53514c697465',
  '424d',
  '52494646',
  '377abcaf',
  'aced0005',
  '03d9a29a',
];
const LONGEST_RUN = 8;

/** False for anything with a well-known signature, and for long runs of one byte, which ciphertext does not have. */
export function looksRandom(bytes: Uint8Array): boolean {
  const start = Array.from(bytes.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('');
  if (SIGNATURES.some((signature) => start.startsWith(signature))) return false;
  let run = 0;
  let last = -1;
  for (const byte of bytes.subarray(0, 65_536)) {
    run = byte === last ? run + 1 : 1;
    if (run > LONGEST_RUN) return false;
    last = byte;
  }
  return true;
}
