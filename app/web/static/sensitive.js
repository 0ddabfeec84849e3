// While words about somebody are typed: the house says what should not be kept. It keeps nothing of what it is asked.
const token = document.querySelector('input[name=csrf]')?.value
for (const part of document.querySelectorAll('[data-sensitive]:not([data-heard])')) {
  part.dataset.heard = 1
  const said = part.querySelector('.said-of-words')
  let waiting, asked = ''
  part.addEventListener('input', ({ target }) => {
    clearTimeout(waiting)
    waiting = setTimeout(async () => {
      const text = asked = target.value
      if (text.length > 20000) return
      if (!text.trim()) return said.replaceChildren()
      try {
        const answer = await fetch('/mots', { method: 'POST', headers: { 'X-CSRF-Token': token }, body: new URLSearchParams({ text }) })
        if (!answer.ok || text !== asked) return
        const found = await answer.text()
        if (said.dataset.found !== found) { said.innerHTML = found; said.dataset.found = found }
      } catch {} // off line: it is said when the form arrives
    }, 700)
  })
}
