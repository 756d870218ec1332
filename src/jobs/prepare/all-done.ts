/** As Promise.all, but a failure is thrown when all of them have ended: none goes on behind the back of whoever clears up. */
export async function allDone<T extends readonly unknown[]>(
  promises: {
    [K in keyof T]: Promise<T[K]>
  },
): Promise<T> {
  const ends = await Promise.allSettled(promises)
  for (const end of ends) if (end.status === 'rejected') throw end.reason
  return ends.map((end) => (end as PromiseFulfilledResult<unknown>).value) as unknown as T
}
