/** All rows of the list are equally high, so that each knows its place by arithmetic. */
export const ROW_PX = 62;
export const LARGE_ROW_PX = 74;
