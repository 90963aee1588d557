/** The three shapes of a reply. */

export const done = { ok: true, value: null } as const;

export function value<T>(answer: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value: answer };
}

export function refuse<const Code extends string>(code: Code): { readonly ok: false; readonly code: Code } {
  return { ok: false, code };
}
