import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// The page is served by the combinator under a strict content security policy: no inline script or style, nothing from elsewhere.
export default defineConfig({
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    target: 'es2023',
  },
  server: { proxy: { '/graphql': { target: 'http://127.0.0.1:8300', ws: true }, '/api': 'http://127.0.0.1:8300' } },
});
