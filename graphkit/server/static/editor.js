// The plain text field becomes an editor with colours and completion. It asks nobody but this server.
(() => {
'use strict';
const field = document.getElementById('query');
const form = document.getElementById('asking');
if (!field || !form || typeof Yasqe === 'undefined') return;
const editor = Yasqe.fromTextArea(field, {
  persistenceId: null,
  createShareableLink: null,
  consumeShareLink: null,
  showQueryButton: false,
  resizeable: false,
  // Those that Yasqe comes with ask servers of the web.
  autocompleters: ['variables'],
});
editor.setSize('100%', null);
form.addEventListener('submit', () => { field.value = editor.getValue(); });
editor.addKeyMap({
  'Ctrl-Enter': () => form.requestSubmit(),
  'Cmd-Enter': () => form.requestSubmit(),
  // A person without a mouse must be able to leave the field.
  'Esc': () => form.querySelector('button[type=submit]').focus(),
});
})();
