import { describe, expect, it } from 'vitest';
import {
  blurGray,
  cropGray,
  type Gray,
  mapGray,
  padGray,
  rotateGray,
  scaleGray,
  toGray,
} from '../../lib/qr/picture.ts';

const gray = (width: number, ...values: number[]): Gray => ({
  data: Uint8Array.from(values),
  width,
  height: values.length / width,
});
const values = (picture: Gray) => [...picture.data];

describe('toGray', () => {
  const pixel = (...rgba: number[]) => ({ data: Uint8ClampedArray.from(rgba), width: 1, height: 1 });

  it('weighs the colours as Rec. 601 does', () => {
    expect(values(toGray(pixel(255, 0, 0, 255)))).toEqual([76]);
    expect(values(toGray(pixel(0, 255, 0, 255)))).toEqual([150]);
    expect(values(toGray(pixel(0, 0, 255, 255)))).toEqual([29]);
    expect(values(toGray(pixel(255, 255, 255, 255)))).toEqual([255]);
  });

  it('lays transparent pixels over the backdrop', () => {
    const clear = pixel(0, 0, 0, 0);
    expect(toGray(clear)).toMatchObject({ isOpaque: false, data: Uint8Array.of(255) });
    expect(values(toGray(clear, 'luma', 'black'))).toEqual([0]);
  });

  it('takes one channel alone', () => {
    expect(values(toGray(pixel(10, 20, 30, 255), 'blue'))).toEqual([30]);
  });

  it('reads pixels that begin at an odd place in their buffer', () => {
    const data = Uint8ClampedArray.of(9, 255, 255, 255, 255).subarray(1);
    expect(values(toGray({ data, width: 1, height: 1 }))).toEqual([255]);
  });
});

describe('changes of a picture', () => {
  it('cuts a crop to what is inside the picture and says where it began', () => {
    const { picture, origin } = cropGray(gray(3, 1, 2, 3, 4, 5, 6, 7, 8, 9), { x: 1, y: 1, width: 9, height: 9 });
    expect(origin).toEqual({ x: 1, y: 1 });
    expect(values(picture)).toEqual([5, 6, 8, 9]);
  });

  it('takes means when it shrinks and keeps the edges when it grows', () => {
    expect(values(scaleGray(gray(2, 0, 100, 100, 200), 0.5))).toEqual([100]);
    const grown = scaleGray(gray(2, 0, 200), 2);
    expect([grown.width, grown.height, grown.data[0], grown.data[3]]).toEqual([4, 2, 0, 200]);
  });

  it('pads on all sides', () => {
    expect(values(padGray(gray(1, 7), 1, 0))).toEqual([0, 0, 0, 0, 7, 0, 0, 0, 0]);
  });

  it('turns clockwise by 90 degrees', () => {
    expect(values(rotateGray(gray(2, 1, 2, 3, 4), 90, 0))).toEqual([3, 1, 4, 2]);
  });

  it('blurs to the mean of the neighbours inside the picture', () => {
    expect(values(blurGray(gray(3, 0, 90, 0), 1))).toEqual([45, 30, 45]);
  });

  it('maps brightness within its bounds', () => {
    expect(values(mapGray(gray(2, 0, 200), (value) => value * 2 - 50))).toEqual([0, 255]);
  });
});
