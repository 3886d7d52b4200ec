const names = ['fig', 'clay', 'bark', 'ochre', 'moss', 'pine', 'lagoon', 'harbour', 'sky', 'iris', 'plum', 'berry'];

/** What one of the twelve colours of people is called. */
export function colourName(colour: number): string {
  return names[colour - 1] ?? 'lagoon';
}
