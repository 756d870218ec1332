import { render } from 'preact'
import { Shop } from './shop.tsx'
import type { ShopConfig } from './shop-config.ts'

const config = JSON.parse(document.getElementById('shop-config')?.textContent ?? '{}') as ShopConfig
const place = document.getElementById('shop')
if (place) {
  place.textContent = ''
  render(<Shop config={config} />, place)
}
