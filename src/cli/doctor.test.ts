import assert from 'node:assert/strict'
import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { faults } from '../contract/fault.ts'
import { openStore } from '../jobs/open.ts'
import { writeArtefact } from '../store/artefact.ts'
import { osusume } from './fixtures/process.ts'

let folder: string
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'osusume-doctor-'))
})
after(() => rm(folder, { recursive: true, force: true }))

const doctor = async (data: string) => {
  const run = await osusume('doctor', '--data', data, '--json')
  const { healthy, findings } = JSON.parse(run.stdout) as {
    healthy: boolean
    findings: { check: string; verdict: string; code?: string; message: string }[]
  }
  return { exit: run.code, healthy, of: (check: string) => findings.find((finding) => finding.check === check) }
}

test('the doctor makes no folder where there is none', async () => {
  const data = join(folder, 'none')
  const said = await doctor(data)
  assert.deepEqual([said.exit, said.of('data folder')?.verdict], [0, 'advice'])
  await assert.rejects(access(data))
})

test('a healthy folder is healthy; a model file that is damaged, exchanged or gone is found', async () => {
  const data = join(folder, 'data')
  const file = join('models', 'm1.osm')
  const path = join(data, file)
  const content = (seed: number) => ({ kind: 'model' as const, meta: { seed }, arrays: { x: Float32Array.of(1, 2) } })
  const store = await openStore(data)
  const { sha256: hash } = await writeArtefact(path, content(1))
  await store.addModel({ version: 'm1', createdMs: 1, algorithm: 'a', options: {}, seed: 1, snapshot: 's', hash, file })
  await store.publish('m1', 2)
  await store.close()
  const healthy = await doctor(data)
  assert.deepEqual([healthy.exit, healthy.healthy], [0, true])
  assert.match(healthy.of('model m1')?.message ?? '', /live/)

  const whole = await readFile(path)
  whole[whole.length - 40]! ^= 1
  await writeFile(path, whole)
  const damaged = await doctor(data)
  assert.equal(damaged.exit, faults.corrupt.exit)
  assert.equal(damaged.of('model m1')?.code, 'corrupt')

  await writeArtefact(path, content(2))
  assert.match((await doctor(data)).of('model m1')?.message ?? '', /not the file that was trained as m1/)

  await rm(path)
  const gone = await doctor(data)
  assert.equal(gone.exit, faults['not-found'].exit)
})

test('a database that is none is a problem, not a crash', async () => {
  const data = join(folder, 'noise')
  await (await openStore(data)).close()
  await writeFile(join(data, 'osusume.db'), Buffer.alloc(8192, 'noise '))
  const said = await doctor(data)
  assert.equal(said.exit, faults.corrupt.exit)
  assert.equal(said.of('database')?.code, 'corrupt')
})
