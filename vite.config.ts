import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The page at `/`, the console at `/console`, and `widget.js` for any other page; what they load lazily is in `assets/`. */
export default defineConfig({
  root: at('web/site'),
  // Relative to the script that asks: the widget runs on other people's origins.
  base: './',
  build: {
    outDir: at('dist/web'),
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: false,
    // Their licences ask for their texts to travel with them.
    license: { fileName: 'licenses.md' },
    // The LiveKit client is one chunk of this size, loaded when a call begins.
    chunkSizeWarningLimit: 640,
    rolldownOptions: {
      input: {
        index: at('web/site/index.html'),
        console: at('web/site/console/index.html'),
        widget: at('web/widget/widget.ts'),
      },
      output: {
        // Kept out of widget.js: a page that asks for `widget.js?v=2` would run it a second time.
        codeSplitting: { groups: [{ name: 'preload', test: /preload-helper/ }] },
        entryFileNames: (chunk) =>
          chunk.name === 'widget' ? 'widget.js' : 'assets/[name]-[hash].js',
      },
    },
  },
});
