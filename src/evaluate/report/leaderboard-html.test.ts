import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ShopProtocol } from '../document.ts'
import { leaderboardHtml } from './leaderboard-html.ts'

const protocol = { split: 'time', seen: 'exclude', testUsers: 1115, snapshot: '<s>', splitHash: 'abc' } as ShopProtocol

test('a page has a table for each test, best first as it was given, every word from outside escaped', () => {
  const standing = { run: 'r1', created: '2026-01-02T03:04:05.000Z', options: { a: '"<x>"' } }
  const html = leaderboardHtml({
    metric: 'ndcg@10',
    boards: [
      {
        protocol,
        standings: [
          { ...standing, model: '<ials>', figure: { value: 0.25, low: 0.2, high: 0.3 } },
          { ...standing, model: 'popular' },
        ],
      },
      { protocol: { ...protocol, split: 'random' }, standings: [] },
    ],
  })
  assert.equal(html.match(/<table>/g)?.length, 2)
  assert.match(html, /<b>0\.2500<\/b><small>0\.2000–0\.3000<\/small>.*popular.*<b>–<\/b>/s)
  assert.match(html, /time, 1,115 asked.*random, 1,115 asked/s)
  for (const evil of ['<ials>', '<s>', '<x>']) assert.ok(!html.includes(evil), evil)
  assert.match(leaderboardHtml({ metric: 'hr@3', boards: [] }), /No evaluation yet/)
})
