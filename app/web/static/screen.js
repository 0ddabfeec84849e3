// The screen asks every three seconds whether somebody has said who enters, then shows it.
const waits = document.getElementById('screen-wait')
const ask = async () => {
  try {
    const { state } = await (await fetch(waits.dataset.state, { cache: 'no-store' })).json()
    if (state !== 'waiting') return location.replace('/connexion/ecran')
  } catch {} // a cut: it asks again
  setTimeout(ask, 3000)
}
if (waits) setTimeout(ask, 3000)
