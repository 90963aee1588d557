/**
 * Bytes that print, log and serialise as nothing. A private field survives neither `console.log`, nor JSON, nor a
 * structured clone, so a secret cannot leave by accident; `reveal` is the one greppable door.
 */
import type { Bytes } from './bytes.ts';

export class Secret {
  readonly #bytes: Bytes;

  constructor(bytes: Uint8Array) {
    this.#bytes = Uint8Array.from(bytes);
  }

  /** The live bytes, not a copy: do not keep or change them. */
  reveal(): Bytes {
    return this.#bytes;
  }

  get length(): number {
    return this.#bytes.length;
  }

  toJSON(): string {
    return '[secret]';
  }

  toString(): string {
    return '[secret]';
  }
}
