/** The order in which people's colours are given out, most different first; those taken are skipped. */
export const colourOrder = [7, 12, 4, 10, 6, 1, 9, 3, 5, 11, 2, 8] as const;
