/**
 * Second looks: ways to change a picture so that a reader may see the code it missed, the most fruitful first.
 * Which ones earn their place was measured on published photographs; each must read something that those before it do not.
 */
import { blurGray, type Gray, mapGray, type Point, padGray, rotateGray, scaleGray, sharpenGray } from './picture.ts';
import type { Threshold } from './reader.ts';

/** A changed picture and the way back to where its pixels were. */
export interface View {
  readonly picture: Gray;
  readonly toSource: (point: Point) => Point;
}

export interface Attempt {
  readonly name: string;
  readonly reader: 'zxing' | 'jsqr' | 'platform';
  readonly threshold: Threshold;
  readonly view: (picture: Gray) => View;
}

export const ATTEMPTS: readonly Attempt[] = [
  zxing('doubled', 'local', (picture) => scaled(picture, 2)),
  zxing('valley', 'global', same),
  jsqr('plain', same),
  zxing('tripled-valley', 'global', (picture) => scaled(picture, 3)),
  zxing('half-larger', 'local', (picture) => scaled(picture, 1.5)),
  zxing('half-larger-valley', 'global', (picture) => scaled(picture, 1.5)),
  jsqr('doubled', (picture) => scaled(picture, 2)),
  zxing('padded-light', 'local', (picture) => padded(picture, 255)),
  zxing('padded-dark', 'local', (picture) => padded(picture, 0)),
  zxing('halved', 'local', (picture) => scaled(picture, 0.5)),
  zxing('softened', 'local', (picture) => kept(blurGray(picture, 1))),
  zxing('softened-valley', 'global', (picture) => kept(blurGray(picture, 1))),
  zxing('sharpened', 'local', (picture) => kept(sharpenGray(picture, 2, 1.5))),
  jsqr('softened', (picture) => kept(blurGray(picture, 1))),
  zxing('turned', 'local', (picture) => turned(picture, 45)),
  jsqr('turned', (picture) => turned(picture, 45)),
  zxing('lifted', 'global', (picture) => kept(mapGray(picture, (value) => 255 * Math.sqrt(value / 255)))),
  zxing('lowered', 'global', (picture) => kept(mapGray(picture, (value) => (value * value) / 255))),
  // Where a browser has a reader of its own; measured nowhere, so it comes when all others have failed.
  { name: 'plain', reader: 'platform', threshold: 'local', view: same },
];

function zxing(name: string, threshold: Threshold, view: Attempt['view']): Attempt {
  return { name, reader: 'zxing', threshold, view };
}

function jsqr(name: string, view: Attempt['view']): Attempt {
  return { name, reader: 'jsqr', threshold: 'local', view };
}

function same(picture: Gray): View {
  return kept(picture);
}

function kept(picture: Gray): View {
  return { picture, toSource: (point) => point };
}

function scaled(picture: Gray, factor: number): View {
  return { picture: scaleGray(picture, factor), toSource: ({ x, y }) => ({ x: x / factor, y: y / factor }) };
}

/** The quiet zone that the standard asks for and that tight crops lack. */
function padded(picture: Gray, value: number): View {
  const border = Math.max(16, Math.round(Math.min(picture.width, picture.height) / 8));
  return { picture: padGray(picture, border, value), toSource: ({ x, y }) => ({ x: x - border, y: y - border }) };
}

function turned(picture: Gray, degrees: number): View {
  const view = rotateGray(picture, degrees, 128);
  const angle = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return {
    picture: view,
    toSource: ({ x, y }) => {
      const [dx, dy] = [x - view.width / 2, y - view.height / 2];
      return { x: cos * dx + sin * dy + picture.width / 2, y: -sin * dx + cos * dy + picture.height / 2 };
    },
  };
}
