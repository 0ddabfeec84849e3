// Completing a name after @ in the words of a post. Without this file, the whole name is typed.
for (const host of document.querySelectorAll('[data-names]')) {
  const area = host.closest('form').querySelector('textarea')
  const list = document.createElement('ul')
  list.className = 'names'
  list.id = `${area.id}-names`
  list.setAttribute('role', 'listbox')
  list.setAttribute('aria-label', host.dataset.says)
  list.hidden = true
  area.after(list)
  area.setAttribute('aria-controls', list.id)
  let asked = 0, chosen = -1

  const begun = () => /(?:^|[^\p{L}\p{N}@.])@([\p{L}][\p{L}' -]{1,39})$/u.exec(area.value.slice(0, area.selectionStart))?.[1]
  const close = () => { list.hidden = true; chosen = -1; area.removeAttribute('aria-activedescendant') }
  const take = (name) => {
    const start = area.selectionStart - begun().length
    area.setRangeText(`${name} `, start, area.selectionStart, 'end')
    close()
    area.focus()
  }
  const show = (names) => {
    list.replaceChildren(...names.map((name, n) => {
      const one = document.createElement('li')
      one.id = `${list.id}-${n}`
      one.setAttribute('role', 'option')
      one.textContent = name
      one.addEventListener('mousedown', (event) => { event.preventDefault(); take(name) })
      return one
    }))
    list.hidden = !names.length
    chosen = -1
  }
  const mark = (n) => {
    chosen = (n + list.children.length) % list.children.length
    ;[...list.children].forEach((one, place) => one.setAttribute('aria-selected', place === chosen))
    area.setAttribute('aria-activedescendant', list.children[chosen].id)
  }
  area.addEventListener('input', async () => {
    const typed = begun(), turn = ++asked
    if (!typed) return close()
    try {
      const answer = await fetch(`${host.dataset.names}?q=${encodeURIComponent(typed)}`)
      if (answer.ok && turn === asked) show(await answer.json())
    } catch { close() }
  })
  area.addEventListener('keydown', (event) => {
    if (list.hidden) return
    if (event.key === 'ArrowDown') mark(chosen + 1)
    else if (event.key === 'ArrowUp') mark(chosen - 1)
    else if (event.key === 'Enter' && chosen >= 0) take(list.children[chosen].textContent)
    else if (event.key === 'Escape') close()
    else return
    event.preventDefault()
  })
  area.addEventListener('blur', close)
}
