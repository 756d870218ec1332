import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { after, before, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import type { RecommendationAnswer } from '../contract/recommendation.ts'
import { caller, type Method } from './fixtures/caller.ts'
import { openSmallShop, type SmallShop } from './fixtures/small-shop.ts'

let shop: SmallShop
before(async () => {
  shop = await openSmallShop({ corsOrigins: ['https://shop.example'] })
})
after(() => shop.close())

const call = caller(() => shop)

const _recommend = async (request: object) => {
  const { status, body } = await call('POST', '/v1/recommendations', request)
  assert.equal(status, 200, JSON.stringify(body))
  return body as RecommendationAnswer
}
const _names = ({ items }: RecommendationAnswer) => items.map(({ id }) => id)

test('a public key writes events and reads recommendations, and nothing else; no key and a wrong key do nothing', async () => {
  const routes: [Method, string, unknown][] = [
    ['POST', '/v1/events', { kind: 'view', item: 'green', visitor: 'pub' }],
    ['POST', '/v1/recommendations', {}],
    ['POST', '/v1/items', []],
    ['GET', '/v1/items/green', undefined],
    ['PUT', '/v1/items/green', {}],
    ['PATCH', '/v1/items/green', {}],
    ['DELETE', '/v1/items/green', undefined],
    ['POST', '/v1/users', []],
    ['GET', '/v1/users/u1', undefined],
    ['GET', '/v1/users/u1/export', undefined],
    ['PUT', '/v1/users/u1', {}],
    ['PATCH', '/v1/users/u1', {}],
    ['DELETE', '/v1/users/u1', undefined],
  ]
  for (const [i, [method, url, body]] of routes.entries()) {
    assert.equal(
      (await call(method, url, body, { 'x-api-key': shop.publicKey })).status,
      i < 2 ? 200 : 403,
      `${method} ${url}`,
    )
    for (const key of ['', 'sk_guess', `${shop.secretKey}x`])
      assert.equal((await call(method, url, body, { 'x-api-key': key })).status, 401, `${method} ${url}`)
  }
  const bearer = await call('GET', '/v1/items/lamp', undefined, {
    'x-api-key': '',
    authorization: `Bearer ${shop.secretKey}`,
  })
  assert.equal(bearer.status, 200)
})

test('pages of the shop may call the public routes, pages of others and other routes not', async () => {
  const origin = async (method: Method, url: string, from: string) =>
    (await call(method, url, method === 'POST' ? {} : undefined, { origin: from })).headers[
      'access-control-allow-origin'
    ]
  assert.equal(await origin('POST', '/v1/recommendations', 'https://shop.example'), 'https://shop.example')
  assert.equal(await origin('POST', '/v1/recommendations', 'https://evil.example'), undefined)
  assert.equal(await origin('GET', '/v1/items/lamp', 'https://shop.example'), undefined)
  const preflight = await call('OPTIONS', '/v1/events', undefined, { 'x-api-key': '', origin: 'https://shop.example' })
  assert.deepEqual([preflight.status, preflight.headers['access-control-allow-methods']], [204, 'POST'])
})

test('what makes no sense is refused in a sentence, never with a 5xx', async () => {
  const rows: [Method, string, unknown, number, RegExp, Record<string, string>?][] = [
    ['POST', '/v1/recommendations', { limit: '5' }, 400, /^limit: got "5", want a whole number of 1 to 500$/],
    ['POST', '/v1/recommendations', { kind: 'similar' }, 400, /^items: got nothing/],
    ['POST', '/v1/recommendations', { events: [{ kind: 'view' }] }, 400, /^events\.0\.item: got nothing/],
    ['POST', '/v1/recommendations', '{', 400, /JSON/, { 'content-type': 'application/json' }],
    [
      'POST',
      '/v1/recommendations',
      '<a/>',
      400,
      /^content-type: got "application\/xml"/,
      { 'content-type': 'application/xml' },
    ],
    ['POST', '/v1/recommendations', { exclude: ['x'.repeat(2 ** 20)] }, 413, /larger than this address takes/],
    ['PUT', '/v1/items/x', { price: -1 }, 400, /^price: got -1, want a number of 0 to/],
    ['PUT', '/v1/items/x', { price: '12,50' }, 400, /^price: got "12,50", want a number of 0 to/],
    ['PUT', '/v1/items/x', { available: 'true' }, 400, /^available: got "true"/],
    ['PUT', '/v1/items/x', { id: 'y' }, 400, /^id: not a known field/],
    ['GET', '/v1/items/%00', undefined, 400, /^id: got/],
    ['GET', '/v1/items/%ff', undefined, 400, /^the address: got "\/v1\/items\/%ff", want ids percent-encoded$/],
    ['GET', `/v1/items/${'x'.repeat(3000)}`, undefined, 400, /at most 128 characters$/],
    ['GET', '/v2/items', undefined, 404, /no such address/],
  ]
  for (const [method, url, payload, status, message, headers] of rows) {
    const answer = await call(method, url, payload, headers)
    assert.equal(answer.status, status, `${method} ${url}: ${JSON.stringify(answer.body)}`)
    assert.match(answer.body.error.message, message)
  }
})

test('of many products each has its own verdict, and no text is made into a number', async () => {
  const items = [
    { id: 'cup-1', price: 12.5 },
    { id: 'cup-2', price: '12.50' },
    { id: 3 },
    { id: 'cup-4', category: 'Home » Cups' },
  ]
  const { status, body } = await call('POST', '/v1/items', items)
  assert.deepEqual([status, body.accepted], [200, 2])
  assert.deepEqual(
    body.rejected.map(({ index }: { index: number }) => index),
    [1, 2],
  )
  assert.match(body.rejected[0].message, /^price: got "12\.50", want a number of 0 to/)
  assert.equal((await call('GET', '/v1/items/cup-4')).body.category, 'Home » Cups')
  for (const id of ['cup-1', 'cup-4']) await call('DELETE', `/v1/items/${id}`)
})

test('a body nested beyond all measure, compressed or not UTF-8 is refused for what it is', async () => {
  const deep = '['.repeat(200_000) + ']'.repeat(200_000)
  const json = { 'content-type': 'application/json' }
  const send = (method: Method, url: string, payload: string | Buffer, headers: Record<string, string> = json) =>
    call(method, url, payload, headers)
  for (const [method, url, body] of [
    ['POST', '/v1/recommendations', deep],
    ['POST', '/v1/events', `{"kind":${deep}}`],
    ['PUT', '/v1/items/deep', `{"attributes":{"a":${deep}}}`],
  ] as const) {
    const { status, body: answer } = await send(method, url, body)
    assert.deepEqual([status, answer.error?.code], [400, 'bad-request'], url)
    assert.match(answer.error.message, /got something nested too deep to quote, want /)
  }
  const lines = await send('POST', '/v1/events', `${deep}\n{"kind":"view","user":"u0","item":"lamp"}\n`, {
    'content-type': 'application/x-ndjson',
  })
  assert.deepEqual([lines.status, lines.body.accepted, lines.body.rejected.length], [200, 1, 1])

  const zipped = await send('POST', '/v1/events', gzipSync('{"kind":"popular"}'), {
    ...json,
    'content-encoding': 'gzip',
  })
  assert.deepEqual([zipped.status, /^content-encoding: got "gzip"/.test(zipped.body.error.message)], [400, true])

  // two customers of a Latin-1 shop: read leniently, both would be "Ren\ufffd"
  for (const type of ['application/json', 'text/plain', 'application/x-ndjson'])
    for (const name of ['Ren\xe9', 'Ren\xe8']) {
      const body = Buffer.from(`{"kind":"view","user":"${name}","item":"lamp"}`, 'latin1')
      const latin = await send('POST', '/v1/events', body, { 'content-type': type })
      assert.deepEqual([latin.status, /UTF-8/.test(latin.body.error.message)], [400, true], type)
    }
})

test('what is no request at all hears so in the same document', async () => {
  const own = await openSmallShop({ untrained: true })
  try {
    const { port } = new URL(await own.app.listen({ host: '127.0.0.1', port: 0 }))
    for (const [sent, status, code] of [
      ['\x16\x03\x01noise\r\n\r\n', 400, 'bad-request'],
      [`GET /healthz HTTP/1.1\r\nHost: x\r\nA: ${'x'.repeat(40_000)}\r\n\r\n`, 431, 'too-large'],
    ] as const) {
      const socket = connect(Number(port), '127.0.0.1')
      socket.write(sent)
      const [head, body] = (await text(socket)).split('\r\n\r\n')
      assert.match(head ?? '', new RegExp(`^HTTP/1.1 ${status} `))
      assert.equal(JSON.parse(body ?? '').error.code, code)
    }
  } finally {
    await own.close()
  }
})

test('an id of any letters survives the way into an address and back', async () => {
  for (const id of ['a/b', 'é?&#%', 'おすすめ', ' ', '...', '__proto__']) {
    const url = `/v1/items/${encodeURIComponent(id)}`
    assert.equal((await call('PUT', url, { title: id })).status, 200, id)
    assert.equal((await call('GET', url)).body.id, id)
  }
})

test('the server is alive and ready, describes itself to programs and to people, and asks no key for that', async () => {
  for (const url of ['/healthz', '/readyz', '/openapi.json', '/docs'])
    assert.equal((await shop.app.inject(url)).statusCode, 200, url)
  assert.equal((await shop.app.inject('/readyz')).json().model, shop.live.version)
  const page = (await shop.app.inject('/docs')).payload
  const { paths } = (await shop.app.inject('/openapi.json')).json()
  for (const path of Object.keys(paths)) assert.ok(page.includes(`<code>${path}</code>`), path)
  assert.doesNotMatch(page, /https?:\/\//, 'nothing is fetched from elsewhere')
})

test('too many requests in a second are refused, and others are not made to suffer', async () => {
  const strict = await openSmallShop({ untrained: true, perSecond: 3 })
  try {
    const status = async (key: string) =>
      (await strict.app.inject({ url: '/v1/items/none', headers: { 'x-api-key': key } })).statusCode
    const first = await Promise.all(Array.from({ length: 5 }, () => status(strict.secretKey)))
    assert.deepEqual(first.sort(), [404, 404, 404, 429, 429])
    assert.equal(await status(strict.publicKey), 403)
  } finally {
    await strict.close()
  }
})

test('before the first model the server collects, and says what is missing', async () => {
  const young = await openSmallShop({ untrained: true, keyring: undefined })
  try {
    assert.equal((await young.app.inject('/healthz')).statusCode, 200)
    for (const [method, url] of [
      ['GET', '/readyz'],
      ['POST', '/v1/recommendations'],
    ] as const) {
      const answer = await young.app.inject({ method, url, ...(method === 'POST' && { payload: {} }) })
      assert.equal(answer.statusCode, 503)
      assert.match(answer.json().error.message, /osusume train/)
    }
    const payload = { kind: 'view', item: 'x', visitor: 'v' }
    assert.equal((await young.app.inject({ method: 'POST', url: '/v1/events', payload })).json().accepted, 1)
  } finally {
    await young.close()
  }
})
