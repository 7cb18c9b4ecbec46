import { defineConfig } from 'vite';
import { precompress } from './build/precompress.ts';
import { SERVICE_WORKER, serviceWorker } from './build/service-worker.ts';

export default defineConfig({
  build: {
    target: 'es2022',
    // Do not transpile light-dark() and nesting: all browsers of the last two years support them.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    // The content security policy allows nothing inline.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      input: { index: 'index.html', [SERVICE_WORKER]: 'src/offline/service-worker.ts' },
      output: {
        // A service worker keeps its address from build to build.
        entryFileNames: ({ name }) => (name === SERVICE_WORKER ? '[name].js' : 'assets/[name]-[hash].js'),
      },
    },
  },
  plugins: [serviceWorker(), precompress()],
  server: { proxy: { '/api': 'http://127.0.0.1:8080', '/docs': 'http://127.0.0.1:8080' } },
});
