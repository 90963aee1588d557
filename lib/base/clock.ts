/** The only words for time. */

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type UnixMs = number;

/** Answers the present moment. Law rooms take one as a parameter, so that each law can be tested at any time. */
export type Clock = () => UnixMs;

/** Fills and returns `length` random bytes; in the product always `crypto.getRandomValues`. */
export type Random = (length: number) => Uint8Array<ArrayBuffer>;
