import { crc32, deflateSync, inflateSync } from 'node:zlib';

const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
const mostColours = 256;

/** The same picture with at most 256 colours, a third as large: for screenshots, which have few to begin with. */
export function smallPng(png: Buffer): Buffer {
  const { width, height, pixels } = decode(png);
  const palette = paletteOf(pixels);
  const nearest = nearestIn(palette);
  const rows = Buffer.alloc(height * (width + 1));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) rows[y * (width + 1) + 1 + x] = nearest(pixels[y * width + x]!);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // 8 bits per pixel, colours from a palette.
  header.set([8, 3, 0, 0, 0], 8);
  const colours = Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('PLTE', colours),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Reads the 8-bit RGB and RGBA pictures that browsers make; alpha is dropped. */
function decode(png: Buffer): { width: number; height: number; pixels: Uint32Array } {
  const width = png.readUInt32BE(16);
  const height = png.readUInt32BE(20);
  const depth = png[25] === 6 ? 4 : 3;
  const parts: Buffer[] = [];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  }
  const raw = inflateSync(Buffer.concat(parts));
  const stride = width * depth;
  const bytes = Buffer.alloc(height * stride);
  for (let y = 0; y < height; y++) unfilter(raw, bytes, y, stride, depth);
  const pixels = new Uint32Array(width * height);
  for (let index = 0; index < pixels.length; index++)
    pixels[index] = (bytes[index * depth]! << 16) | (bytes[index * depth + 1]! << 8) | bytes[index * depth + 2]!;
  return { width, height, pixels };
}

/** Takes a row's filter off (PNG, section 9). */
function unfilter(raw: Buffer, bytes: Buffer, y: number, stride: number, depth: number): void {
  const filter = raw[y * (stride + 1)]!;
  for (let x = 0; x < stride; x++) {
    const left = x >= depth ? bytes[y * stride + x - depth]! : 0;
    const up = y > 0 ? bytes[(y - 1) * stride + x]! : 0;
    const corner = x >= depth && y > 0 ? bytes[(y - 1) * stride + x - depth]! : 0;
    const added = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter]!;
    bytes[y * stride + x] = raw[y * (stride + 1) + 1 + x]! + added;
  }
}

function paeth(left: number, up: number, corner: number): number {
  const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)] as [
    number,
    number,
    number,
  ];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

/** The commonest colours, and of the rest one for each group of similar ones. */
function paletteOf(pixels: Uint32Array): number[] {
  const counts = new Map<number, number>();
  for (const colour of pixels) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const common = [...counts].toSorted((a, b) => b[1] - a[1]).map(([colour]) => colour);
  const palette = common.slice(0, mostColours / 2);
  const groups = new Set(palette.map(groupOf));
  for (const colour of common.slice(palette.length)) {
    if (palette.length === mostColours) break;
    if (groups.has(groupOf(colour))) continue;
    groups.add(groupOf(colour));
    palette.push(colour);
  }
  return palette;
}

/** Colours whose upper bits agree. */
function groupOf(colour: number): number {
  return colour & 0xe0e0e0;
}

function nearestIn(palette: readonly number[]): (colour: number) => number {
  const known = new Map(palette.map((colour, index) => [colour, index]));
  return (colour) => {
    let best = known.get(colour);
    if (best !== undefined) return best;
    best = 0;
    for (let index = 1; index < palette.length; index++)
      if (distance(palette[index]!, colour) < distance(palette[best]!, colour)) best = index;
    known.set(colour, best);
    return best;
  };
}

function distance(a: number, b: number): number {
  return ((a >> 16) - (b >> 16)) ** 2 + (((a >> 8) & 255) - ((b >> 8) & 255)) ** 2 + ((a & 255) - (b & 255)) ** 2;
}

function chunk(type: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}
