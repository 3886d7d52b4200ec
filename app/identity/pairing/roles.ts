import { z } from 'zod';

/** What a member may do; each may also do what those before it may. */
export const roles = ['viewer', 'editor', 'admin'] as const;
export const role = z.enum(roles);
export type Role = z.infer<typeof role>;
