// Choose words of a text, comment them: comfort only, each paragraph has a form of its own.
const text = document.querySelector('[data-annotate]'), panel = document.getElementById(text?.dataset.annotate)

// How many characters of a paragraph come before a place in it; the numbers of comments are not part of the text.
// A character outside the first plane counts for one, as where the text is kept.
const before = (paragraph, node, offset) => {
  const range = document.createRange()
  range.selectNodeContents(paragraph)
  range.setEnd(node, offset)
  const part = range.cloneContents()
  part.querySelectorAll('[data-skip]').forEach((mark) => mark.remove())
  return [...part.textContent].length
}
const paragraphOf = (node) => (node.nodeType === 1 ? node : node.parentElement)?.closest('[data-from]')

const chosen = () => {
  const selection = getSelection()
  if (!selection.rangeCount || selection.isCollapsed) return
  const range = selection.getRangeAt(0), said = selection.toString().trim()
  if (!said || !text.contains(range.startContainer)) return
  const paragraphs = [...text.querySelectorAll('[data-from]')].filter((one) => selection.containsNode(one, true))
  if (!paragraphs.length) return
  const first = paragraphs[0], last = paragraphs.at(-1)
  const start = paragraphOf(range.startContainer) === first ? before(first, range.startContainer, range.startOffset) : 0
  const end = paragraphOf(range.endContainer) === last
    ? before(last, range.endContainer, range.endOffset) : before(last, last, last.childNodes.length)
  return [Number(first.dataset.from) + start, Number(last.dataset.from) + end, said]
}

const show = () => {
  const found = chosen()
  if (!found) return
  const [start, end, said] = found
  panel.querySelector('[name=passage-start]').value = start
  panel.querySelector('[name=passage-end]').value = end
  panel.querySelector('[data-quote]').textContent = said.length > 200 ? said.slice(0, 200) + '…' : said
  panel.hidden = false
}

if (text && panel) {
  document.querySelector('.annotate-hint').hidden = false
  let waiting
  document.addEventListener('selectionchange', () => {
    clearTimeout(waiting)
    waiting = setTimeout(show, 200)
  })
  panel.querySelector('[data-close]').addEventListener('click', () => {
    panel.hidden = true
    panel.querySelector('textarea').value = ''
  })
}
// Once the form leaves, what it says has left with it: no draft runs after the decision.
let leaving = false
document.querySelector('.desk')?.addEventListener('submit', () => { leaving = true })
document.addEventListener('htmx:before:request', (event) => leaving && event.preventDefault())
addEventListener('pageshow', () => { leaving = false })
document.querySelectorAll('.note-form').forEach((form) => {
  if (form.querySelector('textarea').value.trim()) form.open = true // kept on this device: never sent unseen
})
