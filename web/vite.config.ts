import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

// `npm run dev` passes the API through to a running server; the built page is served by that server itself.
const server = process.env.JIWEI_URL ?? 'http://127.0.0.1:8080'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** Tells the service worker which files make up this release, and a digest of them. */
const pageFiles = (): Plugin => ({
  name: 'page-files',
  apply: 'build',
  enforce: 'post', // after the build has made index.html
  generateBundle(_, bundle) {
    const worker = bundle['sw.js']
    if (worker?.type !== 'chunk') throw new Error('no service worker in the build')
    const digest = createHash('sha256').update(worker.code)
    const files = Object.values(bundle).filter((file) => file !== worker && !file.fileName.startsWith('.vite/'))
    const names = files.map((file) => `/${file.fileName}`)
    for (const file of files) digest.update(file.fileName).update(file.type === 'chunk' ? file.code : file.source)
    for (const name of readdirSync(here('./public'))) {
      names.push(`/${name}`)
      digest.update(name).update(readFileSync(here(`./public/${name}`)))
    }
    if (!names.includes('/index.html')) throw new Error('the service worker does not know the page')
    worker.code = worker.code.replaceAll('__PAGE_FILES__', JSON.stringify(names.sort())).replaceAll('__PAGE_VERSION__', JSON.stringify(digest.digest('hex').slice(0, 16)))
  },
})

export default defineConfig({
  plugins: [vue(), pageFiles()],
  resolve: { alias: { '@': here('./src') } },
  define: {
    __VUE_OPTIONS_API__: true, // Element Plus needs it
    __VUE_I18N_LEGACY_API__: false,
    __VUE_I18N_FULL_INSTALL__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
  },
  build: {
    target: ['es2020', 'chrome87', 'safari14'], // the browser of a five-year-old cheap phone
    manifest: true, // tests/budget.test.ts reads it
    sourcemap: false,
    chunkSizeWarningLimit: 600,
    rollupOptions: {
      input: { index: here('./index.html'), sw: here('./src/offline/service-worker.ts') },
      output: {
        // A service worker must keep its address, and stand at the root to serve it.
        entryFileNames: (chunk) => (chunk.name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js'),
        // What every screen needs changes rarely: its own file stays in the browser's cache over releases.
        manualChunks: (id) => (/node_modules\/(@vue|vue|vue-router|pinia|vue-i18n|@intlify)\//.test(id) ? 'vue' : undefined),
      },
    },
  },
  worker: { format: 'es' },
  server: { proxy: { '/api': server, '/core': server } },
  test: {
    environment: 'jsdom',
    include: ['tests/**/*.test.ts', 'src/**/*.test.ts'],
    setupFiles: ['tests/setup.ts'],
    css: false,
    pool: 'threads',
    poolOptions: { threads: { maxThreads: 2, minThreads: 1 } },
    server: { deps: { inline: ['element-plus'] } },
  },
})
