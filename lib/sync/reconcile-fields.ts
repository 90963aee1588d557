/** Merges one account's words three ways: what both sides last agreed on, what is here now, what is there now. */

export interface TeamFields {
  readonly name: string;
  readonly issuer: string;
  /** A set: order and repetition mean nothing. */
  readonly tags: readonly string[];
}

export type FieldName = keyof TeamFields;

export interface FieldMerge {
  /** What changes here, with the values that are overwritten by it, which belong in the account's history. */
  readonly pull: Partial<TeamFields>;
  readonly overwritten: Partial<TeamFields>;
  /** What changes there. */
  readonly push: Partial<TeamFields>;
  /** Fields that both sides changed, differently. The team's value stays, ours is in `overwritten`. */
  readonly conflicts: readonly FieldName[];
  /** What both sides agree on once `pull` is done; fields still to be pushed keep their old base. */
  readonly base: TeamFields;
}

export function mergeFields(base: TeamFields, local: TeamFields, remote: TeamFields): FieldMerge {
  if (isSameFields(local, remote)) return { pull: {}, overwritten: {}, push: {}, conflicts: [], base: local };
  const merge: Draft = { pull: {}, overwritten: {}, push: {}, conflicts: [], base };
  mergeText(merge, 'name', base, local, remote);
  mergeText(merge, 'issuer', base, local, remote);
  mergeTags(merge, base, local, remote);
  return merge;
}

export function isSameFields(left: TeamFields, right: TeamFields): boolean {
  return left.name === right.name && left.issuer === right.issuer && isSameTags(left.tags, right.tags);
}

/** Equal but for what a service may tidy: blanks at the ends, and the case of tags. */
export function isAlikeFields(left: TeamFields, right: TeamFields): boolean {
  const tidy = ({ name, issuer, tags }: TeamFields): TeamFields => {
    return { name: name.trim(), issuer: issuer.trim(), tags: tags.map((tag) => tag.trim().toLowerCase()) };
  };
  return isSameFields(tidy(left), tidy(right));
}

export function isNothing(fields: Partial<TeamFields>): boolean {
  return Object.keys(fields).length === 0;
}

/** Where two sides meet without a common past: their words differ freely, only shared tags are agreed on. */
export function commonBase(local: TeamFields, remote: TeamFields): TeamFields {
  return { name: local.name, issuer: local.issuer, tags: local.tags.filter((tag) => remote.tags.includes(tag)) };
}

/** Fields of `remote` that differ from the base: what would be lost if the account were deleted there unseen. */
export function changedSince(base: TeamFields, remote: TeamFields): Partial<TeamFields> {
  return {
    ...(base.name === remote.name ? {} : { name: remote.name }),
    ...(base.issuer === remote.issuer ? {} : { issuer: remote.issuer }),
    ...(isSameTags(base.tags, remote.tags) ? {} : { tags: remote.tags }),
  };
}

type Draft = {
  pull: Partial<TeamFields>;
  overwritten: Partial<TeamFields>;
  push: Partial<TeamFields>;
  conflicts: FieldName[];
  base: TeamFields;
};

function mergeText(
  merge: Draft,
  field: 'name' | 'issuer',
  base: TeamFields,
  local: TeamFields,
  remote: TeamFields,
): void {
  if (local[field] === remote[field]) {
    merge.base = { ...merge.base, [field]: remote[field] };
    return;
  }
  if (remote[field] === base[field]) {
    merge.push = { ...merge.push, [field]: local[field] };
    return;
  }
  if (local[field] !== base[field]) merge.conflicts.push(field);
  merge.pull = { ...merge.pull, [field]: remote[field] };
  merge.overwritten = { ...merge.overwritten, [field]: local[field] };
  merge.base = { ...merge.base, [field]: remote[field] };
}

function mergeTags(merge: Draft, base: TeamFields, local: TeamFields, remote: TeamFields): void {
  const kept = remote.tags.filter((tag) => local.tags.includes(tag) || !base.tags.includes(tag));
  const added = local.tags.filter((tag) => !remote.tags.includes(tag) && !base.tags.includes(tag));
  const tags = [...new Set([...kept, ...added])];
  if (!isSameTags(tags, remote.tags)) merge.push = { ...merge.push, tags };
  else merge.base = { ...merge.base, tags };
  if (isSameTags(tags, local.tags)) return;
  merge.pull = { ...merge.pull, tags };
  merge.overwritten = { ...merge.overwritten, tags: local.tags };
  // From here on what this side still has to push is exactly what it has and the team has not.
  merge.base = { ...merge.base, tags: remote.tags };
}

function isSameTags(left: readonly string[], right: readonly string[]): boolean {
  // Nearly always the very same list: a team of thousands is compared in each round.
  if (left.length === right.length && left.every((tag, index) => tag === right[index])) return true;
  const [leftSet, rightSet] = [new Set(left), new Set(right)];
  return leftSet.size === rightSet.size && [...leftSet].every((tag) => rightSet.has(tag));
}
