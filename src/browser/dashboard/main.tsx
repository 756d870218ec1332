import { render } from 'preact'
import { Dashboard } from './dashboard.tsx'

const place = document.getElementById('dashboard')
if (place) {
  place.textContent = ''
  render(<Dashboard />, place)
}
