/**
 * Faults: what nobody can act on at the place where it happens. They are thrown, and caught once at the roof.
 * A message never holds a secret, a URI, a query or imported text, since messages reach logs.
 */

export type FaultCode =
  | 'damaged'
  | 'locked'
  | 'gone'
  | 'id-taken'
  | 'no-vault'
  | 'storage-failed'
  | 'unsupported-version'
  | 'wrong-key'
  | 'limit-exceeded'
  | 'engine-failed'
  | 'cancelled'
  | 'pin-missing';

export class Fault extends Error {
  readonly code: FaultCode;

  constructor(code: FaultCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'Fault';
    this.code = code;
  }
}

export function isFault(error: unknown, code?: FaultCode): error is Fault {
  return error instanceof Fault && (code === undefined || error.code === code);
}
