interface Operation {
  summary?: string
  description?: string
  tags?: string[]
  requestBody?: { content: Record<string, { schema: object }> }
  responses?: Record<string, { description?: string; content?: Record<string, { schema: object }> }>
}

export interface OpenApi {
  info: { title: string; version: string; description: string }
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, object> }
}

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
code, pre { font: 14px/1.45 ui-monospace, monospace }
pre { overflow-x: auto; padding: .75rem; border-radius: .5rem; background: color-mix(in srgb, currentColor 7%, transparent) }
article { border-top: 1px solid color-mix(in srgb, currentColor 20%, transparent); padding: .5rem 0 }
h2 { font-size: 1rem; margin: .5rem 0 } h2 b { display: inline-block; min-width: 4.5rem }
summary { cursor: pointer }`

/** The API on one page, readable without a network and without a script. */
export function docsPage({ info, paths, components }: OpenApi): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => article(method, path, operation)),
  )
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(info.title)} API</title><style>${style}</style>
<h1>${escaped(info.title)} ${escaped(info.version)}</h1>
<p>${prose(info.description)} The same for programs: <a href="/openapi.json">openapi.json</a>.
Keys go in <code>Authorization: Bearer KEY</code> or <code>X-API-Key: KEY</code>. A public key may post events and ask for
recommendations, a secret key may do everything.</p>
<pre>curl -s localhost:8080/v1/recommendations -H "X-API-Key: $KEY" -H "content-type: application/json" \\
  -d '{ "kind": "for-you", "visitor": "v-1", "limit": 5 }'</pre>
${operations.join('\n')}
<h1>Words</h1>
${Object.entries(components.schemas)
  .map(([name, schema]) => `<article id="${escaped(name)}"><h2>${escaped(name)}</h2>${json(schema)}</article>`)
  .join('\n')}
</html>`
}

function article(method: string, path: string, { summary, description, requestBody, responses }: Operation): string {
  const bodies = Object.entries(requestBody?.content ?? {}).map(
    ([type, { schema }]) => `<p>${escaped(type)}</p>${json(schema)}`,
  )
  const answers = Object.entries(responses ?? {}).map(([status, { description: said, content }]) => {
    const schema = Object.values(content ?? {})[0]?.schema
    return `<p>${escaped(status)} ${said === 'Default Response' ? '' : escaped(said ?? '')}</p>${schema ? json(schema) : ''}`
  })
  return `<article><h2><b>${method.toUpperCase()}</b> <code>${escaped(path)}</code></h2>
<p>${prose(summary ?? '')}</p>${description ? `<p>${prose(description)}</p>` : ''}
${bodies.length > 0 ? `<details><summary>Body</summary>${bodies.join('')}</details>` : ''}
<details><summary>Answers</summary>${answers.join('')}</details></article>`
}

/** JSON with its references as links. */
const json = (value: object) =>
  `<pre>${escaped(JSON.stringify(value, null, 1)).replaceAll(
    /#\/components\/schemas\/(\w+)/g,
    (whole, name) => `<a href="#${name}">${whole}</a>`,
  )}</pre>`

const prose = (text: string) => escaped(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>')

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
