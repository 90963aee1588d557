/** A part of a page that is loaded once the page stands; `undefined` until it is there. */
import { type ReadonlySignal, signal } from '@preact/signals';

export interface Later<T> {
  readonly part: ReadonlySignal<T | undefined>;
  load(): void;
}

export function later<T>(fetchPart: () => Promise<T>): Later<T> {
  const part = signal<T | undefined>(undefined);
  return {
    part,
    load: () =>
      void fetchPart().then((loaded) => {
        part.value = loaded;
      }),
  };
}
