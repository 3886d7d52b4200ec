import { config } from 'zod';

// The page's policy forbids code made from strings, and reports each try: zod must not even probe for it.
// Imported before any schema is made.
config({ jitless: true });
