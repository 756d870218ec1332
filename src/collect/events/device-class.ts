import type { DeviceClass } from '../../contract/event.ts'
import { foldedHeading } from '../mapping/folded-heading.ts'

/** What exports call a class of devices, folded. */
const words: Record<DeviceClass, readonly string[]> = {
  desktop: ['desktop', 'computer', 'pc', 'laptop', 'desktopweb'],
  phone: ['phone', 'mobile', 'smartphone', 'mobilephone', 'handset', 'mobileweb', 'phablet', 'featurephone'],
  tablet: ['tablet', 'ipad'],
  app: ['app', 'mobileapp', 'nativeapp', 'iosapp', 'androidapp'],
  bot: ['bot', 'robot', 'crawler', 'spider'],
}

const byWord = new Map(Object.entries(words).flatMap(([name, of]) => of.map((word) => [word, name as DeviceClass])))

/** The class a file's word stands for: a word ("mobile"), or a whole user agent; undefined where it says neither ("Android", "smart tv"). */
export function deviceOfWord(text: string): DeviceClass | undefined {
  return byWord.get(foldedHeading(text)) ?? (text.includes('/') ? deviceOfAgent({ 'user-agent': text }) : undefined)
}

/** Headers of a request that say with what it was made. */
export interface AgentHeaders {
  'user-agent'?: string | undefined
  'sec-ch-ua-mobile'?: string | string[] | undefined
}

/** Brands of phones that are called like machines. */
const notBots = /cubot/gi
const bots =
  /bot\b|bots\b|bot[/_-]|crawl|spider|slurp|scrap|headless|lighthouse|pingdom|uptime|monitor|facebookexternalhit|bingpreview|phantomjs|archive\.org|mediapartners/i
/** What programs use that ask for a page; and pages that an app shows inside itself. */
const apps = /^(okhttp|dalvik|alamofire|dart|ktor|expo|react-native)\b|cfnetwork|; wv\)/i
/** Browsers inside social networks are browsers. */
const inSocial = /fban|fbav|instagram|micromessenger|line\/|pinterest|snapchat|twitter|tiktok|musical_ly/i
const televisions = /smart-?tv|hbbtv|bravia|appletv|crkey|googletv|android tv|\baft[a-z]/i

/**
 * The class of what a request was made with, from its user agent and the client hint beside it: phone, tablet, desktop, app or bot, and
 * nothing finer, so that nobody is known by it again.
 * @returns  undefined where neither says (a server's HTTP library, a television, nothing at all)
 *
 * An iPad that asks for desktop pages calls itself a Macintosh, and is a desktop here. Of what is Android, "Mobile" tells phone from tablet,
 * as Google's own guidance has it.
 */
export function deviceOfAgent(headers: AgentHeaders): DeviceClass | undefined {
  const agent = (headers['user-agent'] ?? '').slice(0, 1000).replaceAll(notBots, '')
  if (bots.test(agent)) return 'bot'
  if (!inSocial.test(agent)) {
    if (apps.test(agent)) return 'app'
    if (/iphone|ipad/i.test(agent) && !/safari|crios|fxios/i.test(agent)) return 'app'
  }
  if (televisions.test(agent)) return undefined
  if (headers['sec-ch-ua-mobile'] === '?1') return 'phone'
  if (/ipad|playbook|kindle|silk(?!.*mobile)|\btablet\b(?! pc)/i.test(agent)) return 'tablet'
  if (/android/i.test(agent)) return /mobile/i.test(agent) ? 'phone' : 'tablet'
  if (/iphone|ipod|windows phone|blackberry|opera (mini|mobi)|mobile/i.test(agent)) return 'phone'
  if (/windows nt|macintosh|x11|cros /i.test(agent)) return 'desktop'
  return undefined
}
