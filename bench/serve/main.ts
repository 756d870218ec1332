/**
 * Requests per second and p50/p95/p99 of `for-you` over HTTP, 100,000 items, 1,000,000 users, iALS with 64 dimensions.
 *
 * One run: makes the shop through the real store and model file, starts `osusume serve` as a process of its own, asks for
 * random users (every fifth has newer events that are folded in) with one connection and with many. Client and server
 * share the machine's cores.
 * Then the same connections post events, each acknowledged when it is on disk.
 * Usage: npm run bench -- serve [--items N] [--users N] [--model NAME --options JSON] [--seconds N] [--connections 1,16,64] [--data DIR]
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import autocannon from 'autocannon'
import { serving } from '../../src/cli/fixtures/process.ts'
import { type Rng, rng } from '../../src/numbers/rng.ts'
import { machineLine } from '../machine.ts'
import { makeShop } from './synthetic-shop.ts'

const { values } = parseArgs({
  options: {
    items: { type: 'string', default: '100000' },
    users: { type: 'string', default: '1000000' },
    model: { type: 'string', default: 'ials' },
    options: { type: 'string', default: '{"dim":64,"epochs":1}' },
    seconds: { type: 'string', default: '10' },
    connections: { type: 'string', default: '1,16,64' },
    data: { type: 'string' },
  },
})
const size = {
  items: Number(values.items),
  users: Number(values.users),
  perUser: 10,
  model: values.model,
  options: JSON.parse(values.options),
}
const dataDir = values.data ?? (await mkdtemp(join(tmpdir(), 'osusume-bench-serve-')))
const say = (text: string) => process.stderr.write(`${text}\n`)

try {
  if (!values.data) await makeShop(dataDir, size, say)
  const startedMs = performance.now()
  const server = await serving(undefined, dataDir, '--no-auth', '--rate-limit', '0', '--log-level', 'error')
  say(`server ready after ${((performance.now() - startedMs) / 1000).toFixed(1)} s`)
  try {
    const anyone = (random: Rng) => `user-${Math.floor(random() * size.users)}`
    const doors = {
      'for-you': ['/v1/recommendations', (random: Rng) => ({ kind: 'for-you', user: anyone(random), limit: 10 })],
      event: [
        '/v1/events',
        (random: Rng) => ({ kind: 'view', user: anyone(random), item: `item-${Math.floor(random() * size.items)}` }),
      ],
    } as const
    process.stdout.write('            connections    req/s   p50 ms   p95 ms   p99 ms   max ms  not 200\n')
    for (const [name, [path, body]] of Object.entries(doors))
      for (const connections of values.connections.split(',').map(Number)) {
        await load(server.address + path, body, connections, 2)
        report(name, connections, await load(server.address + path, body, connections, Number(values.seconds)))
      }
    process.stdout.write(
      `\n${size.items} items, ${size.users} users, ${values.model} ${values.options}; ${machineLine()}\n`,
    )
  } finally {
    server.child.kill('SIGTERM')
    await server.ended
  }
} finally {
  if (!values.data) await rm(dataDir, { recursive: true, force: true })
}

/** Posts one body after the other for some seconds, from so many connections. */
async function load(url: string, body: (random: Rng) => object, connections: number, seconds: number) {
  const random = rng(connections)
  const times: number[] = []
  let refused = 0
  const startedMs = performance.now()
  await new Promise<void>((resolve, reject) => {
    const run = autocannon(
      {
        url,
        connections,
        duration: seconds,
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        requests: [
          {
            setupRequest: (request: object) => ({ ...request, body: JSON.stringify(body(random)) }),
          },
        ],
      },
      (error) => (error ? reject(error) : resolve()),
    )
    run.on('response', (_client, status, _bytes, ms) => {
      times.push(ms)
      if (status !== 200) refused++
    })
  })
  return { times: Float64Array.from(times).sort(), refused, seconds: (performance.now() - startedMs) / 1000 }
}

function report(
  name: string,
  connections: number,
  { times, refused, seconds }: Awaited<ReturnType<typeof load>>,
): void {
  const at = (share: number) =>
    (times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? Number.NaN).toFixed(2)
  const cells = [Math.round(times.length / seconds), at(0.5), at(0.95), at(0.99), at(1), refused]
  process.stdout.write(
    `${name.padEnd(12)}${String(connections).padStart(11)}${cells.map((cell) => String(cell).padStart(9)).join('')}\n`,
  )
}
