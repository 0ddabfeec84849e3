// What others write comes into the page by itself. Without it, or when the line is cut, a reload shows the same.
// <ol data-live="conversation:<id>" data-last="12">: each child has its data-number; /page?apres=12 gives what is new.
const list = document.querySelector('[data-live]')

if (list && 'EventSource' in window) {
  list.setAttribute('aria-live', 'polite')
  const source = new EventSource('/direct?sujet=' + encodeURIComponent(list.dataset.live))
  const last = () => list.querySelector(':scope > [data-number]:last-of-type')?.dataset.number ?? list.dataset.last ?? 0
  let asking, waits

  const ask = async () => {
    if (document.hidden) { waits = true; return } // what nobody looks at is not read
    if (asking) { waits = true; return }
    asking = true
    waits = false
    try {
      const answer = await fetch(`${location.pathname}?apres=${last()}`, { headers: { 'HX-Request': 'true' } })
      if (answer.ok && !answer.redirected) {
        const part = document.createElement('template')
        part.innerHTML = await answer.text()
        for (const item of part.content.querySelectorAll('[data-number]')) {
          if (+item.dataset.number > +last()) list.append(item)
        }
      }
    } finally {
      asking = false
      if (waits) ask()
    }
  }

  source.addEventListener('ici', ask)
  source.addEventListener('nouveau', ask)
  source.addEventListener('fini', () => source.close())
  document.addEventListener('visibilitychange', () => { if (waits && !document.hidden) ask() })
}

// <form data-read>: its posts were shown, which the page tells by itself; without this, its button does.
const read = document.querySelector('form[data-read]')
if (read) {
  const told = new URLSearchParams(new FormData(read))
  fetch(read.action, { method: 'POST', headers: { 'HX-Request': 'true' }, body: told, keepalive: true }).catch(() => {})
}
