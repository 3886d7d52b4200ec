import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Bundled fonts are there at once from disk: waiting for them is better than drawing the text twice. */
function blockingFonts(): Plugin {
  return {
    name: 'banyan-blocking-fonts',
    enforce: 'pre',
    transform(code, id) {
      if (!id.includes('@fontsource-variable') || !id.includes('.css')) return undefined;
      return { code: code.replaceAll('font-display: swap', 'font-display: block'), map: null };
    },
  };
}

export default defineConfig({
  root: 'renderer',
  // Relative, so that the same build works under http://127.0.0.1 and under app://ui/.
  base: './',
  plugins: [react(), blockingFonts()],
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    target: 'es2023',
    // The page's policy lets no data: address load a font, and no inline script run.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // In one chunk the setting in no-eval.ts runs before the first schema is made.
            { name: 'bridge', test: /no-eval|app\/bridge|node_modules\/(zod|birpc|msgpackr)\// },
            { name: 'frame', test: /node_modules\/(react|react-dom|scheduler|zustand|radix-ui|@radix-ui|@floating-ui)\// },
          ],
        },
      },
    },
  },
});
