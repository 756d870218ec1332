import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { deviceClasses } from '../../contract/event.ts'
import { deviceOfAgent, deviceOfWord } from './device-class.ts'

const safari = 'AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1'
const chrome = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0'

/** As browsers, apps and crawlers say it. */
const agents: Record<string, string | undefined> = {
  [`Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) ${safari}`]: 'phone',
  [`Mozilla/5.0 (Linux; Android 10; K) ${chrome} Mobile Safari/537.36`]: 'phone',
  [`Mozilla/5.0 (Linux; Android 11; CUBOT KINGKONG 5) ${chrome} Mobile Safari/537.36`]: 'phone',
  'Mozilla/5.0 (Android 14; Mobile; rv:127.0) Gecko/127.0 Firefox/127.0': 'phone',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [FBAN/FBIOS]':
    'phone',
  [`Mozilla/5.0 (iPad; CPU OS 12_2 like Mac OS X) ${safari}`]: 'tablet',
  [`Mozilla/5.0 (Linux; Android 13; SM-X906C) ${chrome} Safari/537.36`]: 'tablet',
  'Mozilla/5.0 (Android 13; Tablet; rv:127.0) Gecko/127.0 Firefox/127.0': 'tablet',
  [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${chrome} Safari/537.36 Edg/126.0.0.0`]: 'desktop',
  'Mozilla/5.0 (Windows NT 6.1; Trident/7.0; Tablet PC 2.0; rv:11.0) like Gecko': 'desktop',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15':
    'desktop',
  [`Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${chrome} Safari/537.36`]: 'desktop',
  'okhttp/4.12.0': 'app',
  'Shop/3 CFNetwork/1494.0.7 Darwin/23.4.0': 'app',
  [`Mozilla/5.0 (Linux; Android 14; Pixel 8 Build/UD1A; wv) ${chrome} Mobile Safari/537.36`]: 'app',
  'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)': 'bot',
  [`Mozilla/5.0 (X11; Linux x86_64) ${chrome.replace('Chrome', 'HeadlessChrome')} Safari/537.36`]: 'bot',
  'facebookexternalhit/1.1': 'bot',
  node: undefined,
  'curl/8.7.1': undefined,
  [`Mozilla/5.0 (SMART-TV; Linux; Tizen 6.0) ${chrome} TV Safari/537.36`]: undefined,
  '': undefined,
}

test('what a request was made with is one of five classes, or not told', () => {
  for (const [agent, device] of Object.entries(agents))
    assert.equal(deviceOfAgent({ 'user-agent': agent }), device, agent)
  const reduced =
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36'
  assert.equal(deviceOfAgent({ 'user-agent': reduced, 'sec-ch-ua-mobile': '?1' }), 'phone', 'the hint knows better')
  assert.equal(deviceOfAgent({}), undefined)
})

test('the words of exports, and agents among them', () => {
  const said = ['Mobile', 'mobile app', 'DESKTOP', 'tablet', 'Spider', 'okhttp/4.12.0', 'Android', 'smart tv', '']
  assert.deepEqual(said.map(deviceOfWord), [
    'phone',
    'app',
    'desktop',
    'tablet',
    'bot',
    'app',
    undefined,
    undefined,
    undefined,
  ])
})

test('whatever is sent as an agent is answered at once, by a class or by nothing', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ maxLength: 3000 }), fc.constant('Mozilla/5.0 '.repeat(9000))), (agent) => {
      const device = deviceOfAgent({ 'user-agent': agent })
      assert.ok(device === undefined || deviceClasses.includes(device))
    }),
  )
})
