import { createHash, randomBytes } from 'node:crypto'
import { Fault } from '../contract/fault.ts'
import type { ApiKey, Store } from '../store/store.ts'

export type KeyScope = ApiKey['scope']
export type { ApiKey }

const hashOf = (key: string) => createHash('sha256').update(key).digest('hex')

/**
 * A new API key. It is returned here and nowhere else: the store keeps its hash, and the first characters to tell keys
 * apart. 192 random bits, so that a hash without salt cannot be searched.
 */
export async function makeKey(store: Store, scope: KeyScope, nowMs: number): Promise<{ key: string; prefix: string }> {
  const key = `${scope === 'public' ? 'pk' : 'sk'}_${randomBytes(24).toString('base64url')}`
  const prefix = key.slice(0, 9)
  await store.addKey({ prefix, hash: hashOf(key), scope, createdMs: nowMs })
  return { key, prefix }
}

/** @throws Fault not-found */
export async function revokeKey(store: Store, prefix: string): Promise<void> {
  if (!(await store.deleteKey(prefix))) throw new Fault('not-found', `key: got "${prefix}", which no key begins with`)
}

/** Who knocks: a key by what its hash says. */
export interface Keyring {
  /** Undefined for a key nobody was given. */
  find(key: string): ApiKey | undefined
  readonly size: number
  /** Reads the keys again: made and revoked ones count from here on. */
  refresh(): Promise<void>
}

export async function openKeyring(store: Store): Promise<Keyring> {
  let byHash = new Map<string, ApiKey>()
  const refresh = async () => {
    byHash = new Map((await store.keys()).map((key) => [key.hash, key]))
  }
  await refresh()
  return {
    // Looking up a hash takes the same time however much of a guess is right: the guesser does not choose the hash.
    find: (key) => byHash.get(hashOf(key)),
    get size() {
      return byHash.size
    },
    refresh,
  }
}
