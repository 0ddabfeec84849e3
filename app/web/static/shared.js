// A screen of everybody's: the time that is left, counted here; how to stay; and the door when it is over.
const bar = document.querySelector('.shared-bar')
if (bar) {
  // what is typed here is offered to nobody who comes after; whether a password is kept is the browser's own affair
  for (const form of document.forms) form.autocomplete = 'off'
  for (const field of document.querySelectorAll('[autocomplete]:not([autocomplete="one-time-code"])')) field.autocomplete = 'off'
  const [stay, , over] = bar.querySelectorAll('form'), left = bar.querySelector('.shared-left'), said = bar.querySelector('.shared-said')
  let end = Date.now() + bar.dataset.seconds * 1000, warned = false
  const two = (n) => String(n).padStart(2, '0')
  const tick = () => {
    const seconds = Math.max(0, Math.round((end - Date.now()) / 1000))
    left.textContent = bar.dataset.left.replace('{left}', `${Math.floor(seconds / 60)} min ${two(seconds % 60)}`)
    if (seconds <= 120 && !warned) { warned = true; bar.classList.add('soon'); said.textContent = bar.dataset.soon }
    if (!seconds) return over.requestSubmit()
    setTimeout(tick, 1000)
  }
  tick()
  stay.addEventListener('submit', async (event) => {
    event.preventDefault()
    try {
      const answer = await fetch(stay.action, { method: 'POST', body: new URLSearchParams(new FormData(stay)), headers: { Accept: 'application/json' } })
      const { seconds } = await answer.json()
      end = Date.now() + seconds * 1000
      warned = false
      bar.classList.remove('soon')
      said.textContent = ''
    } catch { location.reload() }
    delete stay.dataset.sent
  })
}
