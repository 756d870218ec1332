import type { Command } from 'commander'
import { Fault } from '../contract/fault.ts'
import { type SharedOptions, withSharedOptions } from './shared-options.ts'

export default function addKeys(program: Command): void {
  withSharedOptions(program.command('keys'))
    .description('API keys: list, add public, add secret, revoke PREFIX')
    .argument('[action]', 'list, add or revoke', 'list')
    .argument('[what]', 'public or secret; the beginning of the key to revoke')
    .action(keys)
}

async function keys(action: string, what: string | undefined, options: SharedOptions): Promise<void> {
  const [{ openStore }, { makeKey, revokeKey }] = await Promise.all([
    import('../jobs/open.ts'),
    import('../jobs/keys.ts'),
  ])
  const store = await openStore(options.data)
  const say = (document: object, words: string) =>
    process.stdout.write(options.json ? `${JSON.stringify(document)}\n` : `${words}\n`)
  try {
    switch (action) {
      case 'list': {
        const list = (await store.keys()).map(({ prefix, scope, createdMs }) => ({ prefix, scope, createdMs }))
        const lines = list.map(
          ({ prefix, scope, createdMs }) => `${prefix}…  ${scope}  ${new Date(createdMs).toISOString()}`,
        )
        say({ keys: list }, lines.length > 0 ? lines.join('\n') : 'no keys yet: serve makes the first two')
        break
      }
      case 'add': {
        if (what !== 'public' && what !== 'secret')
          throw new Fault('bad-request', `keys add: got "${what ?? ''}", want public or secret`)
        const made = await makeKey(store, what, Date.now())
        say(
          { ...made, scope: what },
          `${made.key}\nKeep it: it is shown once. Running servers know it within a second.`,
        )
        break
      }
      case 'revoke':
        if (!what)
          throw new Fault('bad-request', 'keys revoke: got nothing, want the beginning of the key (osusume keys list)')
        await revokeKey(store, what)
        say({ revoked: what }, `${what}… is revoked; running servers refuse it within a second`)
        break
      default:
        throw new Fault('bad-request', `keys: got "${action}", want list, add or revoke`)
    }
  } finally {
    await store.close()
  }
}
