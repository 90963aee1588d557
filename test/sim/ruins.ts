/** What a hostile or broken storage does to what lies in it. */
import { concatBytes } from '../../lib/base/bytes.ts';
import type { Dice } from './dice.ts';
import type { Ruin } from './steps.ts';
import { changeStorage, countFault, flip, type Storage } from './storage.ts';

export function ruinStorage(storage: Storage, how: Ruin, dice: Dice): void {
  const names = [...storage.objects.keys()];
  if (names.length === 0) return;
  const [name, other] = [dice.pick(names), dice.pick(names)];
  const past = storage.past.length === 0 ? undefined : dice.pick(storage.past);
  const bytes = storage.objects.get(name) ?? new Uint8Array();
  const others = storage.objects.get(other) ?? new Uint8Array();
  changeStorage(storage, (objects) => {
    switch (how) {
      case 'wipe':
        return objects.clear();
      case 'restore':
        if (past !== undefined) storage.objects = new Map(past);
        return undefined;
      case 'replay':
        for (const [old, was] of past ?? []) objects.set(old, was);
        return undefined;
      case 'flip':
        return objects.set(name, bytes.length === 0 ? bytes : flip(bytes, dice));
      case 'truncate':
        return objects.set(name, bytes.slice(0, dice.below(bytes.length + 1)));
      case 'append':
        return objects.set(name, concatBytes(bytes, dice.bytes(1 + dice.below(40))));
      case 'drop':
        return objects.delete(name);
      case 'rename':
        return objects.set(other.replace(/.$/, dice.pick(['0', '7', 'f'])), bytes);
      case 'swap':
        return objects.set(name, others).set(other, bytes);
      case 'copy':
        return objects.set(moved(name, dice), bytes);
      case 'twin':
        return storage.twins.set(name, dice.pick([others, new Uint8Array(), flip(others, dice)]));
      default:
        return how satisfies never;
    }
  });
  countFault(storage, how);
}

/** The same bytes in a later place, under their right hash. */
function moved(name: string, dice: Dice): string {
  const seq = String(1 + dice.below(40)).padStart(8, '0');
  return name.replace(/-[0-9]{8}-/, `-${seq}-`);
}
