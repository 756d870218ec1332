import type { Preparation, PreparationChange, PreparationEffects, Quarantine } from '../../contract/preparation.ts'

/** The server wants a key, or another one. */
export class KeyWanted extends Error {}

export interface Api {
  preparation(): Promise<Preparation>
  quarantine(): Promise<Quarantine>
  change(asked: PreparationChange): Promise<PreparationEffects>
}

const place = 'osusume-key'

/** The key as this tab keeps it: gone when the tab is closed, never in an address. */
export const keptKey = () => sessionStorage.getItem(place) ?? ''
export const keepKey = (key: string) => sessionStorage.setItem(place, key)

/** The routes a merchant's page asks, as any client would. */
export function dashboardApi(key: string): Api {
  const ask = async (path: string, body?: unknown): Promise<unknown> => {
    const answer = await fetch(path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        ...(key !== '' && { authorization: `Bearer ${key}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const said = (await answer.json()) as { error?: { message: string } }
    if (answer.status === 401 || answer.status === 403) throw new KeyWanted(said.error?.message)
    if (!answer.ok) throw new Error(said.error?.message ?? `the server answered ${answer.status}`)
    return said
  }
  return {
    preparation: () => ask('/v1/preparation') as Promise<Preparation>,
    quarantine: () => ask('/v1/quarantine') as Promise<Quarantine>,
    change: (asked) => ask('/v1/preparation', asked) as Promise<PreparationEffects>,
  }
}
