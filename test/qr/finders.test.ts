import { describe, expect, it } from 'vitest';
import { findFinders, fourthCorner, groupFinders } from '../../lib/qr/finders.ts';
import { mapGray, rotateGray } from '../../lib/qr/picture.ts';
import { blank, drawCode, OTPAUTH, paste } from './draw.ts';

describe('findFinders and groupFinders', () => {
  const code = drawCode(OTPAUTH, { modulePixels: 4 });
  const modules = code.width / 4 - 8;

  it('finds the three corners of a code, their order and its size', () => {
    const [triple] = groupFinders(findFinders(code));
    expect(triple).toMatchObject({ size: modules, topLeft: { isInverted: false } });
    expect(triple?.module).toBeCloseTo(4, 0);
    expect(triple?.topLeft.x).toBeLessThan(triple?.topRight.x ?? 0);
    expect(triple?.topLeft.y).toBeLessThan(triple?.bottomLeft.y ?? 0);
  });

  it.each([17, 45, 120, 200, 300])('finds them when the code is turned by %i degrees', (degrees) => {
    const [triple] = groupFinders(findFinders(rotateGray(code, degrees, 255)));
    expect(triple?.skew).toBeLessThan(0.2);
    expect(Math.abs((triple?.size ?? 0) - modules)).toBeLessThanOrEqual(4);
  });

  it('finds light corners on dark', () => {
    const [triple] = groupFinders(findFinders(mapGray(code, (value) => 255 - value)));
    expect(triple?.topLeft.isInverted).toBe(true);
  });

  it('completes the square', () => {
    const [triple] = groupFinders(findFinders(code));
    const corner = triple && fourthCorner(triple);
    expect(corner?.x).toBeCloseTo(triple?.topRight.x ?? Number.NaN, 0);
    expect(corner?.y).toBeCloseTo(triple?.bottomLeft.y ?? Number.NaN, 0);
  });

  it('finds a code of two pixels a module when it looks for no smaller one', () => {
    const page = blank(400, 300, 255);
    paste(page, drawCode(OTPAUTH, { modulePixels: 2 }), 150, 90);
    expect(groupFinders(findFinders(page, 2))).toHaveLength(1);
  });

  it('finds nothing in a plain picture or in stripes', () => {
    const stripes = blank(200, 200, 255);
    for (let index = 0; index < stripes.data.length; index++) stripes.data[index] = (index >> 2) & 1 ? 0 : 255;
    expect(findFinders(blank(200, 200, 30))).toEqual([]);
    expect(groupFinders(findFinders(stripes))).toEqual([]);
  });
});
