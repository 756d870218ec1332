import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { apiDocs, exampleBodies, exampleId } from '../build/api-docs.ts'
import { openSmallShop } from '../src/serve/fixtures/small-shop.ts'

test('docs/api.md is what the routes say today', async () => {
  const stored = await readFile(new URL('../docs/api.md', import.meta.url), 'utf8')
  assert.equal(stored, await apiDocs(), 'npm run build api-docs makes it anew')
})

test('docs/api.md leads to every word it names', async () => {
  const page = await apiDocs()
  const headings = new Set(
    [...page.matchAll(/^#+ (.+)$/gm)].map(([, words = '']) =>
      words
        .toLowerCase()
        .replaceAll(/[^a-z0-9 -]/g, '')
        .replaceAll(' ', '-'),
    ),
  )
  const links = [...page.matchAll(/\]\(#([^)]+)\)/g)].map(([, to = '']) => to)
  assert.ok(links.length > 20)
  assert.deepEqual(
    links.filter((to) => !headings.has(to)),
    [],
  )
})

test('every body in docs/api.md is taken by a real server', async () => {
  const shop = await openSmallShop({ keyring: undefined })
  try {
    const { paths } = (await shop.app.inject('/openapi.json')).json() as {
      paths: Record<string, Record<string, object>>
    }
    const wanted = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods)
        .filter(([, operation]) => 'requestBody' in operation)
        .map(([method]) => `${method} ${path}`),
    )
    assert.deepEqual(Object.keys(exampleBodies).sort(), wanted.sort(), 'each route that takes a body shows one')
    for (const [route, payload] of Object.entries(exampleBodies)) {
      const [method, path = ''] = route.split(' ')
      const answer = await shop.app.inject({
        method: method as 'POST',
        url: path.replace('{id}', exampleId(path)),
        payload: payload as object,
      })
      assert.equal(answer.statusCode, 200, `${route}: ${answer.payload}`)
      assert.deepEqual(answer.json().rejected ?? [], [], route)
    }
  } finally {
    await shop.close()
  }
})
