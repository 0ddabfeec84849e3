// A signature drawn with a finger, a pen or a mouse; sent as strokes of whole numbers. Comfort only: a name can be typed.
for (const pad of document.querySelectorAll('[data-pad]')) {
  const canvas = pad.querySelector('canvas'), kept = pad.querySelector('input'), pen = canvas.getContext('2d')
  let strokes = [], stroke = null
  pad.hidden = false
  const keep = () => { kept.value = strokes.length ? JSON.stringify(strokes) : '' }
  const point = ({ clientX, clientY }) => {
    const box = canvas.getBoundingClientRect(), within = (value, most) => Math.round(Math.min(Math.max(value, 0), most))
    return [within((clientX - box.left) / box.width * canvas.width, canvas.width), within((clientY - box.top) / box.height * canvas.height, canvas.height)]
  }
  const ink = () => Object.assign(pen, { lineWidth: 5, lineCap: 'round', lineJoin: 'round', strokeStyle: getComputedStyle(canvas).color })
  const full = () => strokes.length > 80 || strokes.reduce((sum, each) => sum + each.length, 0) > 2900
  canvas.addEventListener('pointerdown', (event) => {
    event.preventDefault()
    if (full()) return
    canvas.setPointerCapture(event.pointerId)
    stroke = [point(event)]
    strokes.push(stroke)
  })
  canvas.addEventListener('pointermove', (event) => {
    if (!stroke || full()) return
    const at = point(event), last = stroke[stroke.length - 1]
    if (Math.abs(at[0] - last[0]) + Math.abs(at[1] - last[1]) < 3) return
    stroke.push(at)
    ink().beginPath()
    pen.moveTo(...last)
    pen.lineTo(...at)
    pen.stroke()
  })
  const lift = () => { stroke = null; keep() }
  canvas.addEventListener('pointerup', lift)
  canvas.addEventListener('pointercancel', lift)
  pad.querySelector('[data-clear]').addEventListener('click', () => {
    strokes = []
    pen.clearRect(0, 0, canvas.width, canvas.height)
    keep()
  })
}
