// Comfort only: every page works without this file.
const body = document.body, all = (where, from = document) => [...from.querySelectorAll(where)]
const store = body.dataset.shared === undefined ? localStorage : sessionStorage // on a screen of everybody's, no longer than the tab
const prefix = `bidaide:${body.dataset.who}:`, DRAFT = 'form[method=post] textarea[name]:not([data-no-draft]), .kept-whole :is([type=text], [type=tel], [type=email])[name]'
const keyOf = (area) => prefix + location.pathname + ':' + area.name
const forget = (which, ...where) => where.forEach((kept) => Object.keys(kept).forEach((key) => key.startsWith('bidaide:') && which(key) && kept.removeItem(key)))

// A form leaves once.
const release = () => all('form[data-sent]').forEach((form) => delete form.dataset.sent)
addEventListener('pageshow', (event) => { release(); if (event.persisted && store === sessionStorage) location.reload() })
addEventListener('submit', (event) => {
  const form = event.target
  if (event.defaultPrevented || form.method !== 'post') return
  if (form.dataset.sent) return event.preventDefault()
  form.dataset.sent = 1
  setTimeout(release, 8000)
  try {
    if (/^\/(deconnexion|poste-partage\/fin)$/.test(form.getAttribute('action'))) forget(() => true, localStorage, sessionStorage)
    else sessionStorage.sent = JSON.stringify([location.href.split('#')[0], all(DRAFT, form).map(keyOf)])
  } catch {}
})

// What is being written stays on this device until it has arrived.
const say = (area) => {
  if (area.nextElementSibling?.className === 'kept') return
  area.insertAdjacentHTML('afterend', '<p class="kept"></p>')
  area.nextElementSibling.textContent = body.dataset.kept
}
try {
  if (!body.dataset.who) forget(() => true, sessionStorage) // a short session has ended, by itself or not
  const [from, keys] = JSON.parse(sessionStorage.sent || '["",[]]')
  delete sessionStorage.sent
  const refused = location.pathname === '/connexion' || document.querySelector('[data-refused], .error-summary')
  const moved = performance.getEntriesByType('navigation')[0].type === 'navigate'
  if (moved && !refused && document.referrer === from) keys.forEach((key) => store.removeItem(key))
  if (body.dataset.who) {
    forget((key) => !key.startsWith(prefix), localStorage, sessionStorage)
    all(DRAFT).forEach((area) => {
      const kept = store[keyOf(area)]
      const resumed = document.querySelector(`[data-resumed="${area.name}"]`) // an earlier text, to be corrected
      if (kept && (resumed || !area.value.trim())) { area.value = kept; say(area) }
    })
    addEventListener('input', ({ target }) => {
      if (!target.matches(DRAFT)) return
      store[keyOf(target)] = target.value
      say(target)
    })
  }
} catch {} // nothing may be kept here: the page goes on

addEventListener('change', ({ target }) => {
  if (!target.dataset.max) return
  const heavy = [...target.files].some((file) => file.size > target.dataset.max)
  target.setCustomValidity(heavy ? target.dataset.heavy : '')
  target.reportValidity()
})
const fold = (event) => {
  const menu = document.querySelector('.account[open]')
  if (menu && (event.key === 'Escape' || (event.type === 'click' && !menu.contains(event.target)))) menu.open = false
}
addEventListener('click', fold)
addEventListener('keydown', (event) => {
  fold(event)
  const search = document.querySelector('input[type=search]')
  if (event.key !== '/' || !search || event.target.closest('input, textarea, select')) return
  event.preventDefault()
  search.focus()
})
const tab = document.querySelector('.tabs [aria-current]') // on a phone the last tabs are out of sight
if (tab) tab.closest('.tabs').scrollLeft = tab.offsetLeft - 24
document.querySelector('.error-summary')?.focus()

// What is shown once is printed in one tap, where there is a printer to talk to.
const paper = document.querySelector('[data-print]')
if (paper) {
  paper.hidden = false
  paper.addEventListener('click', () => print())
}

// A call: a phone dials at once, and the page that asks how it went waits behind.
addEventListener('click', (event) => {
  const link = event.target.closest?.('a[data-dial]')
  if (!link || !matchMedia('(pointer: coarse)').matches || event.metaKey || event.ctrlKey) return
  event.preventDefault()
  location.href = link.dataset.dial
  setTimeout(() => { location.href = link.href }, 600)
})
