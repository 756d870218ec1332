/** What this bench uses of autocannon, which brings no types. */
declare module 'autocannon' {
  interface Run {
    on(event: 'response', told: (client: unknown, status: number, bytes: number, ms: number) => void): void
  }
  interface Options {
    url: string
    connections: number
    duration: number
    method: 'POST'
    headers: Record<string, string>
    requests: { setupRequest: (request: object) => object }[]
  }
  export default function autocannon(options: Options, done: (error: Error | null) => void): Run
}
