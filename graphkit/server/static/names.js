// Completes the names of actors and topics while they are typed.
(() => {
'use strict';
const PAUSE = 150;
for (const field of document.querySelectorAll('input[list]')) {
  const list = document.getElementById(field.getAttribute('list'));
  let waiting = 0;
  field.addEventListener('input', () => {
    clearTimeout(waiting);
    const beginning = field.value.trim();
    if (!beginning) { list.replaceChildren(); return; }
    waiting = setTimeout(async () => {
      const asked = new URLSearchParams({beginning, for: field.dataset.for});
      const answer = await fetch(`/names?${asked}`);
      if (!answer.ok || field.value.trim() !== beginning) return;
      list.replaceChildren(...(await answer.json()).map((name) => {
        const option = document.createElement('option');
        option.value = name;
        return option;
      }));
    }, PAUSE);
  });
}
})();
