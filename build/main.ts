/**
 * What is built, and nothing else is: the WebAssembly kernels, the pages and docs/api.md (committed, each with a
 * freshness test), and dist/ for publishing. Usage: node build/main.ts [kernels|browser|api-docs|dist]…   (without a
 * name: all)
 */
const parts: Record<string, () => Promise<unknown>> = {
  kernels: async () => (await import('./kernels.ts')).buildKernels(),
  browser: async () => (await import('./browser.ts')).buildBrowser(),
  'api-docs': async () => (await import('./api-docs.ts')).buildApiDocs(),
  dist: async () => (await import('./dist.ts')).buildDist(),
}

const asked = process.argv.slice(2)
for (const name of asked.length > 0 ? asked : Object.keys(parts)) {
  const build = parts[name]
  if (!build) throw new RangeError(`build: got "${name}", want one of ${Object.keys(parts).join(', ')}`)
  const startedMs = performance.now()
  await build()
  process.stdout.write(`built ${name} in ${((performance.now() - startedMs) / 1000).toFixed(1)} s\n`)
}
