import { z } from 'zod';
import { limits } from '../config.ts';
import { visibleText } from '../shown-name.ts';

/** A UUID in its usual text form. */
export const id = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
/**
 * What a person may call a document, a cluster, a machine or themselves: 1 to 64 characters that can be seen. Others, and
 * those that change the direction of writing, are taken out.
 */
export const name = z
  .string()
  .trim()
  .min(1)
  .max(limits.nameCharacters)
  .transform((raw) => visibleText(raw, limits.nameCharacters))
  .refine((clean) => clean !== '', { message: 'A name needs at least one character that can be seen.' });
/** One of the twelve colours of people, 1 to 12. */
export const colour = z.number().int().min(1).max(12);
/** Bytes as they are: fragments, versions, positions. */
export const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array, { message: 'Bytes are expected here.' });

/** A node's keys, as people compare them: the words say as much as the picture, and both together more than either. */
export const fingerprintView = z.object({
  words: z.array(z.string()),
  /** Eight leaves round a heart, read clockwise; every figure counts from 0. */
  picture: z.object({
    leaves: z.array(z.object({ length: z.number(), filling: z.number(), colour: z.number() })),
    colours: z.number(),
    heart: z.number(),
  }),
});
export type FingerprintView = z.infer<typeof fingerprintView>;
