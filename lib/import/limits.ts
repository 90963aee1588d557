/** How much of a stranger's file we are willing to unfold. */
export const IMPORT_LIMITS = {
  /** Of a file as given, and of everything unpacked from it together. */
  bytes: 20 * 1024 * 1024,
  /** Unpacked size over packed size; honest exports stay under 30. */
  ratio: 100,
  /** Small files may exceed the ratio (a kilobyte of zeros is no bomb). */
  ratioFreeBytes: 1024 * 1024,
  entries: 20_000,
  nesting: 32,
} as const;
