/** How a fingerprint is drawn: everything in a square of 152, its middle at 0 0. */

/** A leaf of each length, pointing upwards, its stalk 14 from the middle. */
export const leafPaths = [
  'M0 -14C13 -23.5 10.4 -35.1 0 -45.3C-10.4 -35.1 -13 -23.5 0 -14Z',
  'M0 -14C15 -26.9 12 -42.5 0 -56.3C-12 -42.5 -15 -26.9 0 -14Z',
  'M0 -14C16 -30.2 12.8 -50 0 -67.4C-12.8 -50 -16 -30.2 0 -14Z',
] as const;

/** The right half of a leaf of each length. */
export const halfPaths = [
  'M0 -14C13 -23.5 10.4 -35.1 0 -45.3Z',
  'M0 -14C15 -26.9 12 -42.5 0 -56.3Z',
  'M0 -14C16 -30.2 12.8 -50 0 -67.4Z',
] as const;

/** The veins of a leaf of each length. */
export const veinPaths = [
  'M0 -14V-45.3M0 -21.9l5-5M0 -21.9l-5-5M0 -31.9l5-5M0 -31.9l-5-5',
  'M0 -14V-56.3M0 -27.2l5-5M0 -27.2l-5-5M0 -37.2l5-5M0 -37.2l-5-5',
  'M0 -14V-67.4M0 -32.7l5-5M0 -32.7l-5-5M0 -42.7l5-5M0 -42.7l-5-5',
] as const;

/** What stands in the middle: a hexagon, a disc, a square on its corner, a triangle. */
export const heartPaths = [
  'M0 -9L8 -4.5V4.5L0 9L-8 4.5V-4.5Z',
  'M0 -8.5A8.5 8.5 0 1 1 0 8.5A8.5 8.5 0 1 1 0 -8.5Z',
  'M0 -10L10 0L0 10L-10 0Z',
  'M0 -9.5L9 6.5H-9Z',
] as const;

/** People's colours that stand together, each unlike the others in lightness too. */
export const colourTriples = [
  [12, 3, 7],
  [1, 4, 8],
  [10, 2, 6],
  [11, 7, 4],
  [3, 8, 12],
  [6, 1, 9],
  [2, 10, 5],
  [8, 3, 11],
] as const;
